"""From the runs to the page: medians, spread, ratios, goals, and what is only extrapolated."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.measuring import Series
from tests.bench.peers import CHECKS, OURS_NAME

AN_ITEM = 0.003  # seconds that a further item may cost beyond the slowest node alone
HEAD = ("peer", "nodes", "items", "runs", "median s", "min-max s", "client CPU s", "x ours")


@dataclass(frozen=True)
class Line:
    """A line of the table. No runs: worked out from the largest size that was measured."""

    peer: str
    nodes: int
    runs: int
    seconds: float
    spread: tuple[float, float]
    cpu: float
    ratio: float | None  # to ours at the same size; None for ours

    @property
    def items(self) -> int:
        """Checks times nodes."""
        return CHECKS * self.nodes

    def cells(self) -> list[str]:
        """Write it for the table."""
        mark = "" if self.runs else " (extrapolated)"
        low, high = self.spread
        return [
            self.peer + mark,
            str(self.nodes),
            str(self.items),
            str(self.runs or "-"),
            f"{self.seconds:.2f}",
            f"{low:.2f}-{high:.2f}" if self.runs > 1 else "-",
            f"{self.cpu:.1f}",
            "1" if self.ratio is None else f"{self.ratio:.1f}",
        ]


@dataclass(frozen=True)
class Goal:
    """What was to be reached, and what was."""

    text: str
    limit: float
    got: float

    @property
    def met(self) -> bool:
        """Whether it was reached."""
        return self.got <= self.limit

    def __str__(self) -> str:
        """Say it in one sentence."""
        how = "met" if self.met else f"NOT met, by {self.got - self.limit:.2f} s"
        return f"{self.text}: {self.got:.2f} s of at most {self.limit:.2f} s: {how}"


def lines(found: Sequence[Series], sizes: Sequence[int]) -> list[Line]:
    """Give the table's lines, by size; peers too slow for a size are extrapolated, and say so."""
    taken = [one for one in found if one.seconds]
    ours = {one.nodes: statistics.median(one.seconds) for one in taken if one.peer == OURS_NAME}
    made: list[Line] = []
    for size in sizes:
        here = [_line(one, size, ours) for one in _of_size(taken, size)]
        made += sorted(here, key=lambda line: -line.seconds)
    return made


def _of_size(taken: Sequence[Series], size: int) -> list[Series]:
    """Give each peer's series of this size, else its largest; none for a single node but ours."""
    chosen = []
    for peer in dict.fromkeys(one.peer for one in taken):
        smaller = [one for one in taken if one.peer == peer and one.nodes <= size]
        if smaller:
            chosen.append(max(smaller, key=lambda one: one.nodes))
    return chosen


def _line(one: Series, size: int, ours: dict[int, float]) -> Line:
    times = size / one.nodes
    seconds = statistics.median(one.seconds) * times
    ratio = None if one.peer == OURS_NAME or size not in ours else seconds / ours[size]
    runs = len(one.seconds) if one.nodes == size else 0
    spread = (min(one.seconds) * times, max(one.seconds) * times)
    return Line(one.peer, size, runs, seconds, spread, statistics.median(one.cpu) * times, ratio)


def goals(found: Sequence[Series]) -> list[Goal]:
    """Give the goals of the sizes that were measured, beside the slowest node alone."""
    ours = {
        one.nodes: statistics.median(one.seconds)
        for one in found
        if one.peer == OURS_NAME and one.seconds
    }
    if 1 not in ours:
        return []
    return [
        Goal(
            f"{nodes} nodes take at most what the slowest node alone takes ({ours[1]:.2f} s) "
            f"plus {AN_ITEM * 1000:g} ms for each of {CHECKS * nodes} items",
            ours[1] + AN_ITEM * CHECKS * nodes,
            seconds,
        )
        for nodes, seconds in ours.items()
        if nodes > 1
    ]


def table(made: Sequence[Line]) -> str:
    """Write the table in Markdown that reads well as plain text too."""
    rows = [list(HEAD), *(line.cells() for line in made)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    written = [
        "| " + " | ".join(_padded(cell, widths, column) for column, cell in enumerate(row)) + " |"
        for row in rows
    ]
    rule = ["-" * width if not column else "-" * (width - 1) + ":"
            for column, width in enumerate(widths)]  # fmt: skip
    return "\n".join([written[0], "| " + " | ".join(rule) + " |", *written[1:]])


def _padded(cell: str, widths: Sequence[int], column: int) -> str:
    return cell.rjust(widths[column]) if column else cell.ljust(widths[column])
