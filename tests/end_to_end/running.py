"""Run a phase of the suite on the lab, as a user does, and read what it left."""

import json
import os
import subprocess
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from findings.result import RunResult
from tests.lab.names import CHECKOUT
from tests.lab.process import in_lab

RED = {"fail", "unknown"}


@dataclass(frozen=True)
class Ran:
    """A finished run: its exit status, what it printed, what it left."""

    status: int
    output: str
    folder: Path | None
    result: RunResult | None

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
        timeout=300,
        check=False,
    )
    new = set(runs.glob("*/*/findings.json")) - known
    path = new.pop() if len(new) == 1 else None
    result = RunResult.model_validate(json.loads(path.read_text())) if path else None
    return Ran(done.returncode, done.stdout + done.stderr, path and path.parent, result)


def turned_red(healthy: Ran, ill: Ran) -> set[str]:
    """The ids of the requirements whose cells a fault turned red."""
    before = healthy.outcomes
    cells = [
        finding
        for finding in ill.result.findings
        if finding.outcome in RED and before.get(finding.cell) not in RED
    ]
    return {row for finding in cells for row in finding.requirements}


def otherwise_changed(healthy: Ran, ill: Ran, quiet: Collection[str] = ()) -> list[str]:
    """Cells that are neither as before, nor red, nor blocked by a red one.

    `quiet` ones may not apply: what they ask is not there with the fault.
    """
    before = healthy.outcomes
    red = {finding.cell for finding in ill.result.findings if finding.outcome in RED}
    return [
        f"{finding.cell}: {before.get(finding.cell)} -> {finding.outcome}: {finding.message}"
        for finding in ill.result.findings
        if finding.outcome not in RED
        and finding.outcome != before.get(finding.cell)
        and not (finding.outcome == "blocked" and finding.blocked_by in red)
        and not (finding.outcome == "not-applicable" and finding.cell in quiet)
    ]
