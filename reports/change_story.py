"""What of a change its first screen shows: which screen it is, and the runs that belong to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from os.path import relpath
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from findings.change import BACK, Change, Decision, Finished, PhaseRun, StepLine
from findings.deciding import last_moment
from findings.finding import Phase, Verdict
from findings.result import RunResult
from findings.wording import amount
from reports import times
from reports.clean import line
from reports.screen import Screen

Kind = Literal["pre", "post", "rollback"]
Tone = Literal["", "good", "bad", "ask", "dim"]
CLOSE: dict[Kind, str] = {"post": "Successful", "rollback": "Unsuccessful, backed out"}


@dataclass(frozen=True)
class Item:
    """One line under a name, with commands to type and the report it speaks of."""

    text: str
    tone: Tone = ""
    commands: tuple[str, ...] = ()
    link: str = ""


@dataclass(frozen=True)
class Part:
    """A name of the first screen, and its lines. Every one of them is computed from the run."""

    name: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Story:
    """A change beside the results of its runs. Nothing is judged here, only picked and ordered."""

    change: Change
    runs: Mapping[str, RunResult] = field(default_factory=dict)  # by the directory the journal says
    sizes: Mapping[str, int] = field(default_factory=dict)  # of the baseline: name, how many of it
    directory: Path = Path()  # of the change: links are relative to it

    @cached_property
    def kind(self) -> Kind:
        """Which screen comes first: how far the change came."""
        if self.change.way_back or any(one.kind == "roll-back" for _, one in self.change.decisions):
            return "rollback"
        begun = any(step.tries or step.state != "waiting" for step in self.change.steps)
        return "post" if begun or self.change.finished else "pre"

    def ran(self, phase: Phase) -> PhaseRun | None:
        """The last run of a whole phase."""
        runs = (one for _, one in reversed(self.change.phases) if one.phase == phase)
        return next((one for one in runs if not (one.gate or one.on)), None)

    def result(self, phase: Phase) -> RunResult | None:
        """What that run found; None where there was none, or its directory is gone."""
        ran = self.ran(phase)
        return self.runs.get(ran.directory) if ran else None

    @cached_property
    def shown(self) -> RunResult | None:
        """What was found by the run that the first screen speaks of."""
        return self.result(self.kind)

    @cached_property
    def before(self) -> RunResult | None:
        """The pre run that took the baseline which is compared with; else the last one."""
        later = self.shown.baseline if self.shown else None
        pres = [one for one in self.runs.values() if one.phase == "pre" and one.baseline]
        same = (
            one for one in pres if later and one.baseline and later.sha256 == one.baseline.sha256
        )
        return next(same, None) if later else self.result("pre")

    @cached_property
    def end(self) -> Finished | None:
        """How the action ended that the first screen speaks of."""
        action = "rollback" if self.kind == "rollback" else "upgrade"
        return next((one for one in reversed(self.change.finished) if one.action == action), None)

    @property
    def verdict(self) -> Verdict:
        """GO only where the last action ended with it: nothing else is known to be well."""
        if self.end:
            return self.end.verdict
        last = next((run for _, run in reversed(self.change.phases)), None)
        return "NO-GO" if last and not last.holds and last.verdict == "NO-GO" else "UNKNOWN"

    @property
    def headline(self) -> str:
        """The verdict in a few words."""
        ran = self.ran(self.kind)
        said = ran.headline or ran.verdict if ran else ""
        if self.end and self.kind == "rollback":
            return "BACK AND GO" if self.end.status == BACK else f"BACK, {self.end.headline}"
        if self.end:
            return self.end.headline
        what = {"pre": "", "post": "UPGRADE ", "rollback": "ROLLBACK "}[self.kind]
        if self.change.incomplete:
            return f"{what}INCOMPLETE"
        if ran and not ran.holds:  # all was done, and the whole phase said no
            return {"pre": "", "post": "UPGRADED, ", "rollback": "BACK, "}[self.kind] + said
        return said if self.kind == "pre" and said else f"{what}STOPPED"

    @property
    def stamps(self) -> tuple[tuple[str, str], ...]:
        """What must not be overlooked: word and sentence."""
        found = []
        if self.change.incomplete:
            last = self.at(self.change.last_at)
            found.append((
                "INCOMPLETE",
                f"The runner did not end: it was killed, or is still at work. Last entry {last}.",
            ))  # fmt: skip
        if self.change.stopped:
            said = self.change.stopped
            found.append(("STOPPED", f"{said.why} {said.do}".strip()))
        if self.change.torn:
            found.append(("TORN", f"The journal's {self.change.torn}."))
        over = [f"{one.requirement} by {one.name}" for _, one in self.decided("override")]
        if over:
            found.append(("OVERRIDDEN", f"The verdict rests on it: {'; '.join(over)}."))
        if self.change.header.mode == "print":
            found.append(("PRINT", "People ran the commands; the suite's account changed nothing."))
        return tuple(found)

    @property
    def title(self) -> str:
        """One line that names the page."""
        head = self.change.header
        return line(f"{self.kind.upper()} {head.change} {head.environment}: {self.headline}")

    @property
    def hop(self) -> str:
        """`tyk 5.3.9 → 5.8.9`, of each component where they differ."""
        hops: dict[str, list[str]] = {}
        for component, (old, new) in self.change.header.versions.items():
            hops.setdefault(f"{old} → {new}", []).append(component)
        if len(hops) == 1:
            return f"{self.change.header.product} {next(iter(hops))}"
        parts = [f"{', '.join(names)} {hop}" for hop, names in hops.items()]
        return f"{self.change.header.product}: {'; '.join(parts)}"

    @property
    def window(self) -> str:
        """The change window in its own zone and in UTC."""
        head = self.change.header
        return times.span(head.window_start, head.window_end, head.timezone)

    @property
    def actual(self) -> str:
        """From the first step to the last end that is known."""
        lines = (*self.change.steps, *self.change.back)
        begun = [one.started_at for one in lines if one.started_at]
        ended = [one.ended_at for one in lines if one.ended_at]
        if not begun:
            return "no step was begun"
        until = max(ended, default="") if self.change.over else self.change.last_at
        return times.span(min(begun), until or self.change.last_at, self.change.header.timezone)

    def at(self, text: str) -> str:
        """A time for people."""
        return times.both(text, self.change.header.timezone)

    def clock(self, text: str) -> str:
        """`22:04`, in the window's zone; the text itself when it is no time."""
        when = times.parse(text)
        return f"{when.astimezone(times.zone(self.change.header.timezone)):%H:%M}" if when else text

    def moment(self, undo_minutes: float | None = None) -> str:
        """The decide-by time, for people; empty where the window has no end."""
        when = last_moment(self.change, undo_minutes)
        return self.at(when.isoformat()) if when else ""

    @property
    def close_code(self) -> str:
        """What to close the ticket with, where the last action ended in GO; else a person says."""
        if not self.end or self.end.verdict != "GO":
            return ""
        if self.shown and (left := Screen(self.shown).unexplained):
            return f"not yet: {amount(left, 'difference is', 'differences are')} unexplained"
        issues = self.kind == "post" and self.decided("override", "after-window")
        return f"{CLOSE.get(self.kind, '')}{' with issues' if issues else ''}"

    def link(self, directory: str) -> str:
        """The way from this page to the report of a run; no scheme can get in: it is a path."""
        if Path(directory).is_absolute():
            directory = relpath(directory, self.directory.absolute())
        return f"./{quote(directory)}/report.html"

    def decided(self, *kinds: str) -> list[tuple[str, Decision]]:
        """The decisions of these kinds."""
        return [(at, one) for at, one in self.change.decisions if one.kind in kinds]

    @property
    def lines(self) -> tuple[StepLine, ...]:
        """The steps of both actions in the order in which they came."""
        return (*self.change.steps, *self.change.back)
