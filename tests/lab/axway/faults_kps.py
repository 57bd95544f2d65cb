"""Faults of Cassandra and of what it holds."""

import json
from typing import TYPE_CHECKING, Any

from tests.lab.axway import credentials, ring
from tests.lab.axway.changing import cql, nodetool
from tests.lab.axway.places import keyspace
from tests.lab.axway.rows import TABLES
from tests.lab.axway.seed import TOPOLOGY
from tests.lab.axway_programs import kps
from tests.lab.axway_programs.cql import quoted
from tests.lab.planting import Act, Fault

if TYPE_CHECKING:
    from tests.lab.axway.domain import DomainEstate

SPACE = keyspace("payments")
ADMIN = ("cassandra", "cassandra")
ONE_REPLICA = "{'class': 'NetworkTopologyStrategy', 'dc1': 1}"


def row(table: str, at: int, group: str = "payments", **changes: Any) -> str:
    """The statement that writes a row as it is, or changed."""
    made = TABLES[group][table][at] | changes
    values = f"({quoted(made['id'])}, {quoted(json.dumps(made))})"
    return f"INSERT INTO {keyspace(group)}.{table} (key, value) VALUES {values}"


def without(table: str, *keys: str, group: str = "payments") -> tuple[str, ...]:
    """The statements that take rows away."""
    space = keyspace(group)
    return tuple(f"DELETE FROM {space}.{table} WHERE key = {quoted(key)}" for key in keys)


def _password(password: str) -> str:
    return f"ALTER ROLE {ADMIN[0]} WITH PASSWORD = '{password}'"


def _members(*names: str) -> tuple[Act, Act]:
    def plant(estate: "DomainEstate") -> None:
        for name in names:
            estate[name].run("systemctl stop cassandra")

    def mend(estate: "DomainEstate") -> None:
        ring.start([estate[name] for name in estate.hosts], estate.cassandra)

    return plant, mend


FAULTS = [
    Fault(
        "cassandra-member-down",
        "gw3's Cassandra is stopped.",
        *_members("gw3"),
        red=("AXW-PRE-123", "AXW-PRE-128", "AXW-STEP-043", "AXW-POST-028"),
    ),
    Fault(
        "cassandra-two-members-down",
        "Cassandra runs on gw1 alone: no quorum.",
        *_members("gw2", "gw3"),
        red=("AXW-PRE-123", "AXW-PRE-128", "AXW-STEP-043", "AXW-POST-028"),
    ),
    Fault(
        "cassandra-unseen",
        "gw3's Cassandra runs, and the others do not see it.",
        *nodetool(("gw3",), "disablegossip", "enablegossip"),
        red=("AXW-PRE-123", "AXW-STEP-043", "AXW-POST-028"),
    ),
    Fault(
        "native-transport-off",
        "gw2's Cassandra does not speak CQL.",
        *nodetool(("gw2",), "disablebinary", "enablebinary"),
        red=("AXW-PRE-127", "AXW-PRE-128"),
    ),
    Fault(
        "too-few-replicas",
        "The keyspace of Payments has one replica.",
        *cql(
            (f"ALTER KEYSPACE {SPACE} WITH replication = {ONE_REPLICA}",),
            (f"ALTER KEYSPACE {SPACE} WITH replication = {TOPOLOGY}",),
        ),
        red=("AXW-PRE-133",),
    ),
    Fault(
        "default-password",
        "Cassandra's default superuser has its default password.",
        lambda estate: estate.cql(_password(ADMIN[1])),
        lambda estate: estate.cql(_password(credentials.CASSANDRA_ADMIN[1]), default=True),
        red=("AXW-PRE-132b",),
        when="pre",
    ),
    Fault(
        "apiadmin-twice",
        "There are two users apiadmin.",
        *cql((row(kps.USERS, 0, id="u-0009"),), without(kps.USERS, "u-0009")),
        red=("AXW-PRE-109",),
        when="pre",
    ),
    Fault(
        "password-must-change",
        "The plain user of API Manager must change the password first.",
        *cql(
            (row(kps.USERS, 1, authAttrs={"lastSeen": 0, "changePassword": True}),),
            (row(kps.USERS, 1),),
        ),
        red=("AXW-PRE-171",),
        when="pre",
    ),
    Fault(
        "underscore-in-back-end",
        "A back end's host name has an underscore.",
        *cql(
            (row(kps.BACK_ENDS, 0, basePath="https://old_orders.lab.invalid"),),
            (row(kps.BACK_ENDS, 0),),
        ),
        red=("AXW-PRE-107",),
        when="pre",
    ),
    Fault(
        "rows-lost",
        "Two applications are gone from the KPS.",
        *cql(
            without(kps.APPLICATIONS, "a-0003", "a-0004"),
            (row(kps.APPLICATIONS, 2), row(kps.APPLICATIONS, 3)),
        ),
        red=(
            "AXW-POST-010",
            "AXW-POST-016",
            "AXW-POST-017",
            "AXW-POST-068",
            "AXW-RB-006",
        ),
        when="post",
    ),
]
