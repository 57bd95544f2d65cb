"""Before the change: what stops us, the way back, what was accepted and what was not seen."""

from collections.abc import Iterator

from findings.deciding import undo_of, way_back_ends
from findings.result import RunResult, Stop
from reports.change_steps import lasted
from reports.change_story import Item, Part, Story, Tone
from reports.screen import OPEN, WORDS, Screen, cell

NONE = Item("none", "dim")


def pre_parts(story: Story) -> Iterator[Part]:
    """The screen that says whether the change may begin."""
    result = story.result("pre")
    ran = story.ran("pre")
    if result is None:
        yield Part("STOPS US", (_unread(story, bool(ran)), *(Item(w, "bad") for w in why(story))))
    else:
        yield Part("ACCOUNTING", tuple(map(Item, (result.accounting_line, result.vendor_line))))
        yield Part("STOPS US", stops_us(result))
    yield Part("WAY BACK", tuple(way_back(story, result)))
    if result:
        yield from seen(result)
    yield Part("REHEARSAL", (_rehearsal(story),))
    yield Part("IMPACT", tuple(_impact(story)))


def seen(result: RunResult) -> Iterator[Part]:
    """What was accepted, and what could not be looked at."""
    screen = Screen(result)
    accepted = tuple(Item(f"{cell(each)}: {each.accepted}", "ask") for each in screen.accepted)
    yield Part("ACCEPTED", accepted or (NONE,))
    tone: Tone = "" if screen.saw_all else "ask"
    yield Part("COULD NOT SEE", tuple(Item(each, tone) for each in screen.unseen))


def stops_us(result: RunResult) -> tuple[Item, ...]:
    """Each blocker with whose it is, what to do, and the commands."""
    if result.stops:
        return tuple(map(stop, result.stops))
    if result.verdict == "GO":
        return (Item("nothing: no blocker is open", "good"),)
    return tuple(Item(reason, "bad") for reason in result.reasons) or (NONE,)


def stop(one: Stop) -> Item:
    """One blocker."""
    found = f" {one.message.splitlines()[0]}" if one.message else ""
    what = f"{', '.join(one.requirements)} {one.target}: {one.title}{found}"
    commands = tuple(filter(None, (one.command, one.then)))
    return Item(f"{what} | {one.owner or 'nobody named'}: {one.do}", "bad", commands)


def why(story: Story) -> tuple[str, ...]:
    """What did not hold at the last gate that stopped the change."""
    return next((run.why for _, run in reversed(story.change.phases) if not run.holds), ())


def way_back(story: Story, result: RunResult | None) -> Iterator[Item]:
    """Whether it is proven, which step ends it, and until when to decide."""
    rows = Screen(result).way_back if result else ()
    open_ = [row for row in rows if row.outcome in OPEN]
    if not rows:
        yield Item("not proven: no requirement about the way back was looked at", "ask")
    elif not open_:
        yield Item(f"proven: {', '.join(row.row for row in rows)} hold", "good")
    for row in open_:
        yield Item(
            f"{WORDS[row.outcome]}: {row.statement} ({row.row})" if row.outcome else "", "bad"
        )
    if story.change.plan is None:
        yield Item("where it ends is not known: no plan was made yet", "dim")
        return
    ends = way_back_ends(story.change)
    yield Item(f"ends at: {ends.step.title}" if ends else "no step of the plan ends it")
    total = undo_of(story.change.plan, story.change.plan.plan.steps)
    moment = story.moment(total)
    if moment:
        yield Item(f"decide by {moment}, should every step have to be undone ({lasted(total)})")


def _unread(story: Story, ran: bool) -> Item:  # noqa: FBT001  one of two reasons
    if not ran:
        return Item("pre was not run: nothing is known of the estate", "ask")
    run = story.ran("pre")
    said = f"{run.verdict} {run.headline}" if run else ""
    return Item(f"the findings of pre can not be read; the runner noted {said}", "ask")


def _rehearsal(story: Story) -> Item:
    """What an earlier run of this plan measured."""
    entry = story.change.plan
    if entry is None:
        return Item("not known: no plan was made yet", "dim")
    measured = sum(step.key in entry.measured for step in entry.plan.steps)
    if not measured and not entry.undone_in:
        return Item("none is known: every duration is an estimate of the plan", "ask")
    undos = f", and {len(entry.undone_in)} undos" if entry.undone_in else ""
    steps = len(entry.plan.steps)
    return Item(f"{measured} of {steps} durations{undos} were measured in an earlier run")


def _impact(story: Story) -> Iterator[Item]:
    """What the change touches, and for how long."""
    head = story.change.header
    apis = story.sizes.get("apis")
    known = (
        f"{apis} APIs" if apis is not None else "how many APIs is not known: no baseline names them"
    )
    yield Item(f"{len(head.nodes)} nodes ({', '.join(node.name for node in head.nodes)}), {known}")
    entry = story.change.plan
    if entry is None:
        yield Item("how long it takes is not known: no plan was made yet", "dim")
        return
    steps = entry.plan.steps
    total = sum(entry.measured.get(step.key, step.minutes) for step in steps)
    people = sum(step.kind == "person" for step in steps)
    yield Item(
        f"{len(steps)} steps, {people} of them a person's, {lasted(total)} by the plan; "
        f"strategy {head.strategy}{DOWN.get(head.strategy, '')}"
    )
    for remark in entry.plan.remarks:
        yield Item(remark)


DOWN = {
    "downtime": ": no traffic is served meanwhile",
    "rolling": ": one node at a time",
    "blue-green": ": traffic moves when the idle side is done",
}
