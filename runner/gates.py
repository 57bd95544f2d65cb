"""Gates: pytest in a process of its own, believed only by what its run left on disk."""

import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from findings.change import PhaseRun
from findings.result import RunResult
from findings.step import Gate
from runner.judging import Breach, Judged, died, judged
from runner.process import run
from runner.remembered import chosen, other
from runner.watching import Lines

When = Literal["first", "before", "after", "last"]
MARGIN = 60.0  # seconds beyond the phase's own deadline, after which a gate is ended


@dataclass(frozen=True)
class Looked:
    """A gate that was asked, and each breach that it found."""

    run: PhaseRun
    breaches: tuple[Breach, ...] = ()


class Gates(Protocol):
    """Asks whether checks hold."""

    def ask(self, gate: Gate, when: When, step: str = "") -> Looked:
        """Run the checks of a gate; blocks until they are judged."""


class Pytest:
    """The real ones. `tell` gets a short line of progress now and then."""

    def __init__(  # noqa: PLR0913 - what a run of pytest needs to know
        self,
        *,
        inventory: Path,
        runs: Path,
        change: Path,
        seconds: float,
        tell: Callable[[str], None],
        baseline: Callable[[], Path | None] = lambda: None,
        command: Sequence[str] = (sys.executable, "-m", "pytest"),
    ) -> None:
        """`change` is the change's own directory: its runs, and its `baseline`, lie beside it."""
        self._inventory, self._runs, self._change = inventory.resolve(), runs.resolve(), change
        self._seconds, self._tell, self._command = seconds, tell, tuple(command)
        self._baseline = baseline

    def words(self, gate: Gate, own: Path | None = None) -> list[str]:
        """Give the command line of a gate."""
        on = [word for service in gate.on for word in ("--on", service)]
        name = ["--gate", gate.name] if gate.name else []
        files = [f"--inventory={self._inventory}", f"--runs={self._runs}"]
        words = [*self._command, "checks", "-m", gate.phase, *name, *on, *files, *chosen(own)]
        return [*words, "-q"]

    def ask(self, gate: Gate, when: When, step: str = "") -> Looked:
        """Run it, find the directory that it made, and judge what lies there."""
        beside = self._change.resolve().parent
        known = set(beside.glob("*/"))
        began = time.monotonic()
        lines = Lines(self._tell)
        own = None if gate.phase == "pre" else self._baseline()
        status, ended = run(self.words(gate, own), lines, self._seconds + MARGIN)
        made = sorted(path for path in set(beside.glob("*/")) - known if path.is_dir())
        found = _left(made, lines.head)
        if ended or found is None:
            told = died(status, ended or lines.last_words(), self._seconds + MARGIN)
        else:
            told = judged(found[1], whole=not (gate.name or gate.on))
            if doubt := other(own, found[1]):
                told = Judged(holds=False, why=(doubt, *told.why))
        return self._looked(
            told,
            gate=gate,
            when=when,
            step=step,
            found=found,
            status=status,
            seconds=time.monotonic() - began,
        )

    def _looked(  # noqa: PLR0913 - one field of the entry each
        self,
        told: Judged,
        *,
        gate: Gate,
        when: When,
        step: str,
        found: tuple[Path, RunResult] | None,
        status: int,
        seconds: float,
    ) -> Looked:
        entry = PhaseRun(
            phase=gate.phase,
            gate=gate.name,
            on=gate.on,
            step=step,
            when=when,
            directory=os.path.relpath(found[0], self._change.resolve()) if found else "",
            head=found[1].chain_head if found else "",
            verdict=found[1].verdict if found else "UNKNOWN",
            headline=_headline(found[1], gate) if found else "UNKNOWN",
            holds=told.holds,
            why=told.why,
            status=status,
            seconds=round(seconds, 1),
        )
        return Looked(entry, told.breaches)


def _headline(result: RunResult, gate: Gate) -> str:
    """Give the verdict of a whole phase; of a gate, which is never all of it, what was counted."""
    if gate.name or gate.on:
        return result.accounting_line.partition(" -> ")[0]
    return result.headline


def _left(made: list[Path], head: str) -> tuple[Path, RunResult] | None:
    """Find the run that this process made: the one whose chain head it printed last."""
    for path in made:
        try:
            result = RunResult.model_validate_json((path / "findings.json").read_bytes())
        except (OSError, ValueError):
            continue
        if head and result.chain_head == head:
            return path, result
    return None
