"""Log lines of gateway and pump, in all forms, and those that a healthy process never writes."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from probes.errors import CannotTell
from readers.journal import Entry
from readers.versions import Version, parse, within

_PAIR = re.compile(r'([A-Za-z_.][\w.-]*)=(?:"((?:[^"\\]|\\.)*)"|(\S*))')
_ESCAPES = {'\\"': '"', "\\n": "\n", "\\t": "\t", "\\\\": "\\"}
# What the vendor's sheets and measurements say must not be there: the service does not serve.
_FATAL = (
    "Error initialising system",
    "couldn't unmarshal config",
    "Couldn't unmarshal configuration",
    "Couldn't load configuration file",
    "Could not load Go-plugin",
    "plugin was built with a different version of package",
    "plugin file not found",
    "Can't start listener",
    "address already in use",
    "No config file found, writing default",
    "Pump init error (skipping)",
    "Pump load error (skipping)",
    "Failed to connect: server selection error",
    "No pumps configured",
    "Error serving health check endpoint",
)
# No API was loaded: over as soon as some were, as when the Dashboard comes back.
_UNLOADED = (
    "Reload failed",
    "Dashboard service not initialized",
    "Error during syncing apis",
    "Error during syncing policies",
    "No API Definitions found, not reloading",
    "Detected 0 APIs",
)
_DETECTED = re.compile(r"Detected ([1-9]\d*) APIs")
_RELOADED = "API reload complete"
# It serves, and something is missing: a definition, or a connection.
_DROPPED = (
    "Skipping loading spec",
    "Couldn't unmarshal read file",
    "Listen path collision",
    "Couldn't open policy file",
    "Error on Purge Loop",
    "Mongo connection failed. Retrying",
)
_FETCH = ("Error on Purge Loop",)
_PURGED = re.compile(r"Purged \d+ records")
_UNWRITTEN = ("Error Writing to:", "Problem inserting to mongo collection", "Error on Purge Loop")
# The Dashboard does not take the gateway. 409 is its word for "come again", and no refusal.
_REFUSED = (
    "Response failed with code",
    "Nonce empty",
    "No nodes available",
    "GetSpareNode returned node not allowed",
    "Payload signature is invalid!",
)
_COME_AGAIN = "Response failed with code 409"
_REGISTERED = "Node Registered"
# A healthy start of 5.3.x writes these too: there they count only when they come later as well.
_REDIS = (
    "Could not set version in versionStore",
    "Redis is either down",
    "Connection to Redis failed",
    "cannot set key in pollerCacheKey",
    "storage: timeout connecting",
)
_NOISY = "<5.4"
_SETTLED = timedelta(seconds=15)


@dataclass(frozen=True)
class LogLine:
    """One line. What is not in the logger's form (a panic, redis) has no level, only `text`."""

    level: str
    text: str
    fields: tuple[tuple[str, str], ...]


def log_line(raw: str) -> LogLine:
    """Read one line: JSON, `level=... msg="..."`, `message="..."`, or anything else as it is."""
    raw = raw.strip()
    fields = _json(raw) if raw.startswith("{") else _pairs(raw)
    text = fields.pop("message", None) or fields.pop("msg", None)
    if text is None or "level" not in fields:
        return LogLine("", raw, ())
    return LogLine(fields.pop("level"), text, tuple(sorted(fields.items())))


def own(entries: Iterable[Entry], started: datetime, pid: int) -> tuple[Entry, ...]:
    """Give the lines of the process `pid` since its start. CannotTell when there are none.

    systemd tells the start in whole seconds: the last words of the process before, in the same
    second, are not its own.
    """
    found = tuple(entry for entry in entries if entry.time >= started and entry.pid in (pid, None))
    if not found:
        raise CannotTell("not one log line since the process was started")
    return found


def fatal(entries: Iterable[Entry]) -> tuple[str, ...]:
    """List lines after which a service does not serve, each message once, oldest first.

    That no API was loaded counts unless some were later, and the reload came to its end.
    """
    listed = list(entries)
    loaded = _loaded(listed)
    return _messages(
        entry
        for at, entry in enumerate(listed)
        if _is_fatal(line := log_line(entry.message)) or (at > loaded and _has(line, _UNLOADED))
    )


def others(
    entries: Iterable[Entry], version: Version, started: datetime, component: str
) -> tuple[str, ...]:
    """List lines that tell of lost connections and dropped definitions, each message once.

    So do lines of no API loaded that are over. A message of Redis counts at once, but on a gateway
    of 5.3.x or older only from 15 s after the start on: there each healthy start has them.
    """
    noisy = component == "gateway" and within(version, _NOISY)
    listed = list(entries)
    loaded = _loaded(listed)

    def counts(at: int, entry: Entry) -> bool:
        line = log_line(entry.message)
        early = noisy and entry.time - started <= _SETTLED
        over = at < loaded and _has(line, _UNLOADED)
        return over or _has(line, _DROPPED + _UNWRITTEN) or (not early and _has(line, _REDIS))

    return _messages(entry for at, entry in enumerate(listed) if counts(at, entry))


def talks(entries: Iterable[Entry]) -> bool:
    """Whether the program logs what goes well, too: else its silence says nothing."""
    return any(log_line(entry.message).level in ("info", "debug") for entry in entries)


def registered(entries: Iterable[Entry]) -> bool:
    """Whether the Dashboard took the gateway."""
    return any(log_line(entry.message).text == _REGISTERED for entry in entries)


def refusals(entries: Iterable[Entry]) -> tuple[str, ...]:
    """List the Dashboard's refusals after it last took the gateway, each message once."""
    listed = list(entries)
    taken = [at for at, entry in enumerate(listed) if registered([entry])]
    return _messages(
        entry
        for entry in listed[taken[-1] + 1 if taken else 0 :]
        if _has(line := log_line(entry.message), _REFUSED) and not _has(line, (_COME_AGAIN,))
    )


def unwritten(entries: Iterable[Entry], since: datetime) -> tuple[str, ...]:
    """List what a pump could not fetch or write at or after `since`, and never since.

    A failure of one pump is over when that pump has purged records; to fetch works again when any
    pump has. `Completed purging` is no success: it stands behind failures too. [measured]
    """
    failing: dict[str, list[Entry]] = {}
    writer = ""
    for entry in entries:
        line = log_line(entry.message)
        prefix = dict(line.fields).get("prefix", "")
        if _PURGED.match(line.text):
            failing = {name: kept for name, kept in failing.items() if name not in ("", prefix)}
        elif entry.time >= since and _has(line, _UNWRITTEN):
            writer = prefix if prefix not in ("", "main") else writer
            failing.setdefault("" if _has(line, _FETCH) else writer or "?", []).append(entry)
    return _messages(entry for kept in failing.values() for entry in kept)


def version_of(entries: Iterable[Entry]) -> Version | None:
    """Give the version that the last start named; None where no start is in the lines."""
    named = started_versions(entries)
    return parse(named[-1]) if named else None


def started_versions(entries: Iterable[Entry]) -> tuple[str, ...]:
    """List versions that starts have named, oldest first: gateway and pump."""
    pattern = re.compile(r"Tyk API Gateway v?(\d\S*)$|## Tyk Pump, v?(\S+) ##")
    found = (pattern.search(log_line(entry.message).text) for entry in entries)
    return tuple(match[1] or match[2] for match in found if match)


def initialised_pumps(entries: Iterable[Entry]) -> tuple[str, ...]:
    """List the pumps that a pump says it has, by their key in capitals, each once."""
    found = (re.match(r"Init Pump: (\S+)", log_line(one.message).text) for one in entries)
    return tuple(sorted({match[1].upper() for match in found if match}))


def _loaded(entries: list[Entry]) -> int:
    """Give the place of the last reload that came to its end with APIs; -1 where none did."""
    found, some = -1, False
    for at, entry in enumerate(entries):
        text = log_line(entry.message).text
        if "Detected " in text:
            some = bool(_DETECTED.search(text))
        elif text == _RELOADED and some:
            found = at
    return found


def _is_fatal(line: LogLine) -> bool:
    """Whether a line is one of those, whatever the version."""
    if line.level in ("fatal", "panic") or line.text.startswith("panic:"):
        return True
    return _has(line, _FATAL)


def _messages(entries: Iterable[Entry]) -> tuple[str, ...]:
    """Give lines for people, each once."""
    return tuple(dict.fromkeys(_short(log_line(entry.message)) for entry in entries))


def _has(line: LogLine, patterns: tuple[str, ...]) -> bool:
    """Whether one of the patterns is in the message or in its `error` field."""
    whole = " ".join((line.text, dict(line.fields).get("error", "")))
    return any(pattern in whole for pattern in patterns)


def _short(line: LogLine) -> str:
    """Give a line for people: the message, its error, which API."""
    fields = dict(line.fields)
    more = [f"{key}={fields[key]}" for key in ("error", "spec", "api_id") if fields.get(key)]
    return " ".join((line.text.splitlines()[0] if line.text else "", *more))[:300]


def _json(raw: str) -> dict[str, str]:
    """Read the JSON form."""
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        str(key): value if isinstance(value, str) else str(value) for key, value in found.items()
    }


def _pairs(raw: str) -> dict[str, str]:
    """Read the text form."""
    return {
        match[1]: re.sub(r'\\["nt\\]', lambda found: _ESCAPES[found[0]], match[2])
        if match[2] is not None
        else match[3]
        for match in _PAIR.finditer(raw)
    }
