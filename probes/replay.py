"""A recording as the world: the same checks, offline."""

from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path

from probes.errors import ProbeError
from probes.questions import Now, Question
from probes.recording import Replay
from probes.world import Answered


class ReplayWorld:
    """Answers with what was recorded; what was never asked is unknown."""

    def __init__(self, path: Path) -> None:
        """Read the recording whole."""
        self.recording = Replay(path)
        self._now = datetime.fromtimestamp(0, UTC)

    def connect(self, nodes: list[str]) -> None:
        """Connect to nothing."""

    def start(self, question: Question, *, again: bool) -> "Future[Answered]":
        """Answer at once; asked again, a question gets the next answer that was recorded."""
        del again
        value, error = None, None
        try:
            value = self.recording.answer(question.key)
        except ProbeError as recorded:
            error = recorded
        if isinstance(question, Now) and isinstance(value, datetime):
            self._now = value
        future: Future[Answered] = Future()
        future.set_result(Answered(value, error, self._now, 0.0))
        return future

    def close(self) -> None:
        """Nothing is open."""
