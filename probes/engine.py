"""The one choke point: every read of the world goes through `Engine.ask`.

It asks each question once a run, keeps the evidence of who used which answer, records every answer,
and in a rehearsal it never waits: a question without an answer raises `Pending`.
"""

import math
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from probes.errors import CannotTell, NotReadOnly
from probes.questions import Now, Question
from probes.recording import Recorder
from probes.redaction import Redactor
from probes.world import Answered, World


class Pending(BaseException):
    """A rehearsal met a question whose answer is still under way. Only the loop catches it."""

    def __init__(self, future: "Future[Answered]") -> None:
        """Keep the future to wait for."""
        super().__init__()
        self.future = future


@dataclass
class Asked:
    """A question, its answer to come, and when it was asked (monotonic seconds)."""

    question: Question
    future: "Future[Answered]"
    at: float


class Engine:
    """Asks, remembers, records. Made for one run, closed at its end."""

    def __init__(self, world: World, redactor: Redactor, seconds: float = float("inf")) -> None:
        """`seconds` is the deadline of the whole phase, from now. A recorder may come later."""
        self.world, self.redactor = world, redactor
        self.recorder: Recorder | None = None
        self.probes = 0
        self.hosts: dict[str, Any] = {}  # by node; `probes.host` keeps them here
        self._asked: dict[Question, Asked] = {}
        self._unrecorded: dict[str, list[Asked]] = {}  # by the question's key
        self._deadline = time.monotonic() + seconds
        self._newer_than = float("-inf")
        self._rehearsing = False
        self._witness: dict[str, Answered] | None = None
        self._main = threading.main_thread()

    def ask(self, question: Question) -> Any:
        """Give the answer's value, or raise the ProbeError that stands for it."""
        asked = self._current(question)
        if not asked.future.done():
            if self._rehearsing and threading.current_thread() is self._main:
                raise Pending(asked.future)
            self._wait(asked)
        answered = asked.future.result()
        if self._witness is not None:
            self._witness[question.key] = answered
        return answered.give()

    def ask_all(self, questions: Sequence[Question]) -> list[Any]:
        """Give the answers of independent questions, all asked before the first is waited for."""
        for question in questions:
            self._current(question)
        return [self.ask(question) for question in questions]

    def redact(self, secret: str) -> None:
        """Hide a value that a reader met under a secret's key, before anything is recorded."""
        self.redactor.register(secret)

    @property
    def over(self) -> bool:
        """Whether the phase's time is over: nothing is asked or waited for any more."""
        return time.monotonic() > self._deadline

    @property
    def not_sent(self) -> tuple[str, ...]:
        """The questions that were refused because they could have written: errors in our code."""
        answered = [(one.question.key, one.future) for one in self._asked.values()]
        return tuple(
            key for key, got in answered
            if got.done() and isinstance(got.result().error, NotReadOnly)
        )  # fmt: skip

    def known(self, question: Question) -> Answered | None:
        """Give the answer to a question that was asked before; nothing is asked."""
        asked = self._asked.get(question)
        return asked.future.result() if asked and asked.future.done() else None

    def _current(self, question: Question) -> Asked:
        """Give the question as it was asked; where it was not, or not lately enough, ask it."""
        asked = self._asked.get(question)
        if asked is None or asked.at < self._newer_than:
            asked = self._start(question, again=asked is not None)
        return asked

    def _start(self, question: Question, *, again: bool) -> Asked:
        if self.over and not isinstance(question, Now):  # the end of a late run has a time too
            raise CannotTell("the phase's time was over before this was asked", LONGER)
        self.probes += 1
        at = time.monotonic()
        asked = Asked(question, self.world.start(question, again=again), at)
        self._asked[question] = asked
        self._unrecorded.setdefault(question.key, []).append(asked)
        return asked

    def _wait(self, asked: Asked) -> None:
        left = self._deadline - time.monotonic()
        endless = math.isinf(left) or isinstance(asked.question, Now)
        try:
            asked.future.result(timeout=None if endless else max(0.0, left))
        except TimeoutError:
            raise CannotTell(f"the phase's time was over: {asked.question.key}", LONGER) from None

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """Within it no question waits in the main thread."""
        self._rehearsing = True
        try:
            yield
        finally:
            self._rehearsing = False

    @contextmanager
    def fresh(self, since: float) -> Iterator[None]:
        """Within it an answer counts only if it was asked at or after `since` (monotonic)."""
        before, self._newer_than = self._newer_than, since
        try:
            yield
        finally:
            self._newer_than = before

    @contextmanager
    def evidence(self) -> Iterator[dict[str, Answered]]:
        """Collect what is asked within it: the question's key and its answer."""
        used: dict[str, Answered] = {}
        before, self._witness = self._witness, used
        try:
            yield used
        finally:
            self._witness = before

    def record(self, keys: Iterable[str] | None = None) -> None:
        """Write the answers to these questions, or all: whoever read them named their secrets."""
        if (recorder := self.recorder) is None:
            return
        for key in list(self._unrecorded if keys is None else keys):
            waiting = self._unrecorded.pop(key, [])
            if late := [asked for asked in waiting if not asked.future.done()]:
                self._unrecorded[key] = late
            for asked in waiting:
                if asked not in late:
                    _write(recorder, asked)

    def close(self) -> None:
        """End the world; what was answered by then is recorded."""
        self.world.close()
        self.record()
        if self.recorder:
            self.recorder.close()
            self.recorder = None


def _write(recorder: Recorder, asked: Asked) -> None:
    got = asked.future.result()
    kind = type(asked.question).__name__
    recorder.write(asked.question.key, kind, got.asked_at, got.seconds, got.error or got.value)


LONGER = "Raise timeouts.phase in the inventory, or find out which node is slow."
