"""Cassandra keeps KPS and API Manager: the upgrade leaves it where it is, and it runs all along."""

import pytest

from readers.axway.cassandra_use import OLDEST, named, short_keyspaces, unreached
from readers.axway.group_data import port_problems
from readers.cassandra_ring import away, divided


@pytest.mark.pre
@pytest.mark.gate
@pytest.mark.post
@pytest.mark.rollback
@pytest.mark.reaches("cassandra")
@pytest.mark.requirement("AXW-PRE-128", "AXW-PRE-132a")
def test_cassandra_answers(cassandra):
    """A member of the cluster answers the gateways' account."""
    assert cassandra.refusal == ""


@pytest.mark.pre
@pytest.mark.gate
@pytest.mark.post
@pytest.mark.rollback
@pytest.mark.reaches("cassandra_node")
@pytest.mark.requirement("AXW-PRE-128")
def test_each_member_answers(cassandra_node):
    """Each member, asked by itself, opens a session for the gateways' account."""
    assert cassandra_node.refusal == ""


@pytest.mark.pre
@pytest.mark.gate
@pytest.mark.post
@pytest.mark.rollback
@pytest.mark.requirement("AXW-PRE-128")
def test_each_host_reaches_each_member(domain_host):
    """From each host of the domain a connection to each member opens: no firewall is between."""
    assert unreached(domain_host) == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-120")
def test_cassandra_is_not_older_than_asked(cassandra):
    """No member runs a release older than the one that the vendor asks for."""
    old = [f"{at}: {one}, not {OLDEST}" for at, one in cassandra.releases.items() if one < OLDEST]

    assert old == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-121")
def test_release_is_one_that_the_vendor_names(cassandra):
    """Each member runs a release that the vendor's pages name, or that the inventory accepts."""
    known = named(cassandra.settings)

    assert [f"{at}: {one}" for at, one in cassandra.releases.items() if one not in known] == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-122")
def test_all_members_run_one_release(cassandra):
    """All members run one release: no upgrade of the cluster is half done."""
    releases = cassandra.releases

    assert len(set(releases.values())) == 1, ", ".join(
        f"{at} runs {one}" for at, one in releases.items()
    )


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-123")
def test_all_members_are_up(cassandra):
    """Each member sees all of them up and normal, and none that is declared is missing."""
    assert away(cassandra) == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-124")
def test_members_agree_on_the_schema(cassandra):
    """All members, each asked by itself, have one version of the schema."""
    assert divided(cassandra) == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-132b")
def test_default_password_is_gone(cassandra):
    """The superuser that Cassandra is shipped with does not log in with its default password."""
    assert not cassandra.default_login, "`cassandra` logs in with its default password"


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-133")
def test_keyspaces_have_their_replicas(cassandra):
    """The accounts and each group's keyspace have the replicas that the inventory wants."""
    assert short_keyspaces(cassandra) == []


@pytest.mark.gate
@pytest.mark.requirement("AXW-STEP-043")
def test_cassandra_is_up_before_apply(cassandra):
    """Before apply all members are up and normal."""
    assert away(cassandra) == []


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-028")
def test_cassandra_is_whole_after_the_change(cassandra):
    """All members are up and normal, and agree on the schema."""
    assert away(cassandra) + divided(cassandra) == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-127")
def test_native_protocol_is_on(cassandra_node):
    """The native protocol runs, and cassandra.yaml starts it at the next start too."""
    wrong = ["it does not run"] if not cassandra_node.speaks_cql else []
    if not cassandra_node.yaml.native_transport:
        wrong.append("start_native_transport is false in cassandra.yaml")

    assert wrong == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-129")
def test_thrift_is_on_for_old_gateways(cassandra_node):
    """The old protocol runs as long as gateways of 7.5.1 and 7.5.2 need it."""
    assert cassandra_node.speaks_thrift, f"{cassandra_node}: Thrift does not run"


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-130")
def test_client_port_is_the_declared_one(cassandra_node):
    """cassandra.yaml has the client port that the inventory has, and the upgrade is given."""
    found, declared = cassandra_node.yaml.native_transport_port, cassandra_node.port

    assert found == declared, f"{cassandra_node}: cassandra.yaml has {found}, not {declared}"


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-131")
def test_cassandra_listens_on_the_network(cassandra_node):
    """Clients and members reach it by the network: neither address is this machine's own loop."""
    found = cassandra_node.yaml

    assert not found.is_local, (
        f"listen_address {found.listen_address}, rpc_address {found.rpc_address}"
    )


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-136")
def test_tls_is_as_declared(cassandra_node):
    """cassandra.yaml asks clients for TLS just where the inventory has it."""
    clients, declared = cassandra_node.yaml.clients, cassandra_node.settings.tls is not None
    wrong = []
    if declared and not clients.enabled:
        wrong.append("the inventory has tls, client_encryption_options is off")
    if not declared and clients.enabled and not clients.optional:
        wrong.append("client_encryption_options is on, the inventory has no tls")

    assert wrong == []


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-030")
def test_other_client_port_is_everywhere(cassandra):
    """Another client port than the usual stands in each cassandra.yaml and in each group."""
    assert port_problems(cassandra) == []
