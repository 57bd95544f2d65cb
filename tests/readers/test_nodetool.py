"""nodetool: real outputs of 2.2, 3.11, 4.1 and 5.0, and what is none of these forms."""

from pathlib import Path

import pytest

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from readers import nodetool, nodetool_cluster, nodetool_load
from readers.versions import parse

FOLDER = Path(__file__).parent / "nodetool"
RELEASES = ("2.2", "3.11", "4.1", "5.0")
READERS = {
    "status": nodetool.status,
    "version": nodetool.version,
    "info": nodetool.info,
    "netstats": nodetool.netstats,
    "describecluster": nodetool_cluster.describecluster,
    "compactionstats": nodetool_load.compactionstats,
    "tpstats": nodetool_load.tpstats,
}


def real(name):
    return (FOLDER / f"{name}.txt").read_text()


@pytest.mark.parametrize("release", RELEASES)
def test_status_of_three_nodes(release):
    peers = nodetool.status(real(f"{release}-status"))

    assert [peer.address for peer in peers] == ["127.0.0.1", "127.0.0.2", "127.0.0.3"]
    assert {(peer.up, peer.state, peer.datacenter) for peer in peers} == {(True, "normal", "dc1")}
    assert len({peer.host_id for peer in peers}) == 3


@pytest.mark.parametrize("name", ["2.2-status_down", "4.1-status_down", "5.0-status_2down"])
def test_status_names_who_is_down(name):
    down = [peer.address for peer in nodetool.status(real(name)) if not peer.up]

    assert down == (["127.0.0.2", "127.0.0.3"] if "2down" in name else ["127.0.0.3"])


def test_status_with_the_token_behind_the_id_and_with_two_datacenters():
    one, two = nodetool.status(real("5.0-status_2dc"))

    assert (one.datacenter, one.rack, two.datacenter) == ("dc1", "r1", "dc2")
    assert nodetool.status(real("2.2-status_one"))[0].rack == "r1"


def test_status_with_a_node_that_joins_and_one_of_unknown_load():
    text = real("2.2-status").replace("UN  127.0.0.2", "UJ  127.0.0.2")
    text = text.replace("DN", "UN").replace("100.0%", "?     ", 1)
    text += "Note: Non-system keyspaces don't have the same replication settings, so ...\n"

    assert [peer.state for peer in nodetool.status(text)] == ["normal", "joining", "normal"]


@pytest.mark.parametrize("release", RELEASES)
def test_version(release):
    assert str(nodetool.version(real(f"{release}-version"))).startswith(release)


@pytest.mark.parametrize("release", RELEASES)
def test_info(release):
    found = nodetool.info(real(f"{release}-info"))

    assert (found.gossip, found.native_transport, found.exceptions) == (True, True, 0)
    assert (found.datacenter, found.rack) == ("dc1", "r1")
    assert found.thrift is (False if release in {"2.2", "3.11"} else None)


@pytest.mark.parametrize("release", ["2.2", "4.1", "5.0"])
def test_a_drained_node(release):
    drained = nodetool.netstats(real(f"{release}-netstats_drained"))

    assert (drained.mode, drained.streaming) == ("DRAINED", False)
    assert nodetool.info(real(f"{release}-info_drained")).native_transport is False


@pytest.mark.parametrize("release", RELEASES)
def test_a_calm_node(release):
    assert nodetool.netstats(real(f"{release}-netstats")).mode == "NORMAL"
    assert nodetool_load.compactionstats(real(f"{release}-compactionstats")) == 0
    threads = nodetool_load.tpstats(real(f"{release}-tpstats"))
    assert threads.pending["ReadStage"] == threads.blocked["MutationStage"] == 0
    assert sum(threads.dropped.values()) == 0
    assert len(threads.dropped) > 7


@pytest.mark.parametrize("release", RELEASES)
def test_a_cluster_that_agrees(release):
    found = nodetool_cluster.describecluster(real(f"{release}-describecluster"))

    assert found.agrees
    assert list(found.schemas.values()) == [("127.0.0.1", "127.0.0.2", "127.0.0.3")]
    assert (found.releases is None) == (release in {"2.2", "3.11"})


def test_a_keyspace_and_its_replicas():
    found = nodetool_cluster.describecluster(real("5.0-describecluster")).keyspaces

    assert found["kps"] == {"class": "NetworkTopologyStrategy", "dc1": "3"}
    assert found["system"] == {"class": "LocalStrategy"}


@pytest.mark.parametrize("name", ["2.2-describecluster_down", "4.1-describecluster_down"])
def test_a_node_that_can_not_be_asked_is_no_agreement(name):
    found = nodetool_cluster.describecluster(real(name))

    assert found.unreachable == ("127.0.0.3",)
    assert not found.agrees


def test_two_schemas_are_no_agreement():
    assert not nodetool_cluster.describecluster(real("5.0-describecluster_disagree")).agrees
    mixed = nodetool_cluster.describecluster(real("4.1-describecluster_mixed"))
    assert sorted(mixed.releases) == ["3.11.19", "4.1.10"]


@pytest.mark.parametrize("command", READERS)
@pytest.mark.parametrize(
    "change",
    [
        lambda _: "",
        lambda _: "garbage\n",
        lambda text: text.replace(":", ";").replace("--", "++").replace("Pending", "Waiting"),
        lambda text: f"{text}\nsomething new 1\x00\n",
    ],
    ids=["empty", "garbage", "another form", "control character"],
)
def test_an_unknown_form_is_no_answer(command, change):
    with pytest.raises(CannotTell):
        READERS[command](change(real(f"2.2-{command}")))


@pytest.mark.parametrize("command", ["status", "info", "describecluster", "tpstats"])
def test_an_unknown_line_is_no_answer(command):
    with pytest.raises(CannotTell, match="not understood"):
        READERS[command](real(f"4.1-{command}") + "something quite new\n")


def test_an_unknown_column_is_no_answer():
    with pytest.raises(CannotTell, match="unknown columns"):
        nodetool.status(real("4.1-status").replace("Load", "Weight"))


@pytest.mark.parametrize(("said", "on"), [("running\n", True), ("not running\n", False)])
def test_whether_an_old_protocol_is_on(said, on):
    assert nodetool.running(said) is on


@pytest.mark.parametrize(
    ("answer", "says", "remedy"),
    [
        (
            CommandAnswer(1, b"", b"nodetool: Failed to connect to '127.0.0.1:7999' -"
                                  b" ConnectException: 'Connection refused'.\n"),
            "Connection refused", "jmx_port",
        ),
        (
            CommandAnswer(1, b"", b"nodetool: Failed to connect to '127.0.0.1:7191' -"
                                  b" URISyntaxException: 'Malformed IPv6 address at index 7: "
                                  b"rmi://[127.0.0.1]:7191'.\n"),
            "Malformed IPv6", "rmiURLParsing",
        ),
        (CommandAnswer(1, b"", b"error: No such attribute: JoiningNodesWithPort\n"),
         "No such attribute", "another release"),
        (CommandAnswer(1, b"\nError: The keyspace nosuch, does not exist\n", b""),
         "does not exist", ""),
        (CommandAnswer(2, b"", b"error: null\n-- StackTrace --\njava.lang.NullPointerException\n"
                               b"\tat org.apache.cassandra.tools.NodeTool.main(X.java:56)\n"),
         "status: error: null", ""),
        (CommandAnswer(124, b"", b""), "did not end in time", ""),
        (CommandAnswer(127, b"", b"sh: 1: nodetool: not found\n"), "not found", ""),
    ],
)  # fmt: skip
def test_that_the_tool_failed_says_nothing_of_the_node(answer, says, remedy):
    with pytest.raises(CannotTell, match=says) as caught:
        nodetool.told(answer, "status")

    assert "says nothing of the node" in caught.value.why
    assert remedy in caught.value.remedy


def test_what_the_tool_told():
    assert parse("2.2.12") == nodetool.version(
        nodetool.told(CommandAnswer(0, b"ReleaseVersion: 2.2.12\n", b""), "version")
    )
