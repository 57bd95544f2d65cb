"""The services run, and come back after a reboot."""

import pytest


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("TYK-POST-002")
def test_service_is_running(service):
    """The service is active and its process runs."""
    assert service.activity == "active (running)"


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("TYK-PRE-029", "TYK-POST-003")
def test_service_is_enabled_as_before(service, baseline):
    """The service starts at boot as it did before: the package's scriptlet switches it off."""
    enabled = service.unit_state.unit_file_state

    assert enabled == baseline("enabled", enabled)


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("TYK-PRE-029", "TYK-POST-004")
def test_overrides_survive(service, baseline):
    """Every drop-in of before is in force, with the content and the effect it had."""
    overrides = service.overrides
    before = baseline("overrides", overrides, may_be_empty=True)

    assert {path: overrides.get(path) for path in before} == before


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("TYK-POST-004")
def test_unit_file_is_in_force(service):
    """The unit file is there, and systemd has read its newest form."""
    state = service.state

    assert (state.load_state, state.need_daemon_reload) == ("loaded", False)


@pytest.mark.post
@pytest.mark.requirement("TYK-POST-005")
def test_process_runs_the_installed_program(service):
    """The process started after the package was installed, and its program is still on disk."""
    process = service.process
    started_late_enough = process.started >= process.installed

    assert (started_late_enough, process.replaced) == (True, False), f"{process}"


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("TYK-POST-006")
def test_service_does_not_restart_by_itself(service):
    """For a while it is one process that runs: Restart=always hides a crash loop."""
    first, second = service.lives

    assert (second, second.alive) == (first, True)
