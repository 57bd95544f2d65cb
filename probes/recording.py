"""Keeps every answer of a run, redacted, as JSON Lines, and reads them again."""

import base64
import hashlib
import json
import os
import threading
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


def decode(said: dict[str, Any]) -> Any:
    """The answer that `encode` was given. Raises KeyError, TypeError or ValueError."""
    match said["type"]:
        case "command":
            return CommandAnswer(said["rc"], _raw(said["stdout"]), _raw(said["stderr"]))
        case "http":
            headers = tuple((name, value) for name, value in said["headers"])
            return HttpAnswer(said["status"], headers, _raw(said["body"]))
        case "time":
            return datetime.fromisoformat(said["value"])
        case "several":
            return tuple(decode(item) for item in said["values"])
        case "json":
            return said["value"]
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
            line["error"] = said = _error(answer, self._redactor)
        else:
            line["value"] = said = encode(answer, self._redactor)
        line["sha256"] = _hash(said)
        with self._lock:
            self._file.write(json.dumps(line) + "\n")
            self._file.flush()

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def reseal(path: Path) -> None:
    """Make a recording's hashes right again after a secret was taken out of it late."""
    lines = [json.loads(raw) for raw in path.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        line["sha256"] = _hash(line["error"] if "error" in line else line["value"])
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


@dataclass(frozen=True)
class Kept:
    """One line of a recording: `value`, or the `error` that came instead."""

    key: str
    asked_at: datetime
    seconds: float
    value: Any
    error: ProbeError | None


def kept(path: Path) -> Iterator[Kept]:
    """Read a recording. Raises CannotTell for a line that is no answer, or that was changed.

    The last line may be torn, where a run was killed: it is left out.
    """
    try:
        lines = path.read_bytes().splitlines(keepends=True)
    except OSError as error:
        raise CannotTell(f"the recording {path} cannot be read: {error.strerror}") from error
    for number, raw in enumerate(lines, 1):
        try:
            yield _kept(json.loads(raw))
        except (ValueError, KeyError, TypeError) as error:
            if number == len(lines) and not raw.endswith(b"\n"):
                return
            raise CannotTell(f"{path}, line {number}: no answer of a recording: {error}") from error


def _kept(line: dict[str, Any]) -> Kept:
    said = line["error"] if "error" in line else line["value"]
    if line["sha256"] != _hash(said):
        raise ValueError("changed after it was written")
    error = _raised(said) if "error" in line else None
    value = None if error else decode(said)
    at = datetime.fromisoformat(line["asked_at"])
    return Kept(str(line["key"]), at, float(line["seconds"]), value, error)


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


def _raw(said: str | dict[str, str]) -> bytes:
    return said.encode() if isinstance(said, str) else base64.b64decode(said["base64"])


def _error(error: ProbeError, redactor: Redactor) -> dict[str, str]:
    return {
        "type": type(error).__name__,
        "subject": error.subject if isinstance(error, Unreachable) else "",
        "why": redactor.scrub(error.why),
        "remedy": redactor.scrub(error.remedy),
    }


def _raised(said: dict[str, str]) -> ProbeError:
    if said["type"] in _UNREACHABLE:
        return _UNREACHABLE[said["type"]](said["subject"], said["why"], said["remedy"])
    return _OTHERS[said["type"]](said["why"], said["remedy"])


def _hash(said: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
