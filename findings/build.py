"""One run, put together: the document that every report is made of."""

from collections.abc import Iterator, Sequence

from findings.accounting import accounting_line, count, of_phase, vendor_line, vendor_page
from findings.finding import Finding
from findings.ledger import Ledger, worst
from findings.plan import PlannedCell, Row, RunEnding, RunHeader
from findings.result import BaselineLine, NodeLine, RequirementLine, RunResult
from findings.stops import roots, stops
from findings.verdict import judge
from findings.wording import amount

_NOT_SHOWN = {"id", "phases", "gates", "rollback", "planned", "reason", "applies_not"}


def build(
    header: RunHeader,
    plan: Sequence[PlannedCell],
    findings: Sequence[Finding],
    ending: RunEnding | None,
    chain_head: str = "",
) -> RunResult:
    """Judge a run and roll it up. `ending` None: it did not end; it is stamped and never GO."""
    ledger = Ledger(plan, findings)
    judgement = judge(header, plan, findings, ending)
    planned = max(len(plan), header.whole) if header.merged else len(plan)
    counts = count(plan, findings)
    if lost := planned - len(plan):  # cells of a part that is not there
        counts["unknown"] = counts.get("unknown", 0) + lost
    shown = _in_order(header, ledger, ending)
    ended = ending or RunEnding(
        ended_at=max((header.started_at, *(f.started_at for f in findings)))
    )
    same = set(RunHeader.model_fields) & set(RunResult.model_fields) - {"nodes"}
    return RunResult(
        **{name: getattr(header, name) for name in same},
        ended_at=ended.ended_at,
        verdict=judgement.verdict,
        headline=judgement.headline,
        reasons=judgement.reasons,
        partial=judgement.partial,
        incomplete=ending is None,
        zone=header.share.zone if header.share else "",
        whole_plan=header.share.plan if header.share else "",
        parts=header.merged.parts if header.merged else (),
        planned=planned,
        accounting=counts,
        accounting_line=accounting_line(planned, counts, judgement.headline),
        vendor_line=vendor_line(header),
        vendor=vendor_page(header),
        stops=stops(plan, findings),
        could_not_see=(
            *(header.merged.flaws if header.merged else ()),
            *_could_not_see(ledger, ended),
        ),
        notes=(*ended.notes, *judgement.notes),
        nodes=tuple(_nodes(header, ledger, ended)),
        requirements=tuple(_requirements(header, ledger, shown)),
        findings=shown,
        differences=tuple(difference for f in shown for difference in f.differences),
        baseline=_baseline(ended),
        chain_head=chain_head,
    )


def _in_order(header: RunHeader, ledger: Ledger, ending: RunEnding | None) -> tuple[Finding, ...]:
    """Sort by the plan, say of each cell that was not run that it was not, and keep strays last."""
    why = (ending.interrupted if ending else "the run did not end") or "nobody said why"
    order = list(dict.fromkeys(cell.cell for cell in ledger.plan))
    cells = {cell.cell: cell for cell in ledger.plan}
    shown = [
        finding
        for name in order
        for finding in ledger.of(cells[name]) or [_not_run(header, cells[name], why)]
    ]
    return (*shown, *(f for f in ledger.findings if f.cell not in cells))


def _not_run(header: RunHeader, cell: PlannedCell, why: str) -> Finding:
    """Make the finding of a cell that has none, so that tables and accounting agree."""
    return Finding(
        check=cell.check,
        target=cell.target,
        node=cell.node,
        title=cell.title,
        subject=cell.subject,
        requirements=cell.requirements,
        phase=header.phase,
        severity=cell.severity,
        consequence=cell.consequence,
        outcome="unknown",
        message=f"not run: {why}",
        remedy=cell.remedy,
    )


def _could_not_see(ledger: Ledger, ended: RunEnding) -> Iterator[str]:
    """Say what could not be looked at, why, and how many checks can not tell because of it."""
    dark = [cell for cell in ledger.plan if ledger.outcome(cell) in {"unknown", "blocked"}]
    for node, why in ended.unreached.items():
        lost = sum(ledger.node(cell) == node for cell in dark)
        yield f"{node}: {why}; {amount(lost, 'check', 'checks')} could not tell"
    by_cell = {finding.cell: finding for finding in ledger.findings}
    for cell, held in roots(ledger.findings).items():
        root = by_cell[cell]
        if root.outcome == "blocked" or root.node in ended.unreached:
            continue
        first = (root.message.splitlines() or [root.title])[0]
        yield f"{root.target}: {first}; {amount(len(held), 'check', 'checks')} could not tell"


def _nodes(header: RunHeader, ledger: Ledger, ended: RunEnding) -> Iterator[NodeLine]:
    """Say of each node whether it was met."""
    answered = {ledger.node(c) for c in ledger.plan if ledger.outcome(c) in {"pass", "fail"}}
    for node in header.nodes:
        why = ended.unreached.get(node.name, "")
        reached = not why and node.name in answered | ended.identities.keys()
        yield NodeLine(
            **node.model_dump(),
            identity=ended.identities.get(node.name, ""),
            reached=reached,
            why="" if reached else why or "nothing was heard from it",
        )


def _requirements(
    header: RunHeader, ledger: Ledger, shown: Sequence[Finding]
) -> Iterator[RequirementLine]:
    """Roll cells up by row: the rows of this phase, and any other that a cell names."""
    cells: dict[str, list[PlannedCell]] = {}
    for cell in ledger.plan:
        for name in cell.requirements:
            cells.setdefault(name, []).append(cell)
    said = {finding.cell: finding.message for finding in shown}
    wanted = {row.row for row in of_phase(header)} | cells.keys()
    for row in header.rows:
        if row.row in wanted:
            mine = cells.get(row.row, [])
            narrowed = bool(header.narrowed or header.share)
            yield _line(row, mine, ledger, said, narrowed=narrowed)


def _line(
    row: Row, cells: Sequence[PlannedCell], ledger: Ledger, said: dict[str, str], *, narrowed: bool
) -> RequirementLine:
    """Write one row with the worst of its cells."""
    outcome = worst(ledger.outcome(cell) for cell in cells) if cells else None
    reason = ""
    if outcome == "not-applicable":
        reason = row.applies_not or cells[0].not_applicable or said.get(cells[0].cell, "")
    elif outcome is None:
        reason = _why_no_cell(row, narrowed=narrowed)
    return RequirementLine(
        **row.model_dump(exclude=_NOT_SHOWN),
        outcome=outcome,
        reason=reason,
        cells=tuple(cell.cell for cell in cells),
    )


def _why_no_cell(row: Row, *, narrowed: bool) -> str:
    """Say why nothing of this run looks at a row."""
    if row.verified_by == "declined":
        return row.reason
    if row.applies_not:
        return row.applies_not
    if row.planned:
        return "its check is still to come"
    if row.verified_by == "step":
        return row.reason or "a step of the run"
    return "not in this narrowed run" if narrowed else "no cell of this run looks at it"


def _baseline(ended: RunEnding) -> BaselineLine | None:
    """Name the baseline that was written or compared with, if there was one."""
    if not ended.baseline_path:
        return None
    return BaselineLine(
        path=ended.baseline_path,
        sha256=ended.baseline_sha256,
        taken_at=ended.baseline_taken_at,
        values=ended.baseline_values,
    )
