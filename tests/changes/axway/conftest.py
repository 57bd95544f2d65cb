"""A domain of its own, and two changes of it."""

from collections.abc import Iterator

import pytest

from tests.changes.axway.course import Course, everything
from tests.changes.axway.person import at_work

CASSANDRA = "2.2.8"


@pytest.fixture(scope="package")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    """Both changes, on a domain whose Cassandra is an old one."""
    with at_work(tmp_path_factory.mktemp("axway"), CASSANDRA) as operator:
        made = Course(operator)
        everything(made)
        yield made
