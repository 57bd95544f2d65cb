"""sysupgrade upgrade, on every host, on the exported copy."""

import pytest

from readers.axway.steps import unread
from readers.axway.upgraded import (
    cassandra_flaws,
    groups_not_left,
    heap_too_small,
    older_than_export,
    rights_not_merged,
    to_be_mended,
    unlicensed,
)

SHIPPED_HEAP = 1 << 30  # -Xmx1024m of 7.7's own jvm.xml


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-111")
def test_heap_suits_a_large_configuration(group):
    """Where the group's configuration is large, upgrade may use more memory than as shipped."""
    assert heap_too_small(group, SHIPPED_HEAP) == []


@pytest.mark.gate
@pytest.mark.requirement("AXW-STEP-020")
def test_upgrade_is_done(domain_host):
    """What was exported of the host was upgraded."""
    assert domain_host.upgrade.undone("export", "upgrade") == []


@pytest.mark.gate
@pytest.mark.requirement("AXW-STEP-021")
def test_upgrade_was_told_of_our_cassandra(domain_host):
    """Each upgraded configuration names address, port and account of the inventory's Cassandra."""
    assert cassandra_flaws(domain_host) == []


@pytest.mark.gate
@pytest.mark.requirement("AXW-STEP-023")
def test_upgrade_log_has_no_error(domain_host):
    """The log of upgrade has no error, and each of its parts is OK."""
    assert domain_host.upgrade.errors("upgrade") == []


@pytest.mark.gate
@pytest.mark.requirement("AXW-STEP-024a")
def test_no_licence_stops_the_upgrade(domain_host):
    """The log of upgrade has no error about a licence."""
    assert unlicensed(domain_host, stopping=True) == []


@pytest.mark.gate
@pytest.mark.requirement("AXW-STEP-024b")
def test_no_licence_is_missed_unread(domain_host):
    """The log of upgrade misses no licence, but those that somebody decided to go without."""
    assert unlicensed(domain_host, stopping=False) == []


@pytest.mark.gate
@pytest.mark.requirement("AXW-STEP-025")
def test_every_warning_was_read(domain_host):
    """Each warning of the logs that there are is accepted in the inventory."""
    assert unread(domain_host) == []


@pytest.mark.gate
@pytest.mark.requirement("AXW-STEP-026")
def test_upgrade_had_memory_enough(domain_host):
    """The log of upgrade tells of no lack of memory."""
    lines = domain_host.upgrade.log("upgrade").coded("E22")

    assert domain_host.upgrade.telling("upgrade", [line.told for line in lines]) == []


@pytest.mark.gate
@pytest.mark.requirement("AXW-STEP-027")
def test_nothing_is_left_to_policy_studio(group):
    """The log of upgrade has no path conflict, and left out no web service."""
    assert to_be_mended(group) == []


@pytest.mark.gate
@pytest.mark.requirement("AXW-STEP-028")
def test_each_group_has_an_upgraded_copy(domain_host):
    """There is an upgraded configuration of each group that has an instance on the host."""
    assert groups_not_left(domain_host) == []


@pytest.mark.gate
@pytest.mark.requirement("AXW-STEP-029")
def test_upgraded_copy_is_younger(domain_host):
    """The host was upgraded after it was exported."""
    assert older_than_export(domain_host) == []


@pytest.mark.gate
@pytest.mark.requirement("AXW-STEP-030")
@pytest.mark.requirement("AXW-PRE-094")
def test_rights_of_a_login_are_merged(domain):
    """What was edited in acl.json and the administrator needs to log in is in the new one."""
    assert rights_not_merged(domain) == []
