"""Key property stores: what the gateway keeps for itself. Rows are counted, never read."""

import pytest

from readers.axway.group_data import GroupData
from readers.axway.kps import lost


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-101")
def test_no_kps_is_kept_in_files(instance):
    """No KPS table of the instance lies in files: they are deprecated, and on one host only."""
    assert [f"{instance}: {name}" for name in instance.kps_files(instance.old)] == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-102")
def test_use_of_cassandra_is_declared(group):
    """Whether the group keeps its KPS in Cassandra is as the inventory says."""
    assert GroupData(group).unlike_declared == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-135")
def test_keyspace_is_there(group):
    """The group's keyspace is there, under the name that the inventory has, and has tables."""
    assert GroupData(group).misnamed == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-134a")
def test_consistency_is_a_quorum(group):
    """The configuration of the group asks Cassandra for a quorum."""
    assert GroupData(group).weak_levels == []


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("AXW-PRE-134b")
def test_each_member_answers_at_quorum(group):
    """Each member, asked by itself, finds a quorum of replicas for the group's keyspace."""
    assert GroupData(group).short_of_replicas == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-143")
def test_diagnosis_of_the_vendor_passes(group):
    """The vendor's own diagnosis of the group's KPS finds nothing wrong."""
    assert GroupData(group).diagnosis == ""


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("AXW-POST-010")
def test_kps_is_kept(group, baseline):
    """Every table of the group's KPS is there, and has no fewer rows than before."""
    rows = GroupData(group).rows

    assert lost(baseline("kps", rows), rows) == []


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-011")
def test_no_table_is_held_back(instance):
    """No KPS table of the instance is held back because a passphrase changed."""
    assert instance.traced(instance.new, "E29", "remain in admin mode") == []


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-025")
def test_instance_is_connected(instance):
    """The instance itself says that its Cassandra is well."""
    assert instance.kps_refusals == ()


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-025")
def test_instance_did_not_lose_cassandra(instance):
    """Since its start the instance has not found all members away."""
    assert instance.traced(instance.new, "E28") == []


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-026")
def test_group_asks_the_chosen_port(group):
    """Each instance of the group asks Cassandra on the port that the inventory has."""
    assert GroupData(group).foreign_ports == []


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-027")
def test_group_uses_the_keyspace_of_before(group):
    """Each instance of the group uses the keyspace that the group had before."""
    assert GroupData(group).foreign_keyspaces == []


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-032")
def test_kps_is_backed_up(group):
    """Before anything is encrypted anew, the whole KPS was backed up, after apply."""
    assert GroupData(group).unsaved == []
