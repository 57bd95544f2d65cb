"""One framed `/bin/sh` a node: commands are written as they come, answers are matched in order.

Lives in the engine's event loop; every method but the constructor is called there.
"""

import asyncio
import contextlib
import os
import secrets
import signal
from collections import deque
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from probes.answers import CommandAnswer
from probes.errors import CannotTell, NoAnswer
from probes.frames import KEEP, Stream, enclose

HELLO = "command -v timeout >/dev/null 2>&1 && printf timeout; :"
PRELUDE = b"LC_ALL=C; TZ=UTC; PATH=$PATH:/usr/sbin:/sbin; export LC_ALL TZ PATH; unset LANG\n"

# Start the process, as the leader of a process group of its own.
Spawn = Callable[[], Awaitable[asyncio.subprocess.Process]]


@dataclass(frozen=True)
class Limits:
    """Seconds from the start of the handshake, and for each command."""

    connect: float
    command: float


@dataclass
class Waiting:
    """A command that was not answered yet."""

    script: str
    given: str = ""
    future: "Future[CommandAnswer]" = field(default_factory=Future)


class Shell:
    """A session of framed commands. Connects at the first one, and again after it was cut."""

    def __init__(
        self,
        name: str,
        spawn: Spawn,
        explain: Callable[[], str],
        limits: Limits,
        gate: asyncio.Semaphore,
    ) -> None:
        """`explain` gives ssh's own words after a failure; `gate` bounds handshakes in progress."""
        self.name = name
        self.dead: NoAnswer | None = None
        self.ready: Future[None] = Future()
        self._spawn, self._explain, self._gate = spawn, explain, gate
        self._connect_seconds, self._command_seconds = limits.connect, limits.command
        self._armed_at = 0.0
        self._queue: deque[Waiting] = deque()
        self._written = 0
        self._remote_limit = False
        self._process: asyncio.subprocess.Process | None = None
        self._task: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._up = False
        self._ending = False

    def submit(self, script: str, given: str = "") -> "Future[CommandAnswer]":
        """Queue a command. A node found dead answers at once, with what was found.

        `given` is what it reads; nothing unless told.
        """
        waiting = Waiting(script, given)
        if self.dead:
            waiting.future.set_exception(self.dead)
            return waiting.future
        self._queue.append(waiting)
        self.connect()
        self._pump()
        return waiting.future

    @property
    def up(self) -> bool:
        """Whether a session is there now; one that was cut comes again with the next command."""
        return self._up

    def connect(self) -> None:
        """Connect, where nobody has yet."""
        if self._task is None and not self.dead:
            self._task = asyncio.get_running_loop().create_task(self._session())

    def revive(self) -> None:
        """Forget that the node was dead: an `eventually` asks afresh."""
        if self.dead:
            self.dead, self.ready = None, Future()

    async def close(self) -> None:
        """End the session; what still waits is told so."""
        self._fail(NoAnswer(f"node:{self.name}", "the run ended before the node answered"))
        if task := self._task:
            # killed, it ends by itself and reaps its process; what has none yet is cancelled
            self._kill() if self._process or self._ending else task.cancel()
            await asyncio.wait({task}, timeout=3)

    async def _session(self) -> None:
        try:
            async with self._gate:
                streams = await self._open()
            self._up = True
            if not self.ready.done():
                self.ready.set_result(None)
            self._pump()
            self._arm()
            await asyncio.gather(*streams, return_exceptions=True)
            self._cut()
        except NoAnswer as error:
            self._fail(error)
        finally:
            await self._end()
            self._ending = False
        again = bool(self._queue) and not self.dead
        loop = asyncio.get_running_loop()
        self._task = loop.create_task(self._session()) if again else None

    async def _open(self) -> list["asyncio.Task[None]"]:
        """Connect and wait for the hello frame: that a shell which understands us is there."""
        nonce, loop = secrets.token_hex(8), asyncio.get_running_loop()
        self._nonce = nonce
        hello = Waiting(HELLO)
        self._pending: tuple[deque[tuple[bytes, int]], ...] = (deque(), deque())
        self._hello: Waiting | None = hello
        try:
            async with asyncio.timeout(self._connect_seconds + 0.5):
                self._process = process = await self._spawn()
                if not (process.stdin and process.stdout and process.stderr):
                    raise NoAnswer(f"node:{self.name}", "the shell was started without pipes")
                process.stdin.write(PRELUDE + enclose(HELLO, nonce))
                readers = [
                    loop.create_task(self._read(0, process.stdout)),
                    loop.create_task(self._read(1, process.stderr)),
                ]
                answer = asyncio.wrap_future(hello.future, loop=loop)
                ended = asyncio.gather(*readers, return_exceptions=True)
                both: set[asyncio.Future[Any]] = {answer, ended}
                await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        except TimeoutError:
            raise self._unreachable(f"no session within {self._connect_seconds:g} s") from None
        except OSError as error:
            raise self._unreachable(str(error)) from error
        if not hello.future.done():
            answer.cancel()
            raise self._unreachable("the connection ended before a shell answered")
        self._remote_limit = hello.future.result().stdout == b"timeout"
        return readers

    def _unreachable(self, why: str) -> NoAnswer:
        said = self._explain()
        remedy = "Try `ssh` to it by hand with the same user, address and ssh_config."
        if "Host key verification failed" in said:
            remedy = (
                "Compare the host key out of band and correct known_hosts: none is accepted here."
            )
        elif "Permission denied" in said:
            remedy = "Load the key into the agent, or name the right user and key in ssh_config."
        elif not said and "ended" in why:
            remedy = "The login shell must start /bin/sh: a restricted shell cannot be used."
        return NoAnswer(f"node:{self.name}", f"{self.name}: {said or why}", remedy)

    async def _read(self, index: int, reader: asyncio.StreamReader) -> None:
        stream = Stream(self._nonce)
        while data := await reader.read(1 << 16):
            for part in stream.feed(data):
                self._pending[index].append(part)
                self._match()

    def _match(self) -> None:
        """Join the two streams' parts into answers, in the order of the commands."""
        outs, errs = self._pending
        while outs and errs:
            (out, status), (err, _) = outs.popleft(), errs.popleft()
            answer = CommandAnswer(status, out, err)
            if self._hello:
                # a login shell's greeting stands before the first frame: it is not ours
                rest = b"timeout" if out.endswith(b"timeout") else b""
                self._hello.future.set_result(CommandAnswer(status, rest, err))
                self._hello = None
            elif self._queue:
                waiting = self._queue.popleft()
                self._written -= 1
                _settle(waiting.future, self._judge(waiting.script, answer))
                self._arm()

    def _judge(self, script: str, answer: CommandAnswer) -> CommandAnswer | CannotTell:
        """Tell an answer from a command that the node's `timeout` ended, or that said too much."""
        asked = asyncio.get_running_loop().time() - self._armed_at
        if answer.rc in {124, 137} and self._remote_limit:
            # A status of `timeout` is never the command's own word: what it printed may be half.
            late = asked >= self._command_seconds - 0.5
            return self._too_slow(script) if late else self._killed(script, answer.rc)
        if max(len(answer.stdout), len(answer.stderr)) > KEEP:
            return CannotTell(f"{self.name}: more than {KEEP >> 20} MiB of output: {script}")
        return answer

    def _too_slow(self, script: str) -> CannotTell:
        why = f"{self.name}: no answer within {self._command_seconds:g} s: {script}"
        return CannotTell(why, "Run it by hand on the node, or raise timeouts.command.")

    def _killed(self, script: str, status: int) -> CannotTell:
        why = f"{self.name}: ended with status {status}, as what is killed does: {script}"
        return CannotTell(why, "Run it by hand on the node: is its memory used up?")

    def _pump(self) -> None:
        if not (self._up and self._process and self._process.stdin):
            return
        limit = self._command_seconds if self._remote_limit else 0
        lines = []
        while self._written < len(self._queue):
            one = self._queue[self._written]
            lines.append(enclose(one.script, self._nonce, limit, one.given))
            self._written += 1
        if lines:
            self._process.stdin.write(b"".join(lines))
            if not self._timer:
                self._arm()

    def _arm(self) -> None:
        """Give the command at the head of the queue its full time from now."""
        if self._timer:
            self._timer.cancel()
        self._timer = None
        self._armed_at = asyncio.get_running_loop().time()
        if self._queue and self._up:
            seconds = self._command_seconds + (2.5 if self._remote_limit else 0)
            self._timer = asyncio.get_running_loop().call_later(seconds, self._expired)

    def _expired(self) -> None:
        """Give the head up, and end the session: the next one goes on with the rest."""
        self._timer = None
        if self._queue and self._written:
            waiting = self._queue.popleft()
            _settle(waiting.future, self._too_slow(waiting.script))
        self._written = 0
        self._kill()

    def _cut(self) -> None:
        """Blame the command at the head: the session ended while it ran."""
        if self._queue and self._written:
            waiting = self._queue.popleft()
            why = f"{self.name}: the session ended during: {waiting.script}"
            _settle(waiting.future, CannotTell(why, "Run it by hand on the node."))
        self._written = 0

    def _kill(self) -> None:
        """End the process, and its pipes: what it left in the background may hold them open."""
        if self._process:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            # Public asyncio has no way to close a dead process's pipes that a child still holds.
            self._process._transport.close()  # type: ignore[attr-defined]  # noqa: SLF001

    def _fail(self, error: NoAnswer) -> None:
        self.dead = error
        if not self.ready.done():
            self.ready.set_exception(error)
        while self._queue:
            _settle(self._queue.popleft().future, error)

    async def _end(self) -> None:
        self._ending = True
        self._up, self._written = False, 0
        if self._timer:
            self._timer.cancel()
            self._timer = None
        self._kill()
        process, self._process = self._process, None
        if process:
            with contextlib.suppress(asyncio.CancelledError, TimeoutError):
                await asyncio.wait_for(process.wait(), 1)


def _settle(future: "Future[CommandAnswer]", result: CommandAnswer | Exception) -> None:
    """Answer a future that its asker may have given up."""
    if future.done():
        return
    if isinstance(result, Exception):
        future.set_exception(result)
    else:
        future.set_result(result)
