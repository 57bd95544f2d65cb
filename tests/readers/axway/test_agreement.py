"""What parts of a domain tell alike: topologies, files of a deployment, archives, levels, names."""

import base64
import dataclasses
import io
import json
import zipfile

import pytest

from probes.errors import CannotTell
from readers.axway import agreement, deployments, listeners, naming, told
from readers.axway.running import Running
from readers.axway.topology import topology
from readers.listening import Socket
from tests.readers.axway import samples
from tests.readers.fakes import gone, said

PLACE = "group-2/instance-1 on nodea.example:8085 gateway"
WANTED = topology(samples.TOPOLOGY)
OWN = Running(20, "/opt/a/bin/vshell", False, "GW1", "Payments", "7.5.3", "GW1")  # noqa: FBT003


def packed(when, **files):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, when), text)
    return archive_of(data.getvalue())


def archive_of(content):
    root = {"Id": "a", "Timestamp": "1"}
    said_ = {"data": base64.b64encode(content).decode(), "rootProperties": root}
    return deployments.archive(json.dumps({"result": said_}))


def test_topologies_that_are_alike():
    assert agreement.topologies(WANTED, "gwa", {"gwb": topology(samples.TOPOLOGY)}) == []


@pytest.mark.parametrize(
    ("change", "said_"),
    [
        ({"version": 6}, "gwb: version 6, where gwa tells 7"),
        ({"id": "x"}, "gwb: domain x, where gwa tells 2f1c9a70-0000-4000-8000-5a5a5a5a5a5a"),
        ({"timestamp": 5}, "gwb: time 5, where gwa tells 1700000000000"),
        ({"hosts": {"host-1": "nodea.example"}}, "gwb: does not know the host nodeb.example"),
        (
            {"hosts": {**WANTED.hosts, "host-9": "nodez.example"}},
            "gwb: knows a host nodez.example, which gwa does not",
        ),
        (
            {"groups": WANTED.groups[:1]},
            f"gwb: Payments / GW1: not known, where gwa tells {PLACE}",
        ),
    ],
)
def test_each_difference_of_a_topology_is_named(change, said_):
    other = dataclasses.replace(WANTED, **change)

    assert said_ in agreement.topologies(WANTED, "gwa", {"gwb": other})


def test_files_that_are_not_alike_on_all_hosts():
    found = {"gwa": {"a": "1" * 64, "b": "2" * 64}, "gwb": {"a": "1" * 64, "b": "3" * 64, "c": "4"}}

    assert agreement.trees(found) == [
        "b: gwa 222222222222, gwb 333333333333",
        "c: not on gwa",
    ]
    assert agreement.trees({"gwa": {"a": "1"}, "gwb": {"a": "1"}}) == []


def test_levels_are_named_where_one_differs():
    assert agreement.levels({"gwa": "7.5.3", "gwb": "7.5.3"}) == []
    assert agreement.levels({"gwa": "7.5.3", "gwb": "7.5.3 SP1"})[1] == "gwb: 7.5.3 SP1"


def test_an_archive_is_the_same_whenever_it_was_packed():
    one, two = packed((2026, 1, 1, 0, 0, 0), a="x"), packed((2026, 1, 2, 0, 0, 0), a="x")
    other = packed((2026, 1, 1, 0, 0, 0), a="y")

    assert deployments.unlike_archives({"pay1": one, "pay2": two}) == []
    assert len(deployments.unlike_archives({"pay1": one, "pay2": other})) == 2
    assert deployments.unlike_archives({"pay1": one, "pay2": "HTTP 503"}) == ["pay2: HTTP 503"]


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06" + bytes(18)])
def test_an_archive_without_content_can_not_be_compared(content):
    with pytest.raises(CannotTell):
        archive_of(content)


def test_addresses_of_a_name():
    text = "10.0.0.5    STREAM gwb\n10.0.0.5    DGRAM  \n"

    assert naming.addresses(said(text), "gwb") == ("10.0.0.5",)
    assert naming.addresses(said("", "", 2), "gwb") == ()
    assert naming.local(("10.0.0.5", "::1"))
    assert not naming.local(("10.0.0.5", "fe80::1%eth0"))


@pytest.mark.parametrize(("text", "rc"), [("", 0), ("10.0.0.5 STREAM\n", 2), ("gwb\n", 0), ("", 1)])
def test_addresses_that_are_not_told(text, rc):
    with pytest.raises(CannotTell):
        naming.addresses(said(text, "", rc), "gwb")


def test_ports_that_are_silent_or_taken():
    sockets = (
        Socket(8080, "0.0.0.0", (("vshell", 20),)),
        Socket(8085, "127.0.0.1", (("python3", 99),)),
    )
    wanted = {8080: "TRAFFIC", 8085: "MANAGEMENT", 8075: "APIPORTAL"}

    assert listeners.troubles(sockets, wanted, (OWN,)) == [
        "8075 (APIPORTAL): nobody listens",
        "8085 (MANAGEMENT): python3, pid 99 on 127.0.0.1 listens in its place",
    ]


@pytest.mark.parametrize(
    ("version", "new"), [("7.7", True), ("7.7.0", True), ("7.7 SP1", True), ("7.70", False)]
)
def test_what_is_of_the_new_release(version, new):
    assert told._is_new(version) is new


def test_a_name_that_getent_can_not_be_asked_for():
    with pytest.raises(CannotTell):
        naming.addresses(gone("getent"), "gwb")
