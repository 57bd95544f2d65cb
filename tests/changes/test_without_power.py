"""A node without power in the middle of `yum`, at the very end: the estate is not as before."""

import pytest

from tests.changes import held
from tests.changes.changing import Operator, versions
from tests.lab.operating import WHO

NODE, PACKAGE, STEP = "dash1", "tyk-dashboard", "dashboard.dash1.update"


@pytest.fixture(scope="module")
def cut(course, tmp_path_factory):
    """Another change of the old estate, whose first update was cut off, and what it came to."""
    operator = Operator(
        course.operator.estate, course.operator.env, tmp_path_factory.mktemp("runs")
    )
    operator.leads("upgrade", until="inform")
    ended = held.powerless(operator, NODE, PACKAGE, "--done", "inform", "--name", WHO)
    return operator, ended


def test_it_is_told_what_stands_half_way_and_how_it_is_finished(cut):
    operator, ended = cut
    (line,) = [one for one in operator.change.steps if one.step.key == STEP]

    assert ended.status == 11, ended
    assert (line.state, line.tries) == ("unknown", 1)
    assert "was rebooted in the middle of it" in line.end.why
    assert "are installed at once: a transaction stopped half-way" in ended.output
    assert "Finish it with `yum history redo last`" in ended.output


def test_what_it_tells_finishes_it_and_nothing_is_done_again(cut):
    operator, _ = cut
    operator.estate[NODE].run("yum -y history redo last")
    operator.types("upgrade")
    (line,) = [one for one in operator.change.steps if one.step.key == STEP]

    assert (line.state, line.tries) == ("done", 1)
    assert versions(operator.estate)[f"{PACKAGE}@{NODE}"].startswith("5.8.9 ")
