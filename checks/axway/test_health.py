"""What answers, and what the traces say."""

import pytest

from readers.axway.around import guarded, referers_refused, unbalanced
from readers.axway.traces import errors, told


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.reaches("traffic")
@pytest.mark.requirement("AXW-POST-020")
def test_instance_answers(instance):
    """The instance answers on its traffic port."""
    assert instance.refusal == ""


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.eventually(within=60)
@pytest.mark.requirement("AXW-POST-020")
def test_instance_is_well(instance):
    """The health check of the instance says ok."""
    assert instance.health == "ok"


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.eventually(within=60)
@pytest.mark.requirement("AXW-POST-021")
def test_health_for_the_load_balancer_is_ok(instance):
    """The health check that the load balancer asks for answers with 200."""
    assert instance.health_for_balancer == "ok"


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-024")
def test_trace_of_the_node_manager_has_no_error(domain_host):
    """The Node Manager's trace has no error since its last start."""
    assert told(errors(domain_host, domain_host.new.at("trace"))) == []


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-024")
def test_trace_of_the_instance_has_no_error(instance):
    """The instance's trace has no error since its last start."""
    assert told(instance.trace_errors(instance.new)) == []


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-061a")
def test_back_ends_that_ask_for_a_certificate_answer(domain):
    """Sample calls whose back end asks for a certificate get what they should, on each instance."""
    assert guarded(domain) == []


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-064a")
def test_load_balancer_leads_to_an_instance(domain):
    """Sample calls get the right status by way of the load balancer."""
    assert unbalanced(domain) == []


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-065")
def test_name_of_the_load_balancer_is_allowed(domain):
    """Who comes by way of the load balancer's name is let in by Node Managers and API Manager."""
    assert referers_refused(domain) == []
