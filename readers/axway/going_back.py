"""What must be again as it was: rows, schema, what API Manager holds, who answers callers."""

from collections.abc import Mapping, Sequence
from typing import Any

from inventory.axway_instances import SERVICES
from probes.errors import CannotTell, NotApplicable
from readers.axway.domain import Domain
from readers.cassandra import Cassandra

DAY = 24 * 3600 * 1_000_000  # in microseconds, as Cassandra writes times
Rows = Mapping[str, Mapping[str, int]]


def fewer(store: str, before: Rows, now: Rows) -> list[str]:
    """Name the tables that have fewer rows than before, or are gone."""
    odd = []
    for keyspace, tables in sorted(before.items()):
        held = now.get(keyspace, {})
        odd += [
            f"cassandra:{store}: {keyspace}.{table}: "
            + (f"{held[table]} rows, {count} before" if table in held else "the table is gone")
            for table, count in sorted(tables.items())
            if held.get(table, -1) < count
        ]
    return odd


def schema(ring: Cassandra, keyspaces: Sequence[str]) -> dict[str, dict[str, str]]:
    """Give the columns of each table: `keyspace.table` to names, kinds and types."""
    found: dict[str, dict[str, str]] = {}
    for keyspace in keyspaces:
        for one in ring.columns(keyspace):
            table = found.setdefault(f"{keyspace}.{one.table}", {})
            table[one.name] = f"{one.kind} {one.type}"
    return found


def changed(store: str, before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Name the tables and columns that are not as before."""
    odd = []
    for table in sorted(before.keys() | now.keys()):
        was, held = before.get(table, {}), now.get(table, {})
        if not was or not held:
            odd.append(f"cassandra:{store}: {table}: {'is new' if held else 'is gone'}")
        odd += [
            f"cassandra:{store}: {table}.{column}: {held.get(column, 'gone')},"
            f" {was.get(column, 'not there')} before"
            for column in sorted(was.keys() | held.keys())
            if was and held and was.get(column) != held.get(column)
        ]
    return odd


def oldest(ring: Cassandra, keyspaces: Sequence[str]) -> dict[str, int]:
    """Give when the oldest value of each table that has rows was written, in microseconds."""
    return {
        f"{keyspace}.{table}": when
        for keyspace in keyspaces
        for table, when in ring.oldest_writes(keyspace).items()
        if when is not None
    }


def rewritten(
    store: str, seen: int, before: Mapping[str, int], now: Mapping[str, int]
) -> list[str]:
    """Name the tables of which every row was written again since `seen`, in microseconds.

    Tables whose oldest row was younger than a day are no witnesses: tokens come and go.
    """
    lasting = {table: when for table, when in before.items() if when < seen - DAY}
    if not lasting:
        raise CannotTell(
            f"cassandra:{store}: no table had a row older than a day before the change: that the"
            " data was encrypted anew would not show",
            "Look into the journal: was `kpsadmin reencrypt` run? Then restore the snapshot.",
        )
    return [
        f"cassandra:{store}: {table}: every row was written again since the baseline: reencrypt?"
        for table in sorted(lasting)
        if now.get(table, 0) > seen
    ]


def made_since(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Name what API Manager holds now and did not before, and what it lost."""
    odd = []
    for kind in sorted(before.keys() | now.keys()):
        was, held = before.get(kind, {}), now.get(kind, {})
        odd += [f"{kind}: {held[key]} ({key}) was made since" for key in sorted(held.keys() - was)]
        odd += [f"{kind}: {was[key]} ({key}) is gone" for key in sorted(was.keys() - held)]
    return odd


def named(domain: Domain) -> dict[str, dict[str, str]]:
    """Give the things of API Manager by kind and id, with their names. They share their data."""
    found: dict[str, dict[str, str]] = {}
    for one in domain.api_managers[:1]:
        for kind in one.content:
            found[kind] = {key: thing.name for key, thing in one.things(kind).items()}
    if not found:
        raise CannotTell("no API Manager was asked")
    return found


def shape(domain: Domain) -> dict[str, Any]:
    """Give what a domain consists of, with its ids, and what is deployed on each instance."""
    told = domain.first.deployments.values()
    return {
        "id": domain.topology.id,
        "services": domain.topology.state["services"],
        "deployed": {f"{one.group}/{one.instance}": one.content for one in told},
    }


def moved_from(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Name what of a domain's shape is not as before."""
    odd = [] if before.get("id") == now.get("id") else [f"another domain: {now.get('id')}"]
    for part in ("services", "deployed"):
        was, is_ = before.get(part, {}), now.get(part, {})
        odd += [
            f"{key}: {is_.get(key, 'gone')}, {was.get(key, 'not there')} before"
            for key in sorted(was.keys() | is_.keys())
            if was.get(key) != is_.get(key)
        ]
    return odd


def unanswered(domain: Domain) -> list[str]:
    """Name the sample calls that the load balancer does not answer as they should be.

    With nothing of 7.7 running (AXW-RB-002) it is the old instances that answer.
    """
    calls = [one for one in domain.axway.calls if one.service == "traffic" and not one.header]
    if not calls:
        raise NotApplicable(
            f"no sample call of service {next(iter(SERVICES))} without a credential is declared"
        )
    told = [(one, domain.site("load_balancer", one.path)) for one in calls]
    return [
        f"{one.name}: {one.path} by the load balancer: HTTP {status:03} instead of {one.status}"
        for one, status in told
        if status != one.status
    ]
