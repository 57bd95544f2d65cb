"""cassandra.yaml: the file of a real node, comments and all, and what is none."""

import pytest

from probes.errors import CannotTell
from readers import cassandra_yaml

FILE = """# Cassandra storage config YAML
cluster_name: 'Domain A'   # as the vendor names it
num_tokens: 256
authenticator: org.apache.cassandra.auth.PasswordAuthenticator
authorizer: CassandraAuthorizer
partitioner: org.apache.cassandra.dht.Murmur3Partitioner
data_file_directories:
    - /opt/cassandra/data/data
commitlog_directory: /opt/cassandra/data/commitlog
seed_provider:
    # Addresses of hosts that are deemed contact points.
    - class_name: org.apache.cassandra.locator.SimpleSeedProvider
      parameters:
          - seeds: "10.0.0.1, 10.0.0.2"
listen_address: 10.0.0.1
start_native_transport: true
native_transport_port: 9042
start_rpc: false
rpc_address: 10.0.0.1
rpc_port: 9160
endpoint_snitch: GossipingPropertyFileSnitch
server_encryption_options:
    internode_encryption: all
    keystore: conf/.keystore
    keystore_password: cassandra
client_encryption_options:
    enabled: true
    optional: false
    keystore: conf/.keystore
    keystore_password: hidden-secret
concurrent_reads:
"""


def test_a_file_with_comments():
    found = cassandra_yaml.read(FILE)

    assert found.cluster_name == "Domain A"
    assert found.seeds == ("10.0.0.1", "10.0.0.2")
    assert (found.authenticator, found.authorizer) == (
        "PasswordAuthenticator",
        "CassandraAuthorizer",
    )
    assert (found.native_transport, found.native_transport_port, found.thrift) == (
        True,
        9042,
        False,
    )
    assert found.data == ("/opt/cassandra/data/data",)
    assert (found.clients.enabled, found.clients.optional, found.internode) == (True, False, "all")
    assert not found.is_local
    assert {"num_tokens", "rpc_port"} < found.keys


def test_no_password_is_kept():
    assert "secret" not in repr(cassandra_yaml.read(FILE))


@pytest.mark.parametrize("address", ["localhost", "127.0.0.1", "::1"])
def test_an_address_that_only_its_own_machine_reaches(address):
    changed = FILE.replace("rpc_address: 10.0.0.1", f"rpc_address: '{address}'")

    assert cassandra_yaml.read(changed).is_local


def test_what_is_not_set_has_the_default_or_is_not_known():
    lines = ("start_rpc", "native_transport_port", "authenticator", "start_native")
    found = cassandra_yaml.read(
        "".join(one for one in FILE.splitlines(keepends=True) if not one.startswith(lines))
    )

    assert (found.thrift, found.native_transport_port, found.native_transport) == (None, 9042, True)
    assert found.authenticator == "AllowAllAuthenticator"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no list of settings"),
        ("- a\n- b\n", "no list of settings"),
        ("a: [1\nb: secret-word", "line 2: no YAML"),
        ("a: !!python/object/apply:os.system [true]\n", "no YAML"),
        (FILE.replace("9042", "many"), "native_transport_port is a str"),
        (FILE.replace("start_rpc: false", "start_rpc: maybe"), "neither true nor false"),
        (FILE.replace("- seeds:", "- sedes:"), "seed_provider"),
        (FILE.replace("internode_encryption: all", "internode_encryption: some"), "some"),
        (FILE + "x: \x00\n", "plain text"),
    ],
)
def test_what_is_not_understood_is_no_answer(text, says):
    with pytest.raises(CannotTell, match=says) as caught:
        cassandra_yaml.read(text)

    assert "secret" not in caught.value.why
