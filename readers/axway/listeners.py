"""Who has the ports of a host: its Node Manager, its instances, or somebody else."""

from collections.abc import Mapping, Sequence

from probes.errors import CannotTell, Refused
from readers.axway.installation import Installation
from readers.axway.node import AxwayNode
from readers.axway.running import Running
from readers.axway.topology import Service
from readers.listening import Socket

MANAGEMENT = "env.PORT.MANAGEMENT"


def manager_of(of: Installation) -> Service:
    """Give the host's Node Manager as its topology.json has it."""
    found = [one for one in of.topology.managers if one.host == of.host_name]
    if len(found) != 1:
        raise CannotTell(f"{of!r}: its topology has {len(found)} Node Managers on {of.host_name}")
    return found[0]


def needed(old: Installation, new: Installation) -> dict[int, str]:
    """Give what the new processes of a host listen on, and which of them does: the old ports.

    Before `apply` only the old installation knows them; of the new one, its Node Manager's file.
    """
    found = {port: f"{key} of the Node Manager" for port, key in _turned(new.ports())}
    found |= {port: f"{key} of the Node Manager" for port, key in _turned(old.ports())}
    found[manager_of(old).port] = "management of the Node Manager"
    for one in (one for one in old.topology.instances if one.host == old.host_name):
        found[one.port] = f"management of {one.name}"
        found |= {port: f"{key} of {one.name}" for port, key in _turned(old.ports(one.folder))}
    return dict(sorted(found.items()))


def _turned(ports: Mapping[str, int]) -> list[tuple[int, str]]:
    return [(port, key) for key, port in ports.items()]


def taken(node: AxwayNode) -> list[str]:
    """Name who listens on a port that the new processes need."""
    wanted = needed(node.old, node.new)
    held = {one.pid: one for one in node.running}
    return [
        f"{one.port} ({wanted[one.port]}): {_holder(one, held)}"
        for one in node.sockets
        if one.port in wanted
    ]


def troubles(
    sockets: Sequence[Socket], wanted: Mapping[int, str], own: Sequence[Running]
) -> list[str]:
    """Name the ports that nobody listens on, or somebody else than these processes."""
    found, pids = list[str](), {one.pid for one in own}
    for port, what in sorted(wanted.items()):
        here = [one for one in sockets if one.port == port]
        if not here:
            found.append(f"{port} ({what}): nobody listens")
        found += [
            f"{port} ({what}): {_holder(one, {})} listens in its place"
            for one in here
            if not pids & {pid for _, pid in one.processes}
        ]
    return found


def _holder(one: Socket, known: Mapping[int, Running]) -> str:
    said = [str(known.get(pid, f"{name}, pid {pid}")) for name, pid in one.processes]
    return f"{'; '.join(said) or 'a process that is not told'} on {one.address}"


def manager_troubles(node: AxwayNode, of: Installation) -> list[str]:
    """Name what keeps a host's Node Manager from its work: it is down, or its port is another's."""
    own = tuple(one for one in of.running if one.manager)
    if not own:
        return [f"no Node Manager of {of.path} runs"]
    port = manager_of(of).port
    return troubles(node.sockets, {port: "management of the Node Manager"}, own)


def manager_needed(node: AxwayNode) -> None:
    """Go on where a Node Manager runs. Refused, as the host's Node Manager, where none does."""
    if not any(one.manager for one in node.running):
        raise Refused(
            f"node-manager:{node.name}",
            f"{node.name}: no Node Manager runs: its instances can not be asked by way of it",
            "Start it, and look again.",
        )


def manager_surprises(of: Installation, declared: int | None) -> list[str]:
    """Name what envSettings.props of a Node Manager, its topology and the inventory differ in.

    `declared`: the inventory's port, None where the host is not asked over REST.
    """
    own, known = of.ports().get(MANAGEMENT), manager_of(of).port
    found = [] if own == known else [f"{MANAGEMENT} is {own}, the topology tells {known}"]
    if declared not in (None, known):
        found.append(f"the inventory tells {declared}, the topology {known}")
    return found
