"""Tyk on real hosts. The tests stand in the order of a change: before it, then after it.

`faults.yaml` says what each planted fault turns red. Some of them run each time, all of them with
ALL_FAULTS=1 (`make torture`).
"""

import os
from pathlib import Path

import pytest
import yaml

from tests.end_to_end.running import unlike, unwell
from tests.lab.faults import FAULTS

ROWS = yaml.safe_load(Path(__file__).with_name("faults.yaml").read_text(encoding="utf-8"))
ALL = bool(os.environ.get("ALL_FAULTS"))
# In the stand-in estate as in a real one these say for a while that something was restarted.
LINGERS = {"TYK-PRE-073"}


def planted(phase):
    rows = {name: row[phase] for name, row in ROWS.items() if phase in row}
    return [
        pytest.param(FAULTS[name], row, id=name)
        for name, row in rows.items()
        if ALL or row.get("often")
    ]


def test_a_healthy_estate_is_go_before_the_change(before):
    ran = before.healthy

    assert (ran.result.verdict, ran.result.reasons, ran.status) == ("GO", (), 0), unwell(ran)


@pytest.mark.parametrize(("fault", "row"), planted("pre"))
def test_pre_names_exactly_what_is_wrong(before, fault, row):
    ill = before.suffer("pre", fault)
    wrong = unlike(before.healthy, ill, row["red"], quiet=row.get("quiet", ()), lingers=LINGERS)

    assert not wrong, wrong
    assert ill.status != 0 or not before.stops(row["red"])


def test_a_healthy_upgrade_is_go_after_the_change(after):
    ran = after.healthy

    assert (ran.result.verdict, ran.result.reasons, ran.status) == ("GO", (), 0), unwell(ran)


@pytest.mark.parametrize(("fault", "row"), planted("post"))
def test_post_names_exactly_what_is_wrong(after, fault, row):
    ill = after.suffer("post", fault)
    wrong = unlike(after.healthy, ill, row["red"], quiet=row.get("quiet", ()), lingers=LINGERS)

    assert not wrong, wrong
    assert ill.status != 0 or not after.stops(row["red"])


def test_at_least_25_faults_are_planted_each_time():
    often = {name for name, row in ROWS.items() for part in row.values() if part.get("often")}

    assert len(often) >= 25
    assert set(ROWS) <= set(FAULTS)
