"""sysupgrade export, on every host, while the old system runs."""

import pytest

from readers.axway.steps import at_odds, carried_jvm


@pytest.mark.gate
@pytest.mark.requirement("AXW-STEP-010")
def test_status_and_logs_agree(domain_host):
    """By its status, each step that was begun on the host has ended well."""
    assert at_odds(domain_host) == []


@pytest.mark.gate
@pytest.mark.requirement("AXW-STEP-011")
def test_export_is_done(domain_host):
    """The host was exported."""
    assert domain_host.upgrade.undone("export") == []


@pytest.mark.gate
@pytest.mark.requirement("AXW-STEP-011")
def test_export_log_has_no_error(domain_host):
    """The log of export has no error, and each of its parts is OK."""
    assert domain_host.upgrade.errors("export") == []


@pytest.mark.gate
@pytest.mark.requirement("AXW-STEP-012")
def test_exported_copy_is_complete(domain_host):
    """The exported copy has a folder for each kind of thing."""
    missing = domain_host.upgrade.not_exported

    assert [f"{domain_host.name}: {name} is not in the exported copy" for name in missing] == []


@pytest.mark.gate
@pytest.mark.requirement("AXW-STEP-013")
def test_no_jvm_settings_are_carried_over_unread(instance):
    """The instance's jvm.xml is not carried over, or somebody accepted that it is."""
    assert carried_jvm(instance) == []


@pytest.mark.gate
@pytest.mark.requirement("AXW-STEP-014")
def test_every_host_is_exported(domain):
    """Every host of the domain was exported."""
    assert [row for host in domain.nodes for row in host.upgrade.undone("export")] == []
