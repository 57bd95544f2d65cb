"""sysupgrade apply: first on one Admin Node Manager, then on the other hosts."""

import pytest

from readers.axway.applied import ca_missing, not_joined, unlike_the_new, unwell
from readers.axway.steps import begun_early


@pytest.mark.gate
@pytest.mark.requirement("AXW-STEP-040")
def test_every_host_is_ready_for_apply(domain):
    """Every host was exported and upgraded, and apply was begun on none."""
    assert begun_early(domain) == []


@pytest.mark.gate
@pytest.mark.requirement("AXW-STEP-049")
def test_apply_is_done(domain_host):
    """The upgrade of the host is complete."""
    assert domain_host.upgrade.undone("export", "upgrade", "apply") == []


@pytest.mark.gate
@pytest.mark.requirement("AXW-STEP-049")
def test_apply_log_has_no_error(domain_host):
    """The log of apply has no error, and each of its parts is OK."""
    assert domain_host.upgrade.errors("apply") == []


@pytest.mark.gate
@pytest.mark.eventually(within=60)
@pytest.mark.requirement("AXW-STEP-050")
def test_new_manager_is_up(admin_node_manager, upgrade):
    """The Admin Node Manager of an applied host answers, and is of the new release."""
    assert unlike_the_new(admin_node_manager, str(upgrade["gateway"].to)) == []


@pytest.mark.gate
@pytest.mark.requirement("AXW-STEP-050")
def test_ca_of_the_domain_is_there(admin_node_manager):
    """The first host holds the CA of the new domain, another one its certificate."""
    assert ca_missing(admin_node_manager) == []


@pytest.mark.gate
@pytest.mark.eventually(within=60)
@pytest.mark.requirement("AXW-STEP-050")
def test_instances_beside_the_manager_are_well(admin_node_manager):
    """Each instance on the host of the Admin Node Manager says that it is well."""
    assert unwell(admin_node_manager) == []


@pytest.mark.gate
@pytest.mark.requirement("AXW-STEP-051")
def test_host_is_in_the_domain(domain_host):
    """The first Admin Node Manager knows the host's Node Manager and each of its instances."""
    assert not_joined(domain_host) == []


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-001")
def test_upgrade_is_complete(domain_host):
    """The tool says of the host that its upgrade is complete."""
    assert domain_host.upgrade.undone("export", "upgrade", "apply") == []
