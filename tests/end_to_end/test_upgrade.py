"""Tyk on real hosts. The tests stand in the order of a change: before it, then after it.

`faults.yaml` says what each planted fault turns red. Some of them run each time, those of quite
other rows at once; with ALL_FAULTS=1 (`make torture`) all of them, each alone.
"""

import os
from pathlib import Path

import pytest

from tests.end_to_end.batches import batches, joined, rows_of
from tests.end_to_end.running import unlike, unwell
from tests.lab.faults import FAULTS

ROWS = rows_of(Path(__file__).parent)
ALL = bool(os.environ.get("ALL_FAULTS"))
# In the stand-in estate as in a real one these say for a while that something was restarted.
LINGERS = {"TYK-PRE-073"}


def of_phase(phase):
    """Give the faults that are met in a phase, and what each turns red there."""
    rows = {name: row[phase] for name, row in ROWS.items() if phase in row}
    return {name: row for name, row in rows.items() if ALL or row.get("often")}


def planted(phase):
    rows = of_phase(phase)
    for names in ((name,) for name in rows) if ALL else batches(rows):
        yield pytest.param(names, id=f"{names[0]}-{len(names)}")


def wrongly_told(site, phase, names):
    """Say what a phase tells otherwise than `faults.yaml`, with these faults planted."""
    rows = [of_phase(phase)[name] for name in names]
    red, quiet = joined(rows)
    ill = site.suffer(phase, *(FAULTS[name] for name in names))
    if ill.status == 0 and site.stops(red):
        return "exit status 0, in spite of a blocker"
    return unlike(site.healthy, ill, red, quiet=quiet, lingers=LINGERS)


def test_a_healthy_estate_is_go_before_the_change(before):
    ran = before.healthy

    assert (ran.result.verdict, ran.result.reasons, ran.status) == ("GO", (), 0), unwell(ran)


@pytest.mark.parametrize("names", list(planted("pre")))
def test_pre_names_exactly_what_is_wrong(before, names):
    assert not (wrong := wrongly_told(before, "pre", names)), f"{', '.join(names)}\n{wrong}"


def test_a_healthy_upgrade_is_go_after_the_change(after):
    ran = after.healthy

    assert (ran.result.verdict, ran.result.reasons, ran.status) == ("GO", (), 0), unwell(ran)


@pytest.mark.parametrize("names", list(planted("post")))
def test_post_names_exactly_what_is_wrong(after, names):
    assert not (wrong := wrongly_told(after, "post", names)), f"{', '.join(names)}\n{wrong}"


def test_at_least_25_faults_are_planted_each_time():
    often = {name for name, row in ROWS.items() for part in row.values() if part.get("often")}

    assert len(often) >= 25
    assert set(ROWS) <= set(FAULTS)
