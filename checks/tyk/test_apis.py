"""Every API that was served before is served after."""

import pytest


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("TYK-POST-022")
def test_apis_survive(gateway, baseline):
    """Every API that the gateway served before, it serves now."""
    apis = gateway.apis()

    assert apis == baseline("apis", apis)
