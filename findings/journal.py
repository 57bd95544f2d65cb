"""The journal of a run: appended and flushed entry by entry, so that a kill loses at most one."""

import json
import os
from pathlib import Path
from typing import Any, Self

from findings.chain import START, Entries, JournalError, hash_of, read, verify, written

__all__ = ["Entries", "Journal", "JournalError", "read", "verify"]


class Journal:
    """A JSON Lines file that only grows; each entry holds the hash of the one before.

    `head` is the hash of the last entry: written into the ticket, it is the witness of all before.
    """

    def __init__(self, path: Path, descriptor: int) -> None:
        """Take over an empty file; use `Journal.create`."""
        self.path = path
        self.head = START
        self._count = 0
        self._size = 0
        self._descriptor = descriptor

    @classmethod
    def create(cls, path: Path) -> Self:
        """Make a new journal that only its owner reads; FileExistsError where there is one."""
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        return cls(path, os.open(path, flags, 0o600))

    @classmethod
    def reopen(cls, path: Path) -> tuple[Self, str]:
        """Go on with a journal, and say what was torn: a cut last line is taken off first.

        Raises JournalError where it was tampered with.
        """
        journal = read(path)
        problems = [p for p in verify(path) if not (journal.torn and p.endswith(": torn"))]
        if problems:
            raise JournalError(*(f"{path}: {problem}" for problem in problems))
        made = cls(path, os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC))
        made.head, made._count = journal.head, len(journal.entries)
        made._size = sum(len(written(entry.model_dump())) + 1 for entry in journal.entries)
        if os.fstat(made._descriptor).st_size < made._size:
            os.write(made._descriptor, b"\n")  # the kill came between an entry and its end
        os.ftruncate(made._descriptor, made._size)
        return made, journal.torn

    def append(self, kind: str, data: Any, at: str, *, sync: bool = True) -> str:
        """Write one entry and give the new head.

        `sync` waits until the disk has it. Without, it is with the kernel: a killed process loses
        nothing, only a power cut can.

        `data` is plain JSON, `at` UTC in ISO 8601. When writing fails (a full disk, Ctrl-C), the
        part that was written is taken back and the error raised: the journal stays whole.
        """
        entry = {"n": self._count + 1, "kind": kind, "at": at, "data": data, "prev": self.head}
        # Hashed as it will be read back: a key that is no text becomes one in JSON.
        entry = json.loads(json.dumps(entry, allow_nan=False))
        entry["hash"] = hash_of(entry)
        line = written(entry) + b"\n"
        try:
            self._write(line, sync=sync)
        except BaseException:
            os.ftruncate(self._descriptor, self._size)
            raise
        self._size += len(line)
        self._count += 1
        self.head = entry["hash"]
        return self.head

    def close(self) -> None:
        """Let go of the file; a second time does nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _write(self, line: bytes, *, sync: bool) -> None:
        """Write all of it."""
        rest = memoryview(line)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]
        if sync:
            os.fsync(self._descriptor)
