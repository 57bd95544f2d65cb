"""How API Gateway uses Cassandra: which releases, which keyspaces, from which hosts."""

from collections.abc import Mapping

from inventory.stores import CassandraStore
from probes.errors import CannotTell, NotApplicable
from readers import connecting
from readers.axway.node import AxwayNode
from readers.cassandra import Cassandra, Member, host_of
from readers.cassandra_host import CassandraHost
from readers.versions import Version, parse

OLDEST = parse("2.2.12")
"""What the page of the upgrade asks for; 7.5 came with 2.2.5 and 2.2.8."""

NAMED = ("2.2.12", "2.2.19", "3.11.11")
"""What the vendor's pages for 7.7 name, the later ones the last two."""

ACCOUNTS = "system_auth"
_SIMPLE = "replication_factor"


def named(store: CassandraStore) -> frozenset[Version]:
    """Give the releases that are accepted: the inventory's, else those of the vendor's pages."""
    return frozenset(parse(one) for one in store.releases or NAMED)


def short_keyspaces(ring: Cassandra) -> list[str]:
    """Name the keyspaces with fewer replicas than wanted, and those that are not there.

    That of the accounts wants as many as the keyspaces of the groups: else nobody logs in.
    """
    wanted = dict(ring.settings.keyspaces)
    if not wanted:
        raise CannotTell(
            f"cassandra:{ring.name}: the inventory names no keyspace of it",
            "Set `keyspaces` of the store, with the replicas of each.",
        )
    if ring.settings.username:
        wanted[ACCOUNTS] = _most(wanted)
    found = list[str]()
    for name, copies in wanted.items():
        if name not in ring.keyspaces:
            found.append(f"{name}: there is no such keyspace")
            continue
        has = ring.keyspaces[name].replicas
        if any(_replicas(name, has, center) < count for center, count in copies.items()):
            found.append(f"{name}: replicas {_told(has)}, wanted {_told(copies)}")
    return found


def _told(copies: Mapping[str, int]) -> str:
    return ", ".join(f"{center} {count}" for center, count in copies.items()) or "none"


def _replicas(name: str, has: Mapping[str, int], center: str) -> int:
    """How many copies there are in a datacenter. The accounts' may lie there in either strategy."""
    if name != ACCOUNTS or center in has:
        return has.get(center, 0)
    return max(has.values(), default=0) if center == _SIMPLE else has.get(_SIMPLE, 0)


def _most(keyspaces: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for copies in keyspaces.values():
        for center, count in copies.items():
            found[center] = max(count, found.get(center, 0))
    return found


def unreached(host: AxwayNode) -> list[str]:
    """Name the members to which a host opens no connection. One that is down is another finding."""
    if not host.rings:
        raise NotApplicable("the inventory has no Cassandra")
    found = list[str]()
    for ring in host.rings:
        places = [(one, *_place(one)) for one in ring.members]
        ring.engine.ask_all([connecting.question(host.name, *place) for _, *place in places])
        for member, at, port in places:
            if why := connecting.refusal_from(host, at, port):
                _ = member.entry  # blocked where it is down for everybody
                found.append(f"from {host.name} to {member}: {why}")
    return found


def installations(host: CassandraHost) -> tuple[str, ...]:
    """Give the directories of API Gateway, where `apigateway` lies in, that a host may have."""
    axway = host.inventory.axway
    of = axway.installation_of(host.node.name) if axway else None
    found = [str(one) for one in (of.old, of.new) if one] if of else []
    if not found:
        raise CannotTell("the inventory names no installation", "Set axway.installation.")
    return tuple(one.rstrip("/").removesuffix("/apigateway") for one in found)


def _place(member: Member) -> tuple[str, str]:
    return host_of(member.address), member.address.rpartition(":")[2]
