"""Listening TCP sockets of a node: by `ss`, else by /proc/net/tcp."""

import ipaddress
import re
from dataclasses import dataclass

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from probes.questions import argv
from readers.answered import answered, lines

_SS = re.compile(
    r"LISTEN +\d+ +\d+ +(?P<address>\S+):(?P<port>\d+) +\S+:\*(?: +users:\((?P<users>.*)\))? *"
)
_USER = re.compile(r'\("(?P<name>[^"]*)",pid=(?P<pid>\d+),fd=\d+\)')
_PROC = re.compile(
    r" *\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) [0-9A-F]+:[0-9A-F]{4} (\w\w) .*"
)
_LISTEN = "0A"


@dataclass(frozen=True, order=True)
class Socket:
    """A listening socket. Address `0.0.0.0` or `::` is every address; no pid: not told."""

    port: int
    address: str
    processes: tuple[tuple[str, int], ...] = ()


def sockets_script() -> str:
    """Ask ss, or read the kernel's own tables where there is no ss."""
    return (
        "if command -v ss >/dev/null 2>&1; then echo ss; ss -H -ltnp 2>/dev/null || ss -ltnp; "
        "else echo proc; cat /proc/net/tcp; cat /proc/net/tcp6 2>/dev/null; fi"
    )


def processes_script() -> str:
    """Ask ss alone, for the processes too: they are told to root only."""
    return argv("ss", "-ltnp")


def sockets(answer: CommandAnswer) -> tuple[Socket, ...]:
    """Read either script. Never empty: sshd or the like listens, so nothing is CannotTell."""
    what = "listening sockets"
    rows = lines(answered(answer, what, accept=(0, 1)), what)
    if not rows or not rows[0].startswith(("ss", "proc", "State")):
        raise CannotTell(f"{what}: not understood: {answer.text[:120]!r}")
    read = _by_proc if rows[0] == "proc" else _by_ss
    found = {one for row in rows[1:] if row.strip() for one in read(row, what)}
    if not found:
        raise CannotTell(f"{what}: none at all, which no node has")
    return tuple(sorted(found))


def callers_script() -> str:
    """Ask ss for the connections in every state; those that ended a minute ago are still told."""
    return argv("ss", "-tan")


def callers(answer: CommandAnswer, port: int) -> tuple[str, ...]:
    """Give the addresses of others that called `port`, loopback included, each once."""
    what = "connections"
    rows = lines(answered(answer, what), what)
    if not rows or not rows[0].startswith("State") or len(rows) == 1:
        raise CannotTell(f"{what}: not understood: {answer.text[:120]!r}")
    found = set()
    for row in rows[1:]:
        words = row.split()
        if len(words) < 5 or not words[1].isdigit() or ":" not in words[4]:
            raise CannotTell(f"{what}: not understood: {row[:120]!r}")
        if words[0] != "LISTEN" and words[3].rpartition(":")[2] == str(port):
            found.add(words[4].rpartition(":")[0].strip("[]").removeprefix("::ffff:"))
    return tuple(sorted(found))


def _by_ss(row: str, what: str) -> list[Socket]:
    """Read a line of ss."""
    if row.startswith(("State", "Netid")):
        return []
    found = _SS.fullmatch(row)
    if not found:
        raise CannotTell(f"{what}: not understood: {row[:120]!r}")
    address = found["address"].partition("%")[0].strip("[]")
    users = tuple((m["name"], int(m["pid"])) for m in _USER.finditer(found["users"] or ""))
    wild = "0.0.0.0" if address == "*" else address  # noqa: S104 read, not bound
    return [Socket(int(found["port"]), wild, tuple(sorted(set(users))))]


def _by_proc(row: str, what: str) -> list[Socket]:
    """Read a line of /proc/net/tcp or tcp6: addresses in hex, words in the machine's byte order."""
    if row.lstrip().startswith("sl "):
        return []
    found = _PROC.fullmatch(row)
    if not found:
        raise CannotTell(f"{what}: not understood: {row[:120]!r}")
    if found[3] != _LISTEN:
        return []
    raw = bytes.fromhex(found[1])
    turned = b"".join(raw[at : at + 4][::-1] for at in range(0, len(raw), 4))
    return [Socket(int(found[2], 16), str(ipaddress.ip_address(turned)))]
