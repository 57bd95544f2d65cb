"""The attachment where a ticket system refuses HTML: two to four pages, the same first screen."""

from shlex import quote

from findings.result import RunResult
from reports.clean import line, short
from reports.paper import COLOURS, DIM, Paper
from reports.screen import OPEN, WORDS, Screen, cell, commands, counted, rank

PAGES = 4


def pdf(result: RunResult) -> bytes:
    """The document. What does not fit four pages is counted and left to the page."""
    raw = b""
    screen = Screen(result)
    foot = f"{result.change} {result.phase}: {result.headline}"
    for entries, width in ((14, 400), (8, 240), (5, 140), (3, 80), (1, 60)):
        paper = Paper(screen.title, foot, result.ended_at)
        _write(paper, screen, entries, width)
        raw = bytes(paper.output())
        paper.close_fonts()
        if paper.pages_count <= PAGES:
            break
    return raw


def _write(paper: Paper, screen: Screen, entries: int, width: int) -> None:
    """First screen on the first pages, the table of requirements behind it."""
    _top(paper, screen, width)
    _stops(paper, screen, entries, width)
    _lists(paper, screen, entries, width)
    if paper.page_no() == 1:
        paper.add_page()
    _subjects(paper, screen.result)
    _open_rows(paper, screen.result, entries * 2, width)
    _nodes(paper, screen.result, entries * 2, width)
    _origin(paper, screen.result, width)


def _top(paper: Paper, screen: Screen, width: int) -> None:
    """Verdict, accounting and the facts of the change."""
    run = screen.result
    colour = COLOURS[run.verdict]
    paper.set_fill_color(*colour)
    paper.rect(paper.l_margin, paper.get_y(), paper.epw, 1.6, style="F")
    paper.ln(4)
    paper.put(f"{screen.phase} ({run.phase.upper()})   {short(run.change, 60)}", 9, "", DIM)
    paper.put(short(run.headline, 60), 26, "B", colour)
    for word, sentence in screen.stamps:
        paper.put(f"{word}: {sentence}", 10, "B", COLOURS["UNKNOWN"])
    for each in run.reasons[:6]:
        paper.put(f"- {short(each, width)}", 10)
    paper.ln(2)
    paper.put(short(run.accounting_line, 400), 9, "B")
    paper.put(short(run.vendor_line, 400), 9)
    paper.ln(2)
    facts = {
        "Environment": run.environment,
        "Change": screen.change,
        "Window": screen.window,
        "Freeze": screen.at(run.freeze),
        "Run": screen.run,
        "Strategy": run.strategy,
        "Baseline": f"{screen.at(run.baseline.taken_at)}, {run.baseline.values} values"
        if run.baseline
        else "",
        "Suggested close code": screen.close_code,
    }
    for name, value in facts.items():
        if value:
            paper.put(f"{name}:  {short(value, width)}", 9)


def _stops(paper: Paper, screen: Screen, entries: int, width: int) -> None:
    """What stops us and what to do."""
    stops = screen.result.stops
    paper.head(f"Stops us: {len(stops)}" if stops else "Stops us: no failed blocker")
    if not stops:
        return
    rows = [
        (
            short(f"{', '.join(each.requirements)}: {each.title} {each.message}", width),
            short(each.target, 60),
            short(each.owner, 40),
            "\n".join(
                [short(each.do, width), *commands(each, width)]
            ),
        )
        for each in stops[:entries]
    ]  # fmt: skip
    paper.rows(("What", "Where", "Owner", "Do this, then check it again"), rows, (34, 14, 11, 41))
    _more(paper, len(stops) - entries)


def _lists(paper: Paper, screen: Screen, entries: int, width: int) -> None:
    """Way back, accepted, not seen, due, open warnings, differences."""
    run = screen.result
    back = [
        f"{WORDS[row.outcome]}: {row.statement} ({row.row})"
        for row in screen.way_back
        if row.outcome
    ]
    open_ones = [f"{WORDS[each.outcome]}: {cell(each)} {each.title}" for each in screen.warnings]
    _list(paper, "Way back", back or ["not part of this run"], entries, width)
    _list(
        paper,
        "Accepted",
        [f"{cell(each)}: {each.accepted}" for each in screen.accepted],
        entries,
        width,
    )
    _list(paper, "Could not see", screen.unseen, entries, width)
    _list(
        paper,
        "Due in the window",
        [f"{cell(each)} {each.title}" for each in screen.due],
        entries,
        width,
    )
    _list(paper, "Open, does not stop us", open_ones, entries, width)
    if run.differences:
        paper.head(
            f"Before -> after: explained {screen.explained}, unexplained {screen.unexplained}"
        )
        rows = [
            tuple(short(str(each), width // 2) for each in (
                diff.name, diff.target, diff.before, diff.after, diff.explained or "nothing",
            ))
            for diff in sorted(run.differences, key=lambda diff: bool(diff.explained))[:entries]
        ]  # fmt: skip
        paper.rows(("What", "Where", "Before", "After", "Explained by"), rows, (15, 15, 25, 25, 20))
        _more(paper, len(run.differences) - entries)


def _list(paper: Paper, name: str, items: list[str], entries: int, width: int) -> None:
    """A short list under its name; nothing at all when it is empty."""
    if not items:
        return
    paper.head(name)
    for each in items[:entries]:
        paper.put(short(each, width), 8.5)
    _more(paper, len(items) - entries)


def _more(paper: Paper, left: int) -> None:
    """How many more there are: nothing is dropped in silence."""
    if left > 0:
        paper.put(f"and {left} more in report.html", 8.5, "", DIM)


def _subjects(paper: Paper, result: RunResult) -> None:
    """How the requirements of each subject came out."""
    paper.head(f"Requirements by subject ({len(result.requirements)})")
    groups: dict[str, list[str]] = {}
    for row in result.requirements:
        groups.setdefault(line(row.subject), []).append(row.outcome or "")
    rows = [
        (short(name, 50), str(len(found)), counted(each for each in found if each) or "-")  # type: ignore[misc]
        for name, found in sorted(groups.items())[:30]
    ]
    paper.rows(("Subject", "Rows", "Outcome"), rows, (30, 10, 60))
    _more(paper, len(groups) - 30)


def _open_rows(paper: Paper, result: RunResult, entries: int, width: int) -> None:
    """The rows that are not in order, one by one."""
    open_rows = (row for row in result.requirements if row.outcome in OPEN)
    found = sorted(open_rows, key=lambda row: rank(row.outcome))
    if not found:
        return
    paper.head(f"Open requirements ({len(found)})")
    rows = [
        (str(row.outcome), row.severity, short(row.row, 40), short(row.statement, width))
        for row in found[:entries]
    ]
    paper.rows(("Outcome", "Severity", "Row", "Statement"), rows, (12, 12, 20, 56))
    _more(paper, len(found) - entries)


def _nodes(paper: Paper, result: RunResult, entries: int, width: int) -> None:
    """The nodes as they were met; those that were not reached first."""
    nodes = sorted(result.nodes, key=lambda each: each.reached)
    paper.head(f"Nodes ({len(nodes)})")
    rows = [
        (
            short(each.name, 40),
            short(each.address, 60),
            short(", ".join(each.roles), 60),
            short(each.identity if each.reached else f"not reached: {each.why}", width),
        )
        for each in nodes[:entries]
    ]
    paper.rows(("Node", "Address", "Roles", "Says it is"), rows, (18, 20, 22, 40))
    _more(paper, len(nodes) - entries)


def _origin(paper: Paper, result: RunResult, width: int) -> None:
    """What made it; the head of the chain last."""
    notes = [*(f"Note: {each}" for each in result.notes[:6])]
    paper.head("How this paper came to be")
    for each in notes:
        paper.put(short(each, width), 8.5)
    _more(paper, len(result.notes) - 6)
    selftest = f", {result.selftest}" if result.selftest else ""
    paper.put(
        short(f"tool {result.tool_version}, catalogue {result.catalogue}{selftest}", width), 8.5
    )
    paper.put(short(" ".join(quote(each) for each in result.argv), width), 8.5)
    if result.baseline:
        paper.put(
            short(f"baseline {result.baseline.path}, sha256 {result.baseline.sha256}", 240), 8.5
        )
    paper.put(short(f"chain head {result.chain_head}", 300), 8.5, "B")
