"""The way there: pre, then each step that was not done, then the whole of post."""

from findings.chain import hash_of_content
from findings.change import GO, NOT_READY, Change, Finished, PlanEntry
from findings.deciding import SETTLED
from findings.step import Gate, Plan
from runner.change import Work
from runner.clock import measured
from runner.differing import differences
from runner.passing import Passing
from runner.stepping import Stepping, known
from runner.stopping import Stop
from runner.tools import Tools
from runner.turn import turn
from runner.undoing import undone_in
from runner.window import has_warned, in_window, may_begin

PRE, POST = Gate(phase="pre"), Gate(phase="post")


def upgrade(tools: Tools) -> int:
    """Upgrade, or go on with an upgrade that stopped. Gives the exit status."""
    return turn(tools, "upgrade", _upgrade)


def _upgrade(work: Work, tools: Tools) -> int:
    change = work.change
    if change.way_back:
        do = tools.asked.command("rollback")
        raise Stop("a rollback of this change was begun: it has to be ended first", do)
    plan = tools.plan()
    known([step.key for step in plan.steps], tools)
    passing = Passing(work, tools, tools.gates(work), "upgrade")
    if any(line.tries for line in change.steps):
        _same(change, plan, tools)
        tools.show.say(f"going on with {work.directory.name}")
    else:
        work.write(entry_of(plan, tools))  # before pre: its page speaks of the way back, too
        in_window(change, tools)
        passing.one(PRE, "first", status=NOT_READY)
        passing.all(plan.first, "first", status=NOT_READY)
    _steps(work, tools, Stepping(work, tools, passing, "upgrade"))
    last = plan.last if POST in [_bare(gate) for gate in plan.last] else (*plan.last, POST)
    passing.all(last, "last")
    work.write(
        Finished(action="upgrade", status=GO, verdict=passing.verdict, headline=passing.headline)
    )
    tools.show.good(f"\nUPGRADED   {passing.headline}")
    return GO


def _bare(gate: Gate) -> Gate:
    return Gate(phase=gate.phase, name=gate.name, on=gate.on)


def entry_of(plan: Plan, tools: Tools) -> PlanEntry:
    """Freeze a plan, with what earlier changes measured of its steps."""
    return PlanEntry(
        plan=plan,
        sha256=hash_of_content(plan.model_dump(mode="json")),
        measured=measured(tools.asked.runs, plan),
        undone_in=undone_in(tools.asked.runs, plan),
    )


def _same(change: Change, plan: Plan, tools: Tools) -> None:
    """Refuse to go on by another plan than the one that was begun."""
    entry = change.plan
    if entry is None or entry.sha256 == hash_of_content(plan.model_dump(mode="json")):
        return
    differ = "\n".join(f"- {text}" for text in differences(entry.plan, plan))
    back, again = tools.asked.command("rollback"), tools.asked.command("upgrade")
    raise Stop(
        f"the plan is no longer the one that was begun; was the inventory edited?\n{differ}",
        f"put the inventory back as it was (sha256 {change.header.inventory_sha256}), "
        f"then go on: {again}\nor go back: {back}",
    )


def _steps(work: Work, tools: Tools, stepping: Stepping) -> None:
    """Take them in their order; a new component is not begun after the window."""
    component, warned = "", False
    for key in [line.step.key for line in work.change.steps]:
        change = work.change
        line = next(one for one in change.steps if one.step.key == key)
        if line.state not in SETTLED:
            if line.state == "waiting" and line.step.component not in {"", component}:
                may_begin(work, tools, line)
            warned = warned or has_warned(change, tools)
        stepping.take(line)
        component = line.step.component or component
