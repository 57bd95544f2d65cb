"""The way back: a person's decision, by a plan that is made of what was done and what is found."""

from dataclasses import replace

from findings.change import BACK, NOT_BACK, NOT_READY, Change, Decision, Finished, StepLine
from findings.deciding import TOUCHED, last_moment, leaves_a_trace, way_back_ended
from findings.step import Gate, Plan
from reports.times import both
from runner.change import Work
from runner.differing import missing
from runner.passing import Passing
from runner.stepping import Stepping, known
from runner.stopping import Stop
from runner.success import shown
from runner.tools import Tools
from runner.turn import turn
from runner.upgrade import entry_of

ROLLBACK = Gate(phase="rollback")
RESTORE = "restore {} from its backup"


def rollback(tools: Tools) -> int:
    """Roll back, or go on with a rollback that stopped. Gives the exit status."""
    return turn(tools, "rollback", _rollback)


def _rollback(work: Work, tools: Tools) -> int:
    if work.change.over and work.change.way_back:
        raise Stop("this change was rolled back already: there is nothing left to undo",
                   tools.asked.command("upgrade"), status=BACK)  # fmt: skip
    _same_estate(work.change, tools)
    passing = Passing(work, tools, tools.gates(work), "rollback")
    if any(line.tries for line in work.change.back):
        _same_data(work.change, tools)
        tools.show.say(f"going on with the rollback of {work.directory.name}")
    else:
        _begin(work, tools, passing)
    known([line.step.key for line in (*work.change.steps, *work.change.back)], tools)
    stepping = Stepping(work, tools, passing, "rollback")
    for key in [line.step.key for line in work.change.back]:
        stepping.take(next(one for one in work.change.back if one.step.key == key))
    entry = work.change.way_back
    last = entry.plan.last if entry else ()
    passing.all(last or (ROLLBACK,), "last", status=NOT_BACK)
    work.write(
        Finished(action="rollback", status=BACK, verdict=passing.verdict, headline=passing.headline)
    )
    tools.show.good(f"\nROLLED BACK  {passing.headline}")
    return BACK


def _same_estate(change: Change, tools: Tools) -> None:
    """Refuse to go back by an inventory that would take other things back, or leave some out."""
    if differ := missing(change, tools.inventory):
        raise Stop(
            "the inventory is no longer that of this change:\n"
            + "\n".join(f"- {text}" for text in differ),
            f"put it back as it was (sha256 {change.header.inventory_sha256}), then: "
            + tools.asked.command("rollback"),
        )


def _same_data(change: Change, tools: Tools) -> None:
    """Refuse a restore that the way back, which was begun, does not hold: it would not be done."""
    decided = {one.reason for _, one in change.decisions if one.kind == "restore"}
    for data in tools.asked.restore:
        if RESTORE.format(data) not in decided:
            raise Stop(
                f"this rollback was begun without restoring {data}",
                "end it without --restore; then restore it by hand, as its plan would have said: "
                f"{replace(tools.asked, restore=()).command('rollback')}",
            )


def _begin(work: Work, tools: Tools, passing: Passing) -> None:
    """Settle what nobody knows, make the way back, and have a person decide on it."""
    if not work.change.way_back:  # else that was settled, and its entries are of the way back
        _settle(work, tools, passing)
    change = work.change
    touched = [line for line in change.steps if line.state in TOUCHED and leaves_a_trace(line.step)]
    if not _any_done(touched, tools):
        raise _nothing(tools)
    losses = _losses(change, touched, tools)
    tools.show.heading("reading how each service goes back")
    plan = tools.way_back(change)
    if not plan.steps:
        raise _nothing(tools)
    passing.all(plan.first, "first")
    name = tools.people.confirms(_question(change, plan, tools), "rollback")
    if losses:
        work.write(Decision(kind="accept-data-loss", name=name, reason="; ".join(losses)))
    for data in tools.asked.restore:
        work.write(Decision(kind="restore", name=name, reason=RESTORE.format(data)))
    work.write(Decision(kind="roll-back", name=name, reason=tools.asked.reason.strip()))
    work.write(entry_of(plan, tools))


def _any_done(touched: list[StepLine], tools: Tools) -> bool:
    """Whether one of them did anything: of those that failed the world says whether they did."""
    if any(line.state != "failed" or line.step.kind == "person" for line in touched):
        return True
    return any(
        tools.find_out(line.step, line.started_at, line.unit).state != "not-done"
        for line in touched
    )


def _nothing(tools: Tools) -> Stop:
    again = tools.asked.command("upgrade")
    return Stop(
        "nothing was done that could be rolled back",
        f"see that the services run; mend what stopped the upgrade, then: {again}",
        status=NOT_READY,
    )


def _settle(work: Work, tools: Tools, passing: Passing) -> None:
    """Find out about steps whose end nobody saw; one that still runs is waited for."""
    stepping = Stepping(work, tools, passing, "rollback")
    for line in work.change.steps:
        if line.step.kind == "person" or line.state not in {"running", "unknown"}:
            continue
        tools.show.heading(f"{line.step.key}: nobody saw a good end of it, finding out")
        try:
            stepping.settled(line)
        except Stop:
            now = next(one for one in work.change.steps if one.step.key == line.step.key)
            if now.state == "running":
                raise


def _losses(change: Change, touched: list[StepLine], tools: Tools) -> list[str]:
    """Give what would be lost; Stop unless it was accepted with the environment's name."""
    losses = [f"{line.step.key}: {line.step.data_loss}" for line in touched if line.step.data_loss]
    ended = way_back_ended(change)
    if not losses:
        if ended:
            raise Stop(f"{ended.step.key} was done, and behind it there is no way back",
                       "go forward: mend what stops the upgrade, or ask the vendor")  # fmt: skip
        return []
    if tools.asked.accept_data_loss == change.header.environment:
        return losses
    word = tools.asked.accept_data_loss
    typed = f" ({word!r} was typed, which is not its name)" if word else ""
    lost = "\n".join(f"- {loss}" for loss in losses)
    words = ("--accept-data-loss", "ENVIRONMENT", "--name", "YOUR NAME")
    raise Stop(
        f"going back loses data{typed}:\n{lost}",
        "to accept that, type the environment's name: " + tools.asked.command("rollback", *words),
    )


def _question(change: Change, plan: Plan, tools: Tools) -> str:
    """Show what is about to be done."""
    steps = "\n".join(f"  {step.node:<10} {step.title}: {shown(step) or step.text}"
                      for step in plan.steps)  # fmt: skip
    moment = last_moment(change)
    late = ""
    if moment and tools.now() > moment:
        by = both(moment.isoformat(), change.header.timezone)
        late = f"\nIt no longer ends in the window: that had to be decided by {by}."
    remarks = "".join(f"\n{remark}" for remark in plan.remarks)
    head = f"ROLL BACK {change.header.change} on {change.header.environment}"
    return f"{head}:\n{steps}{remarks}{late}"
