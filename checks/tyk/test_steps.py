"""What must hold between the steps of the window: the next one waits for it."""

import pytest

from readers.transactions import last_change

NEARLY = 1000  # records: a pump fetches as many within a round or two
STEADY = 5.0  # seconds up: a service that dies at once is active for a moment after each start


@pytest.mark.gate
@pytest.mark.eventually(within=60)
@pytest.mark.requirement("TYK-STEP-003")
def test_few_records_wait_for_the_pump(pump):
    """Hardly a record waits in Redis: what waits longer than a minute is dropped."""
    waiting = pump.waiting

    assert [
        f"{key}: {count} records wait" for key, count in waiting.items() if count > NEARLY
    ] == []


@pytest.mark.gate
@pytest.mark.requirement("TYK-STEP-005")
def test_update_is_in_the_history(service):
    """The last transaction of the package ended well, and upgraded this package alone."""
    done, package = last_change(service), service.package
    did = [f"{one.verb} {one.package}" for one in done.changes if one.verb != "Upgraded"]

    assert done.success, f"{service.name}: transaction {done.id} ended with {done.result}"
    assert did == [f"Upgrade {package}"], f"{service.name}: transaction {done.id}: {did}"
    assert package.vendor == service.hop.to


@pytest.mark.gate
@pytest.mark.eventually(within=60)
@pytest.mark.requirement("TYK-STEP-008")
def test_service_runs_after_its_restart(service):
    """The service runs, was started after its package came, and is no crash loop."""
    state, installed = service.unit_state, service.package.installed
    started = state.exec_main_start

    assert state.running, f"{service.name} is {state.active_state} ({state.sub_state})"
    assert started.timestamp() >= installed, (
        f"{service.name}: started {started}, before its package"
    )
    up = (service.node.clock - started).total_seconds()
    assert up >= STEADY, f"{service.name}: started {up:.0f} s ago: does it stay up?"
