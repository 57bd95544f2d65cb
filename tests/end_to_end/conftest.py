"""The old estate, and the same after the vendor's commands."""

import pytest

from tests.end_to_end.site import Site, before, site

__all__ = ["after", "before", "site"]


@pytest.fixture(scope="session")
def after(before: Site) -> Site:
    """The estate after the vendor's upgrade, with its healthy post run."""
    before.estate.upgrade()
    before.estate.read_rpmnew()
    healthy = before.phase("post")
    return Site(before.estate, before.env, before.runs, healthy)
