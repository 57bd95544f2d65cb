"""The hash chain of a journal: how an entry is hashed, read back and checked."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from findings.finding import Frozen

START = "0" * 64  # what the first entry follows
SHORTEST_HEAD = 8  # of a head that a person pasted; less is no witness


class JournalError(Exception):
    """A journal that can not be used. `problems` are sentences; `str()` gives one a line."""

    def __init__(self, *problems: str) -> None:
        """Keep the sentences."""
        super().__init__("\n".join(problems))
        self.problems = problems


class Entry(Frozen):
    """One line of a journal. `at` is UTC, ISO 8601; `prev` is the hash of the entry before."""

    n: int  # counted from 1: the number of its line
    kind: str
    at: str
    data: Any
    prev: str
    hash: str


@dataclass(frozen=True)
class Entries:
    """What a journal holds. `torn` says what is wrong with its last line, if it was cut."""

    entries: tuple[Entry, ...]
    torn: str = ""

    @property
    def head(self) -> str:
        """The hash of the last whole entry."""
        return self.entries[-1].hash if self.entries else START


def canonical(value: Any) -> bytes:
    """Write JSON in one way only: sorted, no spaces, ASCII; ValueError for NaN."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def written(entry: dict[str, Any]) -> bytes:
    """Write an entry as its line holds it, without the end of the line."""
    return json.dumps(entry, separators=(",", ":"), allow_nan=False).encode()


def hash_of(entry: dict[str, Any]) -> str:
    """Give the sha256 of an entry without its own hash, in hex."""
    return hash_of_content({k: v for k, v in entry.items() if k != "hash"})


def hash_of_content(value: Any) -> str:
    """Give the sha256 of a JSON value, in hex."""
    return hashlib.sha256(canonical(value)).hexdigest()


def read(path: Path) -> Entries:
    """Read a journal; a torn last line is left out and told. JournalError for any other bad line.

    The chain is not checked here: `verify` does that.
    """
    lines = _lines(path)
    entries = [_entry(line) for line in lines]
    bad = [number for number, entry in enumerate(entries, 1) if entry is None]
    torn = f"line {len(lines)}: torn, the writing was cut off" if bad == [len(lines)] else ""
    if bad and not torn:
        raise JournalError(*(f"{path}: line {number}: no entry of a journal" for number in bad))
    return Entries(tuple(entry for entry in entries if entry), torn)


def verify(path: Path, head: str = "") -> list[str]:
    """Say what happened to a journal since it was written; empty: nothing.

    `head` is the last hash as the terminal gave it, or its beginning. Without it nobody can see
    that the end was cut off.
    """
    lines = _lines(path)
    problems: list[str] = []
    before: Entry | None = None
    seen: dict[int, int] = {}
    numbered = {entry.n for entry in map(_entry, lines) if entry}
    for number, line in enumerate(lines, 1):
        entry = _entry(line)
        if entry is None:
            what = "torn" if number == len(lines) else "edited: no entry of a journal"
            problems.append(f"line {number}: {what}")
            before = None
            continue
        if written(entry.model_dump()) != line:  # a key that stands twice hides a value
            problems.append(f"line {number} ({entry.kind}): edited, it is not as it was written")
        else:
            problems += _of_line(number, entry, before, seen, numbered)
        seen.setdefault(entry.n, number)
        before = entry
    return problems + _of_end(lines, head)


def _lines(path: Path) -> list[bytes]:
    """Give the lines of a file; JournalError where it can not be read."""
    try:
        return path.read_bytes().splitlines()
    except OSError as error:
        raise JournalError(f"{path}: can not be read: {error.strerror}") from error


def _entry(line: bytes) -> Entry | None:
    """Read one line, or nothing where it is none."""
    try:
        return Entry.model_validate(json.loads(line))
    except (ValueError, RecursionError, ValidationError):
        return None


def _of_line(
    number: int, entry: Entry, before: Entry | None, seen: dict[int, int], numbered: set[int]
) -> list[str]:
    """Compare one entry with its own hash and with the entry that stands before it."""
    where = f"line {number} ({entry.kind})"
    if hash_of(entry.model_dump()) != entry.hash:
        return [f"{where}: edited, its hash does not fit"]
    if entry.n in seen:
        return [f"{where}: entry {entry.n} stands in line {seen[entry.n]} already"]
    expected = before.n + 1 if before else 1 if number == 1 else entry.n
    if entry.n == expected:
        follows = before.hash if before else START if number == 1 else entry.prev
        if entry.prev != follows:
            return [f"{where}: does not follow the line before, which was edited and hashed anew"]
        return []
    lost = [n for n in range(expected, entry.n) if n not in numbered]
    if entry.n > expected and len(lost) == entry.n - expected:
        gone = f"entry {lost[0]}" if len(lost) == 1 else f"entries {lost[0]} to {lost[-1]}"
        return [f"{where}: {gone} before it removed"]
    return [f"{where}: reordered, entry {entry.n} stands where {expected} belongs"]


def _of_end(lines: list[bytes], head: str) -> list[str]:
    """Compare the last hash with the one that was written down elsewhere."""
    if not lines:
        return ["the journal is empty"]
    if not head:
        return []
    if len(head) < SHORTEST_HEAD:
        return [f"the given head {head!r} is too short to prove anything"]
    hashes = [entry.hash if entry else "" for entry in map(_entry, lines)]
    if hashes[-1].startswith(head):
        return []
    known = [n for n, found in enumerate(hashes, 1) if found.startswith(head)]
    if known:
        return [f"line {known[0] + 1}: added after the given head, as is all that follows"]
    return [f"the given head {head} is not here: the end was truncated, or all of it rewritten"]
