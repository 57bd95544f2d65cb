"""Where answers come from: the real world, or a recording of it."""

from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from probes.errors import ProbeError
from probes.questions import Question


@dataclass(frozen=True)
class Answered:
    """An answer: `value`, or the `error` that stands for it. `asked_at` is UTC."""

    value: Any
    error: ProbeError | None
    asked_at: datetime
    seconds: float

    def give(self) -> Any:
        """Return the value or raise the error."""
        if self.error:
            # One error answers many: raised as it is, it would drag along every earlier traceback.
            raise self.error.with_traceback(None)
        return self.value


class World(Protocol):
    """Asked by the engine, once for each question."""

    def start(self, question: Question, *, again: bool) -> "Future[Answered]":
        """Ask without waiting. `again`: what was found dead before is tried once more."""

    def connect(self, nodes: list[str]) -> None:
        """Begin to connect to these nodes, without waiting."""

    def close(self) -> None:
        """End all connections, threads and processes."""
