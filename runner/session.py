"""One shell on a node for one command, followed while it prints.

The command is written only when the shell has answered: what was never reached was never sent.
"""

import contextlib
import os
import re
import secrets
import selectors
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from probes.frames import enclose
from probes.shell import PRELUDE
from runner.frame import Frame, Hear
from runner.wire import Wire

_ANSWER = 1 << 16


class Unreached(Exception):
    """No shell answered: nothing was sent."""


class Cut(Exception):
    """The connection ended before the command did."""


class Late(Cut):
    """No end came in time: the connection is there, and the command may go on."""


@dataclass(frozen=True)
class Hello:
    """What the shell said of its node."""

    root: bool
    timeout: bool
    systemd: bool
    printf: bool  # the shell has one of its own: what it prints stands in no argv


class Session:
    """A shell, from hello to the end of one command."""

    def __init__(self, wire: Wire) -> None:
        """Nothing is started yet."""
        self._wire, self._nonce = wire, secrets.token_hex(8)
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Give itself; `open` connects."""
        return self

    def __exit__(self, *exc: object) -> None:
        """End the process, whatever happened."""
        self.close()

    def open(self) -> Hello:
        """Connect, and wait until a shell answers. Raises Unreached."""
        self._wire.forget()
        pipe = subprocess.PIPE
        try:
            self._process = subprocess.Popen(
                self._wire.words(), stdin=pipe, stdout=pipe, stderr=pipe, start_new_session=True
            )
            line = f"printf '\\n@@{self._nonce} %s.%s.%s.%s\\n' \"$(id -u)\" "
            line += '"$(command -v timeout)" "$([ ! -d /run/systemd/system ] || echo yes)" '
            line += '"$(command -v printf)"\n'
            self._send(PRELUDE + line.encode())
            return self._hello()
        except (OSError, Cut) as error:
            self.close()  # ssh has then written why
            why = self._wire.explain() or str(error)
            raise Unreached(f"{self._wire.node.name}: {why}") from error

    def _hello(self) -> Hello:
        said = bytearray()
        end = re.compile(rb"\n@@" + self._nonce.encode() + rb" (\d*)\.(.*)\.(.*)\.(.*)\n")

        def hear(stream: int, data: bytes) -> bool:
            said.extend(data if stream == 0 else b"")
            del said[:-_ANSWER]  # a login shell's greeting may be long
            return bool(end.search(said))

        self._listen(hear, self._wire.patience)
        found = end.search(said)
        if not found:
            raise Cut("the connection ended before a shell answered")
        return Hello(found[1] == b"0", bool(found[2]), bool(found[3]), found[4] == b"printf")

    def run(
        self, script: str, hear: Hear, seconds: float, limit: float = 0, given: str = ""
    ) -> int:
        """Send a command and give its exit status. Raises Cut.

        `limit` is kept by the node itself; after `seconds` nobody waits any more. `given`: what
        it reads from its standard input.
        """
        streams = (Frame(self._nonce, 0, hear), Frame(self._nonce, 1, hear))
        self._send(enclose(script, self._nonce, limit, given))

        def feed(stream: int, data: bytes) -> bool:
            streams[stream].feed(data)
            return all(one.status is not None for one in streams)

        self._listen(feed, seconds)
        for one in streams:
            one.flush()
        status = streams[0].status
        if status is None or streams[1].status is None:
            raise Cut(self._wire.explain() or "the connection ended")
        return status

    def close(self) -> None:
        """End the connection. What still runs on this machine itself is left to its own end."""
        if not (process := self._process):
            return
        self._process = None
        if not self._wire.local:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        for pipe in (process.stdin, process.stdout, process.stderr):
            with contextlib.suppress(OSError):
                pipe.close()  # type: ignore[union-attr]
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(1 if self._wire.local else None)

    def _send(self, data: bytes) -> None:
        if not self._process or not self._process.stdin:
            raise Cut("there is no shell")
        try:
            self._process.stdin.write(data)
            self._process.stdin.flush()
        except OSError as error:
            raise Cut(f"the connection ended: {error.strerror}") from error

    def _listen(self, hear: Callable[[int, bytes], bool], seconds: float) -> None:
        """Read until `hear` has enough or both streams end. Raises Cut after `seconds`."""
        process, end = self._process, time.monotonic() + seconds
        if not process or not process.stdout or not process.stderr:
            raise Cut("there is no shell")
        with selectors.DefaultSelector() as ready:
            ready.register(process.stdout, selectors.EVENT_READ, 0)
            ready.register(process.stderr, selectors.EVENT_READ, 1)
            while ready.get_map():
                left = end - time.monotonic()
                if left <= 0:
                    raise Late(f"no end within {seconds:.0f} s")
                for key, _ in ready.select(left):
                    data = os.read(key.fd, 1 << 16)
                    if not data:
                        ready.unregister(key.fileobj)
                    elif hear(key.data, data):
                        return
