"""What `nodetool` prints, in the forms of Cassandra 2.2, 3.11 and 4.0 to 5.0.

That the tool failed says nothing of the node: it may lack a Java, a JMX port, a password.
"""

import re
from dataclasses import dataclass

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from readers.answered import answered, plain
from readers.versions import Version, parse

_CELLS = {
    "--": r"(?P<up>[UD?])(?P<state>[NLJMS?])",
    "Address": r"(?P<address>\S+)",
    "Load": r"(?:\?|[\d.,]+ (?:bytes|[KMGTP]i?B))",
    "Tokens": r"\d+",
    "Owns": r"(?P<owns>\?|[\d.,]+%)",
    "Owns (effective)": r"(?P<owns>\?|[\d.,]+%)",
    "Host ID": r"(?P<id>[0-9a-f-]{36}|null)",
    "Token": r"(?:-?\d+|\?)",
    "Rack": r"(?P<rack>\S+)",
}
_STATUS_TEXT = re.compile(r"=+|Status=Up/Down|\|/ State=\S+|Note: .*|")
_STATES = {"N": "normal", "L": "leaving", "J": "joining", "M": "moving", "S": "stopped", "?": "?"}
_MODES = frozenset({
    "STARTING", "NORMAL", "JOINING", "JOINING_FAILED", "LEAVING", "DECOMMISSIONED",
    "DECOMMISSION_FAILED", "MOVING", "DRAINING", "DRAINED", "CLIENT",
})  # fmt: skip
_REMEDIES = (
    (
        "Malformed IPv6 address",
        "This Java is newer than the tool: -Dcom.sun.jndi.rmiURLParsing=legacy in its JVM_OPTS.",
    ),
    ("Failed to connect", "Is `jmx_port` of the store right, and may the account use JMX?"),
    ("No such attribute", "The tool is of another release than the node: use the node's own."),
)


def told(answer: CommandAnswer, what: str) -> str:
    """Give what the tool printed. CannotTell where it failed or hung, with its own words."""
    try:
        return answered(answer, f"nodetool {what}")
    except CannotTell as error:
        said = answer.err + answer.text
        remedy = next((remedy for words, remedy in _REMEDIES if words in said), error.remedy)
        # The last line, which a failed command is known by, is one of a Java stack here.
        own = re.search(r"^(?:error|Error|nodetool): .*", said, re.MULTILINE)
        why = f"nodetool {what}: {own[0][:200]}" if own else error.why
        why += " (the tool failed: that says nothing of the node)"
        raise CannotTell(why, remedy) from None


@dataclass(frozen=True)
class Peer:
    """A node as another one sees it. `up`: None where that one does not know."""

    address: str
    datacenter: str
    rack: str
    up: bool | None
    state: str
    host_id: str


def status(text: str) -> tuple[Peer, ...]:
    """Read `status`: all nodes of all datacenters, by address."""
    found: list[Peer] = []
    datacenter, row = "", None
    for line in plain(text, "nodetool status").splitlines():
        if line.startswith("Datacenter: "):
            datacenter, row = line.removeprefix("Datacenter: ").strip(), None
        elif datacenter and line.startswith("--"):
            row = _row_of(line)
        elif row and (match := row.fullmatch(line.rstrip())):
            up = {"U": True, "D": False}.get(match["up"])
            state, host_id = _STATES[match["state"]], match["id"]
            found.append(Peer(match["address"], datacenter, match["rack"], up, state, host_id))
        elif not _STATUS_TEXT.fullmatch(line.strip()):
            raise CannotTell(f"nodetool status: not understood: {line[:120]!r}")
    if not found:
        raise CannotTell("nodetool status: it names no node")
    return tuple(sorted(found, key=lambda peer: peer.address))


def _row_of(header: str) -> re.Pattern[str]:
    """Make the form of a row from the names above it: their number and order differ."""
    names = re.split(r"\s{2,}", header.strip())
    if not {"--", "Address", "Host ID", "Rack"} <= set(names) <= set(_CELLS):
        raise CannotTell(f"nodetool status: unknown columns: {header[:120]!r}")
    return re.compile(r"\s+".join(_CELLS[name] for name in names))


def version(text: str) -> Version:
    """Read `version`."""
    found = re.fullmatch(r"ReleaseVersion: (\S+)", plain(text, "nodetool version").strip())
    if not found:
        raise CannotTell(f"nodetool version: not understood: {text[:120]!r}")
    return parse(found[1])


@dataclass(frozen=True)
class Info:
    """What a node says of itself. `thrift`: None where there is no such thing any more."""

    host_id: str
    gossip: bool
    native_transport: bool
    thrift: bool | None
    datacenter: str
    rack: str
    exceptions: int
    uptime: int


def info(text: str) -> Info:
    """Read `info`."""
    found = _pairs(text, "nodetool info", re.compile(r"(\S[^:]*?)\s*: (.*)"))
    try:
        thrift = found.get("Thrift active")
        return Info(
            host_id=found["ID"],
            gossip=_truth(found["Gossip active"]),
            native_transport=_truth(found["Native Transport active"]),
            thrift=None if thrift is None else _truth(thrift),
            datacenter=found["Data Center"],
            rack=found["Rack"],
            exceptions=int(found["Exceptions"]),
            uptime=int(found["Uptime (seconds)"]),
        )
    except (KeyError, ValueError) as error:
        raise CannotTell(f"nodetool info: not understood: {error}") from error


def running(text: str, what: str = "statusthrift") -> bool:
    """Read `statusthrift`, `statusbinary`, `statusgossip`: the exit status is 0 in both cases."""
    said = plain(text, f"nodetool {what}").strip()
    if said not in {"running", "not running"}:
        raise CannotTell(f"nodetool {what}: not understood: {said[:120]!r}")
    return said == "running"


@dataclass(frozen=True)
class Net:
    """`mode`: NORMAL, DRAINED ... `streaming`: data is moved between nodes."""

    mode: str
    streaming: bool


def netstats(text: str) -> Net:
    """Read `netstats`."""
    rows = plain(text, "nodetool netstats").splitlines()
    mode = rows[0].removeprefix("Mode: ").strip() if rows else ""
    if mode not in _MODES or not any(row.startswith("Pool Name ") for row in rows):
        raise CannotTell(f"nodetool netstats: not understood: {text[:120]!r}")
    return Net(mode, "Not sending any streams." not in rows)


def _pairs(text: str, what: str, form: re.Pattern[str]) -> dict[str, str]:
    found = dict[str, str]()
    for line in plain(text, what).splitlines():
        if line.strip():
            match = form.fullmatch(line.rstrip())
            if not match:
                raise CannotTell(f"{what}: not understood: {line[:120]!r}")
            found[match[1]] = match[2].strip()
    return found


def _truth(said: str) -> bool:
    if said not in {"true", "false"}:
        raise ValueError(f"{said!r} is neither true nor false")
    return said == "true"
