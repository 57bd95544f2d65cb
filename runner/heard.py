"""What a step prints: without secrets and escapes, told line by line, kept within bounds."""

import codecs
from collections import deque

from probes.redaction import Redactor
from reports.clean import clean
from runner.executor import Ran, Tell

KEEP = 1 << 19  # characters kept of the beginning, and of the end: success is told by the end
LONGEST = 1 << 16  # a line that does not end is told in parts of it
_BEGIN, _END = "-----BEGIN", "-----END"


class Heard:
    """Takes the bytes of both streams; `tell` gets whole lines, for half a secret is not known."""

    def __init__(self, redactor: Redactor, tell: Tell) -> None:
        """Begin with nothing."""
        self._redactor, self._tell = redactor, tell
        make = codecs.getincrementaldecoder("utf-8")
        self._decoders = (make("replace"), make("replace"))
        self._open = ["", ""]
        self._head: list[str] = []
        self._tail: deque[str] = deque()
        self._sizes = [0, 0]
        self._left_out = 0

    def feed(self, stream: int, data: bytes) -> None:
        """Take bytes of stream 0 (output) or 1 (errors)."""
        text = self._open[stream] + self._decoders[stream].decode(data)
        whole = text.rfind("\n") + 1
        begun = text.rfind(_BEGIN)
        if begun > text.rfind(_END, 0, whole) and len(text) - begun < LONGEST:
            whole = min(whole, text.rfind("\n", 0, begun) + 1)  # a key's block is told as one
        elif len(text) - whole > LONGEST:
            whole = len(text)
        self._open[stream] = text[whole:]
        self._keep(text[:whole])

    def say(self, text: str) -> None:
        """Tell a line of the runner's own."""
        self._tell(f"-- {text}\n")

    def ran(self, status: int | None, why: str = "", do: str = "") -> Ran:
        """Give what was heard, with how it ended."""
        for stream, decoder in enumerate(self._decoders):
            self._keep(self._open[stream] + decoder.decode(b"", final=True))
            self._open[stream] = ""
        gap = f"\n-- {self._left_out} characters left out\n" if self._left_out else ""
        output = "".join(self._head) + gap + "".join(self._tail)
        return Ran(status, self._redactor.scrub(output), why, do)

    def _keep(self, text: str) -> None:
        if not text:
            return
        text = clean(self._redactor.scrub(text.replace("\r\n", "\n").replace("\r", "\n")))
        if self._sizes[0] < KEEP:
            self._head.append(text)
            self._sizes[0] += len(text)
            self._tell(text)
            return
        if not self._tail and not self._left_out:
            self.say("it prints very much: the rest is not shown, its last part is kept")
        self._tail.append(text)
        self._sizes[1] += len(text)
        while self._sizes[1] > KEEP and len(self._tail) > 1:
            gone = len(self._tail.popleft())
            self._sizes[1] -= gone
            self._left_out += gone


class ReadBack:
    """Takes what `units.follow_script` prints, always from its beginning: the known is skipped."""

    def __init__(self, heard: Heard) -> None:
        """Nothing has passed yet."""
        self._heard, self._passed, self._skip = heard, 0, 0
        self._errors = bytearray()

    @property
    def words(self) -> str:
        """What stands on standard error."""
        return self._errors.decode(errors="replace")

    def begin(self) -> None:
        """Expect it from its beginning."""
        self._skip = self._passed
        self._errors.clear()

    def hear(self, stream: int, data: bytes) -> None:
        """Take bytes."""
        if stream:
            self._errors += data
            return
        known = min(self._skip, len(data))
        self._skip -= known
        if fresh := data[known:]:
            self._passed += len(fresh)
            self._heard.feed(0, fresh)
