"""What the gateway serves: APIs, policies, and a request through each kind of authentication."""

import pytest

from readers.calls import opened
from readers.tyk.control_api import changes, collisions


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.gate
@pytest.mark.requirement("TYK-POST-022")
def test_apis_survive(gateway, baseline):
    """Every API that the gateway served before, it serves now, at the same path."""
    apis = gateway.apis()

    assert changes(baseline("apis", apis), apis) == []


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("TYK-POST-022")
def test_listen_paths_differ(gateway):
    """No two APIs share a path: the gateway moves one of them, and lists both as loaded."""
    assert collisions(gateway.loaded) == ()


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.gate
@pytest.mark.requirement("TYK-POST-023")
def test_policies_survive(gateway, baseline):
    """Every policy that the gateway had before, it has now."""
    policies = gateway.policies()

    assert sorted(set(baseline("policies", policies)) - set(policies)) == []


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("TYK-POST-027")
def test_canaries_get_their_answers(gateway):
    """Each canary gets the status and the headers that it is meant to get."""
    assert [wrong for called in gateway.canaries for wrong in called.wrong] == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-POST-027")
def test_canaries_cover(gateway):
    """There is a canary for each way of authentication in use, and for each Go plugin."""
    assert gateway.without_canary == ()


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("EST-009")
def test_closed_apis_stay_closed(gateway, baseline):
    """Every API that refused a caller without a credential refuses it now."""
    answers = gateway.without_credential()

    assert opened(baseline("without_credential", answers), answers) == []


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("TYK-POST-028")
def test_dashboard_lists_the_apis(dashboard, baseline):
    """The Dashboard's API answers, and lists every API that it listed before."""
    apis = dashboard.apis()

    assert sorted(set(baseline("dashboard_apis", apis)) - set(apis)) == []


@pytest.mark.post
@pytest.mark.eventually(within=60)
@pytest.mark.requirement("TYK-POST-030a")
def test_traffic_reaches_the_gateway(gateway):
    """Other machines call the gateway again: the load balancer has it in its pool."""
    assert gateway.callers != ()
