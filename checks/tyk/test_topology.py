"""Which components stand where, in which versions, and in which order they go."""

import pytest

from readers.tyk.estate import balancer_status, beside
from readers.tyk.matrix import ahead_of_dashboard, documented_orders, months_left, unfit


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-001")
def test_order_is_one_that_is_documented(estate):
    """The order of the components is one that a vendor's document names."""
    assert estate.upgrade.order in documented_orders(estate.inventory.versions)


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-001")
def test_dashboard_goes_before_its_gateways(estate):
    """The Dashboard goes before its gateways, as today's page has it: one guide says otherwise."""
    assert ahead_of_dashboard(estate.upgrade.order) == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-002")
def test_components_have_machines_of_their_own(estate):
    """Dashboard, gateway and pump stand on machines of their own."""
    assert estate.shared == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-004")
def test_every_instance_answers(estate):
    """For a rolling upgrade each instance answers: the others take over its traffic."""
    assert estate.silent == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-005a")
def test_load_balancer_answers(estate):
    """The load balancer leads to a gateway that answers."""
    assert balancer_status(estate.engine, estate.inventory) == 200


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-010")
def test_target_versions_fit_each_other(estate, upgrade):
    """Pump and MDCB are at least what the target's compatibility table recommends."""
    planned = {"mdcb": beside(estate.inventory, "mdcb")}
    if "pump" in upgrade:
        planned["pump"] = upgrade["pump"].to

    assert unfit(upgrade["gateway"].to, planned) == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-010")
def test_gateway_and_dashboard_are_of_one_release(estate, upgrade):
    """Gateway and Dashboard go to one release: OAS definitions tie them to each other."""
    both = {str(upgrade[name].to) for name in ("gateway", "dashboard") if name in upgrade}

    assert len(both) == 1


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-011")
def test_target_release_is_supported(upgrade, estate, now):
    """The vendor still mends the branch of the target release."""
    assert months_left(upgrade["gateway"].to, now) > 0
