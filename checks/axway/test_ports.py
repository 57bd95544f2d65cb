"""What listens where, when it should, and what must be free."""

import pytest

from readers.axway.listeners import manager_surprises, taken


@pytest.mark.gate
@pytest.mark.requirement("AXW-PRE-163")
def test_ports_are_free_for_the_new(domain_host):
    """Nobody listens on a port that the new processes of this host need."""
    assert taken(domain_host) == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-098")
def test_port_of_the_node_manager_is_known(domain_host):
    """envSettings.props, the topology and the inventory tell one port of the Node Manager."""
    assert manager_surprises(domain_host.old, domain_host.manager_port) == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-098")
def test_ports_of_the_instance_are_known(instance):
    """envSettings.props, the topology and the inventory tell the same ports of the instance."""
    assert instance.port_surprises(instance.old) == []


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("AXW-POST-023")
def test_ports_are_the_instances_own(instance):
    """On each port of its envSettings.props the instance itself listens, and nobody else."""
    assert instance.port_troubles == []


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("AXW-POST-023")
def test_ports_are_those_of_before(instance, baseline):
    """envSettings.props names the ports that it named before."""
    ports = instance.ports(instance.node.serving)

    assert ports == baseline("ports", ports)


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.eventually(within=60)
@pytest.mark.requirement("AXW-POST-022")
def test_api_traffic_port_answers(instance):
    """API Manager's traffic port takes a request."""
    assert instance.api_traffic == ""
