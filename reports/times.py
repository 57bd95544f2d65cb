"""Times for people: in the window's own time zone, with UTC beside it."""

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo


def zone(name: str) -> tzinfo:
    """The zone of that name; UTC where it means nothing here: a report is made all the same."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return UTC


def parse(text: str) -> datetime | None:
    """An ISO 8601 time; None when it is none. Without an offset it is UTC."""
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def both(text: str, name: str) -> str:
    """`Sat 21 Nov 2026 22:00 CET (21:00 UTC)`; the text itself when it is no time."""
    when = parse(text)
    if when is None:
        return text
    local, world = when.astimezone(zone(name)), when.astimezone(UTC)
    shown = f"{local:%a} {local.day} {local:%b %Y %H:%M}"
    if local.utcoffset() == world.utcoffset():
        return f"{shown} UTC"
    day = "" if local.date() == world.date() else f"{world:%a} "
    return f"{shown} {local:%Z} ({day}{world:%H:%M} UTC)"


def span(start: str, end: str, name: str) -> str:
    """`Sat 21 Nov 2026 22:00 - Sun 22 Nov 04:00 CET (21:00 - 03:00 UTC)`."""
    first, last = parse(start), parse(end)
    if first is None or last is None:
        return " - ".join(part for part in (both(start, name), both(end, name)) if part)
    here = [when.astimezone(zone(name)) for when in (first, last)]
    world = [when.astimezone(UTC) for when in (first, last)]
    until = f"{here[1]:%H:%M}"
    if here[0].date() != here[1].date():
        until = f"{here[1]:%a} {here[1].day} {here[1]:%b} {until}"
    shown = f"{here[0]:%a} {here[0].day} {here[0]:%b %Y %H:%M} - {until}"
    if here[0].utcoffset() == world[0].utcoffset():
        return f"{shown} UTC"
    return f"{shown} {here[1]:%Z} ({world[0]:%H:%M} - {world[1]:%H:%M} UTC)"


def lasted(start: str, end: str) -> str:
    """`18 s`, `3 min 20 s`, `2 h 05 min`; empty when either is no time."""
    first, last = parse(start), parse(end)
    if first is None or last is None:
        return ""
    seconds = max(0, round((last - first).total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min {seconds % 60:02d} s"
    return f"{seconds // 3600} h {seconds % 3600 // 60:02d} min"
