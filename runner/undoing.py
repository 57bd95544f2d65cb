"""How long the undoing of a plan's steps took in earlier changes: gates and people included."""

from pathlib import Path

from findings.chain import JournalError
from findings.change import BACK, Change
from findings.folding import change_of
from findings.step import Plan
from runner.clock import took_of


def undone_in(runs: Path, plan: Plan) -> dict[str, float]:
    """Give the minutes that the undo of steps of this plan took; the newest one counts.

    A step is known by its key and its command, as in `runner.clock.measured`.
    """
    wanted = {step.key: step.argv for step in plan.steps}
    found: dict[str, tuple[str, float]] = {}
    for path in runs.glob("*/*-change*/journal.jsonl"):
        try:
            change = change_of(path)
        except (JournalError, OSError):
            continue
        done = {line.step.key: line.step.argv for line in change.steps if line.state == "done"}
        for key, minutes in _undos(change).items():
            known = key in wanted and done.get(key) == wanted[key]
            if known and change.last_at > found.get(key, ("", 0.0))[0]:
                found[key] = (change.last_at, minutes)
    return {key: minutes for key, (_, minutes) in found.items()}


def _undos(change: Change) -> dict[str, float]:
    """Give the minutes of each undo of a rollback that ended well, at the first try."""
    if not any(one.status == BACK for one in change.finished):
        return {}
    since = max((at for at, one in change.decisions if one.kind == "roll-back"), default="")
    gates: dict[str, float] = {}
    for at, run in change.phases:
        if at >= since and run.step:
            gates[run.step] = gates.get(run.step, 0.0) + run.seconds / 60
    took: dict[str, float | None] = {}
    for line in change.back:
        if not (key := line.step.undoes):
            continue
        minutes, before = took_of(line), took.get(key, 0.0)
        if minutes is None or before is None:
            took[key] = None  # of a part it is not known: then of the whole neither
        else:
            took[key] = before + minutes + gates.get(line.step.key, 0.0)
    return {key: round(minutes, 2) for key, minutes in took.items() if minutes is not None}
