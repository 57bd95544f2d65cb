"""From the runs to the page: medians, spread, ratios, goals, and what is only extrapolated."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.measuring import Series
from tests.bench.peers import CHECKS, HUGE, LIMIT_NAME, MUX, OURS_NAME, SHIPPED, XDIST
from tests.bench.suites import LARGE

AN_ITEM = 0.003  # seconds that a further item may cost beyond the slowest node alone
NEAR_LIMIT, HUGE_TIMES = 1.2, 14.0
TIMES = {XDIST: 5.0, MUX: 30.0, SHIPPED: 150.0}
WHY_LIMIT = (
    "The rest is what the limit leaves out: the rehearsal of each check, a journal and a recording "
    "that are on the disk before the next check, and six reports."
)
WHY_RATIO = (
    "The nodes share this machine's processors with the clients, and its ssh key exchange, which "
    "is the same for all, is a large part of what is left of ours."
)
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
    unit: str = " s"
    least: bool = False  # the limit is the least, not the most
    why: str = ""  # it can not be met

    @property
    def met(self) -> bool:
        """Whether it was reached."""
        return self.got >= self.limit if self.least else self.got <= self.limit

    def __str__(self) -> str:
        """Say it in one sentence."""
        how = "met" if self.met else f"NOT met, by {abs(self.got - self.limit):.2f}{self.unit}"
        bound = "at least" if self.least else "at most"
        said = (
            f"{self.text}: {self.got:.2f}{self.unit} of {bound} {self.limit:.2f}{self.unit}: {how}"
        )
        return said if self.met or not self.why else f"{said}. {self.why}"


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


def medians(found: Sequence[Series]) -> dict[int, float]:
    """Give the seconds of ours by size."""
    taken = [one for one in found if one.peer == OURS_NAME and one.seconds]
    return {one.nodes: statistics.median(one.seconds) for one in taken}


def goals(found: Sequence[Series]) -> list[Goal]:
    """Give the goals of the sizes that were measured, beside the slowest node alone."""
    ours = medians(found)
    if 1 not in ours:
        return []
    near = [
        Goal(
            f"{nodes} nodes take at most what the slowest node alone takes ({ours[1]:.2f} s) "
            f"plus {AN_ITEM * 1000:g} ms for each of {CHECKS * nodes} items",
            ours[1] + AN_ITEM * CHECKS * nodes,
            seconds,
        )
        for nodes, seconds in ours.items()
        if 1 < nodes <= LARGE
    ]
    return near + _beside(found) + _huge(ours)


def _beside(found: Sequence[Series]) -> list[Goal]:
    """Give the goals beside the others, at the size that stands for a usual fleet."""
    ratios = {line.peer: line.ratio for line in lines(found, [LARGE]) if line.ratio}
    goals = [
        Goal(f"{peer} takes {times:g} times what ours takes, at {LARGE} nodes", times,
             ratios[peer], "", least=True, why=WHY_RATIO)
        for peer, times in TIMES.items() if peer in ratios
    ]  # fmt: skip
    if LIMIT_NAME in ratios:
        text = f"ours takes what declared probes on our engine take, at {LARGE} nodes"
        goals.insert(0, Goal(text, NEAR_LIMIT, 1 / ratios[LIMIT_NAME], " times", why=WHY_LIMIT))
    return goals


def _huge(ours: dict[int, float]) -> list[Goal]:
    if HUGE not in ours or LARGE not in ours:
        return []
    text = f"{HUGE} nodes take so many times what {LARGE} take"
    return [Goal(text, HUGE_TIMES, ours[HUGE] / ours[LARGE], " times")]


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
