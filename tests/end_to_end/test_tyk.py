"""Tyk on real hosts. The tests stand in the order of a change: before it, then after it."""

import pytest

from tests.end_to_end.running import otherwise_changed, turned_red
from tests.lab.faults import FAULTS

PRE = [fault for fault in FAULTS.values() if fault.when != "post"]
POST = [fault for fault in FAULTS.values() if fault.when != "pre"]


def test_a_healthy_estate_is_go_before_the_change(before):
    assert before.healthy.result.reasons == ()
    assert (before.healthy.result.verdict, before.healthy.status) == ("GO", 0)


@pytest.mark.parametrize("fault", PRE, ids=lambda fault: fault.name)
def test_pre_names_exactly_what_is_wrong(before, fault):
    fault.plant(before.estate)
    try:
        ill = before.check("-m", "pre")
    finally:
        fault.mend(before.estate)

    assert turned_red(before.healthy, ill) == set(fault.red)
    assert otherwise_changed(before.healthy, ill) == []


def test_a_healthy_upgrade_is_go_after_the_change(after):
    assert after.healthy.result.reasons == ()
    assert (after.healthy.result.verdict, after.healthy.status) == ("GO", 0)


@pytest.mark.parametrize("fault", POST, ids=lambda fault: fault.name)
def test_post_names_exactly_what_is_wrong(after, fault):
    fault.plant(after.estate)
    try:
        ill = after.check("-m", "post")
    finally:
        fault.mend(after.estate)

    assert turned_red(after.healthy, ill) == set(fault.red)
    assert otherwise_changed(after.healthy, ill) == []
