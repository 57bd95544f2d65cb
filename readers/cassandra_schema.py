"""Rows of Cassandra's system tables: who is in the ring, which keyspaces and tables there are."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from probes.errors import CannotTell

LOCAL = (
    "SELECT cluster_name, release_version, schema_version, host_id, data_center, rack,"
    " rpc_address, broadcast_address, bootstrapped FROM system.local"
)
PEERS = (
    "SELECT peer, release_version, schema_version, host_id, data_center, rack, rpc_address"
    " FROM system.peers"
)
KEYSPACES = "SELECT keyspace_name, replication FROM system_schema.keyspaces"
OLD_KEYSPACES = (
    "SELECT keyspace_name, strategy_class, strategy_options FROM system.schema_keyspaces"
)
TABLES = "SELECT table_name FROM system_schema.tables WHERE keyspace_name = '{}'"
OLD_TABLES = "SELECT columnfamily_name FROM system.schema_columnfamilies WHERE keyspace_name = '{}'"
COLUMNS = (
    "SELECT table_name, column_name, kind, type FROM system_schema.columns"
    " WHERE keyspace_name = '{}'"
)
OLD_COLUMNS = (
    "SELECT columnfamily_name, column_name, type, validator FROM system.schema_columns"
    " WHERE keyspace_name = '{}'"
)
OLDEST = 'SELECT MIN(WRITETIME("{2}")) AS oldest FROM "{0}"."{1}"'
COUNT = 'SELECT COUNT(*) FROM "{}"."{}"'
_ANY = ("0.0.0.0", "::")  # noqa: S104 (read, not bound)
_CLASS = "class"


@dataclass(frozen=True)
class Entry:
    """A node of the ring, by its own words or by those of another one."""

    address: str
    host_id: str
    datacenter: str
    rack: str
    release: str
    schema: str


@dataclass(frozen=True)
class Replication:
    """A keyspace's strategy, without its package, and its replicas by datacenter.

    A SimpleStrategy has them under `replication_factor`.
    """

    strategy: str
    replicas: Mapping[str, int]


def entry(row: Any, what: str) -> Entry:
    """Read a row of system.local or system.peers. A half known peer is CannotTell."""
    try:
        where = row["peer"] if "peer" in row else row["broadcast_address"]
        address = where if row["rpc_address"] in _ANY else row["rpc_address"]
        names = ("host_id", "data_center", "rack", "release_version", "schema_version")
        values = [row[name] for name in names]
    except (TypeError, KeyError) as error:
        raise CannotTell(f"{what}: not understood: {str(row)[:120]}") from error
    if not all(isinstance(value, str) and value for value in (address, *values)):
        raise CannotTell(
            f"{what}: it does not say all of {where}: {str(row)[:200]}",
            "Is it a node that left the ring? Compare with `nodetool status`.",
        )
    return Entry(address, *values)


def one(rows: Any, what: str) -> dict[str, Any]:
    """Give the only row."""
    if not isinstance(rows, list) or len(rows) != 1 or not isinstance(rows[0], dict):
        raise CannotTell(f"{what}: not understood: {str(rows)[:120]}")
    return rows[0]


def keyspaces(rows: Any) -> dict[str, Replication]:
    """Read the rows of KEYSPACES or OLD_KEYSPACES."""
    found = {}
    for row in _rows(rows, "keyspaces"):
        try:
            options = dict(row.get("replication") or json.loads(row["strategy_options"]))
            name, strategy = row["keyspace_name"], options.pop(_CLASS, row.get("strategy_class"))
            replicas = {center: _count(count) for center, count in options.items()}
            found[name] = Replication(strategy.rpartition(".")[2], replicas)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise CannotTell(f"keyspaces: not understood: {str(row)[:160]}") from error
    if not any(name.startswith("system") for name in found):
        raise CannotTell("keyspaces: not even the system's own are there")
    return found


def tables(rows: Any) -> tuple[str, ...]:
    """Read the rows of TABLES or OLD_TABLES: names, sorted."""
    found = []
    for row in _rows(rows, "tables"):
        name = row.get("table_name") or row.get("columnfamily_name")
        if not isinstance(name, str):
            raise CannotTell(f"tables: not understood: {str(row)[:120]}")
        found.append(name)
    return tuple(sorted(found))


@dataclass(frozen=True)
class Column:
    """A column of a table. `kind`: partition_key, clustering, regular, static."""

    table: str
    name: str
    kind: str
    type: str

    @property
    def plain(self) -> bool:
        """Whether its time of writing can be asked: of no key, no counter and no collection."""
        odd = ("map", "set", "list", "counter", "frozen", "Collection", "MapType", "SetType",
               "ListType")  # fmt: skip
        return self.kind == "regular" and not any(word in self.type for word in odd)


def columns(rows: Any) -> tuple[Column, ...]:
    """Read the rows of COLUMNS or OLD_COLUMNS, sorted by table and name."""
    found = []
    for row in _rows(rows, "columns"):
        old = "columnfamily_name" in row
        names = ("columnfamily_name", "column_name", "type", "validator") if old else (
            "table_name", "column_name", "kind", "type")  # fmt: skip
        values = [row.get(name) for name in names]
        if not all(isinstance(value, str) and value for value in values):
            raise CannotTell(f"columns: not understood: {str(row)[:160]}")
        found.append(Column(*map(str, values)))
    return tuple(sorted(found, key=lambda one: (one.table, one.name)))


def oldest(rows: Any, what: str) -> int | None:
    """Read the answer to OLDEST, in microseconds; None where the table has no row."""
    found = one(rows, what).get("oldest", "")
    if found is not None and (not isinstance(found, int) or isinstance(found, bool)):
        raise CannotTell(f"{what}: not understood: {str(rows)[:120]}")
    return found


def count(rows: Any, what: str) -> int:
    """Read the answer to SELECT COUNT(*)."""
    found = one(rows, what).get("count")
    if not isinstance(found, int) or isinstance(found, bool) or found < 0:
        raise CannotTell(f"{what}: not understood: {str(rows)[:120]}")
    return found


def _count(value: str) -> int:
    """Read replicas; from 4.0 on `3/1` means that one of three is transient."""
    return int(str(value).partition("/")[0])


def _rows(rows: Any, what: str) -> Sequence[dict[str, Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise CannotTell(f"{what}: not understood: {str(rows)[:120]}")
    return rows
