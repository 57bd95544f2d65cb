"""Gateway and Dashboard are well, and it is they who say so. Status 200 alone says nothing."""

import pytest

from readers.tyk.keys import holds_keys
from readers.tyk.version_keys import KEY, left_version


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.reaches("gateway")
@pytest.mark.requirement("TYK-POST-008", "TYK-PRE-012")
def test_gateway_answers(gateway):
    """The gateway answers on its port."""
    assert gateway.refusal == ""


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("TYK-POST-008", "TYK-PRE-012")
def test_gateway_port_is_its_own(gateway):
    """The gateway's own process listens on its port: no other program answers in its place."""
    assert gateway.strangers == ()


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.gate
@pytest.mark.eventually(within=60)
@pytest.mark.requirement("TYK-POST-008", "TYK-PRE-012")
def test_gateway_is_well(gateway):
    """The gateway says pass, and saw Redis well since its start and not long ago."""
    health, since = gateway.hello, gateway.looking_since

    assert {"status": health.status, "redis": health.part("redis", since)} == {
        "status": "pass",
        "redis": "pass",
    }


@pytest.mark.post
@pytest.mark.gate
@pytest.mark.requirement("TYK-POST-009")
def test_gateway_runs_the_target_version(gateway, upgrade):
    """The gateway that answers is of the target version."""
    assert gateway.hello.version == upgrade["gateway"].to


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.gate
@pytest.mark.eventually(within=60)
@pytest.mark.requirement("TYK-POST-010")
def test_gateway_sees_its_dashboard(gateway):
    """The gateway saw its Dashboard well since its start and not long ago."""
    assert gateway.hello.part("dashboard", gateway.looking_since) == "pass"


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.gate
@pytest.mark.eventually(within=60)
@pytest.mark.requirement("TYK-POST-012")
def test_gateway_is_ready(gateway):
    """The gateway says that it is ready: Redis is there, and its APIs were loaded once."""
    assert gateway.ready.message == ""


@pytest.mark.post
@pytest.mark.requirement("TYK-POST-015")
def test_gateway_left_its_version_in_redis(redis, upgrade):
    """The version that a gateway left in Redis is the target's."""
    target = upgrade["gateway"].to

    assert left_version(holds_keys(redis).ask("GET", KEY), target) == str(target)


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.reaches("dashboard")
@pytest.mark.requirement("TYK-POST-007", "TYK-PRE-012")
def test_dashboard_answers(dashboard):
    """The Dashboard answers on its port."""
    assert dashboard.refusal == ""


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.gate
@pytest.mark.eventually(within=60)
@pytest.mark.requirement("TYK-POST-007", "TYK-PRE-012")
def test_dashboard_is_well(dashboard):
    """The Dashboard's health endpoint says ok."""
    assert dashboard.health == "ok"
