"""The vendor's sample scripts for an upgrade without downtime."""

import pytest

from readers.axway.zdu_machine import ZduMachine, drawn_out, elsewhere, too_old, unlike_paths


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-002")
def test_old_version_is_known_to_the_scripts(domain):
    """Every host runs 7.5.2 or later."""
    assert too_old(domain) == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-002")
def test_shared_data_is_in_cassandra(domain):
    """No group keeps shared data in a database or in files."""
    assert elsewhere(domain) == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-STEP-081")
def test_machine_of_the_scripts_is_ready(estate):
    """The machine is of the hosts' kind, has what the scripts import, and gets in by key."""
    assert ZduMachine(estate.engine, estate.inventory).flaws == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-STEP-082")
def test_paths_are_the_same_on_every_host(domain):
    """Old and new installation lie at the same place on every host."""
    assert unlike_paths(domain) == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-STEP-083")
def test_topology_file_of_the_scripts_names_the_hosts(estate):
    """The scripts' own topology file names every host of the inventory."""
    assert ZduMachine(estate.engine, estate.inventory).unnamed == []


@pytest.mark.post
@pytest.mark.requirement("AXW-STEP-085")
def test_scripts_passed_everywhere(estate):
    """The scripts ended well, and each step passed on every host."""
    assert ZduMachine(estate.engine, estate.inventory).not_passed == []


@pytest.mark.gate
@pytest.mark.requirement("AXW-STEP-086")
def test_hosts_follow_one_another(domain, now):
    """The hosts were applied within the time that the inventory allows."""
    assert drawn_out(domain, now) == []
