"""The old system as it was exported, until the new one takes over."""

import pytest

from readers.axway.exporting import (
    administrator_moves,
    audited_moves,
    deployment_moves,
    file_moves,
    managed_moves,
    restarted_since,
    topology_moves,
)


@pytest.mark.gate
@pytest.mark.requirement("AXW-PRE-060")
def test_topology_is_as_exported(domain):
    """The topology was not changed after the first host was exported."""
    assert topology_moves(domain) == []


@pytest.mark.gate
@pytest.mark.requirement("AXW-PRE-061")
def test_nothing_was_deployed_since_the_export(group):
    """No instance of the group was deployed to after its host was exported."""
    assert deployment_moves(group) == []


@pytest.mark.gate
@pytest.mark.requirement("AXW-PRE-062")
def test_administrators_are_as_exported(domain):
    """The administrators' file was not written after the first host was exported."""
    assert administrator_moves(domain) == []


@pytest.mark.pre
@pytest.mark.gate
@pytest.mark.requirement("AXW-PRE-063")
def test_api_manager_is_as_before(domain, baseline):
    """API Manager has the APIs, organizations, applications and users that pre saw."""
    content = domain.managed

    assert managed_moves(baseline("frozen content of API Manager", content), content) == []


@pytest.mark.gate
@pytest.mark.requirement("AXW-PRE-064")
def test_audit_log_tells_of_no_change(admin_node_manager):
    """The audit log of the old system tells of nothing but reading since the export."""
    assert audited_moves(admin_node_manager) == []


@pytest.mark.gate
@pytest.mark.requirement("AXW-STEP-031")
def test_files_are_as_exported(domain):
    """No file of the old configuration is younger than the export of its host."""
    assert file_moves(domain) == []


@pytest.mark.gate
@pytest.mark.requirement("AXW-STEP-067")
def test_cassandra_was_not_restarted(cassandra_node, now):
    """The member of Cassandra runs since before the first export."""
    assert restarted_since(cassandra_node, now) == []


@pytest.mark.pre
@pytest.mark.gate
@pytest.mark.requirement("AXW-STEP-067")
def test_cassandra_member_is_the_same(cassandra_node, baseline):
    """The member of Cassandra has the host id of before: another one would begin empty."""
    host_id = cassandra_node.info.host_id

    assert host_id == baseline("host id of Cassandra", host_id)
