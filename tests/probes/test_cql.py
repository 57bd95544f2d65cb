"""CQL: what is a read, and how an answer becomes JSON."""

import ipaddress
import json
import uuid
from datetime import UTC, datetime

import pytest

from probes import cql
from probes.errors import NotReadOnly
from probes.questions import CassandraRead

READS = """SELECT release_version, schema_version FROM system.local
select * from system.peers
SELECT * FROM system_schema.keyspaces
SELECT * FROM system_schema.tables WHERE keyspace_name = 'x1_group_2'
SELECT keyspace_name FROM "system"."schema_keyspaces" LIMIT 10
SELECT role, is_superuser FROM system_auth.roles
SELECT COUNT(*) FROM x1_group_2.api_portal_portaluserstore
SELECT count(1) FROM "X1"."T"
SELECT MIN(WRITETIME("value")) AS oldest FROM "x1_group_2"."t"
SELECT * FROM system.local WHERE key = 'a;b -- c''d'"""
WRITES = """INSERT INTO a.b (k) VALUES (1)
UPDATE a.b SET v = 1 WHERE k = 1
DELETE FROM a.b WHERE k = 1
TRUNCATE a.b
DROP TABLE a.b
CREATE TABLE a.b (k int PRIMARY KEY)
ALTER KEYSPACE a WITH durable_writes = false
GRANT ALL ON a.b TO c
USE a
BEGIN BATCH INSERT INTO a.b (k) VALUES (1) APPLY BATCH
SELECT * FROM system.local; DROP TABLE a.b
SELECT * FROM system.local -- x
SELECT * FROM system.local /* x */
SELECT * FROM system.local WHERE key = 'local' // x
SELECT * FROM local
SELECT v FROM a.b
SELECT * FROM a.b
SELECT COUNT(*), v FROM a.b
SELECT MIN(v) FROM a.b
SELECT MIN(WRITETIME(v)), v FROM a.b
SELECT * FROM systematic.b
SELECT * FROM system_auth.roles
SELECT role, salted_hash FROM system_auth.roles
SELECT
"""


@pytest.mark.parametrize("statement", READS.splitlines())
def test_a_read_passes(statement):
    assert cql.guard(statement) is None


@pytest.mark.parametrize("statement", ["", *WRITES.splitlines()])
def test_what_could_write_or_shows_customers_rows_does_not(statement):
    with pytest.raises(NotReadOnly):
        cql.guard(statement)


def test_values_are_json():
    at = datetime(2026, 11, 21, 2, 0)  # noqa: DTZ001 (as the driver gives it)
    row = {
        "id": uuid.UUID(int=1), "at": at, "hash": b"\x00\xff", "set": {"b", "a"},
        "map": {uuid.UUID(int=2): ("x", 1.5)}, "nan": float("nan"), "no": None, "yes": True,
        "address": ipaddress.ip_address("127.0.0.1"),
    }  # fmt: skip

    assert json.loads(json.dumps(cql.plain([row]), allow_nan=False)) == [
        {
            "id": "00000000-0000-0000-0000-000000000001",
            "at": at.replace(tzinfo=UTC).isoformat(),
            "hash": "0x00ff",
            "set": ["a", "b"],
            "map": {"00000000-0000-0000-0000-000000000002": ["x", 1.5]},
            "nan": "nan",
            "no": None,
            "yes": True,
            "address": "127.0.0.1",
        }
    ]


def test_a_member_is_a_subject_of_its_own():
    any_, one = CassandraRead("main", "S"), CassandraRead("main", "S", "10.0.0.5:9042")

    assert (any_.subject, one.subject) == ("cassandra:main", "cassandra:main/10.0.0.5:9042")
    assert one.key == "cassandra:main/10.0.0.5:9042 S"
