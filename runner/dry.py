"""`plan`: what an upgrade would do, when, and until when one can go back. Nothing is contacted."""

from collections.abc import Iterator, Mapping

from findings.step import Plan
from inventory import Inventory
from reports.times import both, span, zone
from runner.clock import Timed, ends, measured, timed, way_back_end
from runner.passing import named
from runner.people import Asked
from runner.printing import as_typed, keeps, reads
from runner.showing import Showing
from runner.undoing import undone_in


def show_plan(plan: Plan, inventory: Inventory, asked: Asked, show: Showing) -> None:
    """Print the steps with their gates, commands, times and decide-by times."""
    window = inventory.window
    known = measured(asked.runs, plan)
    undos = undone_in(asked.runs, plan)
    rows = timed(plan, window.start, window.end, known, undos)
    hops = ", ".join(f"{n} {hop.from_} -> {hop.to}" for n, hop in inventory.versions.items())
    show.heading(f"PLAN  {inventory.change}  {inventory.environment}  {hops}")
    show.say(span(window.start.isoformat(), window.end.isoformat(), window.timezone))
    show.say("the whole of pre: it must be GO, or nothing is begun")
    show.say("\n".join(f"{named(gate)}" for gate in plan.first))
    for number, row in enumerate(rows, 1):
        _show_step(number, row, inventory, show)
    show.say("\n".join(f"{named(gate)}" for gate in plan.last))
    show.lines(_foot(plan, rows, inventory, undos))
    show.say(f"\nIt is begun by: {asked.command('upgrade')}")


def _show_step(number: int, row: Timed, inventory: Inventory, show: Showing) -> None:
    step, place = row.step, zone(inventory.window.timezone)
    for gate in step.before:
        show.say(f"     {named(gate)}")
    about = "measured" if row.is_measured else "about"
    begins, last = row.begins.astimezone(place), row.decide_by.astimezone(place)
    show.heading(
        f"{number:>3}. {begins:%H:%M} {step.title}  [{step.key}] {about} {row.minutes:g} min; "
        f"decide by {last:%H:%M}"
    )
    if step.kind == "person":
        show.say(f"     {step.owner}: {step.text or step.title}")
    else:
        show.say(f"     {step.node}$ {as_typed(step, inventory)}")
        for more in filter(None, (reads(step), keeps(step))):
            show.say(f"     {more}")
    if step.data_loss:
        show.warn(f"     going back behind it loses: {step.data_loss}")
    for gate in step.after:
        show.say(f"     {named(gate)}")


def _foot(
    plan: Plan, rows: list[Timed], inventory: Inventory, undos: Mapping[str, float]
) -> Iterator[tuple[str, str]]:
    name, end = inventory.window.timezone, ends(plan, rows)
    if end:
        spare = (inventory.window.end - end).total_seconds() / 60
        fits = f"{spare:.0f} min before the window ends" if spare >= 0 else "AFTER THE WINDOW ENDS"
        yield "ends", f"{both(end.isoformat(), name)}, {fits}"
    if rows:
        last = both(rows[-1].decide_by.isoformat(), name)
        undo = sum(undos.get(step.key, step.undo_minutes) for step in plan.steps)
        yield "way back", f"all of it takes {undo:g} min and its proof; decide by {last}"
    if ender := way_back_end(plan):
        yield "ended by", f"{ender.key}: {ender.data_loss or ender.title}"
    for remark in plan.remarks:
        yield "note", remark
    if plan.declined:
        yield "declined", ", ".join(plan.declined)
