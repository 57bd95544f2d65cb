"""The requirement table: rows by subject, findings with evidence, as much as fits the page."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from findings.finding import Evidence, Finding
from findings.result import RequirementLine, RunResult
from reports.clean import cut
from reports.screen import OPEN, counted, rank

Kept = Literal["answers", "questions", "nothing"]


@dataclass(frozen=True)
class Detail:
    """How much of each finding is shown: an estate's page is cut before mail refuses it."""

    good: Kept  # evidence of cells that pass
    bad: Kept  # evidence of all others
    answer: int  # characters of one answer
    message: int  # characters of one message
    said: str  # what the page says about it


RECORDING = "every answer is whole in recording.jsonl"
DETAILS = (
    Detail("answers", "answers", 6000, 6000, ""),
    Detail("questions", "answers", 4000, 4000, f"Passing cells show their questions; {RECORDING}."),
    Detail("questions", "answers", 700, 800, f"Answers are cut short; {RECORDING}."),
    Detail("questions", "questions", 0, 300, f"Only questions are shown; {RECORDING}."),
    Detail("nothing", "nothing", 0, 120, f"Evidence is left out for size; {RECORDING}."),
)


@dataclass(frozen=True)
class Shown:
    """One probe as the page shows it: the answer cut to size, and a note when it was."""

    probe: Evidence
    answer: str
    note: str


@dataclass(frozen=True)
class Cell:
    """A finding with what of it is shown."""

    anchor: str
    finding: Finding
    message: str
    note: str  # when the message was cut
    evidence: tuple[Shown, ...] = ()
    questions: tuple[str, ...] = ()
    because: str = ""  # anchor of the cell that blocks it

    @property
    def plain(self) -> bool:
        """Nothing to unfold: it shares its line with others that say the same."""
        return not self.evidence and not (
            self.finding.outcome in OPEN and self.finding.remedy.text and not self.because
        )

    @property
    def key(self) -> tuple[object, ...]:
        """What cells must have in common to share a line."""
        found = self.finding
        return (
            found.outcome, self.message, self.questions, found.blocked_by, found.accepted,
            found.tries,
        )  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A requirement with its cells: those shown here, those shown under another one."""

    line: RequirementLine
    own: tuple[Cell, ...]
    bundles: tuple[tuple[Cell, ...], ...]
    elsewhere: tuple[Cell, ...]
    missing: tuple[str, ...]  # cells that the row names and no finding has

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All its cells that have a finding."""
        return (*self.own, *(each for bundle in self.bundles for each in bundle), *self.elsewhere)

    @property
    def counts(self) -> str:
        """`48 pass + 2 fail`."""
        return counted(each.finding.outcome for each in self.cells)

    @property
    def targets(self) -> str:
        """The targets of its cells, for the filter."""
        return "|".join(dict.fromkeys(each.finding.target for each in self.cells))

    @property
    def opened(self) -> bool:
        """A reader wants it unfolded: something is wrong here."""
        return self.line.outcome in OPEN


def shown(result: RunResult, detail: Detail) -> dict[str, Cell]:
    """Every finding by its cell, with the evidence that the detail leaves."""
    anchors = {found.cell: f"f{index}" for index, found in enumerate(result.findings)}
    made = {}
    for found in result.findings:
        message, note = cut(found.message, detail.message)
        kept = detail.good if found.outcome == "pass" else detail.bad
        probes = found.evidence if kept == "answers" else ()
        made[found.cell] = Cell(
            anchor=anchors[found.cell],
            finding=found,
            message=message,
            note=note if detail.answer else note and "cut",
            evidence=tuple(Shown(each, *_answer(each, detail)) for each in probes),
            questions=tuple(each.question for each in found.evidence)
            if kept == "questions"
            else (),
            because=anchors.get(found.blocked_by, ""),
        )
    return made


def _answer(probe: Evidence, detail: Detail) -> tuple[str, str]:
    """The answer to show and the note under it: length and hash of what the probe got."""
    text, _ = cut(probe.answer, detail.answer)
    if len(text) == len(probe.answer) and probe.length <= len(
        probe.answer.encode(errors="replace")
    ):
        return text, ""
    return text, f"cut: {probe.length} long, sha256 {probe.sha256}"


def table(result: RunResult, detail: Detail) -> tuple[dict[str, list[Row]], list[Cell]]:
    """Rows by subject, worst first, and the cells that no row names: those are shown too."""
    cells = shown(result, detail)
    taken: set[str] = set()
    groups: dict[str, list[Row]] = defaultdict(list)
    for line in sorted(result.requirements, key=lambda each: (rank(each.outcome), each.row)):
        named = [cells[name] for name in line.cells if name in cells]
        fresh = [each for each in named if each.finding.cell not in taken]
        elsewhere = tuple(each for each in named if each.finding.cell in taken)
        taken.update(each.finding.cell for each in fresh)
        fresh.sort(key=lambda each: rank(each.finding.outcome))
        groups[line.subject].append(
            Row(
                line=line,
                own=tuple(each for each in fresh if not each.plain),
                bundles=_bundled(each for each in fresh if each.plain),
                elsewhere=elsewhere,
                missing=tuple(name for name in line.cells if name not in cells),
            )
        )
    order = sorted(groups, key=lambda name: (not any(row.opened for row in groups[name]), name))
    return {name: groups[name] for name in order}, [
        each for name, each in cells.items() if name not in taken
    ]


def _bundled(cells: Iterable[Cell]) -> tuple[tuple[Cell, ...], ...]:
    """Cells that say the same, together."""
    same: dict[tuple[object, ...], list[Cell]] = defaultdict(list)
    for each in cells:
        same[each.key].append(each)
    return tuple(map(tuple, same.values()))
