"""What carries out the steps of a plan: the only code of this project that changes anything.

`runner.on_nodes.OnNodes` does it, `runner.printing.Printing` has a person do it, and `NoTransport`
can not do it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn, Protocol

from findings.step import Step

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Ran:
    """How a step's command ended. `status` None: nobody saw its end, so the world is asked.

    A status other than 0 with a `why`: nothing of it was done, and that is sure.
    """

    status: int | None
    output: str = ""
    why: str = ""
    do: str = ""
    by: str = ""  # the person who did it, where one did


class Executor(Protocol):
    """Carries out a step. `tell` gets pieces of its output as they come: redacted, plain text."""

    def run(self, step: Step, unit: str, tell: Tell) -> Ran:
        """Do it, and wait for its end. `unit` names this try of it: `runner.units.unit_name`."""

    def resume(self, step: Step, unit: str, tell: Tell) -> Ran | None:
        """Read back what became of a try that another runner started, and wait for its end.

        None: the node never started it, and now never will under this name.
        """

    def forget(self, step: Step, unit: str) -> None:
        """Remove what the node keeps of a try, once its end is in the journal."""

    def close(self) -> None:
        """End what is open."""


class NoTransport:
    """For a dry run: it has no means to run anything."""

    def run(self, step: Step, unit: str, tell: Tell) -> Ran:
        """Refuse."""
        del unit, tell
        self._refuse(step)

    def resume(self, step: Step, unit: str, tell: Tell) -> Ran | None:
        """Refuse."""
        del unit, tell
        self._refuse(step)

    def forget(self, step: Step, unit: str) -> None:
        """Refuse."""
        del unit
        self._refuse(step)

    def close(self) -> None:
        """Do nothing: nothing was opened."""

    @staticmethod
    def _refuse(step: Step) -> NoReturn:
        raise RuntimeError(f"a dry run does nothing: {step.key}")
