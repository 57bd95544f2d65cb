"""Axway on real hosts: healthy in every state of a change, and faults planted in each.

`faults.yaml` says what each planted fault turns red, by the state in which it is met. Those that
turn quite other rows red are planted at once; with ALL_FAULTS=1 (`make torture`) each alone.
"""

import os
from pathlib import Path

import pytest

from tests.end_to_end.batches import batches, joined, rows_of
from tests.end_to_end.running import unlike, unwell
from tests.lab.axway.faults import FAULTS
from tests.lab.axway.states import STATES

ROWS = rows_of(Path(__file__).parent)
ALL = bool(os.environ.get("ALL_FAULTS"))
ENOUGH = 40
APPLY = "apply"  # a fault of the apply itself, planted when it is the turn of a host
# The backup is older than what was changed: so say faults that change a file, and what follows.
SHARED = {"AXW-PRE-020", "AXW-RB-001"}
LINGERS = {*SHARED, "AXW-PRE-141"}  # a real Cassandra on a busy machine logs an error now and then


def of_state(state):
    """Give the faults that are met in a state, and what each turns red there."""
    rows = {name: row[state] for name, row in ROWS.items() if state in row}
    return {name: row for name, row in rows.items() if ALL or not row.get("seldom")}


def met():
    """Give each state, and what is met in it, in the order of a change."""
    for state in STATES:
        yield pytest.param(state, (), id=f"{state}-healthy")
        rows = of_state(state)
        for names in ((name,) for name in rows) if ALL else batches(rows, SHARED):
            yield pytest.param(state, names, id=f"{state}-{names[0]}-{len(names)}")


@pytest.mark.parametrize(("state", "faults"), list(met()))
def test_a_state_is_told_as_it_is(site, state, faults):
    healthy = site.at(state)
    if not faults:
        found = (healthy.result.verdict, healthy.result.reasons, healthy.status)
        assert found == ("GO", (), 0), unwell(healthy)
        return
    rows = [ROWS[name][state] for name in faults]
    red, quiet = joined(rows)
    ill = site.suffer(state, *(FAULTS[name] for name in faults))
    wrong = unlike(healthy, ill, red, quiet=quiet, lingers=LINGERS)

    assert not wrong, f"{', '.join(faults)}\n{wrong}"
    assert ill.status != 0 or not site.stops(state, red)


@pytest.mark.parametrize("fault", [name for name, row in ROWS.items() if APPLY in row])
def test_an_apply_that_goes_wrong_is_told_at_its_gate(site, fault):
    if "g3" not in site.healthy:
        site.at("g3")
    wrong = unlike(site.applied["healthy"], site.applied[fault], ROWS[fault][APPLY]["red"])

    assert not wrong, wrong
    assert site.applied[fault].status != 0


def test_at_least_40_faults_are_planted_each_time():
    often = {name for state in STATES for name in of_state(state)}

    assert len(often) >= ENOUGH
    assert set(ROWS) <= set(FAULTS)


@pytest.mark.parametrize("state", STATES)
def test_faults_that_are_planted_at_once_turn_other_rows_red(state):
    rows = of_state(state)
    for names in batches(rows, SHARED):
        for name in names:
            others = {row for other in names if other != name for row in rows[other]["red"]}
            assert set(rows[name]["red"]) - others, f"{name} turns nothing red of its own"
