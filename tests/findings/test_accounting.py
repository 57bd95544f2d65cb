"""The first two lines: every planned cell is counted once, every vendor statement too."""

import random

import pytest

from findings.accounting import accounting_line, count, vendor_line, vendor_page
from findings.finding import OUTCOMES
from tests.findings.runs import cell, finding, header, row


def test_line_of_the_design():
    counts = {
        "pass": 188, "fail": 2, "waived": 3, "not-applicable": 17, "due": 2, "unknown": 2,
    }  # fmt: skip

    assert accounting_line(214, counts, "NO-GO") == (
        "214 planned = 188 pass + 2 fail + 3 waived + 17 not applicable + 2 due + 2 unknown"
        " -> NO-GO"
    )


def test_what_was_not_counted_is_unknown():
    assert accounting_line(3, {"pass": 1}, "UNKNOWN") == "3 planned = 1 pass + 2 unknown -> UNKNOWN"
    assert accounting_line(3, {}, "UNKNOWN") == "3 planned = 3 unknown -> UNKNOWN"


def test_nothing_planned():
    assert accounting_line(0, {}, "UNKNOWN") == "0 planned -> UNKNOWN"


def test_cells_without_a_finding_are_unknown():
    plan = (cell(1), cell(2), cell(3))

    assert count(plan, [finding(plan[0])]) == {"pass": 1, "unknown": 2}


def test_findings_that_contradict_are_unknown():
    planned = cell(1)

    assert count((planned,), [finding(planned), finding(planned, "fail")]) == {"unknown": 1}


def test_strays_are_not_counted():
    assert count((cell(1),), [finding(cell(1)), finding(cell(2))]) == {"pass": 1}


def test_sum_is_always_the_plans():
    draw = random.Random(7)
    for _ in range(200):
        plan = tuple(cell(n) for n in range(draw.randrange(12)))
        pool = [*plan, cell(99)]
        found = [finding(draw.choice(pool), draw.choice(OUTCOMES)) for _ in range(15)]

        assert sum(count(plan, found).values()) == len(plan)


ROWS = (
    row("TYK-PRE-001"),
    row("TYK-PRE-002a"),
    row("TYK-PRE-002b"),
    row("TYK-PRE-003", verified_by="attestation"),
    row("TYK-PRE-004", verified_by="step"),
    row("TYK-PRE-005", verified_by="declined"),
)


def test_vendor_line_counts_base_ids():
    assert vendor_line(header(rows=ROWS)) == (
        "vendor page: 5 of 5 statements: 2 checked, 1 attested, 1 steps, 1 declined"
    )


def test_rows_of_our_own_and_of_other_phases_are_no_statements_here():
    others = (row("EST-001", origin="suite"), row("TYK-POST-001", phases=("post",)))

    assert vendor_page(header(rows=(*ROWS, *others))) == vendor_page(header(rows=ROWS))


def test_planned_statements_are_named_and_not_claimed():
    rows = (*ROWS, row("TYK-PRE-007", planned=True))

    assert vendor_line(header(rows=rows)) == (
        "vendor page: 5 of 6 statements: 2 checked, 1 attested, 1 steps, 1 declined,"
        " 1 still to come (TYK-PRE-007)"
    )


def test_few_planned_statements_are_all_named():
    rows = tuple(row(f"TYK-PRE-{n:03d}", planned=True) for n in range(5))

    assert vendor_line(header(rows=rows)).endswith("TYK-PRE-003, TYK-PRE-004)")


def test_many_planned_statements_are_cut():
    rows = tuple(row(f"TYK-PRE-{n:03d}", planned=True) for n in range(9))

    assert vendor_line(header(rows=rows)).endswith("TYK-PRE-004, and 4 more)")


@pytest.mark.parametrize(
    ("weaker", "key"),
    [
        ({"planned": True}, "planned"),
        ({"verified_by": "declined"}, "declined"),
        ({"verified_by": "step"}, "steps"),
        ({"verified_by": "attestation"}, "attested"),
    ],
)
def test_statement_cut_in_two_counts_as_its_weaker_half(weaker, key):
    for rows in (
        (row("TYK-PRE-001a"), row("TYK-PRE-001b", **weaker)),
        (row("TYK-PRE-001a", **weaker), row("TYK-PRE-001b")),
    ):
        page = vendor_page(header(rows=rows))

        assert (page.total, page.checked, getattr(page, key)) == (1, 0, 1)


def test_phase_without_statements():
    assert vendor_line(header(rows=())) == "vendor page: 0 of 0 statements"
