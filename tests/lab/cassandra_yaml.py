"""The files of a ring's nodes: cassandra.yaml in the words that 2.2 to 5.0 all know, and TLS."""

import subprocess
from pathlib import Path

STORE = "node.p12"
STORE_PASSWORD = "lab-store-password"
RING = 2**64
YAML = """# Written by the lab.
cluster_name: 'lab'
num_tokens: 1
initial_token: {token}
partitioner: org.apache.cassandra.dht.Murmur3Partitioner
endpoint_snitch: GossipingPropertyFileSnitch
seed_provider:
  - class_name: org.apache.cassandra.locator.SimpleSeedProvider
    parameters:
      - seeds: "{seed}"
listen_address: {address}
rpc_address: {address}
storage_port: 7000
start_native_transport: true
native_transport_port: 9042
auto_bootstrap: false
auto_snapshot: false
authenticator: PasswordAuthenticator
authorizer: CassandraAuthorizer
permissions_validity_in_ms: 0
commitlog_sync: periodic
commitlog_sync_period_in_ms: 1000
commitlog_segment_size_in_mb: 4
commitlog_total_space_in_mb: 64
memtable_heap_space_in_mb: 32
memtable_offheap_space_in_mb: 32
key_cache_size_in_mb: 1
counter_cache_size_in_mb: 0
file_cache_size_in_mb: 16
concurrent_compactors: 1
"""
TLS = """client_encryption_options:
  enabled: true
  optional: {optional}
  keystore: {store}
  keystore_password: {password}
  store_type: PKCS12
  require_client_auth: false
  cipher_suites: [TLS_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]
"""


def write_configuration(
    folder: Path,
    nodes: list[Path],
    addresses: tuple[str, ...],
    tls: tuple[str, ...],
    store: Path | None = None,
) -> Path:
    """Write the files of all nodes, and a CA with a key store; gives the CA.

    `store`: where the nodes will find the key store, if not where it is made: beside the CA.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(tls):
        _certificates(folder, addresses)
    for number, (node, address, wanted) in enumerate(zip(nodes, addresses, tls, strict=True)):
        for name in ("conf", "data", "log"):
            (node / name).mkdir(parents=True, exist_ok=True)
        token = -(RING // 2) + RING // len(nodes) * number
        text = YAML.format(token=token, seed=addresses[0], address=address)
        if wanted:
            values = {"store": store or folder / STORE, "password": STORE_PASSWORD}
            text += TLS.format(optional=str(wanted == "optional").lower(), **values)
        (node / "conf" / "cassandra.yaml").write_text(text)
        rack = f"dc=dc1\nrack=r{number + 1}\n"
        (node / "conf" / "cassandra-rackdc.properties").write_text(rack)
    return folder / "ca.pem"


def _certificates(folder: Path, addresses: tuple[str, ...]) -> None:
    """Make a CA, and one certificate for all nodes in a store that Java reads."""
    key = ["-newkey", "rsa:2048", "-nodes"]
    usage = ["-addext", "keyUsage=critical,keyCertSign,cRLSign"]
    ca = ["-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=Lab Cassandra CA"]
    _openssl(folder, "req", "-x509", *key, *ca, *usage)
    _openssl(folder, "req", *key, "-keyout", "n.key", "-out", "n.csr", "-subj", "/CN=cassandra")
    names = ",".join(f"IP:{address}" for address in addresses)
    (folder / "ext").write_text(f"subjectAltName={names}\n")
    signed = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "ext"]
    _openssl(folder, "x509", "-req", "-in", "n.csr", *signed, "-out", "n.pem", "-days", "2")
    stored = ["-inkey", "n.key", "-certfile", "ca.pem", "-out", STORE]
    secret = ["-name", "node", "-passout", f"pass:{STORE_PASSWORD}"]
    _openssl(folder, "pkcs12", "-export", "-in", "n.pem", *stored, *secret)


def _openssl(folder: Path, *words: str) -> None:
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)
