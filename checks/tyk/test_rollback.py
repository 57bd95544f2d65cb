"""The way back: what must be ready for it, what is done, and what must be true afterwards."""

import pytest


@pytest.mark.pre
@pytest.mark.rollback
@pytest.mark.requirement("TYK-RB-005")
def test_old_package_can_be_had(service):
    """The package of the version to go back to can be had."""
    old = service.hop.from_

    assert old in [package.vendor for package in service.obtainable(old)]
