"""The old domain: who is in it, and that all its parts tell the same."""

import pytest

from readers.axway.agreement import changes
from readers.axway.around import unnamed
from readers.axway.membership import (
    choice_troubles,
    files_astray,
    key_troubles,
    managers_astray,
    strangers_to_anm_host,
    uneven,
)
from readers.axway.told import instance_doubts, manager_doubts, not_new, quickstart


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-044")
def test_tool_and_processes_agree_on_the_node_manager(domain_host):
    """What `nodemanager -s` tells its owner of the old Node Manager is what the processes show."""
    assert manager_doubts(domain_host.old) == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-044")
def test_tool_and_processes_agree_on_the_instance(instance):
    """What `startinstance -s` tells its owner of the old instance is what the processes show."""
    assert instance_doubts(instance, instance.old) == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-045")
def test_admin_node_managers_tell_one_topology(domain):
    """Every Admin Node Manager tells the topology of the first one, to the version and the time."""
    assert managers_astray(domain) == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-045")
def test_every_host_has_the_topology(domain):
    """On every host lies the topology that the first Admin Node Manager tells."""
    assert files_astray(domain, "old") == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-046")
def test_old_hosts_are_of_one_level(domain):
    """All hosts have one version and service pack of the old release."""
    assert uneven(domain, "old") == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-047")
def test_patches_are_whole(domain_host):
    """No file of a patch of the old installation is missing, foreign or changed."""
    assert list(domain_host.old.version.broken) == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-051")
def test_first_admin_node_manager_alone_holds_the_key(domain):
    """The key of the domain's CA lies on the first Admin Node Manager's host, and nowhere else."""
    assert key_troubles(domain) == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-052")
def test_name_for_anm_host_is_known_on_every_host(domain):
    """The name that --anm_host gets stands in the topology of every host, to the letter."""
    assert strangers_to_anm_host(domain, "old") == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-053")
def test_name_for_anm_host_has_an_admin_node_manager(domain):
    """The host that --anm_host names has an Admin Node Manager."""
    assert domain.anm_host in {one.host for one in domain.topology.admin_managers}


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-054")
def test_one_admin_node_manager_is_chosen(domain):
    """Of several Admin Node Managers the inventory marks one as the first."""
    assert choice_troubles(domain) == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-055")
def test_hosts_are_those_of_the_inventory(domain):
    """The topology and the inventory have the same hosts."""
    assert domain.foreign_hosts == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-056")
def test_no_host_is_called_localhost(domain):
    """No host of the topology has a name that means another machine on each machine."""
    assert list(domain.topology.local_names) == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-056")
def test_hosts_know_the_names_of_each_other(domain):
    """Each host has an address for the name of every other host, and not one of its own."""
    assert unnamed(domain) == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-057")
def test_group_is_not_locked(group):
    """Nobody holds a lock on the group."""
    assert group.lock == ""


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-058")
def test_no_passphrase_is_asked_for_at_start(domain_host):
    """No file of the old installation has a start wait for a passphrase from the keyboard."""
    assert list(domain_host.old.prompts) == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-083")
def test_quickstart_is_not_in_use(domain_host):
    """Nothing of the QuickStart tutorial is there, about whose folder one would have to decide."""
    assert quickstart(domain_host.old) == []


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("AXW-POST-005")
def test_topology_is_that_of_before(domain, baseline):
    """Hosts, groups, instances and Node Managers are those of before, with kind and port."""
    services = domain.topology.by_name

    assert changes(baseline("topology", services), services) == []


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-006")
def test_host_runs_the_new_release(domain_host):
    """All that runs on the host is 7.7 of the new installation, and so is what lies there."""
    assert not_new(domain_host) == []


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-007")
def test_admin_node_managers_tell_one_domain(domain):
    """Every Admin Node Manager tells the domain of the first one, with the same hosts."""
    assert managers_astray(domain) == []


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-007")
def test_every_host_is_in_the_one_domain(domain):
    """On every host lies the new topology that the first Admin Node Manager tells."""
    assert files_astray(domain, "new") == []


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-008")
def test_new_hosts_are_of_one_update(domain):
    """All hosts have one version and update of 7.7."""
    assert uneven(domain, "new") == []
