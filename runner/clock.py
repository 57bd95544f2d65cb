"""How long the steps of a plan take, and until when a decision to go back fits, before it begins.

Pure: `findings.deciding` says the same of a change that was begun.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from findings.chain import JournalError
from findings.change import Change, StepLine
from findings.deciding import decide_by
from findings.folding import change_of
from findings.step import Plan, Step
from reports.times import parse


@dataclass(frozen=True)
class Timed:
    """A step of a plan in time: when it begins, and the last moment to go back after it."""

    step: Step
    minutes: float
    is_measured: bool
    begins: datetime
    decide_by: datetime


def timed(
    plan: Plan,
    start: datetime,
    end: datetime,
    known: Mapping[str, float] | None = None,
    undos: Mapping[str, float] | None = None,
) -> list[Timed]:
    """Lay the steps of a plan into its window, one after the other.

    `known`, `undos`: minutes that steps, and their undoing, took in earlier changes.
    """
    known, undos = known or {}, undos or {}
    verify = sum(gate.minutes for gate in plan.last)
    at = start + timedelta(minutes=sum(gate.minutes for gate in plan.first))
    undo, rows = 0.0, []
    for step in plan.steps:
        minutes = known.get(step.key, step.minutes)
        gates = sum(gate.minutes for gate in (*step.before, *step.after))
        undo += undos.get(step.key, step.undo_minutes)
        last = decide_by(end, undo, verify)
        rows.append(Timed(step, minutes, step.key in known, at, last))
        at += timedelta(minutes=minutes + gates)
    return rows


def ends(plan: Plan, rows: list[Timed]) -> datetime | None:
    """Give when the last step and the gates after it are through."""
    if not rows:
        return None
    last = rows[-1]
    gates = sum(gate.minutes for gate in (*last.step.before, *last.step.after, *plan.last))
    return last.begins + timedelta(minutes=last.minutes + gates)


def way_back_end(plan: Plan) -> Step | None:
    """Give the first step behind which there is no way back as before; None: there always is."""
    named = {step.way_back.removeprefix("until ") for step in plan.steps} - {"yes", "no"}
    return next((s for s in plan.steps if s.way_back == "no" or s.key in named), None)


def measured(runs: Path, plan: Plan) -> dict[str, float]:
    """Give the minutes that steps of this plan took in earlier changes; the newest one counts.

    A step is known by its key and by its command, so that a rehearsal on other nodes that are
    named alike counts, and one of another version does not.
    """
    wanted = {step.key: step.argv for step in plan.steps}
    found: dict[str, tuple[str, float]] = {}
    for path in runs.glob("*/*-change*/journal.jsonl"):
        for line in _steps(path, plan):
            took = took_of(line)
            if took is None or wanted.get(line.step.key) != line.step.argv:
                continue
            if line.started_at > found.get(line.step.key, ("", 0.0))[0]:
                found[line.step.key] = (line.started_at, took)
    return {key: minutes for key, (_, minutes) in found.items()}


def _steps(path: Path, plan: Plan) -> tuple[StepLine, ...]:
    """Give the steps of an earlier change; none of a journal that can not be read."""
    try:
        change: Change = change_of(path)
    except (JournalError, OSError):
        return ()
    return change.back if plan.action == "rollback" else change.steps


def took_of(line: StepLine) -> float | None:
    """Give how long a step took that was done at the first try, in minutes."""
    begun, ended = parse(line.started_at), parse(line.ended_at)
    if line.state != "done" or line.tries != 1 or line.found or not begun or not ended:
        return None
    return round((ended - begun).total_seconds() / 60, 2)
