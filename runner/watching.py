"""What a run of pytest prints: its progress, its last words, and the head of its journal."""

import re
from collections import deque
from collections.abc import Callable

PROGRESS = re.compile(r"^\d+ of \d+: ")
HEAD = re.compile(r"^chain head ([0-9a-f]{64})\s*$")
LAST = 12  # lines that are kept of a run that died
LONGEST = 65536  # bytes of one line: no progress is longer


class Lines:
    """Takes output piece by piece; tells each line of progress, and keeps the end."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        """`tell` gets each line of progress."""
        self.head = ""
        self._tell = tell
        self._rest = b""
        self._last: deque[str] = deque(maxlen=LAST)

    def take(self, piece: bytes) -> None:
        """Take a piece as it came from the pipe."""
        *whole, self._rest = (self._rest + piece).split(b"\n")
        self._rest = self._rest[-LONGEST:]
        for line in whole:
            self._line(line.decode("utf-8", "replace").rstrip("\r"))

    def last_words(self) -> str:
        """Give the last lines that say something: what pytest died of."""
        rest = self._rest.decode("utf-8", "replace")
        said = [line for line in (*self._last, rest) if line.strip()]
        errors = [line for line in said if line.startswith(("ERROR", "INTERNALERROR", "E  "))]
        return "\n".join(errors or said[-3:])

    def _line(self, line: str) -> None:
        if PROGRESS.match(line):
            self._tell(line)
            return
        if found := HEAD.match(line):
            self.head = found[1]
        if line.strip():
            self._last.append(line)
