"""How much of the vendor's page is verified is counted, over base ids."""

import pytest

from catalog.coverage import Coverage, coverage, unnamed
from tests.catalog.rows import catalogue, row

SIGNED = {"verified_by": "attestation", "reason": "reading shows in no system"}
ROWS = catalogue(
    row("TYK-PRE-001"),
    row("TYK-PRE-002a", part="one"),
    row("TYK-PRE-002b", part="two"),
    row("TYK-PRE-003", **SIGNED),
    row("TYK-PRE-004a", part="one"),
    row("TYK-PRE-004b", part="two", **SIGNED),
    row("TYK-PRE-005", verified_by="declined", reason="the vendor contradicts itself"),
    row("TYK-STEP-001", verified_by="step", phases=["gate"]),
    row("TYK-STEP-002", verified_by="step", phases=["gate"], planned=True),
)
ALL = {"TYK-PRE-001", "TYK-PRE-002a", "TYK-PRE-002b", "TYK-PRE-004a"}


def test_each_id_is_counted_once():
    """Letters are rows of one statement; one that is half attested counts as attested."""
    found = coverage(ROWS, "tyk", "pre", ALL)

    assert found == Coverage(total=5, checked=2, attested=2, declined=1)
    assert found.line == (
        "vendor page: 5 of 5 statements: 2 checked, 2 attested, 0 steps, 1 declined"
    )


@pytest.mark.parametrize("row", sorted(ALL))
def test_a_row_that_no_check_names_is_still_to_come(row):
    """Half of a statement is not the statement."""
    found = coverage(ROWS, "tyk", "pre", ALL - {row})

    assert (found.planned, found.covered) == (1, 4)
    assert found.total == 5
    assert unnamed(ROWS, ALL - {row}) == (row,)


def test_without_a_phase_all_is_counted():
    """A step that the runner does not know yet is still to come."""
    assert coverage(ROWS, "tyk", None, ALL) == Coverage(
        total=7, checked=2, attested=2, steps=1, declined=1, planned=1
    )
