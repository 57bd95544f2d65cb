"""A domain of its own, and two tries of one change of it: the first one is taken back."""

from collections.abc import Iterator

import pytest

from tests.changes.axway.course import Course
from tests.changes.axway.person import TOOL, Operator, at_work
from tests.lab.axway import rolling
from tests.lab.axway.places import ROLLING
from tests.lab.operating import WHO

REFUSES = '[ "$1" = apply ] \\&\\& exit 100'


@pytest.fixture(scope="package")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    """Both tries."""
    if not ROLLING:
        pytest.skip("LAB_DOMAIN is not rolling: python -m tests.run sets it")
    with at_work(tmp_path_factory.mktemp("rolling")) as operator:
        made = Course(operator)
        made.look("before")
        _broken(made, operator)
        made.look("end", operator.upgrade())
        yield made


def _broken(course: Course, operator: Operator) -> None:
    """Let the script fail at the second host, which it takes back by itself; then all goes back."""
    host = operator.domain["gw2"]
    course.look("waits", operator.upgrade(until="zdupgrade"))
    host.run(f"sed -i '2i {REFUSES}' {TOOL}")
    course.script = rolling.go(operator.domain, check=False)
    course.look("broken")
    course.look("back", operator.leads("rollback", "--yes", "--name", WHO))
    host.run(f"sed -i 2d {TOOL}")
