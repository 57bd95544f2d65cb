"""The first two lines of every output: what was planned and found, what the vendor asks for."""

from collections import Counter
from collections.abc import Mapping, Sequence

from catalog.coverage import tally
from findings.finding import OUTCOMES, Finding, Outcome
from findings.ledger import Ledger
from findings.plan import PlannedCell, Row, RunHeader
from findings.result import VendorPage

NAMED = 5  # so many ids stand in the vendor line; the reasons of the verdict name all


def count(plan: Sequence[PlannedCell], findings: Sequence[Finding]) -> dict[Outcome, int]:
    """Count cells by outcome. The sum is always the plan's: what was not run is `unknown`."""
    ledger = Ledger(plan, findings)
    counted = Counter(ledger.outcome(cell) for cell in plan)
    return {outcome: counted[outcome] for outcome in OUTCOMES if counted[outcome]}


def accounting_line(planned: int, counts: Mapping[Outcome, int], headline: str) -> str:
    """Write `214 planned = 188 pass + 2 fail + 17 not applicable + 7 unknown -> NO-GO`.

    Terms of zero are left out; cells that `counts` knows nothing of are `unknown`.
    """
    not_run = max(0, planned - sum(counts.values()))
    whole = {**counts, "unknown": counts.get("unknown", 0) + not_run}
    terms = [f"{whole[o]} {o.replace('-', ' ')}" for o in OUTCOMES if whole.get(o)]
    return f"{planned} planned{' = ' if terms else ''}{' + '.join(terms)} -> {headline}"


def of_phase(header: RunHeader) -> tuple[Row, ...]:
    """Give the rows of the catalogue that speak of the header's phase, or of its gate."""
    rows = (row for row in header.rows if header.phase in row.phases)
    return tuple(row for row in rows if not header.gate or header.gate in row.gates)


def vendor_page(header: RunHeader) -> VendorPage:
    """Count how the vendor's statements of this phase are verified, over base ids.

    Rows of our own (`origin` suite) are no statements of the vendor.
    """
    counted = tally((row.id, _how(row)) for row in _statements(header))
    return VendorPage(
        total=counted.total,
        checked=counted.checked,
        attested=counted.attested,
        steps=counted.steps,
        declined=counted.declined,
        planned=counted.planned,
    )


def vendor_line(header: RunHeader) -> str:
    """Write `vendor page: 96 of 97 statements: 93 checked, 3 declined, 1 still to come (...)`."""
    page = vendor_page(header)
    parts = [
        f"{amount} {word}"
        for word in ("checked", "attested", "steps", "declined")
        if (amount := getattr(page, word))
    ]
    if page.planned:
        names = list(dict.fromkeys(row.id for row in _statements(header) if row.planned))
        more = f", and {len(names) - NAMED} more" if len(names) > NAMED else ""
        parts.append(f"{page.planned} still to come ({', '.join(names[:NAMED])}{more})")
    line = f"vendor page: {page.total - page.planned} of {page.total} statements"
    return ": ".join(filter(None, (line, ", ".join(parts))))


def _statements(header: RunHeader) -> list[Row]:
    """Give the vendor's own rows of the phase."""
    return [row for row in of_phase(header) if row.origin == "vendor"]


def _how(row: Row) -> str:
    return "planned" if row.planned else row.verified_by
