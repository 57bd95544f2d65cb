"""What keeps a change from beginning: nothing is done, and it is said what to do."""

import os
import re
import shlex
import signal
import subprocess

import pytest

from tests.changes.changing import Operator, transactions, versions
from tests.lab.faults import FAULTS
from tests.lab.names import CHECKOUT


@pytest.fixture
def operator(before, tmp_path):
    """Somebody with the old estate, and a folder of their own for its runs."""
    return Operator(before.estate, before.env, tmp_path / "runs")


def test_a_rollback_that_nobody_did_is_never_go(before):
    ran = before.check("-m", "rollback")

    assert (ran.result.verdict, ran.status) == ("UNKNOWN", 7)
    assert "nothing was done that could be rolled back" in ran.output


def test_there_is_nothing_to_roll_back(operator):
    ended = operator.types("rollback", "--yes", "--name", "Ada")

    assert ended.status == 10, ended
    assert "nothing was done that could be rolled back" in ended.output
    assert not operator.lock.exists()


def test_a_pre_that_is_not_go_changes_nothing(operator):
    estate = operator.estate
    known = transactions(estate), versions(estate)
    FAULTS["old-version-gone"].plant(estate)
    try:
        ended = operator.types("upgrade")
    finally:
        FAULTS["old-version-gone"].mend(estate)

    assert ended.status == 10, ended
    assert "TYK-PRE-026" in ended.output
    assert "nothing was changed" in ended.output
    assert (transactions(estate), versions(estate)) == known


@pytest.mark.parametrize(("hours", "told"), [(-2, "the window begins at"), (8, "the window ended")])
def test_outside_of_its_window_it_is_not_begun(operator, hours, told):
    ended = operator.types_later(hours, "upgrade")

    assert ended.status == 10, ended
    assert told in ended.output
    assert "in the inventory" in ended.output


def test_a_lock_that_was_left_is_removed_by_the_command_that_it_names(operator):
    watched = operator.begins("upgrade")
    watched.says("the whole of pre")
    os.kill(watched.process.pid, signal.SIGKILL)
    watched.ended()
    refused = operator.types("upgrade")
    command = re.search(r"Remove what it left: (rm .*)", refused.output)

    assert refused.status == 11, refused
    assert "That process is gone" in refused.output
    subprocess.run(shlex.split(command[1]), cwd=CHECKOUT, check=True)
    assert not operator.lock.exists()
    assert operator.types("status").status == 0
