"""Until when a decision to go back still fits into the window, and which step ends the way back.

The clock is not read here: who asks says what time it is.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from findings.change import Change, PlanEntry, State, StepLine
from findings.step import Step

TOUCHED: frozenset[State] = frozenset({"running", "done", "failed", "unknown"})
"""What may have changed something: a step that failed half-way has to be undone too."""
SETTLED: frozenset[State] = frozenset({"done", "skipped", "undone"})


def leaves_a_trace(step: Step) -> bool:
    """Say whether it has to be undone once it was begun, as a fetched cache and a mail have not."""
    return step.undo_minutes > 0 or (step.kind == "command" and step.truth.by != "repeatable")


def decide_by(window_end: datetime, undo_minutes: float, verify_minutes: float) -> datetime:
    """Give the last moment at which going back, and proving that it worked, ends in the window."""
    return window_end - timedelta(minutes=undo_minutes + verify_minutes)


def remaining_undo(change: Change) -> float:
    """Give the minutes it takes to undo what was done so far, or what is left of the rollback."""
    if change.way_back:
        left = [line for line in change.back if line.state not in SETTLED]
        return sum(minutes(change.way_back, line.step) for line in left)
    return undo_of(change.plan, (line.step for line in change.steps if line.state in TOUCHED))


def undo_of(entry: PlanEntry | None, steps: Iterable[Step]) -> float:
    """Give the minutes it takes to undo these steps: as measured, else as the plan estimates it."""
    known = entry.undone_in if entry else {}
    return sum(known.get(step.key, step.undo_minutes) for step in steps)


def minutes(entry: PlanEntry, step: Step) -> float:
    """Give how long a step takes: as a rehearsal measured it, else as the plan estimates it."""
    return entry.measured.get(step.key, step.minutes)


def way_back_ends(change: Change) -> StepLine | None:
    """Give the first step of the upgrade behind which there is no way back; None: there always is.

    Its state says whether it was reached: with `waiting`, the way back is still open.
    """
    ends = {line.step.way_back.removeprefix("until ") for line in change.steps}
    named = ends - {"yes", "no"}
    return next(
        (line for line in change.steps if line.step.way_back == "no" or line.step.key in named),
        None,
    )


def way_back_ended(change: Change) -> StepLine | None:
    """Give the step that ended the way back already, or may have: it was begun."""
    ends = way_back_ends(change)
    return ends if ends and ends.state in TOUCHED else None


def verify_minutes(change: Change) -> float:
    """Give how long it takes to prove a rollback: its last gates, or those of the upgrade.

    A whole run that was measured goes before what the plan estimates.
    """
    entry = change.way_back or change.plan
    planned = sum(gate.minutes for gate in entry.plan.last) if entry else 0.0
    whole = [run.seconds / 60 for _, run in change.phases if run.phase != "gate"]
    return max(whole, default=planned)


def last_moment(change: Change, undo_minutes: float | None = None) -> datetime | None:
    """Give the decide-by time of a change as it stands; None where its window has no end.

    `undo_minutes`: of another state than this one, of all steps done for instance.
    """
    try:
        end = datetime.fromisoformat(change.header.window_end)
    except ValueError:
        return None
    undo = remaining_undo(change) if undo_minutes is None else undo_minutes
    return decide_by(end, undo, verify_minutes(change))
