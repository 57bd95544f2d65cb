"""What the programs say about themselves since their last start."""

import pytest


@pytest.mark.post
@pytest.mark.eventually(within=60)
@pytest.mark.requirement("TYK-POST-011")
def test_gateway_registered(gateway):
    """The Dashboard took the gateway after its last start."""
    assert gateway.registered


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("TYK-POST-011")
def test_dashboard_does_not_refuse(gateway):
    """The Dashboard has not refused the gateway since. The health endpoint says pass even then."""
    assert gateway.refusals == ()


@pytest.mark.post
@pytest.mark.requirement("TYK-POST-026a")
def test_no_fatal_line(service):
    """The journal has no line since the last start after which a service does not serve."""
    assert service.fatal_lines == ()


@pytest.mark.post
@pytest.mark.requirement("TYK-POST-026b")
def test_nothing_lost_or_dropped(service):
    """The journal has no line since the last start of lost connections or dropped definitions."""
    assert service.lost_lines == ()
