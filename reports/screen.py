"""The first screen of every report: what stops us, the way back, what was not seen."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from findings.finding import OUTCOMES, Finding, Outcome, Phase
from findings.result import RequirementLine, RunResult, Stop
from reports import times
from reports.clean import line

WORDS: dict[Outcome, str] = {
    "pass": "pass",
    "fail": "fail",
    "waived": "waived",
    "attested": "attested",
    "not-applicable": "not applicable",
    "due": "due",
    "unknown": "unknown",
    "blocked": "blocked",
}
PHASES: dict[Phase, str] = {
    "pre": "Before the change",
    "post": "After the change",
    "rollback": "After going back",
    "gate": "Gate in the window",
}
# What a reader must act on comes first; not the order of the accounting line.
WORST: tuple[Outcome, ...] = (
    "fail", "unknown", "blocked", "due", "waived", "attested", "pass", "not-applicable",
)  # fmt: skip
SEVERITIES = ("blocker", "warning", "info")
OPEN: frozenset[Outcome] = frozenset({"fail", "unknown", "blocked"})


def rank(outcome: Outcome | None) -> int:
    """The place of an outcome from worst to best; a row without one comes last."""
    return WORST.index(outcome) if outcome else len(WORST)


def counted(outcomes: Iterable[Outcome]) -> str:
    """`48 pass + 2 fail`, in the order of the accounting line."""
    counts = Counter(outcomes)
    return " + ".join(f"{counts[each]} {WORDS[each]}" for each in OUTCOMES if counts[each])


def cell(found: Finding) -> str:
    """`TYK-PRE-046 main`."""
    return f"{', '.join(found.requirements)} {found.target}"


def commands(stop: Stop, width: int) -> list[str]:
    """The commands of a blocker, whole: half a command is worse than none."""
    return [
        line(each) if len(line(each)) <= max(width, 120) else "(a long command: see report.html)"
        for each in (stop.command, stop.then)
        if each
    ]


@dataclass(frozen=True)
class Screen:
    """What of a result its first screen shows. Nothing is judged here, only picked and ordered."""

    result: RunResult

    @property
    def title(self) -> str:
        """One line that names the page: `PRE CHG0123456 lab: NO-GO`."""
        run = self.result
        return line(f"{run.phase.upper()} {run.change} {run.environment}: {run.headline}")

    @property
    def phase(self) -> str:
        """The phase in words a change manager uses."""
        return PHASES[self.result.phase]

    @property
    def change(self) -> str:
        """`tyk 5.3.9 -> 5.8.9`: the hop, of each component where they differ."""
        hops: dict[str, list[str]] = {}
        for component, (old, new) in self.result.versions.items():
            hops.setdefault(f"{old} → {new}", []).append(component)
        if len(hops) == 1:
            return f"{self.result.product} {next(iter(hops))}"
        parts = [f"{', '.join(names)} {hop}" for hop, names in hops.items()]
        return f"{self.result.product}: {'; '.join(parts)}"

    @property
    def window(self) -> str:
        """The change window in its own zone and in UTC."""
        run = self.result
        return times.span(run.window_start, run.window_end, run.timezone)

    def at(self, text: str) -> str:
        """A time of this run for people."""
        return times.both(text, self.result.timezone)

    @property
    def run(self) -> str:
        """When the run was, how long it took and who started it."""
        run = self.result
        who = f" by {run.operator}" if run.operator else ""
        took = times.lasted(run.started_at, run.ended_at)
        return f"{self.at(run.started_at)}{who}{f', took {took}' if took else ''}"

    @property
    def stamps(self) -> tuple[tuple[str, str], ...]:
        """What must not be overlooked about the run itself: word and sentence."""
        found = []
        if self.result.incomplete:
            found.append(
                ("INCOMPLETE", "The run did not end. This page was made from its journal.")
            )
        if self.result.partial:
            found.append(("PARTIAL", "Only a part of the phase was run. This can never be GO."))
        return tuple(found)

    @cached_property
    def way_back(self) -> tuple[RequirementLine, ...]:
        """Rollback rows that were planned here: whether a way back exists."""
        rows = (row for row in self.result.requirements if "-RB-" in row.row and row.outcome)
        return tuple(sorted(rows, key=lambda row: rank(row.outcome)))

    @cached_property
    def accepted(self) -> tuple[Finding, ...]:
        """Breaches somebody accepted."""
        return self.of("waived")

    @cached_property
    def attested(self) -> tuple[Finding, ...]:
        """What a person signed for, because no probe can see it."""
        return self.of("attested")

    @cached_property
    def due(self) -> tuple[Finding, ...]:
        """What can hold only later, and is demanded then."""
        return self.of("due")

    @cached_property
    def warnings(self) -> tuple[Finding, ...]:
        """What is open and does not stop the change."""
        found = (each for each in self.result.findings if each.severity != "blocker")
        return tuple(
            sorted((each for each in found if each.outcome in OPEN), key=lambda f: rank(f.outcome))
        )

    @cached_property
    def untold(self) -> tuple[Finding, ...]:
        """Blockers nobody could tell: the roots; what only hangs on them is in `blocked`."""
        return tuple(each for each in self.of("unknown") if each.severity == "blocker")

    @cached_property
    def blocked(self) -> tuple[Finding, ...]:
        """What could not be judged because something else is open."""
        return self.of("blocked")

    @property
    def missing(self) -> int:
        """Planned cells that have no finding: never to be taken for good ones."""
        return max(0, self.result.planned - len(self.result.findings))

    @property
    def saw_all(self) -> bool:
        """Every planned cell has a finding and each was told: only then may a report say so."""
        run = self.result
        gaps = run.could_not_see or run.incomplete or self.missing
        return not (gaps or self.blocked or self.of("unknown"))

    @property
    def unseen(self) -> list[str]:
        """`could not see` in lines: what the run named, blockers not told, a count of the rest."""
        told = (f"{cell(each)}: {each.message}" for each in self.untold)
        lines = [*self.result.could_not_see, *told]
        if self.blocked:
            lines.append(f"{len(self.blocked)} more could not be judged because of these")
        if lines or self.saw_all:
            return lines or ["none: every planned cell was judged"]
        return ["not everything that was planned was judged: see the accounting line"]

    @cached_property
    def deviations(self) -> tuple[RequirementLine, ...]:
        """The vendor's steps that we do not take."""
        return tuple(row for row in self.result.requirements if row.verified_by == "declined")

    @property
    def unexplained(self) -> int:
        """Differences nobody expected: must be none to close."""
        return sum(not each.explained for each in self.result.differences)

    @property
    def explained(self) -> int:
        """Differences that the version hop or a person explains."""
        return len(self.result.differences) - self.unexplained

    @property
    def close_code(self) -> str:
        """What to close the ticket with, where the verdict says it; else a person decides."""
        if self.result.verdict != "GO" or self.result.partial or self.result.incomplete:
            return ""
        codes: dict[Phase, str] = {"post": "Successful", "rollback": "Unsuccessful, backed out"}
        return codes.get(self.result.phase, "")

    def of(self, outcome: Outcome) -> tuple[Finding, ...]:
        """The findings with that outcome, in plan order."""
        return tuple(each for each in self.result.findings if each.outcome == outcome)
