"""Which addresses a host's name has, as another host resolves it."""

import ipaddress

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from probes.questions import argv
from readers.answered import answered, lines

_UNKNOWN = 2  # of getent: no such name


def script(name: str) -> str:
    """Ask the host's own resolver: /etc/hosts, DNS, whatever it is set up with."""
    return argv("getent", "ahosts", name)


def addresses(answer: CommandAnswer, name: str) -> tuple[str, ...]:
    """Read it. None is an answer: the host does not know the name."""
    text = answered(answer, f"getent {name}", accept=(0, _UNKNOWN))
    found = {row.split(maxsplit=1)[0] for row in lines(text, "getent") if row.strip()}
    if bool(found) != (answer.rc == 0):
        raise CannotTell(f"getent {name}: exit status {answer.rc} and {len(found)} addresses")
    for one in found:
        _address(one, name)
    return tuple(sorted(found))


def local(found: tuple[str, ...]) -> bool:
    """Whether one of them means the asking host itself."""
    return any(_address(one, "getent").is_loopback for one in found)


def _address(word: str, name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    try:
        return ipaddress.ip_address(word.partition("%")[0])
    except ValueError:
        raise CannotTell(f"getent {name}: not an address: {word[:40]!r}") from None
