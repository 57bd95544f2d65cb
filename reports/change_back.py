"""After going back: why, what is there now, what was lost, what is left behind, what comes next."""

from collections.abc import Iterator

from findings.change import StepLine
from findings.deciding import TOUCHED, undo_of
from findings.finding import Finding
from findings.result import RunResult
from reports import times
from reports.change_compared import compared
from reports.change_post import VERSIONS
from reports.change_pre import seen, stops_us
from reports.change_steps import lasted, summary
from reports.change_story import Item, Part, Story
from reports.screen import OPEN, Screen, cell, counted

NOT_RUN = "rollback was not verified: `pytest -m rollback` was not run, or its findings are gone"


def back_parts(story: Story) -> Iterator[Part]:
    """The screen that says whether the estate is where it was."""
    result = story.result("rollback")
    yield Part("DECIDED", tuple(_decided(story)))
    yield Part("WHY", tuple(_why(story)))
    yield Part("STATE NOW", tuple(_state(story, result)))
    if result and (result.verdict != "GO" or result.stops):
        yield Part("STOPS US", stops_us(result))
    yield Part("DATA", tuple(_data(story, result)))
    yield Part("EQUAL TO BASELINE", tuple(_equal(story, result)))
    if result:
        yield Part("ACCOUNTING", tuple(map(Item, (result.accounting_line, result.vendor_line))))
        yield from seen(result)
    yield Part("LEFT BEHIND", tuple(_left(story, result)))
    yield Part("STEPS", (summary(story, "rollback"),))
    yield Part("NEXT", tuple(_next(story)))


def _decided(story: Story) -> Iterator[Item]:
    """By whom and when, against the moment by which it had to be; how long it took."""
    decided = story.decided("roll-back")
    touched = (one.step for one in story.change.steps if one.state in {*TOUCHED, "undone"})
    estimate = undo_of(story.change.plan, touched)
    moment = story.moment(estimate)
    by = f" (decide by {moment})" if moment else ""
    for at, one in decided:
        reason = f": {one.reason}" if one.reason else ""
        yield Item(f"{story.at(at)} by {one.name}{by}{reason}")
    if not decided:
        yield Item(f"nobody's decision stands in the journal{by}", "ask")
    begun = min((one.started_at for one in story.change.back if one.started_at), default="")
    ended = max((one.ended_at for one in story.change.back if one.ended_at), default="")
    if begun and ended and story.end:
        took = times.lasted(begun, ended)
        yield Item(f"done {story.at(ended)}; estimate {lasted(estimate)}, took {took}")
    elif begun:
        yield Item(f"begun {story.at(begun)}, not ended", "ask")


def _why(story: Story) -> Iterator[Item]:
    """What did not hold before somebody decided to go back."""
    first = min((at for at, _ in story.decided("roll-back")), default="~")
    before = [run for at, run in story.change.phases if at <= first and run.phase != "rollback"]
    last = next((run for run in reversed(before) if not run.holds), None)
    none = True
    for line in story.change.steps:
        if line.state in {"failed", "unknown"} and line.end:
            none = False
            yield Item(f"{line.step.title}: {line.end.why or line.state}", "bad")
    if last:
        none = False
        where = " ".join(filter(None, (last.phase, last.gate, last.step)))
        yield Item(
            f"{where}: {'; '.join(last.why) or last.headline}",
            "bad",
            link=story.link(last.directory),
        )
    if none:
        reasons = [one.reason for _, one in story.decided("roll-back") if one.reason]
        yield Item("; ".join(reasons) or "no gate or step that failed stands in the journal")


def _state(story: Story, result: RunResult | None) -> Iterator[Item]:
    """Each node with its cells, and whether versions are mixed."""
    if result is None:
        yield _untouched(story) or Item(NOT_RUN, "ask")
        return
    by_node: dict[str, list[Finding]] = {}
    for found in result.findings:
        by_node.setdefault(found.node, []).append(found)
    for node in result.nodes:
        cells = by_node.get(node.name, [])
        bad = [each for each in cells if each.outcome in OPEN]
        if not node.reached:
            yield Item(f"{node.name}: not reached, {node.why}", "bad")
        elif not cells:
            yield Item(f"{node.name}: no check ran on it", "ask")
        else:
            open_ = f"; open: {'; '.join(f'{cell(each)} {each.title}' for each in bad[:3])}"
            text = f"{node.name}: {counted(each.outcome for each in cells)}{open_ if bad else ''}"
            yield Item(text, "bad" if bad else "good")
    versions = [
        each
        for each in result.findings
        if VERSIONS in each.requirements or each.subject in {"versions", "packages", "rollback"}
    ]
    mixed = [each for each in versions if each.outcome in OPEN]
    if not versions:
        yield Item("mixed versions: not looked at", "ask")
    else:
        said = "; ".join(f"{cell(each)} {each.title}" for each in mixed[:3])
        yield Item(
            f"versions and packages: {said or 'every check holds'}", "bad" if mixed else "good"
        )


def _untouched(story: Story) -> Item | None:
    """Where no package had been upgraded, a gate of the upgrade says that all is as it was."""
    run = next((run for _, run in reversed(story.change.phases)), None)
    if not (story.end and run and run.gate and run.when == "last" and run.holds):
        return None
    said = f"no package had been upgraded; gate {run.gate} holds as before the first step"
    return Item(f"{said}: {run.headline}", "good", link=story.link(run.directory))


def _data(story: Story, result: RunResult | None) -> Iterator[Item]:
    """What was restored, and what is lost."""
    restored = story.decided("restore")
    for at, one in restored:
        yield Item(f"restored {story.at(at)}, confirmed by {one.name}: {one.reason or one.step}")
    if not restored:
        yield Item("restored: nothing, by the journal")
    for at, one in story.decided("accept-data-loss"):
        yield Item(f"loss of data accepted {story.at(at)} by {one.name}: {one.reason}", "bad")
    losing = [
        one
        for one in story.change.steps
        if one.step.data_loss and one.state in {*TOUCHED, "undone"}
    ]
    for line in losing:
        yield Item(f'lost by going back behind "{line.step.title}": {line.step.data_loss}', "bad")
    if result is None:
        yield Item("lost since the baseline: not known", "ask")
    else:
        lost = [each for each in result.differences if not each.explained]
        text = f"differences to the baseline that nothing explains: {len(lost)}"
        yield Item(text, "bad" if lost else "good")
        for each in lost:
            yield Item(f"{each.name} on {each.target}: {each.before} → {each.after}", "bad")


def _equal(story: Story, result: RunResult | None) -> Iterator[Item]:
    """How many cells of the baseline are equal again."""
    if result is None or story.before is None:
        yield Item("not known: there are not both runs to compare", "ask")
        return
    same = compared(story.before, result)
    of = f" of {story.at(result.baseline.taken_at)}" if result.baseline else ""
    well = same.equal.total() == same.comparable > 0
    yield Item(
        f"{same.equal.total()} of {same.comparable} comparable{of}", "good" if well else "bad"
    )
    if same.explained:
        yield Item(f"{same.explained.total()} differ as explained: {', '.join(same.explained)}")
    if same.different:
        yield Item(f"{same.different.total()} differ: {', '.join(same.different)}", "bad")
    if same.untold:
        untold = "; ".join(same.untold[:4])
        yield Item(f"{len(same.untold)} could not be compared: {untold}", "ask")
    if same.left_out:
        yield Item(f"{len(same.left_out)} that pre remembered have no check of that name here")


def _left(story: Story, result: RunResult | None) -> Iterator[Item]:
    """Steps that nobody undid, open warnings, and what the plan of the way back remarks."""
    entry = story.change.way_back
    remarks = entry.plan.remarks if entry else ()
    yield from map(Item, remarks)
    not_back = [
        line for line in story.change.back if line.state in {"failed", "unknown", "waiting"}
    ]
    yield from (Item(f"{_state_of(line)}: {line.step.title}", "bad") for line in not_back)
    warnings = Screen(result).warnings if result else ()
    yield from (Item(f"{each.outcome}: {cell(each)} {each.title}", "ask") for each in warnings)
    if not (remarks or not_back or warnings):
        yield Item("nothing that the run knows of", "dim") if result else Item("not known", "ask")


def _next(story: Story) -> Iterator[Item]:
    """Where the evidence lies, and what must change before the next try."""
    runs = [run for _, run in story.change.phases if not run.holds]
    for run in runs[-1:]:
        yield Item(
            f"for the vendor's case: {run.directory}, chain head {run.head}",
            link=story.link(run.directory),
        )
        for each in run.why:
            yield Item(f"before the next try: {each}", "ask")
    yield Item(f"this directory holds the whole of it: chain head {story.change.head}")


def _state_of(line: StepLine) -> str:
    return {"waiting": "not undone"}.get(line.state, line.state)
