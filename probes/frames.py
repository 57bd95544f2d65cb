"""The frame around each command in a remote shell: exact bytes, any quoting, one nonce a session.

Each command is `( eval 'CMD' ) </dev/null`; after it a line with the nonce and the exit status goes
to standard output and to standard error. Whatever the command prints, the nonce ends it.
"""

import re
import shlex

KEEP = 1 << 20  # bytes kept of each stream of one answer
SLACK = 1 << 16  # read beyond it before the middle is dropped, so that dropping is rare


def quoted(script: str) -> str:
    """Quote a script for a POSIX shell in pure ASCII: a login shell's locale cannot touch it."""
    if script.isascii():
        return shlex.quote(script)
    return f'"$(printf %b {shlex.quote(_octal(script))})"'


def _octal(text: str) -> str:
    """Write what `printf %b` turns back into the text's bytes."""
    return "".join(
        chr(byte) if byte < 0x80 and byte != 0x5C else f"\\0{byte:03o}"
        for byte in text.encode("utf-8", "surrogateescape")
    )


def enclose(script: str, nonce: str, seconds: float = 0, given: str = "") -> bytes:
    """Give the bytes to write for one command; with `seconds`, a limit on the node itself.

    `given` is what it reads. The shell itself prints it into a pipe: it stands in no argv.
    """
    body = f"( eval {quoted(script)} )"
    if seconds:
        body = f"timeout -k 2 {seconds:g} /bin/sh -c {quoted(script)}"
    mark = f"printf '\\n@@{nonce} %d\\n' $r"
    fed = f"printf %b {shlex.quote(_octal(given))}"
    piped = f"{fed} | {body}" if given else f"{body} </dev/null"
    return f"{piped}; r=$?; {mark}; {mark} >&2\n".encode("ascii")


class Stream:
    """One of the two output streams, cut into answers. Memory is bounded."""

    def __init__(self, nonce: str) -> None:
        """Wait for this session's nonce."""
        self.buffer = bytearray()
        self._end = re.compile(rb"\n@@" + nonce.encode() + rb" (\d+)\n")

    def feed(self, data: bytes) -> list[tuple[bytes, int]]:
        """Take bytes; give the answers they complete as (output, exit status).

        An output longer than KEEP was cut: part of it is missing.
        """
        self.buffer += data
        done = []
        while found := self._end.search(self.buffer):
            done.append((bytes(self.buffer[: min(found.start(), KEEP + 1)]), int(found.group(1))))
            del self.buffer[: found.end()]
        if len(self.buffer) > KEEP + SLACK:
            cut = len(self.buffer) - 128  # the tail may hold the beginning of the frame's end
            del self.buffer[KEEP + 1 : cut]
        return done
