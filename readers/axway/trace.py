"""Trace files (`.trc`) and the audit log: what a running process says of itself."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from probes.errors import CannotTell
from readers.axway.documents import text_of
from readers.axway.messages import Message, known

_HEADER = re.compile(r"# *ProductName=(?P<name>.*?) (?P<version>7\.\S*.*?)(?: rev\..*)?$")
_ROW = re.compile(
    r"(?P<level>FATAL|ERROR|ALERT|WARN|INFO|MIN|DEBUG|DATA)\s+"
    r"(?P<when>\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d\.\d{3})\s+\[(?P<thread>[^\]]*)\]\s?(?P<text>.*)"
)
_NAME = re.compile(r"(?P<server>.+)_(?P<started>\d{14})(?:\.\d+)?\.trc")
OF_TRACE = frozenset({"trace", "start"})


@dataclass(frozen=True)
class Entry:
    """A line of a trace. Its time is the node's local one: no zone is told."""

    level: str
    when: str
    text: str
    known: Message | None


@dataclass(frozen=True)
class AuditEvent:
    """A line of the audit log; `when` aware, UTC."""

    when: datetime
    event: int
    message: str
    user: str


def newest(names: tuple[str, ...]) -> str:
    """Give the newest trace file of a folder by its name. CannotTell where there is none."""
    found = [(match["started"], name) for name in names if (match := _NAME.fullmatch(name))]
    if not found:
        raise CannotTell("there is no trace file: has the process ever started?")
    return max(found)[1]


def header(data: bytes | str, what: str = "trace") -> str:
    """Give the version of a trace's head: `7.7 SP1-...`."""
    for line in text_of(data, what).splitlines():
        if found := _HEADER.match(line):
            return found["version"]
    raise CannotTell(f"{what}: no head with a ProductName: is it the beginning of a trace?")


def entries(data: bytes | str, what: str = "trace") -> tuple[Entry, ...]:
    """Read lines of a trace. Lines without a level belong to the one before them."""
    found: list[Entry] = []
    rows = [row for row in text_of(data, what).splitlines() if row.strip() and row[0] != "#"]
    for row in rows:
        if match := _ROW.fullmatch(row):
            text = match["text"]
            found.append(Entry(match["level"], match["when"], text, known(text, OF_TRACE)))
        elif found and not found[-1].known and (message := known(row, OF_TRACE)):
            last = found[-1]
            found[-1] = Entry(last.level, last.when, f"{last.text} {row.strip()}", message)
    if rows and not found:
        raise CannotTell(f"{what}: no line of the documented form: {rows[0][:80]!r}")
    return tuple(found)


def audit(data: bytes | str, what: str = "audit.log") -> tuple[AuditEvent, ...]:
    """Read the audit log, oldest first."""
    found: list[AuditEvent] = []
    for row in text_of(data, what).splitlines():
        if not row.strip():
            continue
        try:
            said = json.loads(row)
            metadata = said.get("metadata") or {}
            when = datetime.fromtimestamp(int(said["timestamp"]) / 1000, UTC)
            event, message = int(said["eventId"]), str(said.get("message", ""))
            found.append(AuditEvent(when, event, message, str(metadata.get("userID", ""))))
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, OSError,
                RecursionError):  # fmt: skip
            raise CannotTell(f"{what}: not understood: {row[:120]!r}") from None
    return tuple(found)
