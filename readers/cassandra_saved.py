"""What of a Cassandra has no backup that could be restored: data, schema, configuration."""

from collections.abc import Iterable
from datetime import datetime

from inventory import Inventory
from probes.errors import CannotTell
from readers.cassandra import Cassandra
from readers.cassandra_backup import CassandraBackup
from readers.cassandra_host import CassandraHost


def incomplete(ring: Cassandra, keyspaces: Iterable[str], freeze: datetime) -> list[str]:
    """Say what no node has saved of keyspaces. One node's copy does where it has all replicas."""
    odd = list[str]()
    hosts = _hosts(ring)
    for keyspace in keyspaces:
        rows, replicas = ring.rows(keyspace), ring.keyspaces[keyspace].replicas
        one_does = any(count >= len(hosts) for count in replicas.values())
        flaws = [
            one.snapshot_flaws(keyspace, rows, freeze) + one.copy_flaws(keyspace, rows, freeze)
            for one in hosts
        ]
        if one_does and [] in flaws:
            continue
        if one_does:
            flaws = [min(flaws, key=len)]
        odd += [flaw for one in flaws for flaw in one]
    return odd


def unsaved(host: CassandraHost) -> list[str]:
    """Say what of the keyspaces' schema, and of a node's configuration, has no current copy."""
    backup = CassandraBackup(host, place_in(host.inventory, host.store))
    keyspaces, ring, odd = keyspaces_of(host.inventory, host.store), host.ring, list[str]()
    made = backup.made
    for keyspace in keyspaces:
        wanted = [(keyspace, ""), *((keyspace, table) for table in ring.tables(keyspace))]
        odd += [
            f"{backup!r}: no file .cql makes {'.'.join(filter(None, one))}"
            for one in wanted if one not in made
        ]  # fmt: skip
    for name, digest in sorted(backup.configuration.items()):
        saved = backup.saved(name)
        if digest not in saved:
            why = "differs from the one in use" if saved else "is missing"
            odd.append(f"{backup!r}: conf/{name} {why}")
    return odd


def keyspaces_of(inventory: Inventory, store: str) -> tuple[str, ...]:
    """Give the keyspaces of the groups in a store; without any, those that the store declares."""
    groups = inventory.axway.groups.values() if inventory.axway else ()
    mine = {one.keyspace for one in groups if one.store == store and one.keyspace}
    declared = getattr(inventory.stores[store], "keyspaces", {})
    found = mine or {name for name in declared if not name.startswith("system")}
    if not found:
        raise CannotTell(
            f"the inventory names no keyspace in {store}",
            "Set `keyspace` of each group, or `keyspaces` of the store.",
        )
    return tuple(sorted(found))


def place_in(inventory: Inventory, store: str) -> str:
    """Give the place of a store's backups, on each of its nodes. CannotTell where none is named."""
    place = inventory.backups.cassandra.get(store)
    if not place:
        raise CannotTell(
            f"the inventory has no backups.cassandra.{store}",
            "Name the folder, off the data disk, that holds snapshots, schema and conf.",
        )
    return str(place)


def _hosts(ring: Cassandra) -> list[CassandraBackup]:
    having = tuple(node.name for node in ring.inventory.with_role("cassandra"))
    place = place_in(ring.inventory, ring.name)
    return [
        CassandraBackup(
            CassandraHost(ring.engine, ring.inventory, ring.name, name), place, ring.keyspaces
        )
        for name in ring.settings.nodes or having
    ]
