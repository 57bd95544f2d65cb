"""Keeps every answer of a run, redacted, as JSON Lines, and gives them again without a network."""

import base64
import hashlib
import json
import os
import threading
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from probes.answers import CommandAnswer, HttpAnswer
from probes.errors import (
    CannotTell,
    NoAnswer,
    NotApplicable,
    NotReadOnly,
    ProbeError,
    Refused,
    Unreachable,
)
from probes.redaction import Redactor

_UNREACHABLE = {kind.__name__: kind for kind in (Refused, NoAnswer)}
_OTHERS = {kind.__name__: kind for kind in (CannotTell, NotApplicable, NotReadOnly)}


def encode(value: Any, redactor: Redactor | None = None) -> dict[str, Any]:
    """Any answer as JSON, without secrets where a redactor is given. `decode` gives it back."""
    red = redactor or _Open()
    match value:
        case CommandAnswer():
            streams = {"stdout": _bytes(value.stdout, red), "stderr": _bytes(value.stderr, red)}
            return {"type": "command", "rc": value.rc, **streams}
        case HttpAnswer():
            headers = red.scrub_json([list(pair) for pair in value.headers])
            body = _bytes(value.body, red)
            return {"type": "http", "status": value.status, "headers": headers, "body": body}
        case datetime():
            return {"type": "time", "value": value.isoformat()}
        case tuple():
            return {"type": "several", "values": [encode(item, redactor) for item in value]}
        case _:
            return {"type": "json", "value": red.scrub_json(value)}


def decode(kept: dict[str, Any]) -> Any:
    """The answer that `encode` was given. Raises KeyError, TypeError or ValueError."""
    match kept["type"]:
        case "command":
            return CommandAnswer(kept["rc"], _raw(kept["stdout"]), _raw(kept["stderr"]))
        case "http":
            headers = tuple((name, value) for name, value in kept["headers"])
            return HttpAnswer(kept["status"], headers, _raw(kept["body"]))
        case "time":
            return datetime.fromisoformat(kept["value"])
        case "several":
            return tuple(decode(item) for item in kept["values"])
        case "json":
            return kept["value"]
        case other:
            raise ValueError(f"no answer is of type {other!r}")


class Recorder:
    """Appends one line an answer and flushes it, so that a killed run leaves what it knew."""

    def __init__(self, path: Path, redactor: Redactor) -> None:
        """Start or go on with a file that only its owner can read."""
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.fchmod(handle, 0o600)
        self._file = os.fdopen(handle, "w", encoding="utf-8")
        self._redactor, self._lock = redactor, threading.Lock()

    def write(self, key: str, kind: str, asked_at: datetime, seconds: float, answer: Any) -> None:
        """Keep an answer, or the ProbeError that came instead. Register secrets before this."""
        line: dict[str, Any] = {
            "key": self._redactor.scrub(key),
            "kind": kind,
            "asked_at": asked_at.isoformat(),
            "seconds": round(seconds, 3),
        }
        if isinstance(answer, ProbeError):
            line["error"] = kept = _error(answer, self._redactor)
        else:
            line["value"] = kept = encode(answer, self._redactor)
        line["sha256"] = _hash(kept)
        with self._lock:
            self._file.write(json.dumps(line) + "\n")
            self._file.flush()

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class Replay:
    """The answers of a recording, by key, in the order in which they came."""

    def __init__(self, path: Path) -> None:
        """Read it whole. Raises CannotTell for a line that is no answer, or that was changed."""
        self._answers: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        self._given: defaultdict[str, int] = defaultdict(int)
        self._lock = threading.Lock()
        for line in _lines(path):
            self._answers[line["key"]].append(line)

    def keys(self) -> list[str]:
        """What was asked, in the order of the first time."""
        return list(self._answers)

    def answer(self, key: str) -> Any:
        """The next answer to a question, at the end the last one again. Raises what came."""
        with self._lock:
            if key not in self._answers:
                raise CannotTell(
                    f"the recording holds no answer to {key}",
                    "Make a new recording with this version of the suite.",
                )
            lines = self._answers[key]
            line = lines[min(self._given[key], len(lines) - 1)]
            self._given[key] += 1
        if "error" in line:
            raise _raised(line["error"])
        return decode(line["value"])


@dataclass(frozen=True)
class Kept:
    """One line of a recording: `value`, or the `error` that came instead."""

    key: str
    asked_at: datetime
    seconds: float
    value: Any
    error: ProbeError | None


def kept(path: Path) -> Iterator[Kept]:
    """Go through a recording. Raises CannotTell for a line that is no answer, or was changed."""
    for line in _lines(path):
        error = _raised(line["error"]) if "error" in line else None
        value = None if error else decode(line["value"])
        at = datetime.fromisoformat(line["asked_at"])
        yield Kept(line["key"], at, line["seconds"], value, error)


class _Open(Redactor):
    """Leaves everything as it is, for values that go nowhere."""

    def scrub(self, text: str) -> str:
        return text

    def scrub_bytes(self, data: bytes) -> bytes:
        return data

    def scrub_json(self, value: Any, secret_keys: Any = ()) -> Any:  # noqa: ARG002
        return value


def _bytes(data: bytes, redactor: Redactor) -> str | dict[str, str]:
    """Text where it is UTF-8, so that a person can read the file; base64 otherwise."""
    clean = redactor.scrub_bytes(data)
    try:
        return clean.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(clean).decode()}


def _raw(kept: str | dict[str, str]) -> bytes:
    return kept.encode() if isinstance(kept, str) else base64.b64decode(kept["base64"])


def _error(error: ProbeError, redactor: Redactor) -> dict[str, str]:
    return {
        "type": type(error).__name__,
        "subject": error.subject if isinstance(error, Unreachable) else "",
        "why": redactor.scrub(error.why),
        "remedy": redactor.scrub(error.remedy),
    }


def _raised(kept: dict[str, str]) -> ProbeError:
    if kept["type"] in _UNREACHABLE:
        return _UNREACHABLE[kept["type"]](kept["subject"], kept["why"], kept["remedy"])
    return _OTHERS[kept["type"]](kept["why"], kept["remedy"])


def _hash(kept: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a recording; the last one may be torn, where a run was killed."""
    lines = path.read_bytes().splitlines(keepends=True)
    for number, raw in enumerate(lines, 1):
        try:
            line = json.loads(raw)
            kept = line["error"] if "error" in line else line["value"]
            _ = _raised(kept) if "error" in line else decode(kept)
            whole = line["sha256"] == _hash(kept) and bool(line["key"])
        except (ValueError, KeyError, TypeError) as error:
            if number == len(lines) and not raw.endswith(b"\n"):
                return
            raise CannotTell(f"{path}, line {number}: no answer of a recording: {error}") from error
        if not whole:
            raise CannotTell(f"{path}, line {number}: changed after it was written")
        yield line
