"""The readers of a Cassandra on a real ring, through the engine: live, by ssh, and in a replay."""

import contextlib
import re
import subprocess
from pathlib import Path

import pytest

from inventory import load
from probes.engine import Engine
from probes.errors import CannotTell, NoAnswer
from probes.live import LiveWorld
from probes.recording import Recorder
from probes.redaction import Redactor
from probes.replay import ReplayWorld, answers_of
from readers.cassandra import Cassandra
from readers.cassandra_host import CassandraHost
from tests.lab.cassandra_kps import KEYSPACE, READER, TABLES
from tests.probes import servers

EXAMPLE = Path(__file__).resolve().parents[1] / "inventory" / "axway.yaml"
TOOL = """#!/bin/sh
shift 2 # -p PORT: the lab's is another one
exec {words} "$@"
"""


@pytest.fixture
def described(ring, tmp_path, monkeypatch):
    """Write an inventory of the ring; `reach` is how it is reached."""
    monkeypatch.setenv("LAB_CASSANDRA_PASSWORD", READER[1])

    def write(reach="direct", node=""):
        text = EXAMPLE.read_text()
        for number, lab in enumerate(ring.nodes, 1):
            text = text.replace(f"10.213.78.2{number}", lab.address)
        text = text.replace("roles: [cassandra]}", "roles: [cassandra], transport: local}")
        text = text.replace("username: apigw", f"username: {READER[0]}\n    reach: {reach}")
        text = text.replace("cassandra.pem", str(ring.ca)).replace("/opt/cassandra\n", f"{home}\n")
        text = text.replace("datacenter: DC1", "datacenter: dc1").replace("{DC1: 3}", "{dc1: 3}")
        text = re.sub(r"gwa: \{address.*", f"gwa: {{{node}}}", text, count=1) if node else text
        file = tmp_path / "inventory.yaml"
        file.write_text(text)
        return load(file)

    home = tmp_path / "cassandra"
    tool = home / "bin" / "nodetool"
    tool.parent.mkdir(parents=True)
    tool.write_text(TOOL.format(words=" ".join(f"'{word}'" for word in ring.nodes[0].tool())))
    tool.chmod(0o755)
    (home / "conf").symlink_to(ring.nodes[0].folder / "conf")
    return write


@contextlib.contextmanager
def engine_of(inventory, file=None):
    redactor = Redactor()
    engine = Engine(LiveWorld(inventory, redactor), redactor)
    if file:
        engine.recorder = Recorder(file, redactor)
    try:
        yield engine
    finally:
        engine.close()


def seen(engine, inventory):
    """All that is read over CQL."""
    store = Cassandra(engine, inventory, "kps")
    return {
        "refusal": store.refusal,
        "refusals": store.refusals,
        "members": [member.address for member in store.members],
        "knows": [len(member.peers) for member in store.members],
        "releases": {str(version) for version in store.releases.values()},
        "schemas": list(store.schemas.values()),
        "replicas": store.keyspaces[KEYSPACE],
        "rows": store.rows(KEYSPACE),
        "short": store.short_of_replicas(KEYSPACE),
    }


def test_the_ring_and_its_replay_offline(ring, described, tmp_path):
    inventory, file = described(), tmp_path / "recording.jsonl"
    members = [node.member for node in ring.nodes]

    with engine_of(inventory, file) as engine:
        live = seen(engine, inventory)

    assert live["refusal"] == ""
    assert live["refusals"] == live["short"] == []
    assert live["members"] == members
    assert live["knows"] == [2, 2, 2]
    assert live["releases"] == {ring.version}
    assert live["schemas"] == [tuple(members)]
    assert (live["replicas"].strategy, live["replicas"].replicas) == (
        "NetworkTopologyStrategy",
        {"dc1": 3},
    )
    assert live["rows"] == TABLES
    assert READER[1] not in file.read_text()
    assert seen(Engine(ReplayWorld(answers_of(file)), Redactor()), inventory) == live


def test_a_keyspace_that_is_not_there_has_no_rows_to_compare(described):
    inventory = described()
    with engine_of(inventory) as engine, pytest.raises(CannotTell, match="no keyspace nowhere"):
        Cassandra(engine, inventory, "kps").rows("nowhere")


def test_the_ring_by_way_of_a_node(ring, described, tmp_path):
    with sshd(tmp_path) as node:
        inventory = described("{via: gwa}", node)
        with engine_of(inventory) as engine:
            store = Cassandra(engine, inventory, "kps")

            assert store.refusals == []
            assert [one.entry.address for one in store.members] == [
                one.address for one in ring.nodes
            ]
            gone = store.ask  # a port where nobody listens, seen from that node
            with pytest.raises(Exception, match=r"refused|closed the connection"):
                gone("SELECT * FROM system.local", f"{ring.nodes[0].address}:9043")


@contextlib.contextmanager
def sshd(folder):
    """A real sshd on loopback, and how the inventory names its machine."""
    program, port = Path("/usr/sbin/sshd"), servers.free_port()
    if not program.exists():
        pytest.skip("openssh-server is not installed")
    for name in ("host", "user"):
        words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name]
        subprocess.run(words, check=True)
    Path("/run/sshd").mkdir(exist_ok=True)
    host = (folder / "host.pub").read_text()
    (folder / "known").write_text(f"[127.0.0.1]:{port} {host}")
    (folder / "ssh_config").write_text(
        f"Host *\n  IdentityFile {folder}/user\n  UserKnownHostsFile {folder}/known\n"
        f"  IdentitiesOnly yes\n"
    )
    options = ["ListenAddress=127.0.0.1", f"AuthorizedKeysFile={folder}/user.pub", "UsePAM=no"]
    options += ["StrictModes=no", "PidFile=none", "PermitRootLogin=prohibit-password"]
    words = [str(word) for option in options for word in ("-o", option)]
    argv = [str(program), "-D", "-e", "-f", "/dev/null", "-p", str(port)]
    with servers.running(folder / "sshd", *argv, "-h", str(folder / "host"), *words, port=port):
        yield f"address: 127.0.0.1, port: {port}, user: root, roles: [admin-node-manager, gateway]"


def test_a_node_by_its_own_tool_and_file(ring, described):
    inventory = described()
    with engine_of(inventory) as engine:
        host = CassandraHost(engine, inventory, "kps", "cas1")

        assert {peer.address: peer.up for peer in host.status} == {
            node.address: True for node in ring.nodes
        }
        assert host.cluster.agrees
        assert (str(host.version), host.speaks_cql) == (ring.version, True)
        assert host.yaml.rpc_address == ring.nodes[0].address
        assert (host.yaml.authenticator, host.yaml.is_local) == ("PasswordAuthenticator", True)


def test_a_tool_that_hangs_says_nothing_of_its_node_but_the_frozen_member_does(ring, described):
    inventory = described()
    quick = inventory.model_copy(
        update={"timeouts": inventory.timeouts.model_copy(update={"command": 3.0})}
    )
    ring.nodes[0].freeze()
    try:
        with engine_of(quick) as engine:
            host = CassandraHost(engine, quick, "kps", "cas1")
            with pytest.raises(CannotTell, match=r"did not end|within"):
                engine.ask(host.question("status"))
            with pytest.raises(NoAnswer) as silent:
                _ = host.status
        assert silent.value.subject == "cassandra_node:cas1"
    finally:
        ring.nodes[0].thaw()
