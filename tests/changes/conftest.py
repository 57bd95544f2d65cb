"""The old estate, and one upgrade of it by the runner that meets everything."""

from collections.abc import Iterator

import pytest

from tests.changes.changing import Operator
from tests.changes.course import Course, everything
from tests.end_to_end.site import Site, before, site
from tests.lab.process import run as lab_run

__all__ = ["before", "course", "site"]

ROOM = "96m"


@pytest.fixture(scope="session")
def course(before: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    """The upgrade by the runner, which meets everything that can go wrong and ends well.

    Its runs are kept on a small disk of their own, which can be full.
    """
    runs = tmp_path_factory.mktemp("changes")
    lab_run("mount", "-t", "tmpfs", "-o", f"size={ROOM}", "changes", runs)
    try:
        made = Course(Operator(before.estate, before.env, runs))
        everything(made)
        yield made
    finally:
        lab_run("umount", "--lazy", runs)
