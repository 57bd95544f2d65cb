"""GO, NO-GO or UNKNOWN. The default is UNKNOWN; only what was seen makes it GO."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from findings.accounting import of_phase
from findings.finding import Finding, Outcome, Verdict
from findings.ledger import Ledger
from findings.plan import PlannedCell, RunEnding, RunHeader
from findings.stops import roots
from findings.wording import amount, listed, named
from findings.zones import nodes_of, own_cells, part_of, told

_GOOD: frozenset[Outcome] = frozenset({"pass", "waived", "attested", "not-applicable"})
_BAD_WORDS: dict[Outcome, str] = {
    "fail": "failed", "unknown": "could not be told", "blocked": "blocked",
}  # fmt: skip


@dataclass(frozen=True)
class Judgement:
    """A verdict, its headline and its reasons (none when GO); `notes` is what did not stop it."""

    verdict: Verdict
    headline: str
    reasons: tuple[str, ...]
    partial: bool
    notes: tuple[str, ...]


def exit_status(verdict: Verdict, partial: bool) -> int:  # noqa: FBT001  one of two facts of a run
    """Give what the process ends with: 0 GO, 1 NO-GO, 7 UNKNOWN or PARTIAL."""
    if partial:
        return 7
    return {"GO": 0, "NO-GO": 1}.get(verdict, 7)


def judge(
    header: RunHeader,
    plan: Sequence[PlannedCell],
    findings: Sequence[Finding],
    ending: RunEnding | None,
) -> Judgement:
    """Judge a run. `ending` is None when it did not end, after a kill for instance."""
    ledger = Ledger(plan, findings)
    failed = tuple(c for c in plan if c.severity == "blocker" and ledger.outcome(c) == "fail")
    doubts = (*_of_run(header, ledger, ending), *_of_cells(header, ledger), *_of_rows(header, plan))
    partial = _is_partial(header, plan)
    flaws = header.merged.flaws if header.merged else ()
    verdict: Verdict = "UNKNOWN" if flaws else "NO-GO" if failed else "UNKNOWN" if doubts else "GO"
    headline = _headline(header, ledger, verdict, partial=partial)
    return Judgement(
        verdict=verdict,
        headline=_stamped(header, headline if ending else f"INCOMPLETE, {headline}"),
        reasons=(*flaws, *(f"blocker failed: {named(cell)}" for cell in failed), *doubts),
        partial=partial,
        notes=(*_replayed(header), *told(header), *_notes(ledger)),
    )


def _is_partial(header: RunHeader, plan: Sequence[PlannedCell]) -> bool:
    """Whether it is less than its phase on purpose; parts that were joined have flaws instead."""
    less = bool(header.narrowed) or header.whole != len(plan)
    return header.merged is None and (less or header.share is not None)


def _stamped(header: RunHeader, headline: str) -> str:
    return f"REPLAY, {headline}" if header.replay else headline


def _replayed(header: RunHeader) -> Iterator[str]:
    """Say that a replay shows what was once, not what is."""
    if header.replay:
        yield f"REPLAY of {header.replay}: nothing was contacted, and nothing is known of today"


def _of_run(header: RunHeader, ledger: Ledger, ending: RunEnding | None) -> Iterator[str]:
    """Say what keeps the run as a whole from being GO."""
    if ending is None:
        yield "the run did not end: nobody knows what it would still have found"
    elif ending.interrupted and not header.merged:  # of a part it is a flaw already
        yield f"the run was interrupted: {ending.interrupted}"
    if header.replay and not header.demo:
        yield f"the answers are those of a recording, {header.replay}: a change needs a run"
    planned = len(ledger.plan)
    if header.share:
        yield part_of(header, header.share)
    short = header.whole != planned and not header.share
    if header.narrowed or (short and not (header.merged and header.merged.flaws)):
        by = f" (narrowed by {', '.join(header.narrowed)})" if header.narrowed else ""
        yield f"only {planned} of the {header.whole} cells of the phase were planned{by}"
    if not ledger.plan:
        yield "nothing was planned"
    for cells, words in (
        (ledger.doubled, "more than one finding"),
        (ledger.stray, "a finding, but no place in the plan"),
        (ledger.planned_twice, "more than one place in the plan"),
        (ledger.unlike, "a finding of another phase or severity than planned"),
        (tuple(c.cell for c in ledger.plan if c.phase != header.phase), "another phase to run in"),
    ):
        if cells:
            yield f"{amount(len(cells), 'cell has', 'cells have')} {words}: {listed(cells)}"
    if ledger.missing:
        cells = tuple(cell.cell for cell in ledger.missing)
        yield f"{amount(len(cells), 'cell was', 'cells were')} not run: {listed(cells)}"


def _of_cells(header: RunHeader, ledger: Ledger) -> Iterator[str]:
    """Say which blockers are not settled, and which nodes nothing good was seen of."""
    good = _GOOD | {"due"} if header.phase == "pre" else _GOOD
    root = {f.cell: cause for cause, held in roots(ledger.findings).items() for f in held}
    blocked: Counter[str] = Counter()
    for cell in ledger.plan:
        outcome = ledger.outcome(cell)
        if cell.severity != "blocker" or outcome in good or outcome == "fail":
            continue
        if outcome == "blocked":
            blocked.update(_cause(found, root) for found in ledger.of(cell))
        elif ledger.of(cell):
            said = "is still due" if outcome == "due" else "could not be told"
            yield f"blocker {said}: {named(cell)}"
    for cause, times in blocked.items():
        yield f"{amount(times, 'blocker is', 'blockers are')} blocked by {cause}"
    passed = [cell for cell in ledger.plan if ledger.outcome(cell) == "pass"]
    seen = {ledger.node(cell) for cell in passed}
    # a gate is of what comes next, and looks at nothing else
    asked = {ledger.node(c) for c in ledger.plan} if header.gate else nodes_of(header)
    unseen = tuple(n.name for n in header.nodes if n.name in asked and n.name not in seen)
    if unseen:
        yield f"no check passed on {listed(unseen)}"
    if not header.nodes:
        yield "the inventory names no node"
    if not passed:
        yield "no check passed at all"
    if header.phase == "rollback" and not header.share:
        outcomes = {row.row for row in header.rows if row.rollback == "outcome"}
        if not any(outcomes & set(cell.requirements) for cell in passed):
            yield "nothing was done that could be rolled back: no old version was seen to be back"


def _cause(found: Finding, root: Mapping[str, str]) -> str:
    """Name the first cell of the chain: the one to mend, not the one that only hangs on it."""
    first = root.get(found.cell, found.cell)
    return first if first != found.cell else found.blocked_by or "a cell that it does not name"


def _of_rows(header: RunHeader, plan: Sequence[PlannedCell]) -> Iterator[str]:
    """Say which rows of this phase apply and are looked at by nothing."""
    rows = [row for row in of_phase(header) if not row.applies_not]
    coming = tuple(row.row for row in rows if row.planned)
    if coming:
        yield f"{amount(len(coming), 'check is', 'checks are')} still to come: {', '.join(coming)}"
    covered = {name for cell in plan for name in cell.requirements}
    bare = tuple(
        row.row
        for row in rows
        if row.severity == "blocker"
        and row.verified_by in {"check", "attestation"}
        and not row.planned
        and row.row not in covered
    )
    # A narrowed run leaves most rows out on purpose, and is never GO anyway.
    if bare and not header.narrowed and not header.share:
        yield f"{amount(len(bare), 'blocker has', 'blockers have')} no cell: {', '.join(bare)}"


def _headline(header: RunHeader, ledger: Ledger, verdict: Verdict, *, partial: bool) -> str:
    """Write the verdict with what belongs to it: accepted risks, what is due, how much was run."""
    blockers = Counter(ledger.outcome(c) for c in ledger.plan if c.severity == "blocker")
    if partial:
        failed = blockers["fail"]
        tail = f", {amount(failed, 'blocker', 'blockers')} failed" if failed else ""
        if header.share:
            own = own_cells(header.share)
            return f"PART zone {header.share.zone}: {own} of {header.whole}{tail}"
        return f"PARTIAL {len(ledger.plan)} of {header.whole}{tail}"
    if verdict != "GO":
        return verdict
    waived = blockers["waived"]
    risks = f" with {amount(waived, 'accepted risk', 'accepted risks')}" if waived else ""
    due = sum(ledger.outcome(cell) == "due" for cell in ledger.plan)
    return f"GO{risks}{f', {due} due{_at_freeze(header)}' if due else ''}"


def _at_freeze(header: RunHeader) -> str:
    """Write ` at 21:00`, the freeze on the clock of the window, or nothing where there is none."""
    if not header.freeze:
        return ""
    freeze = datetime.fromisoformat(header.freeze).astimezone(ZoneInfo(header.timezone))
    return f" at {freeze:%H:%M}"


def _notes(ledger: Ledger) -> Iterator[str]:
    """Name what is not well and does not stop."""
    for severity in ("warning", "info"):
        for outcome, words in _BAD_WORDS.items():
            cells = tuple(
                f"{', '.join(cell.requirements)} on {cell.target}"
                for cell in ledger.plan
                if cell.severity == severity and ledger.outcome(cell) == outcome
            )
            if cells:
                kind = "warning" if severity == "warning" else "info row"
                yield f"{amount(len(cells), kind, f'{kind}s')} {words}: {listed(cells)}"
