"""Whatever the inventory names answers. What stands on it is blocked by these, not failed."""

import pytest


@pytest.mark.rollback
@pytest.mark.gate
@pytest.mark.reaches("gateway")
@pytest.mark.requirement("EST-007")
def test_gateway_answers(gateway):
    """The gateway's endpoint answers."""
    assert gateway.refusal == ""


@pytest.mark.rollback
@pytest.mark.gate
@pytest.mark.reaches("dashboard")
@pytest.mark.requirement("EST-007")
def test_dashboard_answers(dashboard):
    """The Dashboard's endpoint answers."""
    assert dashboard.refusal == ""


@pytest.mark.rollback
@pytest.mark.gate
@pytest.mark.reaches("pump")
@pytest.mark.requirement("EST-007")
def test_pump_answers(pump):
    """The pump's endpoint answers."""
    assert pump.refusal == ""


@pytest.mark.rollback
@pytest.mark.reaches("redis")
@pytest.mark.requirement("EST-007")
def test_redis_answers(redis):
    """Redis answers with the password of the inventory."""
    assert redis.refusal == ""


@pytest.mark.rollback
@pytest.mark.reaches("mongo")
@pytest.mark.requirement("EST-007")
def test_mongo_answers(mongo):
    """MongoDB answers with the password of the inventory."""
    assert mongo.refusal == ""


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("EST-013")
def test_certificates_outlive_the_window(node, upgrade):
    """Every certificate that the configuration names is valid now and past the window."""
    assert node.expiring(upgrade.window.end) == []


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("EST-013")
def test_certificates_are_those_of_before(node, baseline):
    """Every certificate that the configuration named before is there, and is the same."""
    certificates = node.fingerprints

    assert certificates == baseline("certificates", certificates)


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("EST-014")
def test_ports_belong_to_their_services(node):
    """On each port that a configuration names, its own service listens and nobody else."""
    assert node.foreign_ports == []


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("EST-014")
def test_ports_of_before_are_open(node, baseline):
    """Each port that a service listened on before, it listens on now."""
    ports = node.ports
    before = baseline("ports", ports)
    closed = {unit: sorted(set(found) - set(ports.get(unit, []))) for unit, found in before.items()}

    assert [
        f"{unit}: nothing of it listens on {', '.join(map(str, missing))}, as it did before"
        for unit, missing in sorted(closed.items())
        if missing
    ] == []
