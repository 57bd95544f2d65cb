"""How a runner ends early: a stop with its reason, or a signal that comes between two entries."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Self

from findings.change import STOPPED

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop(Exception):
    """Going on would do damage, or needs a person: `why` it stops, and what to `do`."""

    def __init__(self, why: str, do: str = "", *, step: str = "", status: int = STOPPED) -> None:
        """Keep what the journal's last entry says."""
        super().__init__(why)
        self.why, self.do, self.step, self.status = why, do, step, status


class Refused(Exception):
    """What was asked for makes no sense here; nothing was begun, and no journal was touched."""

    def __init__(self, why: str, status: int = 2) -> None:
        """Keep the sentence and the exit status."""
        super().__init__(why)
        self.status = status


class Interrupted(BaseException):
    """A signal came. Not an Exception: nothing but the session may catch it."""


class Signals:
    """Ctrl-C, SIGTERM and SIGHUP raise Interrupted, once, and never inside of a held part."""

    def __init__(self) -> None:
        """Nothing came yet."""
        self.came = ""
        self._held = 0
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        """Take the signals over; one that is ignored (nohup) stays ignored."""
        if threading.current_thread() is threading.main_thread():
            for number in SIGNALS:
                if signal.getsignal(number) is not signal.SIG_IGN:
                    self._before[number] = signal.signal(number, self._take)
        return self

    def __exit__(self, *_: object) -> None:
        """Give the signals back."""
        for number, handler in self._before.items():
            signal.signal(number, handler)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let nothing come between: an entry and what is known of it change together."""
        before = self.came
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1
        if self.came != before and not self._held:
            raise Interrupted(self.came)

    def _take(self, number: int, frame: FrameType | None) -> None:
        """Raise for the first signal; a second one changes nothing, the runner is ending."""
        del frame
        if self.came:
            return
        self.came = signal.Signals(number).name
        if not self._held:
            raise Interrupted(self.came)
