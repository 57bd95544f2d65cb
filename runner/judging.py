"""Whether a gate holds: told from its findings, never from an exit status."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from findings.finding import Finding, Outcome
from findings.result import RunResult

GOOD: frozenset[Outcome] = frozenset({"pass", "waived", "attested", "not-applicable"})
RAN: frozenset[Outcome] = frozenset({"pass", "waived", "attested"})
SHOWN = 12


@dataclass(frozen=True)
class Breach:
    """One cell that does not hold."""

    requirements: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Judged:
    """Whether it holds, why not, and the breaches that a person could take on themselves.

    A whole phase has none of these: there a waiver is the way, which another person approves.
    """

    holds: bool
    why: tuple[str, ...] = ()
    breaches: tuple[Breach, ...] = ()


def judged(result: RunResult, *, whole: bool) -> Judged:
    """Judge a run: a whole phase by its verdict, a narrowed one by each of its blockers."""
    if whole:
        good = result.verdict == "GO" and not result.partial and not result.incomplete
        return Judged(good, () if good else _reasons(result))
    doubts = tuple(_doubts(result))
    breaches = tuple(
        Breach(f.requirements, _said(f))
        for f in result.findings
        if f.severity == "blocker" and f.outcome not in GOOD
    )
    why = (*(breach.text for breach in breaches), *doubts)
    return Judged(not why, why, () if doubts else breaches)


def died(status: int, said: str, seconds: float) -> Judged:
    """Say of a run that left nothing to judge what became of it."""
    if said == "late":
        return Judged(holds=False, why=(f"it was ended: it took longer than {seconds:.0f} s",))
    end = f"was killed by signal {-status}" if status < 0 else f"ended with status {status}"
    return Judged(holds=False, why=(f"pytest {end} and left no findings of its own: {said}",))


def _doubts(result: RunResult) -> Iterator[str]:
    """Say what keeps a run from proving anything, whatever its cells say."""
    if result.incomplete:
        yield "the run did not end"
    yield from (reason for reason in result.reasons if "interrupted" in reason)
    if not result.planned:
        yield "no cell was planned: nothing was looked at"
    elif not any(finding.outcome in RAN or _bad(finding) for finding in _own(result)):
        yield "nothing was looked at: each of its cells is not applicable"
    twice = [cell for cell, n in Counter(f.cell for f in result.findings).items() if n > 1]
    if twice:
        yield f"more than one finding for {', '.join(twice[:3])}"
    if result.planned != len({finding.cell for finding in result.findings}):
        yield f"{result.planned} cells were planned, {len(result.findings)} have a finding"


def _own(result: RunResult) -> list[Finding]:
    """Give what a gate is about: that a node can be reached at all says nothing of it."""
    return [
        f for f in result.findings if not all(name.startswith("EST-") for name in f.requirements)
    ]


def _bad(finding: Finding) -> bool:
    return finding.outcome not in GOOD


def _reasons(result: RunResult) -> tuple[str, ...]:
    """Give why a whole phase is not GO: what stops us, with its remedy, then the rest."""
    stops = [
        f"{', '.join(stop.requirements)} [{stop.target}] {stop.title} "
        f"{_first(stop.message)} -> {stop.owner}: {stop.do}"
        for stop in result.stops
    ]
    found = (*stops, *(r for r in result.reasons if not r.startswith("blocker failed: ")))
    return found[:SHOWN] or (f"the verdict is {result.headline}",)


def _said(finding: Finding) -> str:
    """Write `TYK-POST-022 [gw1] 1 API is gone -> api-team: deploy it again`."""
    names = ", ".join(finding.requirements)
    said = _first(finding.message) or finding.title
    by = f" (blocked by {finding.blocked_by})" if finding.blocked_by else ""
    word = "" if finding.outcome == "fail" else f"{finding.outcome}: "
    remedy = finding.remedy
    do = f" -> {remedy.owner or 'do'}: {remedy.text}" if remedy.text else ""
    return f"{names} [{finding.target}] {word}{said}{by}{do}"


def _first(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")
