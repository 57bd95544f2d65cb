"""After the change: what customers saw, what differs, what is still to do, what to close with."""

from collections.abc import Iterator
from shlex import quote

from findings.deciding import SETTLED, way_back_ended, way_back_ends
from findings.finding import Finding
from findings.result import RunResult
from findings.wording import amount
from reports.change_compared import compared
from reports.change_pre import NONE, seen, stops_us
from reports.change_steps import summary
from reports.change_story import Item, Part, Story
from reports.screen import OPEN, Screen, cell

# Rows of our own, the same for every product.
VERSIONS, CLOSED, EXPECTED = "EST-005", "EST-009", "EST-010"
SERVED = {"apis", "calls"}  # subjects: what a customer would notice


def post_parts(story: Story) -> Iterator[Part]:
    """The screen that says whether the change may be closed."""
    result = story.result("post")
    if result is None:
        yield Part("CUSTOMERS SAW", (_not_run(story, "what customers saw is not known"),))
        yield from _stopped(story)
    else:
        yield Part("CUSTOMERS SAW", tuple(customers(result)))
        yield Part("ACCOUNTING", tuple(map(Item, (result.accounting_line, result.vendor_line))))
        if result.verdict != "GO" or result.stops:
            yield Part("STOPS US", stops_us(result))
        yield Part("BEFORE → AFTER", tuple(before_after(story, result)))
        yield Part("DIFFERENCES", tuple(differences(result)))
        yield from seen(result)
    yield Part("STILL TO DO", tuple(to_do(story, result)))
    yield Part("STEPS", (summary(story, "upgrade"),))
    yield Part("WAY BACK", tuple(way_back(story)))


def customers(result: RunResult) -> Iterator[Item]:
    """The checks of what is served, and that nothing is open that was closed."""
    served = [each for each in result.findings if each.subject in SERVED]
    said = [each for each in served if each.outcome != "not-applicable"]
    if not said:
        yield Item("not known: no check of what is served was part of this run", "ask")
        return
    bad = [each for each in said if each.outcome not in {"pass", "attested"}]
    targets = {each.target for each in said}
    where = amount(len(targets), "target", "targets")
    total = f"{len(said) - len(bad)} of {len(said)} checks of the APIs hold, on {where}"
    yield Item(f"{total}{'' if bad else ': answers are as before'}", "bad" if bad else "good")
    yield from (Item(f"{each.outcome}: {cell(each)} {each.title}", "bad") for each in bad)
    closed = [each for each in said if CLOSED in each.requirements]
    if not closed:
        yield Item("whether an API is open that was closed was not looked at", "ask")
    elif all(each.outcome == "pass" for each in closed):
        yield Item("no API is open that was closed", "good")


def before_after(story: Story, result: RunResult) -> Iterator[Item]:
    """Versions, then what pre remembered and post compared, by subject."""
    hops = {f"{old} → {new}" for old, new in story.change.header.versions.values()}
    ran = [each for each in _of(result, VERSIONS) if each.outcome != "not-applicable"]
    well = sum(each.outcome == "pass" for each in ran)
    if ran:
        text = f"version {', '.join(sorted(hops))} on {well} of {len(ran)} services"
        yield Item(text, "good" if well == len(ran) else "bad")
    else:
        yield Item("which versions run was not looked at", "ask")
    before = story.before
    if before is None:
        yield Item(
            "what was before is not known: the run that took the baseline is not here", "ask"
        )
        return
    same = compared(before, result)
    names = sorted({*same.equal, *same.explained, *same.different})
    parts = [
        f"{name} {same.equal[name] + same.explained[name]} of "
        f"{same.equal[name] + same.explained[name] + same.different[name]}"
        for name in names
    ]
    yield Item(f"as before: {'; '.join(parts) or 'nothing was compared'}", "" if parts else "ask")
    if same.untold:
        yield Item(f"could not be compared: {'; '.join(same.untold)}", "ask")


def differences(result: RunResult) -> Iterator[Item]:
    """The three counts; every one but the first must be none to close."""
    screen = Screen(result)
    looked = [each for each in _of(result, EXPECTED) if each.outcome != "not-applicable"]
    missing = [each for each in looked if each.outcome in OPEN]
    counts = (
        f"explained {screen.explained} | "
        f"expected but absent {_absent(missing) if looked else 'not looked at'} | "
        f"unexplained {screen.unexplained}"
    )
    bad = missing or screen.unexplained
    yield Item(counts, "bad" if bad else "good" if looked else "ask")
    for each in missing:
        yield Item(f"expected but absent: {each.message}", "bad")
    for diff in result.differences:
        if not diff.explained:
            yield Item(
                f"unexplained: {diff.name} on {diff.target}: {diff.before} → {diff.after}", "bad"
            )


def to_do(story: Story, result: RunResult | None) -> Iterator[Item]:
    """What is left when the runner has ended: due rows, open warnings, steps of people."""
    none = True
    left = [line for line in story.change.steps if line.state not in SETTLED]
    if left:
        none = False
        yield Item(
            f"{amount(len(left), 'step is', 'steps are')} not done: see the time line", "bad"
        )
    for line in story.change.steps:
        if line.step.kind == "person" and line.state not in {"done", "undone"}:
            none = False
            yield Item(f"{line.step.title} ({line.step.owner}): {line.state}", "ask")
    if result:
        screen = Screen(result)
        for found in (*screen.due, *screen.warnings):
            none = False
            yield Item(
                f"{found.outcome}: {cell(found)} {found.title} ({found.remedy.owner})", "ask"
            )
    if none:
        yield Item("nothing that the run knows of", "dim") if result else Item("not known", "ask")
    elif not result:
        yield Item("what post would ask for is not known: it was not run", "ask")


def way_back(story: Story) -> Iterator[Item]:
    """Open or closed, by which step, and until when to decide."""
    if story.change.plan is None:
        yield Item("not known: there is no plan", "ask")
        return
    ended, ends = way_back_ended(story.change), way_back_ends(story.change)
    if ended:
        at = story.at(ended.ended_at or ended.started_at)
        yield Item(f"closed {at} by: {ended.step.title}", "ask")
        if ended.step.data_loss:
            yield Item(f"going back behind it loses: {ended.step.data_loss}", "bad")
    else:
        until = f"until: {ends.step.title}" if ends else "no step of the plan ends it"
        moment = story.moment()
        yield Item(f"open, {until}{f'; decide by {moment}' if moment else ''}")


def _stopped(story: Story) -> Iterator[Part]:
    """What stopped the change in the middle, from the runner's own journal."""
    failed = next((run for _, run in reversed(story.change.phases) if not run.holds), None)
    items = [
        Item(f"{line.step.title}: {line.end.why}{f' {line.end.do}' if line.end.do else ''}", "bad")
        for line in story.change.steps
        if line.end and line.state in {"failed", "unknown"}
    ]
    again = (" ".join(map(quote, story.change.sessions[-1].argv)),) if story.change.sessions else ()
    items += [
        Item(
            f"{line.step.title}: begun, nobody saw its end; the runner finds out first",
            "ask",
            again,
        )
        for line in story.change.steps
        if line.state == "running" and not story.change.way_back
    ]
    items += [
        Item(f"{line.step.title}: {line.found.why} {line.found.do}".rstrip(), "ask")
        for line in story.change.steps
        if line.found and line.state == "unknown"
    ]
    if failed:
        items += [Item(each, "bad") for each in failed.why]
    yield Part("STOPS US", tuple(items) or (NONE,))


def _not_run(story: Story, what: str) -> Item:
    ran = story.ran("post")
    why = (
        f"its findings can not be read; the runner noted {ran.headline}"
        if ran
        else "post was not run"
    )
    return Item(f"{what}: {why}", "ask")


def _of(result: RunResult, row: str) -> list[Finding]:
    return [each for each in result.findings if row in each.requirements]


def _absent(missing: list[Finding]) -> str:
    """Their checks say how many; a check that could not tell is no zero."""
    if any(each.outcome != "fail" for each in missing):
        return "not known"
    return str(sum(max(1, len(each.message.splitlines())) for each in missing))
