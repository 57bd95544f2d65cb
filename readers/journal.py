"""journald: the lines of a unit, by `journalctl -o json`."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from probes.questions import argv
from readers.answered import refusal

_LIMIT = "5000"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BLIND = (
    "You are currently not seeing messages from other users",
    "No journal files were",
    "No journal files were opened due to insufficient permissions",
    "Failed to open journal",
    "is truncated, ignoring file",
    "Journal file corrupted",
)


@dataclass(frozen=True)
class Entry:
    """One line. `unit` is the unit that wrote it, or that systemd writes about."""

    time: datetime
    message: str
    priority: int  # 0 emergency to 7 debug
    unit: str
    pid: int | None


def unit_script(unit: str, since: datetime | None = None, until: datetime | None = None) -> str:
    """Ask for the last 5000 lines of a unit, of this boot or from `since` on, oldest first."""
    start = argv("--since", f"@{int(since.timestamp())}") if since else "-b"
    start += f" {argv('--until', f'@{int(until.timestamp())}')}" if until else ""
    return f"{argv('journalctl', '-u', unit, '-o', 'json', '--no-pager', '-n', _LIMIT)} {start}"


def entries(answer: CommandAnswer, what: str = "journalctl") -> tuple[Entry, ...]:
    """Read `unit_script`. Never empty: a journal without a line proves nothing, so CannotTell.

    CannotTell too where the account may see its own lines only, or a journal file is damaged.
    """
    said = refusal(answer.err)
    blind = next((line for line in answer.err.splitlines() if any(b in line for b in _BLIND)), "")
    if said or blind:
        raise CannotTell(
            f"{what}: {blind.strip()[:200] or (said[0] if said else '')}",
            said[1] if said else "Put the account into the group systemd-journal, or set become.",
        )
    if answer.rc != 0:
        raise CannotTell(f"{what}: exit status {answer.rc}: {answer.err.strip()[:200]}")
    if answer.stdout and not answer.stdout.endswith(b"\n"):
        raise CannotTell(f"{what}: the answer is cut off in its last line")
    rows = [row for row in answer.stdout.split(b"\n") if row.strip()]
    if not rows or rows == [b"-- No entries --"]:
        raise CannotTell(
            f"{what}: not one line: the journal is not kept, was rotated, or the unit never spoke"
        )
    return tuple(_entry(row, what) for row in rows)


def full(found: tuple[Entry, ...]) -> bool:
    """Whether the limit was reached: older lines are then not seen."""
    return len(found) >= int(_LIMIT)


def _entry(row: bytes, what: str) -> Entry:
    """Read one line of JSON."""
    try:
        fields = json.loads(row)
        micros = int(fields["__REALTIME_TIMESTAMP"])
        priority = int(_last(fields.get("PRIORITY", "6")))
        pid = fields.get("_PID")
        number = int(_last(pid)) if pid is not None else None
        time = _EPOCH + timedelta(microseconds=micros)
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise CannotTell(f"{what}: not understood: {row[:120]!r}") from error
    unit = _last(fields.get("UNIT") or fields.get("_SYSTEMD_UNIT") or "")
    return Entry(time, message(fields.get("MESSAGE"), what), priority, unit, number)


def _last(value: Any) -> str:
    """Give a field's text; a field that was set twice is a list, of which the last counts."""
    return str(value[-1] if isinstance(value, list) and value else value)


def message(value: Any, what: str = "journalctl") -> str:
    """Give the text of MESSAGE: a text, or a list of bytes where it was not plain text.

    Null is a line too large for the JSON form: it is there, and cannot be read.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        return "\n".join(value)
    if isinstance(value, list) and all(isinstance(one, int) and 0 <= one < 256 for one in value):
        return bytes(value).decode("utf-8", "replace")
    if value is None:
        return ""
    raise CannotTell(f"{what}: a message that is no text")
