"""`python -m tests.lab.axway.seed ACTION ADDRESS`: writes into Cassandra, in the lab's network."""

import json
import sys
import time
from typing import Any

from tests.lab.axway import credentials
from tests.lab.axway.places import HOSTS, keyspace
from tests.lab.axway.rows import TABLES, WHEN
from tests.lab.axway_programs.cql import quoted

REPLICAS = len(HOSTS)
TOPOLOGY = f"{{'class': 'NetworkTopologyStrategy', 'dc1': {REPLICAS}}}"

ASKED = 60  # times, twice a second


def schema() -> list[str]:
    """The statements that make the groups' keyspaces and tables."""
    found = []
    for group, tables in TABLES.items():
        space = keyspace(group)
        found.append(f"CREATE KEYSPACE {space} WITH replication = {TOPOLOGY}")
        columns = "(key text PRIMARY KEY, value text)"
        found += [f"CREATE TABLE {space}.{table} {columns}" for table in tables]
    return found


def fill(execute: Any) -> None:
    """Make the accounts, keyspaces, tables and rows; the default password ends."""
    execute(f"ALTER KEYSPACE system_auth WITH replication = {TOPOLOGY}")
    name, password = credentials.CASSANDRA
    execute(f"CREATE ROLE {name} WITH PASSWORD = '{password}' AND LOGIN = true")
    for statement in schema():
        execute(statement)
    for group, tables in TABLES.items():
        _grant(execute, f"GRANT ALL ON KEYSPACE {keyspace(group)} TO {name}")
        for table, rows in tables.items():
            for row in rows:
                put(execute, keyspace(group), table, row)
    admin, secret = credentials.CASSANDRA_ADMIN
    execute(f"ALTER ROLE {admin} WITH PASSWORD = '{secret}'")


def _grant(execute: Any, statement: str) -> None:
    """Give rights to a role: the member that is asked may not have heard of it yet."""
    from cassandra import InvalidRequest  # noqa: PLC0415 (the driver is slow to load)

    for _ in range(ASKED):
        try:
            execute(statement)
        except InvalidRequest:
            time.sleep(0.5)
        else:
            return
    execute(statement)


def put(execute: Any, space: str, table: str, row: dict[str, Any]) -> None:
    """Write one row."""
    values = f"({quoted(row['id'])}, {quoted(json.dumps(row))})"
    written = f"USING TIMESTAMP {WHEN * 1000}"  # long ago: what 7.7 encrypts anew is of today
    execute(f"INSERT INTO {space}.{table} (key, value) VALUES {values} {written}")


def main() -> None:
    """`fill`, or statements: `run` as our administrator, `default` as the one of before `fill`."""
    from tests.lab.cassandra_kps import ADMIN, session  # noqa: PLC0415 (the driver is slow to load)

    action, address, *statements = sys.argv[1:]
    login = credentials.CASSANDRA_ADMIN if action == "run" else ADMIN
    with session(address, login) as execute:
        if action == "fill":
            fill(execute)
        for statement in statements:
            rows = [[str(value) for value in row] for row in execute(statement) or ()]
            sys.stdout.write(json.dumps(rows) + "\n")


if __name__ == "__main__":
    main()
