"""What upgrade and apply have left on a host, where something of it is not there."""

import pytest

from probes.errors import CannotTell, NoAnswer, Refused
from readers.axway import applied, upgraded
from readers.axway.domain import Domain
from readers.axway.manager import AdminNodeManager
from readers.axway.node import AxwayNode
from tests.readers.axway import samples
from tests.readers.axway.hosts import FILE, NEW, OLD, TOPOLOGY, http
from tests.readers.fakes import Engine, gone, said

LOGIN = "GET admin-node-manager:gwa /login/"
DOWN = Refused("admin-node-manager:gwa", "connection refused")


def new_topology():
    return http(samples.TOPOLOGY.replace('"7.5.3"', '"7.7.0"'))


def manager(inventory, **answers):
    return AdminNodeManager(Engine({LOGIN: http("x"), **answers}), inventory, "gwa")


def test_the_old_manager_a_new_one_and_none(inventory):
    old = manager(inventory, **{TOPOLOGY: http(samples.TOPOLOGY)})
    new = manager(inventory, **{TOPOLOGY: new_topology()})

    assert "is of 7.5.3, not of 7.7" in applied.unlike_the_new(old, "7.7.20240830")[0]
    assert applied.unlike_the_new(new, "7.7.20240830") == []
    assert applied.unlike_the_new(manager(inventory, **{LOGIN: DOWN}), "7.7.20240830") == [
        "connection refused"
    ]


def test_silence_of_a_manager_is_no_answer(inventory):
    silent = NoAnswer("admin-node-manager:gwa", "no answer")
    with pytest.raises(NoAnswer):
        applied.unlike_the_new(manager(inventory, **{LOGIN: silent}), "7.7.20240830")


def test_the_first_host_holds_the_whole_ca_and_another_its_certificate(inventory):
    engine = Engine({"gwa # stat": FILE, "gwb # stat": FILE, "gwa # stat -L": gone("x")})

    assert len(applied.ca_missing(AdminNodeManager(engine, inventory, "gwa"))) == 5
    assert applied.ca_missing(AdminNodeManager(engine, inventory, "gwb")) == []


def test_instances_that_are_not_well(inventory):
    path = "GET traffic:pay1 /healthcheck"
    refused = Refused("traffic:pay1", "connection refused")

    assert applied.unwell(manager(inventory, **{path: http("<status>ok</status>")})) == []
    assert applied.unwell(manager(inventory, **{path: refused})) == ["pay1: connection refused"]


@pytest.mark.parametrize(
    ("node", "unknown"),
    [("gwa", []), ("gwc", ["its Node Manager", "par2 of partners"])],
)
def test_what_the_domain_does_not_know(inventory, node, unknown):
    host = AxwayNode(Engine({LOGIN: http("x"), TOPOLOGY: new_topology()}), inventory, node)

    assert applied.not_joined(host) == [
        f"{node}: admin-node-manager:gwa does not know {one}" for one in unknown
    ]


def test_a_host_without_an_upgraded_copy(inventory):
    folder = f"{NEW}/upgrade/bin/out/upgrade/esgroups/groups"
    topology = said(samples.TOPOLOGY)
    host = AxwayNode(
        Engine({
            f"gwa # cat -- {OLD}/groups/topology.json": topology,
            f"gwa # ls -1A -- {folder}": gone("x"),
            "gwa # stat": FILE,
            f"gwa # cat -- {NEW}/upgrade/bin/out/logs/upgrade.log": said("[X] : OK\n"),
        }),
        inventory,
        "gwa",
    )  # fmt: skip
    missing = [f"gwa: {folder}/group-2: no .fed, and no .pol with an .env"]

    assert upgraded.groups_not_left(host) == missing
    assert upgraded.cassandra_flaws(host) == missing


def test_a_heap_that_can_not_be_read(inventory):
    group = Domain(
        Engine({
            f"gwa # cat -- {OLD}/groups/topology.json": said(samples.TOPOLOGY),
            "gwa # du": said("1\tx\n"),
            "gwa # cat -- /opt/Axway-7.7": gone("x"),
        }),
        inventory,
    ).groups[0]  # fmt: skip
    with pytest.raises(CannotTell, match=r"has no system/conf/jvm\.xml"):
        upgraded.heap_too_small(group, 1)
