"""A ring in the eyes of all its members: who is away, who differs. Each is asked by itself."""

from contextlib import suppress

from probes.errors import ProbeError, Unreachable
from probes.questions import CassandraRead
from readers.cassandra import Cassandra, Member, host_of
from readers.cassandra_host import CassandraHost
from readers.cassandra_schema import LOCAL
from readers.nodetool import Peer

NORMAL = "normal"


def hosts(ring: Cassandra) -> tuple[CassandraHost, ...]:
    """The machines that it runs on."""
    of = (ring.engine, ring.inventory, ring.name)
    return tuple(CassandraHost(*of, node) for node in ring.nodes)


def away(ring: Cassandra) -> list[str]:
    """Name the members that are not up and normal by what any of them says, and those missing.

    A tool that fails at one of them hides nothing that another one saw; where all the others see
    nothing wrong, its failure is raised: that one was not heard.
    """
    told = dict[str, tuple[Peer, ...]]()
    unheard = list[ProbeError]()
    machines = hosts(ring)
    local = [CassandraRead(ring.name, LOCAL, one.member.address) for one in machines]
    with suppress(ProbeError):  # all are asked at once; what one does not say is found below
        ring.engine.ask_all(local)
    with suppress(ProbeError):
        ring.engine.ask_all([one.question("status") for one in machines if _answers(one)])
    for one in machines:
        try:
            told[one.node.name] = one.status
        except ProbeError as error:
            unheard.append(error)
    found = [*_down(told), *_missing(ring, told, len(machines))]
    if unheard and not found:
        raise unheard[0].with_traceback(None)
    return found


def _answers(machine: CassandraHost) -> bool:
    with suppress(ProbeError):
        return bool(machine.member.entry)
    return False


def _down(told: dict[str, tuple[Peer, ...]]) -> list[str]:
    seen = dict[str, list[str]]()
    for node, peers in told.items():
        for peer in peers:
            if not peer.up or peer.state != NORMAL:
                word = {True: "up", False: "down", None: "not known to be up"}[peer.up]
                seen.setdefault(f"{peer.address}: {word} and {peer.state}", []).append(node)
    return [f"{what}, says nodetool on {', '.join(nodes)}" for what, nodes in sorted(seen.items())]


def _missing(ring: Cassandra, told: dict[str, tuple[Peer, ...]], wanted: int) -> list[str]:
    known = {entry.address for entry in (ring.entry, *ring.peers)}
    few = [
        f"{node}: its ring has {len(peers)} members, the inventory {wanted} nodes"
        for node, peers in told.items()
        if len(peers) < wanted
    ]
    return few + [
        f"{address}: in the inventory, and not in the ring"
        for address in ring.settings.addresses
        if host_of(address) not in known and not _is_one(Member(ring, address), known)
    ]


def _is_one(member: Member, known: set[str]) -> bool:
    """Whether a member is of the ring that is declared by another of its names."""
    with suppress(Unreachable):
        return member.entry.address in known
    return False


def divided(ring: Cassandra) -> list[str]:
    """Name the versions of the schema where there is more than one, and who has each."""
    schemas = ring.schemas
    if len(schemas) == 1:
        return []
    return [f"schema {key}: {', '.join(members)}" for key, members in sorted(schemas.items())]
