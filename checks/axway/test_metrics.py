"""The metrics database and Analytics, which sysupgrade leaves alone."""

import pytest


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-113")
def test_metrics_are_declared(domain):
    """The inventory names the database that Node Managers write metrics into, and no other."""
    assert [
        f"{node.name}: {said}" for node in domain.nodes for said in node.metrics(node.old).unlike()
    ] == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-114")
def test_the_metrics_database_is_supported(domain, upgrade):
    """The metrics database is one that the vendor names, and so is its driver."""
    metrics = domain.first.node.metrics(domain.first.node.old)

    assert metrics.unsupported(upgrade["gateway"].to) == []


@pytest.mark.post
@pytest.mark.requirement("AXW-STEP-080")
def test_node_managers_write_metrics(domain_host):
    """The new Node Manager names the metrics database, and was restarted since."""
    assert domain_host.metrics(domain_host.new).not_begun() == []


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-057")
def test_metrics_flow_again(domain, now):
    """Since apply, every Node Manager has processed event logs into metrics."""
    idle = {node.name: node.metrics_idle(now) for node in domain.nodes}

    assert [f"{name}: {said}" for name, said in idle.items() if said] == []


@pytest.mark.pre
@pytest.mark.gate
@pytest.mark.requirement("AXW-PRE-112", "AXW-STEP-074")
def test_the_new_analytics_runs(analytics):
    """The old Analytics is stopped, the new one answers: before the gateway is upgraded."""
    assert [*analytics.left, *analytics.unready] == []


@pytest.mark.pre
@pytest.mark.gate
@pytest.mark.requirement("AXW-STEP-070")
def test_the_new_analytics_has_its_driver(analytics):
    """The new Analytics, in a directory of its own, has a driver for its database."""
    assert analytics.driver_missing == []


@pytest.mark.pre
@pytest.mark.gate
@pytest.mark.requirement("AXW-STEP-071")
def test_the_configuration_was_upgraded(analytics):
    """The configuration that the new Analytics came with was kept, and is not the one in use."""
    assert [differs for differs in analytics.kept_stores.values() if differs] != []


@pytest.mark.pre
@pytest.mark.gate
@pytest.mark.requirement("AXW-STEP-073")
def test_reports_and_settings_were_copied(analytics):
    """Our own reports and envSettings.props are in the new Analytics as they were in the old."""
    assert analytics.uncopied == []


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-058")
def test_the_console_answers(analytics):
    """The new Analytics runs, and its console answers."""
    assert analytics.unready == []
