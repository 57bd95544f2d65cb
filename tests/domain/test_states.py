"""Axway on real hosts: healthy in every state of a change, and faults planted in each.

`faults.yaml` says what each planted fault turns red, by the state in which it is met.
"""

from pathlib import Path

import pytest
import yaml

from tests.domain.site import STATES
from tests.end_to_end.running import unlike, unwell
from tests.lab.axway.faults import FAULTS

ROWS = yaml.safe_load(Path(__file__).with_name("faults.yaml").read_text(encoding="utf-8"))
ENOUGH = 40


def met():
    """Give each state, and each fault that is met in it, in the order of a change."""
    for state in STATES:
        yield pytest.param(state, "", id=f"{state}-healthy")
        for name, row in ROWS.items():
            if state in row:
                yield pytest.param(state, name, id=f"{state}-{name}")


@pytest.mark.parametrize(("state", "fault"), met())
def test_a_state_is_told_as_it_is(site, state, fault):
    healthy = site.at(state)
    if not fault:
        found = (healthy.result.verdict, healthy.result.reasons, healthy.status)
        assert found == ("GO", (), 0), unwell(healthy)
        return
    row = ROWS[fault][state]
    ill = site.suffer(state, FAULTS[fault])
    wrong = unlike(healthy, ill, row["red"], quiet=row.get("quiet", ()))

    assert not wrong, wrong
    assert ill.status != 0 or not site.stops(state, row["red"])


def test_at_least_40_faults_are_planted():
    assert len(ROWS) >= ENOUGH
    assert set(ROWS) <= set(FAULTS)
