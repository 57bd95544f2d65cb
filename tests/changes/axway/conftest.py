"""A domain of its own, and two changes of it."""

from collections.abc import Iterator

import pytest

from tests.changes.axway.course import Course, everything
from tests.changes.axway.person import Operator
from tests.lab.attesting import sign_all
from tests.lab.axway import domain

CASSANDRA = "2.2.8"


@pytest.fixture(scope="package")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    """Both changes, on a domain whose Cassandra is an old one."""
    if lacking := domain.missing(CASSANDRA) + domain.missing():
        pytest.skip(f"no lab here: {'; '.join(lacking)}")
    estate = domain.DomainEstate(CASSANDRA)
    estate.sweep()
    folder = tmp_path_factory.mktemp("axway")
    try:
        estate.up()
        estate.inventory(folder / "env")
        sign_all(folder / "env", "axway")
        made = Course(Operator(estate, folder / "env", folder / "runs"))
        everything(made)
        yield made
    finally:
        estate.sweep()
