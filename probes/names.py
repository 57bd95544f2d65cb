"""A connection to `host:port` as seen from here, where a name may stand for several machines.

The first address that answers would hide a dead one behind the same name, as a load balancer does.
"""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby

from probes.errors import NoAnswer, Refused

Result = socket.socket | OSError


def connected(subject: str, host: str, port: int, seconds: float) -> socket.socket:
    """Connect to every address of a name, within `seconds` for each family; give the first socket.

    A machine with IPv4 and IPv6 need not listen on both: a family in which nothing answers is
    passed over. In the one that answers, each address has to. Raises Refused or NoAnswer.
    """
    try:
        families = list(_families(host, port))
    except OSError as error:  # no such name
        raise _dead(subject, f"{host}:{port}", error) from error
    failed: list[OSError] = []
    for family in families:
        tried = list(zip(family, _each(family, port, seconds), strict=True))
        alive = [one for _, one in tried if isinstance(one, socket.socket)]
        dead = [(address, one) for address, one in tried if isinstance(one, OSError)]
        for spare in alive if dead else alive[1:]:
            spare.close()
        if alive and dead:
            raise _half_dead(subject, f"{host}:{port}", family, *dead[0])
        if alive:
            return alive[0]
        failed += (error for _, error in dead)
    raise _dead(subject, f"{host}:{port}", failed[0]) from failed[0]


def _families(host: str, port: int) -> Iterator[list[str]]:
    """The addresses of a name, one list for IPv4 and one for IPv6, in the system's order."""
    found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    for _, group in groupby(found, key=lambda entry: entry[0]):
        yield list(dict.fromkeys(str(entry[4][0]) for entry in group))


def _each(addresses: list[str], port: int, seconds: float) -> list[Result]:
    """Connect to all of them at once: two that are silent cost one timeout."""

    def connect(address: str) -> Result:
        try:
            return socket.create_connection((address, port), seconds)
        except OSError as error:
            return error

    if len(addresses) == 1:
        return [connect(addresses[0])]
    with ThreadPoolExecutor(len(addresses)) as pool:
        return list(pool.map(connect, addresses))


def _dead(subject: str, address: str, error: OSError) -> Refused | NoAnswer:
    if isinstance(error, ConnectionRefusedError):
        why = f"{subject}: {address} refuses connections"
        return Refused(subject, why, "Is the service up, and is the port right?")
    why = f"{subject}: {address}: {error.strerror or error}"
    remedy = "Is the address right, and is there a route and an open firewall from here?"
    return NoAnswer(subject, why, remedy)


def _half_dead(
    subject: str, name: str, addresses: list[str], address: str, error: OSError
) -> NoAnswer:
    what = "refuses connections" if isinstance(error, ConnectionRefusedError) else str(error)
    why = f"{subject}: {name} stands for {', '.join(addresses)}, and {address} is dead: {what}"
    remedy = (
        "Mend it, or take it out of the DNS; or give the address of the one machine that is meant."
    )
    return NoAnswer(subject, why, remedy)
