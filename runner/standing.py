"""Where a change stands, in a few lines: what is done, what is not, the way back, and its clock."""

from collections.abc import Iterator
from datetime import datetime

from findings.change import Change, StepLine
from findings.deciding import (
    SETTLED,
    TOUCHED,
    last_moment,
    leaves_a_trace,
    remaining_undo,
    way_back_ended,
    way_back_ends,
)
from reports.times import both

Line = tuple[str, str]


def standing(change: Change, now: datetime) -> Iterator[Line]:
    """Give lines, each with the word before it. `now` is when it is asked."""
    lines = change.back if change.way_back else change.steps
    word = "undone" if change.way_back else "done"
    if not lines:
        yield "done", "nothing was changed"
        return
    settled = [line for line in lines if line.state in SETTLED]
    last = f", the last one {settled[-1].step.key}" if settled else ""
    yield word, f"{len(settled)} of {len(lines)} steps{last}"
    for line in lines:
        if line.state in TOUCHED - SETTLED:
            yield line.state, _half_done(line)
    if coming := [line.step.key for line in lines if line.state == "waiting"]:
        more = f" and {len(coming) - 1} more" if len(coming) > 1 else ""
        yield "not done", f"{coming[0]}{more}"
    if not change.way_back:
        yield "way back", _way_back(change, now)


def _half_done(line: StepLine) -> str:
    if line.step.kind == "person" and line.state == "running":
        return f"{line.step.key}: waits for a person ({line.step.owner})"
    why = line.found.why if line.found else line.end.why if line.end else "nobody saw its end"
    return f"{line.step.key}: {why}"


def _way_back(change: Change, now: datetime) -> str:
    """Say whether there is one, and until when."""
    if not any(line.state in TOUCHED and leaves_a_trace(line.step) for line in change.steps):
        return "nothing was changed that would have to be undone"
    if ended := way_back_ended(change):
        return f"ended by {ended.step.key}: {ended.step.data_loss or ended.step.title}"
    ends = way_back_ends(change)
    until = f"; {ends.step.key} ends it" if ends else ""
    moment, minutes = last_moment(change), remaining_undo(change)
    if moment is None:
        return f"open, takes {minutes:.0f} min{until}"
    shown = both(moment.isoformat(), change.header.timezone)
    if now > moment:
        late = f"it no longer ends in the window, that had to be decided by {shown}"
        return f"open, takes {minutes:.0f} min; {late}{until}"
    return f"open, takes {minutes:.0f} min: decide by {shown}{until}"
