"""A recording as the world: the same checks, offline."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path

from probes.errors import CannotTell
from probes.questions import Question
from probes.recording import kept
from probes.world import Answered

Answers = Mapping[str, Sequence[Answered]]  # by the question's key, in the order they came


def answers_of(path: Path) -> dict[str, list[Answered]]:
    """Read a recording whole. Raises CannotTell for one that was changed or is none."""
    found: dict[str, list[Answered]] = defaultdict(list)
    for line in kept(path):
        found[line.key].append(Answered(line.value, line.error, line.asked_at, line.seconds))
    return dict(found)


class ReplayWorld:
    """Answers with what was recorded; what was never asked is unknown."""

    def __init__(self, answers: Answers) -> None:
        """Take the answers; a question asked again gets the next one that was recorded."""
        self._answers = answers
        self._given: defaultdict[str, int] = defaultdict(int)
        self._first = next((found[0] for found in answers.values() if found), None)

    def connect(self, nodes: list[str]) -> None:
        """Connect to nothing."""

    def start(self, question: Question, *, again: bool) -> "Future[Answered]":
        """Answer at once."""
        del again
        found = self._answers.get(question.key, ())
        future: Future[Answered] = Future()
        if found:
            number = min(self._given[question.key], len(found) - 1)
            self._given[question.key] += 1
            future.set_result(found[number])
        elif self._first:
            why = f"the recording holds no answer to {question.key}"
            error = CannotTell(why, "Make a new recording with this version of the suite.")
            future.set_result(Answered(None, error, self._first.asked_at, 0.0))
        else:
            raise CannotTell("the recording is empty")
        return future

    def close(self) -> None:
        """Nothing is open."""
