"""Topology, deployments and versions: the vendor's shapes, and what differs in them."""

import json

import pytest

from probes.errors import CannotTell
from readers.axway import deployments, managedomain, topology
from readers.axway.deployments import unlike
from readers.versions import parse
from tests.readers.axway import samples


def changed(**fields):
    return topology.topology(json.dumps({"result": {**samples.RESULT, **fields}}))


def test_a_topology_from_rest_and_from_disk_are_one():
    rest = topology.topology(samples.TOPOLOGY)

    assert rest == topology.topology(json.dumps(samples.RESULT))
    assert rest.names == ("nodea.example", "nodeb.example")
    assert [one.name for one in rest.admin_managers] == ["Node Manager on nodea.example"]
    assert rest.instance("Payments", "GW2").folder == "groups/group-2/instance-2"
    assert (rest.product, rest.fips, rest.containers, rest.local_names) == (
        "7.5.3", False, False, (),
    )  # fmt: skip


def test_names_are_kept_for_after_and_ids_for_the_freeze():
    before = topology.topology(samples.TOPOLOGY)
    moved = json.loads(samples.TOPOLOGY.replace("instance-2", "instance-9"))
    after = topology.topology(json.dumps(moved))

    assert before.by_name == after.by_name
    assert before.by_name["Payments / GW1"] == "nodea.example:8085 gateway"
    assert before.state != after.state


def test_a_lock_and_a_local_host_are_told():
    groups = [samples.RESULT["groups"][0], {**samples.RESULT["groups"][1], "lock": {"user": "ann"}}]
    hosts = [{"id": "host-1", "name": "localhost"}, samples.HOSTS[1]]
    found = changed(groups=groups, hosts=hosts)

    assert "ann" in found.group("Payments").lock
    assert found.local_names == ("localhost",)


@pytest.mark.parametrize(
    "fields",
    [
        {"hosts": []},
        {"hosts": [samples.HOSTS[0], samples.HOSTS[0]]},
        {"hosts": [samples.HOSTS[0]]},  # a service on a host that is not there
        {"groups": []},
        {"version": True},
        {"groups": [{"id": "group-2", "name": "A", "services": []}]},
    ],
)
def test_a_topology_that_contradicts_itself_can_not_be_told(fields):
    with pytest.raises(CannotTell):
        changed(**fields)


def test_a_group_or_instance_that_is_not_there_can_not_be_told():
    found = topology.topology(samples.TOPOLOGY)
    with pytest.raises(CannotTell, match="0 groups called QuickStart"):
        found.group("QuickStart")
    with pytest.raises(CannotTell, match="0 instances GW9"):
        found.instance("Payments", "GW9")


def two(**fields):
    said = {"instance-1": samples.deployed(), "instance-2": samples.deployed(**fields)}
    found = deployments.deployments(json.dumps({"result": {"group-2": said}}))
    return {instance: one for (_, instance), one in found.items()}


def test_instances_that_run_the_same_are_alike():
    assert unlike(two()) == []


def test_an_instance_whose_deployment_differs_is_named():
    other = {"Id": "bbbb2222-0000", "Timestamp": "1699999999001"}

    assert unlike(two(rootProperties=other)) == [
        "id: instance-1 aaaa1111-0000, instance-2 bbbb2222-0000",
        "timestamp: instance-1 1699999999000, instance-2 1699999999001",
    ]


def test_any_other_status_than_loaded_is_named():
    assert unlike(two(status="Deploying")) == ["instance-2: Deploying, not Loaded"]


def test_a_deployment_at_another_time_is_seen_by_the_freeze_alone():
    later = two(deploymentTimestamp=1700000000001)

    assert unlike(later) == []
    assert later["instance-1"].state != later["instance-2"].state


def test_of_an_archive_the_hash_is_kept():
    found = deployments.archive(
        '{"result": {"data": "YWJj", "rootProperties": {"Id": "a", "Timestamp": "1"}}}'
    )

    assert (found.id, found.size) == ("a", 3)
    assert found.sha256.startswith("ba7816bf8f01cfea")


@pytest.mark.parametrize(
    ("line", "level", "update"),
    [
        ("7.5.3 SP1", "7.5.3 SP1", ""),
        ("7.7", "7.7", ""),
        ("7.7 SP1", "7.7 SP1", ""),
        ("7.7.20240830", "7.7.20240830", "20240830"),
        ("7.7.0.20240830", "7.7.20240830", "20240830"),
        ("7.7.0 20240830", "7.7.20240830", "20240830"),
    ],
)
def test_the_forms_of_a_version(line, level, update):
    found = managedomain.installed(samples.VERSION.replace("7.5.3 SP1", line))

    assert (found.level, found.update) == (level, update)


def test_an_update_is_compared_by_its_date():
    found = managedomain.installed(samples.PATCHED)

    assert found.version == parse("7.7.20240830")
    assert found.reaches("7.7.20240830")
    assert not found.reaches("7.7.20240831")


def test_a_7_7_that_tells_no_date_is_not_judged():
    found = managedomain.installed(samples.VERSION.replace("7.5.3 SP1", "7.7 SP1"))
    with pytest.raises(CannotTell, match="no date of an update"):
        found.reaches("7.7.20240830")


def test_an_older_release_never_reaches_7_7():
    assert not managedomain.installed(samples.VERSION).reaches("7.7.20200130")


def test_a_patch_that_is_not_whole_is_named():
    assert managedomain.installed(samples.VERSION).broken == ()
    assert managedomain.installed(samples.PATCHED).broken == (
        "RDAPI-1234_abc: Error: ext/lib/x.jar:  File not found",
    )
