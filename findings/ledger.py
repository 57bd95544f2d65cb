"""Planned against found: which cells have a finding, which none or two, which nobody planned."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from findings.finding import Finding, Outcome
from findings.plan import PlannedCell

# What a row shows that stands over several cells: its worst one.
WORST_FIRST: tuple[Outcome, ...] = (
    "fail", "unknown", "blocked", "due", "waived", "attested", "pass", "not-applicable",
)  # fmt: skip


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """Give the worst of some outcomes; ValueError when there is none."""
    return min(outcomes, key=WORST_FIRST.index)


@dataclass(frozen=True)
class Ledger:
    """The plan of a run beside its findings."""

    plan: Sequence[PlannedCell]
    findings: Sequence[Finding]

    @cached_property
    def _found(self) -> dict[str, list[Finding]]:
        """All findings, by their cell."""
        found: dict[str, list[Finding]] = {}
        for finding in self.findings:
            found.setdefault(finding.cell, []).append(finding)
        return found

    def of(self, cell: PlannedCell) -> list[Finding]:
        """Give the findings of a cell: one, where all is well."""
        return self._found.get(cell.cell, [])

    def outcome(self, cell: PlannedCell) -> Outcome:
        """Give the outcome of a cell: `unknown` without a finding, or where two contradict."""
        outcomes = {finding.outcome for finding in self.of(cell)}
        return outcomes.pop() if len(outcomes) == 1 else "unknown"

    def node(self, cell: PlannedCell) -> str:
        """Name the node a cell ran on, or nothing."""
        return next((name for f in self.of(cell) if (name := cell.node or f.node)), cell.node)

    @cached_property
    def missing(self) -> tuple[PlannedCell, ...]:
        """Cells that were planned and have no finding: they were not run."""
        return tuple(cell for cell in self.plan if not self.of(cell))

    @cached_property
    def doubled(self) -> tuple[str, ...]:
        """Planned cells that have more than one finding."""
        planned = {cell.cell for cell in self.plan}
        return tuple(c for c, found in self._found.items() if c in planned and len(found) > 1)

    @cached_property
    def stray(self) -> tuple[str, ...]:
        """Findings of cells that nobody planned."""
        planned = {cell.cell for cell in self.plan}
        return tuple(name for name in self._found if name not in planned)

    @cached_property
    def planned_twice(self) -> tuple[str, ...]:
        """Cells that stand in the plan more than once: one finding would do for both."""
        return tuple(n for n, times in Counter(c.cell for c in self.plan).items() if times > 1)

    @cached_property
    def unlike(self) -> tuple[str, ...]:
        """Cells whose finding is of another phase or severity than was planned."""
        return tuple(
            cell.cell
            for cell in self.plan
            if any((f.phase, f.severity) != (cell.phase, cell.severity) for f in self.of(cell))
        )
