"""Who listens on which port, beside who should. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from readers.listening import Socket

_LOOPBACK = ("127.0.0.1", "::1")


@dataclass(frozen=True)
class Listener:
    """A part of the product that listens. `ports`: those that its configuration names."""

    name: str
    pid: int
    ports: tuple[int, ...]


def held(sockets: Iterable[Socket], listeners: Iterable[Listener]) -> dict[str, list[int]]:
    """Give the ports of each listener: configured ones, and those open to other machines.

    A gateway also has a random port on the loopback address, another one after each start.
    """
    found: dict[str, list[int]] = {}
    every = tuple(sockets)
    for one in listeners:
        mine = [socket for socket in every if one.pid in {pid for _, pid in socket.processes}]
        kept = {s.port for s in mine if s.port in one.ports or s.address not in _LOOPBACK}
        found[one.name] = sorted(kept)
    return found


def foreign(
    sockets: Iterable[Socket],
    listeners: Iterable[Listener],
    belongs: Callable[[int, Listener], bool],
) -> list[str]:
    """Name the configured ports that nobody listens on, or somebody else.

    `belongs`: whether another process is of the same listener, as a child of it is.
    """
    found, every = list[str](), tuple(sockets)
    for one in listeners:
        for port in one.ports:
            holders = {who for s in every if s.port == port for who in s.processes}
            found += [
                f"{one.name}: {name} (pid {pid}) listens on port {port} in its place"
                for name, pid in sorted(holders)
                if pid != one.pid and not belongs(pid, one)
            ]
            if not holders:
                found.append(f"{one.name}: nothing listens on port {port}")
    return found
