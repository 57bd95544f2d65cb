"""The way back: the data, the domain and its callers are what they were."""

import pytest

from readers.axway.going_back import (
    changed,
    fewer,
    made_since,
    moved_from,
    named,
    oldest,
    rewritten,
    schema,
    shape,
    unanswered,
)
from readers.axway.message_store import outside
from readers.axway.taken_back import moved
from readers.axway.zdu_back import not_taken_back
from readers.axway.zdu_machine import ZduMachine
from readers.cassandra_saved import keyspaces_of


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("AXW-RB-006")
def test_kps_has_the_rows_of_before(cassandra, inventory, baseline):
    """No table of the KPS has fewer rows than before."""
    spaces = keyspaces_of(inventory, cassandra.name)
    rows = {space: dict(cassandra.rows(space)) for space in spaces}

    assert fewer(cassandra.name, baseline("rows_of_kps", rows), rows) == []


@pytest.mark.rollback
@pytest.mark.requirement("AXW-RB-006", "AXW-RB-013")
def test_kps_has_its_rows_again(cassandra, inventory, baseline):
    """No table of the KPS has fewer rows than before the change."""
    moved(cassandra)
    spaces = keyspaces_of(inventory, cassandra.name)
    rows = {space: dict(cassandra.rows(space)) for space in spaces}

    assert fewer(cassandra.name, baseline("rows_of_kps", rows), rows) == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-RB-007")
def test_schema_and_age_of_kps_are_remembered(cassandra, inventory, baseline, now):
    """What tables and columns there are, and how old the rows are, is remembered."""
    spaces = keyspaces_of(inventory, cassandra.name)
    tables, ages = schema(cassandra, spaces), oldest(cassandra, spaces)
    seen = baseline("seen", int(now.timestamp() * 1_000_000), volatile=True)

    assert (tables, seen) == (baseline("schema_of_kps", tables), seen)
    assert ages == baseline("age_of_kps", ages, may_be_empty=True)


@pytest.mark.rollback
@pytest.mark.requirement("AXW-RB-007")
def test_schema_of_kps_is_the_old_one(cassandra, inventory, baseline):
    """Every table of the KPS has the columns it had."""
    moved(cassandra)
    tables = schema(cassandra, keyspaces_of(inventory, cassandra.name))

    assert changed(cassandra.name, baseline("schema_of_kps", tables), tables) == []


@pytest.mark.rollback
@pytest.mark.requirement("AXW-RB-007")
def test_kps_was_not_encrypted_anew(cassandra, inventory, baseline, now):
    """Rows of before the change are still those that were written then."""
    moved(cassandra)
    ages = oldest(cassandra, keyspaces_of(inventory, cassandra.name))
    before = baseline("age_of_kps", ages, may_be_empty=True, volatile=True)
    seen = baseline("seen", int(now.timestamp() * 1_000_000), volatile=True)

    assert rewritten(cassandra.name, seen, before, ages) == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-RB-008")
def test_protocols_of_cassandra_are_remembered(cassandra_node, baseline):
    """What Cassandra speaks, and on which ports, is remembered."""
    ports = cassandra_node.client_ports

    assert ports == baseline("client_ports", ports)


@pytest.mark.rollback
@pytest.mark.requirement("AXW-RB-008")
def test_cassandra_serves_old_gateways_again(cassandra_node, baseline):
    """Cassandra speaks the protocols it spoke, on the ports it had."""
    moved(cassandra_node.ring)
    ports = cassandra_node.client_ports

    assert ports == baseline("client_ports", ports)


@pytest.mark.rollback
@pytest.mark.requirement("AXW-RB-009")
def test_message_store_is_the_old_one(instance, baseline):
    """The old instance holds the message store open that it held before."""
    moved(instance.node)
    folder = outside(instance, instance.old)

    assert folder == baseline("message_store", folder)


@pytest.mark.pre
@pytest.mark.requirement("AXW-RB-012")
def test_what_api_manager_holds_is_remembered(domain, baseline):
    """What API Manager holds before the switch is remembered, by ids and names."""
    held = named(domain)

    assert held == baseline("held_by_api_manager", held)


@pytest.mark.rollback
@pytest.mark.requirement("AXW-RB-012")
def test_nothing_was_made_in_api_manager(domain, baseline):
    """Nothing was made in API Manager since the baseline, and nothing of it is gone."""
    moved(domain)
    held = named(domain)

    assert made_since(baseline("held_by_api_manager", held), held) == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-RB-013")
def test_domain_to_go_back_to_is_remembered(domain, baseline):
    """Hosts, groups, instances, and what is deployed on them, are remembered."""
    state = shape(domain)

    assert state == baseline("domain_to_go_back_to", state)


@pytest.mark.rollback
@pytest.mark.requirement("AXW-RB-013")
def test_domain_is_the_old_one(domain, baseline):
    """Hosts, groups, instances, and what is deployed on them, are those of before."""
    moved(domain)
    state = shape(domain)

    assert moved_from(baseline("domain_to_go_back_to", state), state) == []


@pytest.mark.rollback
@pytest.mark.eventually(within=60)
@pytest.mark.requirement("AXW-RB-013")
def test_old_group_is_consistent(group):
    """Every instance of the group has loaded the same deployment."""
    moved(group.domain)

    assert group.unlike == []


@pytest.mark.rollback
@pytest.mark.eventually(within=60)
@pytest.mark.requirement("AXW-RB-013")
def test_old_instance_is_well(instance):
    """The old instance says that it is well."""
    moved(instance.node)

    said = instance.refusal or instance.health

    assert said == "ok", f"{instance.name}: {said}"


@pytest.mark.rollback
@pytest.mark.requirement("AXW-RB-014a")
def test_load_balancer_sends_to_the_old_instances(domain):
    """The load balancer answers the sample calls, and nothing of 7.7 runs that could."""
    moved(domain)

    assert unanswered(domain) + domain.running("new") == []


@pytest.mark.rollback
@pytest.mark.requirement("AXW-RB-018")
def test_way_back_of_the_scripts_ended_well(domain):
    """The last log of the vendor's scripts says that their way back passed on every host."""
    assert not_taken_back(ZduMachine(domain.engine, domain.inventory)) == []
