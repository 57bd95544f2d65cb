"""Directories of runs as pytest leaves them, written by hand."""

from pathlib import Path

from findings.journal import Journal
from tests.findings.runs import ENDED, cell, finding, header


def run(directory: Path, *, ended=True, phase="pre", outcomes=("pass",), ending=ENDED, **changes):
    """Write the journal of a small run, and give its head."""
    directory.mkdir(parents=True)
    plan = tuple(cell(n, phase=phase) for n in range(1, len(outcomes) + 1))
    found = [finding(c, o) for c, o in zip(plan, outcomes, strict=True)]
    made = header(plan, phase=phase, **changes)
    rows = tuple(one.model_copy(update={"phases": (phase,)}) for one in made.rows)
    journal = Journal.create(directory / "journal.jsonl")
    cells = {"cells": [one.model_dump(mode="json") for one in plan]}
    entries = [
        ("run", made.model_copy(update={"rows": rows}).model_dump(mode="json")),
        ("plan", cells),
        *(("finding", one.model_dump(mode="json")) for one in found),
        *([("end", ending.model_dump(mode="json"))] if ended else []),
    ]
    for kind, data in entries:
        journal.append(kind, data, "2026-11-20T17:02:11+00:00")
    journal.close()
    return journal.head
