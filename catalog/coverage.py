"""How much of the vendor's page is verified: computed from the rows and from what checks name."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from catalog.catalogue import Catalogue
from catalog.model import Phase, Requirement

WEAKEST_FIRST = ("planned", "declined", "steps", "attested", "checked")
TERMS = {
    "planned": "planned",
    "declined": "declined",
    "step": "steps",
    "attestation": "attested",
    "check": "checked",
}


@dataclass(frozen=True)
class Coverage:
    """Counts over base ids; each id is in exactly one, so they add up to `total`."""

    total: int = 0
    checked: int = 0
    attested: int = 0
    steps: int = 0
    declined: int = 0
    planned: int = 0  # their check is still to come

    @property
    def covered(self) -> int:
        """How many are accounted for."""
        return self.total - self.planned

    @property
    def counts(self) -> str:
        """`97 of 97 statements: 79 checked, 12 attested, 3 steps, 3 declined`."""
        counted = f"{self.covered} of {self.total} statements: {self.checked} checked"
        told = f"{self.attested} attested, {self.steps} steps, {self.declined} declined"
        more = f", {self.planned} still to come" if self.planned else ""
        return f"{counted}, {told}{more}"

    @property
    def line(self) -> str:
        """Give the counts as the second line of every report has them."""
        return f"vendor page: {self.counts}"


def tally(rows: Iterable[tuple[str, str]]) -> Coverage:
    """Count ids. `rows`: base id and how the row is verified, or `planned`.

    A statement that is cut in two counts as its weaker half: half of it is not it.
    """
    how: dict[str, str] = {}
    for name, verified_by in rows:
        term = TERMS[verified_by]
        how[name] = min(how.get(name, term), term, key=WEAKEST_FIRST.index)
    counts = Counter(how.values())
    return Coverage(total=len(how), **{term: counts[term] for term in WEAKEST_FIRST})


def coverage(
    catalogue: Catalogue, product: str, phase: Phase | None, named: Collection[str]
) -> Coverage:
    """Count a product's ids, of one phase or of all. `named`: the rows that checks name."""
    rows = [r for r in catalogue.product(product).values() if phase is None or phase in r.phases]
    return tally((row.id, _how(row, named)) for row in rows)


def unnamed(catalogue: Catalogue, named: Collection[str]) -> tuple[str, ...]:
    """List the rows that want a check, are not marked as still to come, and that no check names."""
    return tuple(
        name
        for name, row in catalogue.items()
        if row.verified_by == "check" and not row.planned and name not in named
    )


def _how(row: Requirement, named: Collection[str]) -> str:
    """Say how one row is verified, or that this is still to come."""
    missing = row.verified_by == "check" and row.row not in named
    return "planned" if row.planned or missing else row.verified_by
