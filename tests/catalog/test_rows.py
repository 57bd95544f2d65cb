"""The rows that ship: complete, ours in words, and each with a way on."""

from pathlib import Path

import pytest

from catalog.loading import load

CHECKS = Path(__file__).parents[2] / "checks"
CATALOGUE = load(CHECKS / "tyk", CHECKS / "estate")
TYK = CATALOGUE.product("tyk")
COUNTS = {"PRE": 89, "STEP": 11, "POST": 30, "RB": 16}


def test_every_row_of_the_sheets_is_there_and_no_other():
    """A row that is missing is never asked."""
    expected = {f"TYK-{kind}-{n:03}" for kind, last in COUNTS.items() for n in range(1, last + 1)}

    assert set(TYK.base_ids) == expected
    assert len(TYK.base_ids) == 146


def test_every_blocker_says_who_does_what():
    """A person who is stopped is told what to do."""
    silent = [
        row.row
        for row in CATALOGUE.values()
        if row.severity == "blocker" and not (row.remedy.owner and row.remedy.text)
    ]

    assert silent == []


def test_at_least_a_hundred_pre_and_post_ids_are_for_checks():
    """What a probe can see is not asked of people."""
    ids = {
        row.id
        for row in TYK.values()
        if row.verified_by == "check" and not row.planned and {"pre", "post"} & set(row.phases)
    }

    assert len(ids) >= 100


def test_nothing_is_still_to_come():
    """A phase that holds such a row is never GO."""
    assert [row.row for row in TYK.values() if row.planned] == []


def test_steps_are_gates_of_the_runner():
    """They are no part of a plain pre."""
    steps = [row for row in TYK.values() if "-STEP-" in row.row]

    assert {row.phases for row in steps} == {("gate",)}
    assert {row.row for row in steps if row.verified_by == "check"} == {
        "TYK-STEP-003", "TYK-STEP-005", "TYK-STEP-008",
    }  # fmt: skip


def test_what_is_decided_before_a_way_back_is_asked_before_the_upgrade():
    """Afterwards it is too late."""
    ready = {row.id for row in TYK.values() if row.rollback == "readiness"}
    others = [row for row in TYK.values() if row.rollback in ("action", "outcome")]

    assert ready == {"TYK-RB-005", "TYK-RB-013", "TYK-RB-015"}
    assert all("pre" in TYK[row].phases for row in ready)
    assert {frozenset(row.phases) - {"gate"} for row in others} == {frozenset({"rollback"})}


def test_be_aware_rows_are_signed_together():
    """One signature, once."""
    group = {row.row for row in TYK.values() if row.group == "procedure-read"}

    assert group == {"TYK-PRE-055", "TYK-PRE-068", "TYK-RB-015"}


BACKUPS = ["TYK-PRE-047a", "TYK-PRE-049", "TYK-PRE-058a", "TYK-PRE-059a", "TYK-PRE-060b"]


@pytest.mark.parametrize("row", BACKUPS)
def test_backups_of_data_hold_only_after_the_freeze(row):
    """Before it they are due, and the first step's gate asks again."""
    assert CATALOGUE[row].due == "TYK-STEP-001"
    assert "begin" in CATALOGUE[row].gates


TRAPS = [row for row in TYK.values() if row.subject == "version_traps"]


@pytest.mark.parametrize("row", TRAPS, ids=lambda row: row.row)
def test_a_trap_applies_to_a_hop_only(row):
    """Else it would be asked of everybody."""
    assert row.component
    assert row.when.of_versions


def test_an_api_that_is_open_afterwards_stops_everything():
    """It is worse than an outage."""
    row = CATALOGUE["EST-009"]

    assert (row.severity, row.consequence, row.phases) == ("blocker", "security", ("pre", "post"))
