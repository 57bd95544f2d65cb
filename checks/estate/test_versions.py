"""What is declared is what is there: every condition of the catalogue rests on it."""

import pytest


@pytest.mark.pre
@pytest.mark.requirement("EST-005")
def test_declared_version_is_installed_and_runs(service):
    """The version that the inventory calls `from` is installed, and is the one that runs."""
    found = (str(service.package.vendor), service.now_running)

    assert found == (str(service.hop.from_), str(service.hop.from_))


@pytest.mark.post
@pytest.mark.requirement("EST-005")
def test_target_version_is_installed_and_runs(service):
    """The version that the inventory calls `to` is installed, and is the one that runs."""
    found = (str(service.package.vendor), service.now_running)

    assert found == (str(service.hop.to), str(service.hop.to))


@pytest.mark.post
@pytest.mark.requirement("EST-010")
def test_known_changes_have_happened(estate):
    """Every change that this version hop brings and that can be seen has happened."""
    assert estate.missing_changes == []
