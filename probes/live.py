"""The real world: one shell a node, drivers in a pool of threads, one event loop behind all."""

import asyncio
import resource
import shutil
import tempfile
import threading
import time
from collections import deque
from collections.abc import Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from inventory import Inventory
from probes.answers import CommandAnswer
from probes.doors import Door
from probes.endpoints import Endpoints, load_driver
from probes.errors import CannotTell, NoAnswer, ProbeError
from probes.node import Gates, NodeSession
from probes.questions import Command, Now, Question, Twice
from probes.redaction import Redactor
from probes.world import Answered

THREADS = 64  # HTTP and drivers wait in them; enough for a fleet, few enough for two cores
DESCRIPTORS = 4096


class LiveWorld:
    """Answers by asking. Nothing connects before the first question to it."""

    def __init__(self, inventory: Inventory, redactor: Redactor) -> None:
        """Start the loop's thread; `redactor` learns every secret before it is used."""
        _raise_descriptor_limit()
        self._folder = Path(tempfile.mkdtemp(prefix="gu-"))  # 0700: control sockets lie in it
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="probe")
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="probes", daemon=True)
        self._thread.start()
        self._gates = Gates()
        self._nodes = {
            node.name: NodeSession(inventory, node, self._folder, index, self._gates)
            for index, node in enumerate(inventory.nodes.values())
        }
        self._endpoints = Endpoints(inventory, redactor, self._nodes, self._loop)
        self._doors: dict[str, Door] = {}
        self._drivers: dict[type[Question], asyncio.Future[None]] = {}
        self._started: deque[tuple[Question, bool, Future[Answered]]] = deque()
        self._woken = False
        self._tasks: set[asyncio.Task[None]] = set()  # the loop itself holds them weakly

    def connect(self, nodes: list[str]) -> None:
        """Begin the handshakes, so that they overlap with the first rehearsals."""

        def go() -> None:
            for name in nodes:
                self._nodes[name].shell.connect()

        self._loop.call_soon_threadsafe(go)

    def start(self, question: Question, *, again: bool) -> "Future[Answered]":
        """Ask in the background; the future never fails, its Answered may hold an error.

        Only the first of several wakes the loop: each wake lets the other thread have the
        interpreter, and the asker then waits milliseconds to get it back.
        """
        future: Future[Answered] = Future()
        self._started.append((question, again, future))
        if not self._woken:
            self._woken = True
            self._loop.call_soon_threadsafe(self._begin)
        return future

    def _begin(self) -> None:
        """Start all that was asked since the loop was woken. In the loop."""
        self._woken = False  # before looking: what comes after the last look wakes it again
        while self._started:
            question, again, future = self._started.popleft()
            task = self._loop.create_task(self._fill(future, question, again=again))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _fill(self, future: "Future[Answered]", question: Question, *, again: bool) -> None:
        try:
            future.set_result(await self._answer(question, again=again))
        except asyncio.CancelledError:
            future.cancel()
            raise

    async def _answer(self, question: Question, *, again: bool) -> Answered:
        asked_at = datetime.now(UTC)  # noqa: TID251 (this is where the clock is read)
        started = time.monotonic()
        value, error = None, None
        try:
            value = await self._ask(question, again=again)
        except ProbeError as probe_error:
            error = probe_error.with_traceback(None)
        except Exception as unforeseen:  # noqa: BLE001 (a bug here must not read as an answer)
            error = CannotTell(f"{type(unforeseen).__name__}: {unforeseen}", "Report this to us.")
        return Answered(value, error, asked_at, round(time.monotonic() - started, 4))

    async def _ask(self, question: Question, *, again: bool) -> Any:
        match question:
            case Now():
                return datetime.now(UTC)  # noqa: TID251 (the probe `now` itself)
            case Twice():
                first = await self._ask(question.question, again=again)
                await asyncio.sleep(question.after)
                return first, await self._ask(question.question, again=True)
            case Command():
                return await self._command(question, again=again)
            case _:
                return await self._endpoint(question, again=again)

    async def _command(self, question: Command, *, again: bool) -> CommandAnswer:
        if not (session := self._nodes.get(question.node)):
            raise CannotTell(f"the inventory has no node {question.node}")
        if again:
            session.shell.revive()
        return await session.run(question, await self._typed(question))

    async def _typed(self, question: Command) -> str:
        """Give the lines that a command reads: secrets are fetched beside the loop."""
        secret_of, lines = self._endpoints.secrets, list[str]()
        for one in question.typed:
            found = await self._loop.run_in_executor(self._pool, secret_of, one)
            lines.append(f"{found.reveal()}\n")
        return "".join(lines)

    async def _driver(self, kind: type[Question]) -> None:
        """Wait until the driver for such questions is there: imported once, beside the loop."""
        if kind not in self._drivers:
            self._drivers[kind] = self._loop.run_in_executor(self._pool, load_driver, kind)
        await asyncio.shield(self._drivers[kind])

    async def _endpoint(self, question: Question, *, again: bool) -> Any:
        await self._driver(type(question))
        subject, ask, seconds = self._endpoints.transport(question)
        door = self._doors.setdefault(subject, Door())
        if again:
            door.reset()

        async def through() -> Any:
            work = self._loop.run_in_executor(self._pool, ask)
            try:
                return await asyncio.wait_for(work, seconds)
            except TimeoutError:
                raise NoAnswer(subject, f"{subject}: no answer within {seconds:g} s") from None

        return await door.enter(through)

    def close(self) -> None:
        """End sessions, drivers, threads, and the private folder."""

        async def end() -> None:
            sessions = [session.close() for session in self._nodes.values()]
            await asyncio.gather(*sessions, return_exceptions=True)

        with suppress(TimeoutError):
            _run(end(), self._loop).result(timeout=5)
        self._endpoints.close()
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        if not self._thread.is_alive():
            self._loop.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def _run(work: Coroutine[Any, Any, Any], loop: asyncio.AbstractEventLoop) -> "Future[Any]":
    return asyncio.run_coroutine_threadsafe(work, loop)


def _raise_descriptor_limit() -> None:
    """Four descriptors a node: the usual soft limit of 1024 ends at 250 nodes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = DESCRIPTORS if hard == resource.RLIM_INFINITY else min(DESCRIPTORS, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
