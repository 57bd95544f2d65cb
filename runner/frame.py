"""Finds the end of the frame of `probes.frames.enclose` in a stream while it comes."""

import re
from collections.abc import Callable

Hear = Callable[[int, bytes], None]


class Frame:
    """One of the two streams of a command: what it brings goes on at once, but for the frame."""

    def __init__(self, nonce: str, number: int, hear: Hear) -> None:
        """`hear` gets the stream's number and its bytes."""
        self._mark = b"\n@@" + nonce.encode() + b" "
        self._end = re.compile(re.escape(self._mark) + rb"(\d+)\n")
        self._number, self._hear = number, hear
        self._buffer = b""
        self.status: int | None = None

    def feed(self, data: bytes) -> None:
        """Take bytes; what may be the beginning of the frame waits for more."""
        if self.status is not None:
            return
        self._buffer += data
        if found := self._end.search(self._buffer):
            self.status = int(found[1])
            self._buffer = self._buffer[: found.start()]
            self.flush()
            return
        last = self._buffer.rfind(b"\n")
        begun = self._buffer[last:] if last >= 0 else b""
        held = bool(begun) and (self._mark.startswith(begun) or begun.startswith(self._mark))
        keep = last if held else len(self._buffer)
        ready, self._buffer = self._buffer[:keep], self._buffer[keep:]
        if ready:
            self._hear(self._number, ready)

    def flush(self) -> None:
        """Pass on what was held back."""
        rest, self._buffer = self._buffer, b""
        if rest:
            self._hear(self._number, rest)
