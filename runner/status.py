"""`status`: where a change stands, from its journal alone. Nothing is contacted."""

from datetime import datetime
from pathlib import Path

from findings.change import Change, StepLine
from findings.folding import change_of
from reports.times import both, lasted
from runner.change import JOURNAL, directories
from runner.people import Asked
from runner.showing import Showing
from runner.standing import standing
from runner.stopping import Refused

STYLES = {"done": "green", "failed": "bold red", "unknown": "bold red", "running": "bold yellow"}


def newest(runs: Path, ticket: str, environment: str = "") -> tuple[Path, Change]:
    """Give a ticket's newest change. Refused where there is none; JournalError."""
    found = directories(runs, ticket, environment)
    if not found:
        raise Refused(f"there is no change of {ticket} below {runs}; `plan` shows what it would do")
    return found[-1], change_of(found[-1] / JOURNAL)


def show_status(
    directory: Path, change: Change, now: datetime, asked: Asked, show: Showing
) -> None:
    """Print where it stands, each step, who decided what, and what to type next."""
    header, name = change.header, change.header.timezone
    hops = ", ".join(f"{part} {old} -> {new}" for part, (old, new) in header.versions.items())
    show.heading(f"{header.change}  {header.environment}  {hops}")
    show.say(f"begun {both(header.started_at, name)} by {header.operator}; "
             f"last entry {both(change.last_at, name)}")  # fmt: skip
    for title, lines in (("UPGRADE", change.steps), ("ROLLBACK", change.back)):
        if lines:
            show.heading(title)
        for line in lines:
            show.say(_line(line), STYLES.get(line.state, ""))
    for at, one in change.decisions:
        what = " ".join(filter(None, (one.kind, one.requirement, one.step)))
        show.say(f"DECIDED    {what}, by {one.name}, {both(at, name)}: {one.reason}", "red")
    show.lines(standing(change, now))
    show.lines([_next(change, asked)])
    show.say(f"journal    {directory / JOURNAL}")
    show.say(f"chain head {change.head}")


def _line(line: StepLine) -> str:
    took = lasted(line.started_at, line.ended_at)
    by = f" by {line.end.by}" if line.end and line.end.by else ""
    return f"  {line.state:<8} {line.step.key}{by}{f' ({took})' if took else ''}"


def _next(change: Change, asked: Asked) -> tuple[str, str]:
    """Say how it goes on."""
    if change.over:
        last = change.finished[-1]
        word = "upgraded" if last.action == "upgrade" else "rolled back"
        return "over", f"{word}: {last.headline}"
    action = change.sessions[-1].action if change.sessions else "upgrade"
    if change.stopped:
        return "stopped", f"{change.stopped.why}\n{change.stopped.do}"
    again = asked.command(action)
    one = change.sessions[-1] if change.sessions else None
    who = f" by {one.operator} on {one.host}, process {one.pid}" if one else ""
    return "now", f"at work{who}, or killed; if that process is gone: {again}"
