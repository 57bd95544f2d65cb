"""The attachment where a ticket system refuses HTML: two to four pages, the same first screen."""

import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from shlex import quote

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace, TTFFont

from findings.result import RunResult
from reports import times
from reports.clean import clean, line, short
from reports.screen import OPEN, WORDS, Screen, cell, commands, counted, rank

PAGES = 4
# Where distributions put DejaVu. A PDF's own fonts know Latin-1 only: without it letters change.
PLACES = (
    "/usr/share/fonts/truetype/dejavu",
    "/usr/share/fonts/dejavu-sans-fonts",
    "/usr/share/fonts/dejavu",
    "/usr/share/fonts/TTF",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)
LATIN = str.maketrans(
    {
        "\u2192": "->",
        "\u2013": "-",
        "\u2014": "-",
        "\u2026": "...",
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2022": "*",
    }
)
COLOURS = {"GO": (26, 127, 55), "NO-GO": (180, 35, 24), "UNKNOWN": (138, 90, 0)}
INK, DIM, SOFT = (28, 36, 48), (91, 102, 117), (246, 247, 249)


def pdf(result: RunResult) -> bytes:
    """The document. What does not fit four pages is counted and left to the page."""
    raw = b""
    for entries, width in ((14, 400), (8, 240), (5, 140), (3, 80), (1, 60)):
        paper = _Paper(result)
        _write(paper, Screen(result), entries, width)
        raw = bytes(paper.output())
        paper.close_fonts()
        if paper.pages_count <= PAGES:
            break
    return raw


@cache
def dejavu() -> Path | None:
    """The folder with DejaVu Sans, regular and bold; None where the system has none."""
    for place in map(Path, PLACES):
        if all((place / name).is_file() for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")):
            return place
    return None


class _Paper(FPDF):
    """A4 with our fonts, colours and running foot."""

    def __init__(self, result: RunResult) -> None:
        """Set up fonts; the date is that of the run, so that equal runs make equal files."""
        super().__init__()
        self._foot = f"{result.change} {result.phase}: {result.headline}"
        self.face = "Helvetica"
        if folder := dejavu():
            self.add_font("DejaVu", "", folder / "DejaVuSans.ttf")
            self.add_font("DejaVu", "B", folder / "DejaVuSans-Bold.ttf")
            self.face = "DejaVu"
        if ended := times.parse(result.ended_at):
            self.set_creation_date(ended)
        self.set_title(self.safe(Screen(result).title))
        self.set_auto_page_break(auto=True, margin=16)
        self.set_margins(16, 14)
        self.alias_nb_pages()
        self.add_page()

    def footer(self) -> None:
        """What the sheet belongs to, and which it is."""
        self.set_y(-12)
        self.ink(DIM)
        self.set_font(self.face, "", 7.5)
        self.cell(140, 5, self.safe(short(self._foot, 90)))
        self.cell(0, 5, f"{self.page_no()} / {{nb}}", align="R")

    def close_fonts(self) -> None:
        """Close the font files, which the library leaves open until somebody collects them."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.close()

    def safe(self, text: str) -> str:
        """Text that the font can show; letters it lacks become the nearest, or a question mark."""
        shown = clean(text).expandtabs(4)
        if self.face != "Helvetica":
            return "".join(each if ord(each) < 0x10000 else "?" for each in shown)
        flat = unicodedata.normalize("NFKD", shown.translate(LATIN))
        flat = "".join(each for each in flat if not unicodedata.combining(each))
        return flat.encode("latin-1", "replace").decode("latin-1")

    def ink(self, colour: tuple[int, int, int]) -> None:
        """The colour of the text to come."""
        self.set_text_color(*colour)

    def put(
        self, text: str, size: float = 9, style: str = "", colour: tuple[int, int, int] = INK
    ) -> None:
        """A paragraph over the whole width."""
        self.ink(colour)
        self.set_font(self.face, style, size)
        self.multi_cell(
            0, size * 0.5, self.safe(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )

    def head(self, text: str) -> None:
        """A heading that does not stand alone at the foot of a page."""
        if self.will_page_break(22):
            self.add_page()
        self.ln(3.2)
        self.put(text, 10.5, "B")
        self.ln(0.8)

    def rows(
        self, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]], widths: tuple[int, ...]
    ) -> None:
        """A table with a light head."""
        self.ink(INK)
        self.set_font(self.face, "", 8)
        self.set_draw_color(223, 227, 232)
        self.set_fill_color(255, 255, 255)  # that of the verdict's bar would fill every cell
        face = FontFace(emphasis="", color=DIM, fill_color=SOFT)
        with self.table(
            col_widths=widths,
            line_height=4,
            padding=1,
            text_align="LEFT",
            headings_style=face,
            borders_layout="HORIZONTAL_LINES",
        ) as table:
            for each in (heads, *rows):
                table.row([self.safe(text) for text in each])


def _write(paper: _Paper, screen: Screen, entries: int, width: int) -> None:
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


def _top(paper: _Paper, screen: Screen, width: int) -> None:
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


def _stops(paper: _Paper, screen: Screen, entries: int, width: int) -> None:
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


def _lists(paper: _Paper, screen: Screen, entries: int, width: int) -> None:
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


def _list(paper: _Paper, name: str, items: list[str], entries: int, width: int) -> None:
    """A short list under its name; nothing at all when it is empty."""
    if not items:
        return
    paper.head(name)
    for each in items[:entries]:
        paper.put(short(each, width), 8.5)
    _more(paper, len(items) - entries)


def _more(paper: _Paper, left: int) -> None:
    """How many more there are: nothing is dropped in silence."""
    if left > 0:
        paper.put(f"and {left} more in report.html", 8.5, "", DIM)


def _subjects(paper: _Paper, result: RunResult) -> None:
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


def _open_rows(paper: _Paper, result: RunResult, entries: int, width: int) -> None:
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


def _nodes(paper: _Paper, result: RunResult, entries: int, width: int) -> None:
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


def _origin(paper: _Paper, result: RunResult, width: int) -> None:
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
