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
        self._heard = 0  # bytes of the buffer that went on, although they may begin the frame
        self._open = False  # whether a line was begun that did not end yet
        self.status: int | None = None

    def feed(self, data: bytes) -> None:
        """Take bytes; what may be the beginning of the frame waits for more."""
        if self.status is not None:
            return
        self._buffer += data
        if found := self._end.search(self._buffer):
            self.status = int(found[1])
            self._pass(found.start())
            return
        last = self._buffer.rfind(b"\n")
        begun = self._buffer[last:] if last >= 0 else b""
        held = bool(begun) and (self._mark.startswith(begun) or begun.startswith(self._mark))
        self._pass(last if held else len(self._buffer))
        if self._buffer == b"\n" and self._open and not self._heard:
            self._hear(self._number, b"\n")  # a line is told when it ends, not with the next one
            self._heard, self._open = 1, False

    def flush(self) -> None:
        """Pass on what was held back."""
        if self.status is None:
            self._pass(len(self._buffer))

    def _pass(self, size: int) -> None:
        """Let the first bytes of the buffer go on."""
        ready, self._buffer = self._buffer[self._heard : size], self._buffer[size:]
        self._heard = max(0, self._heard - size)
        if ready:
            self._open = not ready.endswith(b"\n")
            self._hear(self._number, ready)
