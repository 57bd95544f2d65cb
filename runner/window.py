"""The change window: not begun outside of it, not gone on blindly when it is over."""

from datetime import datetime, timedelta

from findings.change import NOT_READY, Change, Decision, StepLine
from findings.deciding import SETTLED, TOUCHED, last_moment, minutes, remaining_undo
from reports.times import both
from runner.change import Work
from runner.stopping import Stop
from runner.tools import Tools


def in_window(change: Change, tools: Tools) -> None:
    """Refuse to begin outside of the window."""
    header, now = change.header, tools.now()
    start, end = (datetime.fromisoformat(t) for t in (header.window_start, header.window_end))
    if start <= now < end:
        return
    when = f"begins at {both(header.window_start, header.timezone)}" if now < start else (
        f"ended at {both(header.window_end, header.timezone)}")  # fmt: skip
    do = "begin then" if now < start else "have a new window approved, and write it"
    raise Stop(f"the window {when}", f"{do} (window: in the inventory)", status=NOT_READY)


def may_begin(work: Work, tools: Tools, line: StepLine) -> None:
    """Let a person decide whether the next component is begun when the window is over."""
    change, asked = work.change, tools.asked
    over = tools.now() >= datetime.fromisoformat(change.header.window_end)
    if not over or any(done.kind == "after-window" for _, done in change.decisions):
        return
    if asked.after_window:
        work.write(Decision(kind="after-window", name=asked.name.strip(),
                            reason=asked.reason.strip(), step=line.step.key))  # fmt: skip
        tools.show.bad(f"AFTER THE WINDOW, decided by {asked.name}: {asked.reason}")
        return
    words = ("--after-window", "--name", "YOUR NAME", "--reason", "WHY")
    ended = both(change.header.window_end, change.header.timezone)
    raise Stop(
        f"the window ended at {ended}: {line.step.component} is not begun",
        f"to go back: {asked.command('rollback')}\n"
        f"to go on all the same: {asked.command('upgrade', *words)}",
        step=line.step.key,
    )


def has_warned(change: Change, tools: Tools) -> bool:
    """Warn once when a decision to go back no longer fits; True when that was said."""
    moment, now = last_moment(change), tools.now()
    if moment is None or not any(line.state in TOUCHED for line in change.steps):
        return False
    end = datetime.fromisoformat(change.header.window_end)
    entry, steps = change.plan, [one.step for one in change.steps if one.state not in SETTLED]
    left = sum(minutes(entry, step) if entry else step.minutes for step in steps)
    if now > moment:
        tools.show.warn(
            f"going back takes {remaining_undo(change):.0f} min and no longer ends in the window; "
            f"it had to be decided by {both(moment.isoformat(), change.header.timezone)}"
        )
        return True
    if now + timedelta(minutes=left) > end:
        tools.show.warn(f"the steps that are left take {left:.0f} min: longer than the window")
    return False
