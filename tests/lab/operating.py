"""Somebody who takes a change of the lab's estate through the runner, and does a person's steps."""

import sys
from pathlib import Path

from findings.change import STOPPED, Change, StepLine
from findings.folding import change_of
from inventory import load
from runner.change import JOURNAL, directories
from runner.plans import plan_of
from tests.lab.estate import Estate
from tests.lab.process import in_lab

TICKET = "CHG0123456"
WHO = "Ada Lovelace"


class Operator:
    """Types what the runner offers; there is no terminal at which it could ask."""

    def __init__(self, estate: Estate, env: Path, runs: Path, ticket: str = TICKET) -> None:
        """`env` holds the inventory; `runs` is where changes are kept."""
        self.estate, self.env, self.runs, self.ticket = estate, env, runs, ticket

    def words(self, action: str, *words: str) -> list[str]:
        """Give the command line of an action, as it is typed."""
        files = ["--inventory", str(self.env), "--runs", str(self.runs)]
        return ["python", "-m", "runner", action, *files, *words]

    def line(self, action: str, *words: str) -> list[str]:
        """Give it as it is started, inside the lab's network."""
        return in_lab(sys.executable, *self.words(action, *words)[1:])

    def asked_for(self, status: int) -> StepLine | None:
        """Give the step of a person that a command, which ended so, stopped at."""
        if status != STOPPED:
            return None
        change = self.change
        key = change.stopped.step if change.stopped else ""
        lines = (*change.steps, *change.back)
        return next((one for one in lines if one.step.key == key and _is_open(one)), None)

    def does(self, line: StepLine) -> list[str]:
        """Do what a person's step tells, and give the words that say so."""
        if line.step.truth.by == "rpmnew":
            self.estate.read_rpmnew()
            return []  # the runner looks for itself
        if hasattr(self.estate, "does"):
            self.estate.does(line.step)
        return ["--done", line.step.key, "--name", WHO]

    def nobodys(self) -> list[str]:
        """Name the steps of a person that are nobody's work in a lab."""
        acts = getattr(self.estate, "acts", None)
        if acts is None:
            return []
        steps = plan_of(load(self.env / "inventory.yaml")).steps
        people = [one for one in steps if one.kind == "person" and one.truth.by == "person"]
        return [one.key for one in people if not acts(one)]

    def early(self, but: str = "") -> list[str]:
        """Give the words that sign these steps, but for one, before their turn comes."""
        words = [word for key in self.nobodys() if key != but for word in ("--done", key)]
        return [*words, "--name", WHO] if words else []

    @property
    def lock(self) -> Path:
        """The lock of the environment."""
        return self.env / "upgrade.lock"

    @property
    def directory(self) -> Path:
        """The directory of the current change."""
        return directories(self.runs, self.ticket)[-1]

    @property
    def change(self) -> Change:
        """The current change, read from its journal anew."""
        return change_of(self.directory / JOURNAL)


def _is_open(line: StepLine) -> bool:
    return line.step.kind == "person" and line.state in {"running", "waiting"}
