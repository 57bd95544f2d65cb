"""Run a phase of the suite on the lab, as a user does, and read what it left."""

import json
import os
import subprocess
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from findings.finding import Finding
from findings.result import RunResult
from findings.stops import root_of
from tests.lab.names import CHECKOUT
from tests.lab.process import in_lab

RED = {"fail", "unknown"}
ASKED_OR_NOT = {"pass", "not-applicable"}


@dataclass(frozen=True)
class Ran:
    """A finished run: its exit status, what it printed, what it left."""

    status: int
    output: str
    folder: Path | None
    left: RunResult | None

    @property
    def result(self) -> RunResult:
        """What the run found; where it left nothing, what it printed says why."""
        assert self.left, f"exit status {self.status}, and no findings: {self.output}"
        return self.left

    @property
    def outcomes(self) -> dict[str, str]:
        """Every cell and its outcome."""
        return {finding.cell: finding.outcome for finding in self.result.findings}


def run(*words: str, env: Path, runs: Path, variables: Mapping[str, str] | None = None) -> Ran:
    """Call pytest inside the lab's network with these words."""
    line = [sys.executable, "-m", "pytest", *words, f"--inventory={env}", f"--runs={runs}", "-q"]
    return finished(in_lab(*line), runs, variables=variables)


def finished(
    line: list[str],
    runs: Path,
    *,
    folder: Path = CHECKOUT,
    variables: Mapping[str, str] | None = None,
) -> Ran:
    """Start a command line that runs a phase, and read what it left below `runs`."""
    known = set(runs.glob("*/*/findings.json"))
    done = subprocess.run(
        line,
        cwd=folder,
        env={**os.environ, **(variables or {})},
        capture_output=True,
        text=True,
        errors="surrogateescape",
        timeout=900,
        check=False,
    )
    new = set(runs.glob("*/*/findings.json")) - known
    path = new.pop() if len(new) == 1 else None
    result = RunResult.model_validate(json.loads(path.read_text())) if path else None
    return Ran(done.returncode, done.stdout + done.stderr, path and path.parent, result)


def unlike(
    healthy: Ran,
    ill: Ran,
    red: Collection[str],
    *,
    quiet: Collection[str] = (),
    lingers: Collection[str] = (),
) -> str:
    """Say, a line a cell with its message, what a fault that turns `red` rows red does not explain.

    A cell is red, as before, or blocked by a red one. `quiet` ones begin or cease to apply: what
    they ask is there with the fault alone, or without it. `lingers`: rows that may be red beside
    those that must be.
    """
    before, now = healthy.outcomes, ill.result.findings
    ours = [one for one in now if one.outcome in RED and before.get(one.cell) not in RED]
    turned = {row for one in ours for row in one.requirements}
    lines = [_said(one, before) for one in ours if set(one.requirements) - {*red, *lingers}]
    for row in set(red) - turned:
        cells = [one for one in now if row in one.requirements]
        lines += [f"{row} did not turn red", *(f"  {_said(one, before)}" for one in cells)]
    roots, by_cell = {one.cell for one in now if one.outcome in RED}, {one.cell: one for one in now}
    lines += [
        _said(one, before)
        for one in now
        if one.outcome not in RED
        and one.outcome != before.get(one.cell)
        and not (one.outcome == "blocked" and root_of(one, by_cell) in roots)
        and not ({one.outcome, before.get(one.cell)} == ASKED_OR_NOT and one.cell in quiet)
    ]
    return "\n".join(lines)


def unwell(ran: Ran) -> str:
    """Say what a run holds that a healthy estate's has not, a line a cell, and why it is no GO."""
    fine = {"pass", "attested", "not-applicable"}
    lines = [_said(one, {}) for one in ran.result.findings if one.outcome not in fine]
    return "\n".join([f"exit status {ran.status}", *ran.result.reasons, *lines])


def _said(finding: Finding, before: Mapping[str, str]) -> str:
    way = f"{before.get(finding.cell, 'none')} -> {finding.outcome}"
    rows = ", ".join(finding.requirements)
    return f"{finding.cell} ({rows}): {way}: {finding.message} {finding.blocked_by}".rstrip()
