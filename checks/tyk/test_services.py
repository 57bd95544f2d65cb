"""The services run, and come back after a reboot."""

import pytest


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("TYK-POST-003")
def test_service_is_enabled_as_before(service, baseline):
    """The service starts at boot as it did before: the package's scriptlet switches it off."""
    enabled = service.unit_state.unit_file_state

    assert enabled == baseline("enabled", enabled)
