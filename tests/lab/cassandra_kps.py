"""What an API Gateway group keeps in Cassandra: a keyspace of its own, a table for each store."""

import contextlib
from collections.abc import Iterator
from typing import Any

from cassandra import ConsistencyLevel
from cassandra.auth import PlainTextAuthProvider
from cassandra.cluster import EXEC_PROFILE_DEFAULT, Cluster, ExecutionProfile
from cassandra.policies import WhiteListRoundRobinPolicy

ADMIN = ("cassandra", "cassandra")
READER = ("checks", "checks-secret")
STRANGER = ("stranger", "stranger-secret")
KEYSPACE = "x0a1b2c3d_4e5f_group_2"
"""`x<domain id>_<group id>`, with `-` turned into `_`."""

TABLES = {
    "api_portal_portaluserstoreldap": 5,
    "api_portal_portalorganizationstoreldap": 2,
    "api_portal_portalapplicationstore": 12,
    "oauth_clientapplicationregistry": 3,
}
"""Tables and how many rows each is given."""


def fill(execute: Any, replicas: int = 3) -> None:
    """Make the accounts, the keyspace and the tables; `execute` runs one statement."""
    topology = f"{{'class': 'NetworkTopologyStrategy', 'dc1': {replicas}}}"
    execute(f"ALTER KEYSPACE system_auth WITH replication = {topology}")
    # Its row came into being with one replica: written once more it has them all.
    execute(f"ALTER ROLE {ADMIN[0]} WITH PASSWORD = '{ADMIN[1]}'")
    for user, password in (READER, STRANGER):
        execute(f"CREATE ROLE {user} WITH PASSWORD = '{password}' AND LOGIN = true")
    execute(f"CREATE KEYSPACE {KEYSPACE} WITH replication = {topology}")
    for table, rows in TABLES.items():
        execute(f"CREATE TABLE {KEYSPACE}.{table} (key text PRIMARY KEY, value text)")
        for number in range(rows):
            execute(
                f"INSERT INTO {KEYSPACE}.{table} (key, value)"
                f" VALUES ('{table}-{number}', '{{\"id\": {number}}}')"
            )
    execute(f"GRANT SELECT ON KEYSPACE {KEYSPACE} TO {READER[0]}")


def fill_ring(ring: Any, replicas: int = 3) -> None:
    """Fill a ring by way of its first node, as its administrator."""
    with session(ring.nodes[0].address) as execute:
        fill(execute, replicas)


@contextlib.contextmanager
def session(address: str, login: tuple[str, str] = ADMIN) -> Iterator[Any]:
    """What runs one statement, at QUORUM, and asks this member alone to see to it.

    Which member coordinates decides who hears of a change of the schema: it tells those that it
    sees itself.
    """
    asked = WhiteListRoundRobinPolicy([address])
    profile = ExecutionProfile(asked, consistency_level=ConsistencyLevel.QUORUM, request_timeout=20)
    cluster = Cluster(
        [address],
        protocol_version=4,
        auth_provider=PlainTextAuthProvider(*login),
        execution_profiles={EXEC_PROFILE_DEFAULT: profile},
    )
    with contextlib.ExitStack() as stack:
        stack.callback(cluster.connection_class.handle_fork)  # the driver's thread would stay
        stack.callback(cluster.shutdown)
        yield cluster.connect().execute
