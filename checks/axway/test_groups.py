"""Every instance of a group runs the same deployment: ids, times, content."""

import pytest

from readers.axway.alike import misreported, unlike_archives, unlike_files
from readers.axway.listeners import manager_troubles


@pytest.mark.pre
@pytest.mark.reaches("node-manager")
@pytest.mark.requirement("AXW-PRE-043")
def test_node_manager_is_up_before_groups_are_compared(domain_host):
    """The host's Node Manager runs and has its port: else its groups would look inconsistent."""
    assert manager_troubles(domain_host, domain_host.old) == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-040a")
def test_instances_run_one_deployment(group):
    """All instances of the group run one deployment, by id, time and versions, and loaded it."""
    assert group.unlike == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-040a")
def test_instances_say_what_the_manager_says(group):
    """Each instance itself says that it runs the archive that the Admin Node Manager tells."""
    assert misreported(group) == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-040a")
def test_archives_of_a_group_have_one_content(group):
    """What the Admin Node Manager hands out of each instance has one id and one content."""
    assert unlike_archives(group) == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-040a")
def test_deployed_files_are_alike_on_all_hosts(group):
    """The files of the deployment are the same on every host of the group, byte by byte."""
    assert unlike_files(group, "old") == []


@pytest.mark.post
@pytest.mark.reaches("node-manager")
@pytest.mark.requirement("AXW-POST-006")
def test_new_node_manager_is_up(domain_host):
    """The host's new Node Manager runs and has its port."""
    assert manager_troubles(domain_host, domain_host.new) == []


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-012")
def test_new_instances_run_one_deployment(group):
    """All instances of the group run one deployment, by id, time and versions, and loaded it."""
    assert group.unlike == []


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-012")
def test_new_instances_say_what_the_manager_says(group):
    """Each instance itself says that it runs the archive that the Admin Node Manager tells."""
    assert misreported(group) == []


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-012", "AXW-POST-013b")
def test_new_archives_of_a_group_have_one_content(group):
    """The upgraded archive can be had of each instance, with one id and one content."""
    assert unlike_archives(group) == []


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-012")
def test_newly_deployed_files_are_alike_on_all_hosts(group):
    """The files of the deployment are the same on every host of the group, byte by byte."""
    assert unlike_files(group, "new") == []
