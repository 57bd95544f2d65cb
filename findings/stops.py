"""What stands in the way, root cause first, each with whose it is and what to do."""

from collections.abc import Sequence

from findings.finding import Finding
from findings.ledger import Ledger
from findings.plan import PlannedCell
from findings.result import Stop
from findings.wording import amount

_SETTLED = frozenset({"pass", "waived", "attested", "not-applicable"})


def roots(findings: Sequence[Finding]) -> dict[str, list[Finding]]:
    """Give the blocked findings by the cell that is their root cause, through any number of links.

    A finding whose cause is not there, or that is its own cause by some way round, is its own root.
    """
    by_cell = {finding.cell: finding for finding in findings}
    blocked: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.outcome == "blocked":
            blocked.setdefault(root_of(finding, by_cell), []).append(finding)
    return blocked


def stops(plan: Sequence[PlannedCell], findings: Sequence[Finding]) -> tuple[Stop, ...]:
    """List failed blockers, then what else keeps one open; a blocked one is told with its root."""
    ledger = Ledger(plan, findings)
    blockers = {cell.cell for cell in plan if cell.severity == "blocker"}
    dependants = roots(findings)
    needed = {root for root, held in dependants.items() if any(f.cell in blockers for f in held)}
    ranked = []
    for place, cell in enumerate(plan):
        open_ = cell.severity == "blocker" and _stops(ledger, cell)
        if found := ledger.of(cell)[:1]:
            held = [f for f in dependants.get(cell.cell, []) if f.cell != cell.cell]
            if open_ or cell.cell in needed:
                soft = not (open_ and ledger.outcome(cell) == "fail")
                ranked.append((soft, -len(held), place, _stop(cell, found[0], len(held))))
    return tuple(stop for *_, stop in sorted(ranked, key=lambda entry: entry[:3]))


def root_of(finding: Finding, by_cell: dict[str, Finding]) -> str:
    """Follow `blocked_by` to the first cell that is not blocked itself; gives its name."""
    seen = [finding.cell]
    while finding.outcome == "blocked":
        if finding.blocked_by not in by_cell or finding.blocked_by in seen:
            return seen[0]
        finding = by_cell[finding.blocked_by]
        seen.append(finding.cell)
    # A root that is well holds nothing up: then the blocked cell has to speak for itself.
    return finding.cell if finding.outcome not in _SETTLED else seen[0]


def _stops(ledger: Ledger, cell: PlannedCell) -> bool:
    """Whether this blocker's own outcome stands in the way."""
    outcome = ledger.outcome(cell)
    return not (
        outcome in _SETTLED or outcome == "blocked" or (outcome == "due" and cell.phase == "pre")
    )


def _stop(cell: PlannedCell, finding: Finding, held: int) -> Stop:
    """Say what one cell asks of a person."""
    remedy = finding.remedy if finding.remedy.text or finding.remedy.command else cell.remedy
    tail = f"and {amount(held, 'check that needs', 'checks that need')} it" if held else ""
    return Stop(
        requirements=cell.requirements,
        target=cell.target,
        title=cell.title,
        message="\n".join(filter(None, (finding.message, tail))),
        owner=remedy.owner or cell.remedy.owner,
        do=remedy.text or "Find out why, mend it, then check again.",
        command=remedy.command,
        then=f"pytest -m {cell.phase} --requirement={cell.requirements[0]}",
    )
