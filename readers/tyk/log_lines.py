"""Log lines of gateway and pump, in all forms, and those that a healthy process never writes."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from probes.errors import CannotTell
from readers.journal import Entry
from readers.versions import Version, within

_PAIR = re.compile(r'([A-Za-z_.][\w.-]*)=(?:"((?:[^"\\]|\\.)*)"|(\S*))')
_ESCAPES = {'\\"': '"', "\\n": "\n", "\\t": "\t", "\\\\": "\\"}
# What the vendor's sheets and measurements say must not be there.
_FATAL = (
    "Error initialising system",
    "couldn't unmarshal config",
    "Couldn't unmarshal configuration",
    "Couldn't load configuration file",
    "Could not load Go-plugin",
    "plugin was built with a different version of package",
    "plugin file not found",
    "Skipping loading spec",
    "Couldn't unmarshal read file",
    "Listen path collision",
    "Reload failed",
    "Couldn't open policy file",
    "Can't start listener",
    "address already in use",
    "No config file found, writing default",
    "Dashboard service not initialized",
    "Error during syncing apis",
    "Error during syncing policies",
    "No API Definitions found, not reloading",
    "Detected 0 APIs",
    "Payload signature is invalid!",
    "Nonce empty",
    "No nodes available",
    "Response failed with code",
    "GetSpareNode returned node not allowed",
    "Pump init error (skipping)",
    "Pump load error (skipping)",
    "Error on Purge Loop",
    "Error Writing to:",
    "Problem inserting to mongo collection",
    "Mongo connection failed. Retrying",
    "Failed to connect: server selection error",
    "No pumps configured",
    "Error serving health check endpoint",
)
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


def fatal(
    entries: Iterable[Entry],
    version: Version,
    started: datetime,
    component: str = "gateway",
    pid: int | None = None,
) -> tuple[str, ...]:
    """List what must not be in the log since `started`, each message once, oldest first.

    systemd tells the start in whole seconds: with `pid`, the last words of the process before, in
    the same second, are not counted.

    A message of Redis counts at once, but on a gateway of 5.3.x or older only from 15 s after the
    start on. CannotTell when nothing was written since the start: then nothing was seen.
    """
    seen = [
        entry
        for entry in entries
        if entry.time >= started and (pid is None or entry.pid in (pid, None))
    ]
    if not seen:
        raise CannotTell("not one log line since the process was started")
    noisy = component == "gateway" and within(version, _NOISY)
    found: dict[str, None] = {}
    for entry in seen:
        line = log_line(entry.message)
        early = noisy and entry.time - started <= _SETTLED
        if _is_fatal(line) or (not early and _has(line, _REDIS)):
            found.setdefault(_short(line))
    return tuple(found)


def started_versions(entries: Iterable[Entry]) -> tuple[str, ...]:
    """List versions that starts have named, oldest first: gateway and pump."""
    pattern = re.compile(r"Tyk API Gateway v?(\d\S*)$|## Tyk Pump, v?(\S+) ##")
    found = (pattern.search(log_line(entry.message).text) for entry in entries)
    return tuple(match[1] or match[2] for match in found if match)


def initialised_pumps(entries: Iterable[Entry]) -> tuple[str, ...]:
    """List the pumps that a pump says it has, by their key in capitals, each once."""
    found = (re.match(r"Init Pump: (\S+)", log_line(one.message).text) for one in entries)
    return tuple(sorted({match[1].upper() for match in found if match}))


def _is_fatal(line: LogLine) -> bool:
    """Whether a line is one of those, whatever the version."""
    if line.level in ("fatal", "panic") or line.text.startswith("panic:"):
        return True
    return _has(line, _FATAL)


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
