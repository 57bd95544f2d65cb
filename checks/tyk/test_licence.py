"""A licence that ends is seen only at the next restart, and the upgrade restarts."""

from datetime import timedelta

import pytest

from readers.tyk.licence import Licence, registered, running


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-070")
def test_licence_outlasts_the_window(dashboard, inventory, now):
    """The Dashboard's licence is valid past now and the window, with the inventory's margin."""
    margin = timedelta(days=inventory.tyk.licence_margin_days)

    ends, needed = Licence(dashboard).ends, max(now, inventory.window.end) + margin

    assert ends > needed, f"it ends {ends:%Y-%m-%d}, needed beyond {needed:%Y-%m-%d}"


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-071")
def test_dashboards_share_one_licence(estate):
    """All Dashboards that share a database use the same licence key."""
    dashboards = estate.services("dashboard")
    keys = {Licence(dashboard).key for dashboard in dashboards}

    assert len(keys) == 1, f"{len(keys)} keys on {len(dashboards)} Dashboards"


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-072a")
def test_licence_covers_all_gateways(dashboard, inventory):
    """The licence covers the gateways that run now, and those that run beside them meanwhile."""
    needed = len(running(dashboard)) + inventory.tyk.extra_gateways

    assert needed <= inventory.tyk.licensed_nodes


@pytest.mark.pre
@pytest.mark.eventually(within=45)
@pytest.mark.requirement("TYK-PRE-073")
def test_register_holds_no_stale_gateways(redis, inventory):
    """The Dashboard's register of gateways holds as many entries as there are gateways."""
    gateways = len(inventory.with_role("gateway"))

    assert registered(redis) == gateways
