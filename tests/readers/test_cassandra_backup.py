"""Snapshots of a Cassandra and their copies: what of them could be restored."""

from datetime import UTC, datetime

import pytest

from inventory import load
from probes.errors import CannotTell
from readers.cassandra_backup import CassandraBackup
from readers.cassandra_host import CassandraHost
from readers.cassandra_saved import incomplete, keyspaces_of, place_in, unsaved
from tests.readers.axway.conftest import INVENTORY
from tests.readers.fakes import Engine, gone, said

SPACE, OTHER = "x2f1c9a70_group_2", "x2f1c9a70_group_3"
ID = "d5af2370e5cc11f1be50f91615a5aade"
PLACE = "/var/backups/axway/cassandra"
DATA = "/opt/cassandra/data/data"
FREEZE = datetime(2026, 11, 21, 19, tzinfo=UTC)
AFTER, BEFORE = "1795300000.0", "1795200000.0"
YAML = "cluster_name: x\nseed_provider: [{class_name: x, parameters: [{seeds: a}]}]\n"
SUM = "0" * 64


def answers(when=AFTER, size=100, device="2", table="users", packed="users"):
    folder = f"{DATA}/{SPACE}/{table}-{ID}/snapshots/before"
    copy = f"data/{SPACE}/{packed}-{ID}/snapshots/before/lb-1-big-Data.db\n"
    return {
        "cas1 # cat -- /opt/cassandra/conf/cassandra.yaml": said(YAML),
        f"cas1 # find {DATA}/{SPACE}": said(
            f"d|60|{when}|{folder}\nf|9|{when}|{folder}/manifest.json\n"
            f"f|{size}|{when}|{folder}/lb-1-big-Data.db\n"
        ),
        f"cas1 # stat -L -c %d -- {DATA}": said("1\n"),
        f"cas1 # stat -L -c %d -- {PLACE}": said(f"{device}\n"),
        f"cas1 # find {PLACE}": said(
            f"d|60|{AFTER}|{PLACE}\nf|70|{when}|{PLACE}/all.tar\nf|7|{AFTER}|{PLACE}/schema.cql\n"
        ),
        f"cas1 # tar -tf {PLACE}/all.tar": said(f"{copy}conf/cassandra.yaml\n"),
        f"cas1 # tar -xOf {PLACE}/all.tar conf/cassandra.yaml": said(f"{SUM}  -\n"),
        f"cas1 # cat -- {PLACE}/schema.cql": said(
            f"CREATE KEYSPACE {SPACE} WITH x;\nCREATE TABLE {SPACE}.users (key text);\n"
            f"create keyspace if not exists {OTHER};\n"
        ),
        "cas1 # find -L /opt/cassandra/conf": said(f"{SUM}  /opt/cassandra/conf/cassandra.yaml\n"),
    }


def backup(answers_):
    host = CassandraHost(Engine(answers_), load(INVENTORY), "kps", "cas1")
    return CassandraBackup(host, PLACE, (SPACE, OTHER))


def test_a_snapshot_with_its_copy():
    found = backup(answers())

    assert found.snapshot_flaws(SPACE, {"users": 3}, FREEZE) == []
    assert found.copy_flaws(SPACE, {"users": 3}, FREEZE) == []


@pytest.mark.parametrize(
    ("changes", "flaw"),
    [
        ({"when": BEFORE}, "before the freeze"),
        ({"size": 0}, "users is empty in it, and has 3 rows"),
        ({"table": "other"}, "does not hold users"),
    ],
)
def test_a_snapshot_that_could_not_be_restored(changes, flaw):
    (found,) = backup(answers(**changes)).snapshot_flaws(SPACE, {"users": 3}, FREEZE)

    assert flaw in found


@pytest.mark.parametrize(
    ("changes", "flaw"),
    [
        ({"when": BEFORE}, "copied 2026-11-20"),
        ({"device": "1"}, "is on the disk of the data itself"),
        ({"packed": "other"}, f"there is no data of {SPACE}.users"),
    ],
)
def test_a_copy_that_could_not_be_restored(changes, flaw):
    (found,) = backup(answers(**changes)).copy_flaws(SPACE, {"users": 3}, FREEZE)

    assert flaw in found


def test_a_table_of_another_keyspace_is_no_copy():
    changed = answers()
    changed[f"cas1 # tar -tf {PLACE}/all.tar"] = said(f"{OTHER}/users-{ID}/lb-1-big-Data.db\n")

    assert backup(changed).copy_flaws(SPACE, {"users": 3}, FREEZE)


def test_an_empty_table_needs_no_data():
    found = backup(answers(size=0, packed="other"))

    assert found.snapshot_flaws(SPACE, {"users": 0}, FREEZE) == []
    assert found.copy_flaws(SPACE, {"users": 0}, FREEZE) == []


def test_no_snapshot_is_an_answer_and_a_folder_we_may_not_see_is_none():
    nothing = answers() | {f"cas1 # find {DATA}/{SPACE}": gone("x")}
    assert "no snapshot" in backup(nothing).snapshot_flaws(SPACE, {"users": 3}, FREEZE)[0]
    refused = said("", "find: '/opt': Permission denied\n", 1)
    with pytest.raises(CannotTell):
        backup(answers() | {f"cas1 # find {DATA}/{SPACE}": refused}).snapshot_flaws(
            SPACE, {"users": 3}, FREEZE
        )


def ring(replicas):
    local = {"rpc_address": "10.213.78.21", "broadcast_address": "10.213.78.21", "host_id": "h",
             "data_center": "DC1", "rack": "r", "release_version": "3.11.11",
             "schema_version": "s"}  # fmt: skip
    space = {"keyspace_name": SPACE, "replication": {"class": "x.NetworkTopologyStrategy",
                                                     "DC1": replicas}}  # fmt: skip
    system = {"keyspace_name": "system", "replication": {"class": "LocalStrategy"}}
    table = {"table_name": "users"}
    return {
        "cassandra:kps SELECT cluster_name": [local],
        "cassandra:kps SELECT keyspace_name": [space, system, space | {"keyspace_name": OTHER}],
        "cassandra:kps SELECT table_name": [table],
        "cassandra:kps SELECT COUNT": [{"count": 3}],
    }


def every(answers_, **without):
    found = {}
    for node in ("cas1", "cas2", "cas3"):
        found |= {key.replace("cas1", node): value for key, value in answers_.items()}
        if node in without:
            found[f"{node} # find {DATA}/{SPACE}"] = gone("x")
    return found


def test_one_nodes_snapshot_does_where_it_has_all_replicas():
    for replicas, flaws in (("3", 0), ("2", 1)):
        table = every(answers(), cas3=True) | ring(replicas)
        host = CassandraHost(Engine(table), load(INVENTORY), "kps", "cas1")

        assert len(incomplete(host.ring, (SPACE,), FREEZE)) == flaws


def test_schema_and_configuration():
    table = answers() | ring("3")
    host = CassandraHost(Engine(table), load(INVENTORY), "kps", "cas1")
    assert unsaved(host) == [f"cas1: {PLACE}: no file .cql makes {OTHER}.users"]

    table[f"cas1 # tar -xOf {PLACE}/all.tar conf/cassandra.yaml"] = said("1" * 64 + "  -\n")
    again = CassandraHost(Engine(table), load(INVENTORY), "kps", "cas1")
    assert "conf/cassandra.yaml differs from the one in use" in unsaved(again)[-1]


def test_which_keyspaces_and_where():
    inventory = load(INVENTORY)

    assert keyspaces_of(inventory, "kps") == (SPACE, OTHER)
    assert place_in(inventory, "kps") == PLACE
