"""What people decide before the window."""

from datetime import datetime, timedelta

import pytest

A_SERVICE = timedelta(minutes=10)  # to update, restart and look at; its undo fits into it, too
CHECKING = timedelta(minutes=30)  # pre and post together
FRESH = timedelta(hours=72)


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-003", "TYK-PRE-004")
def test_strategy_fits_the_estate(estate):
    """The strategy is chosen, and rolling only where each component has a second instance."""
    lacking = estate.single if estate.upgrade.strategy == "rolling" else []

    assert lacking == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-007")
def test_window_is_long_enough_and_not_over(estate, now):
    """The window still has the time that all services need, one after the other."""
    window = estate.upgrade.window
    left = window.end - max(now, window.start)

    assert left >= CHECKING + A_SERVICE * len(estate.services())


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("TYK-PRE-013")
def test_baseline_is_of_these_machines(estate, baseline):
    """A baseline is there, and it is of the machines that are looked at now."""
    machines = estate.identities

    assert machines == baseline("machines", machines)


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("TYK-PRE-013")
def test_baseline_is_fresh(estate, now, baseline):
    """The baseline is at most three days old: what changed since would count as the upgrade's."""
    taken = datetime.fromisoformat(baseline("taken", now.isoformat(), volatile=True))

    assert now - taken <= FRESH


@pytest.mark.gate
@pytest.mark.requirement("TYK-PRE-089")
def test_package_is_that_of_the_baseline(service, baseline):
    """Nobody has touched the package since the baseline: the first to do so is the upgrade."""
    package = service.awaiting

    assert package == baseline("package", package)


@pytest.mark.gate
@pytest.mark.requirement("TYK-PRE-089")
def test_configuration_is_that_of_the_baseline(service, baseline):
    """Nobody has changed configuration or environment files since the baseline."""
    digests = service.configuration(planned=False)

    assert digests == baseline("configuration", digests)


@pytest.mark.gate
@pytest.mark.requirement("TYK-PRE-089")
def test_apis_are_those_of_the_baseline(gateway, baseline):
    """No API came, went or changed since the baseline."""
    apis = gateway.apis()

    assert apis == baseline("apis", apis)


@pytest.mark.gate
@pytest.mark.requirement("TYK-PRE-089")
def test_policies_are_those_of_the_baseline(gateway, baseline):
    """No policy came or went since the baseline."""
    policies = gateway.policies()

    assert policies == baseline("policies", policies)
