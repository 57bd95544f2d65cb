"""Redis in four forms: alone, over TLS, behind Sentinel, as a cluster."""

import dataclasses
from typing import Any

from tests.lab.credentials import REDIS
from tests.lab.hosts import Host
from tests.lab.names import STATE

PORT = 6379
TLS_PORT = 6380
REPLICA_PORT = 6381
SENTINEL_PORTS = (26379, 26380, 26381)
CLUSTER_PORTS = (7001, 7002, 7003, 7004, 7005, 7006)
SERVICE = "gw"
FORMS = ("single", "tls", "sentinel", "cluster")
CHOSEN = "redis_form"
CA = "/etc/ssl/certs/lab-ca.pem"

UNIT = """[Unit]
Description=Redis on port %i
After=network.target

[Service]
Type=simple
User=redis
Group=redis
ExecStart=/usr/bin/redis-server /etc/redis/%i.conf {extra}
Restart=always
TimeoutStopSec=5

[Install]
WantedBy=multi-user.target
"""
CONF = """bind 0.0.0.0
port {port}
requirepass {password}
masterauth {password}
dir /var/lib/redis/{port}
save 3600 1
repl-diskless-sync-delay 0
logfile /var/log/redis/{port}.log
{more}
"""
SENTINEL = """bind 0.0.0.0
port {port}
dir /var/lib/redis/{port}
logfile /var/log/redis/{port}.log
sentinel monitor {service} {address} 6379 2
sentinel auth-pass {service} {password}
sentinel down-after-milliseconds {service} 1000
sentinel failover-timeout {service} 5000
"""
UNTIL = "for n in $(seq 400); do {test} && exit 0; sleep 0.05; done; exit 1"


@dataclasses.dataclass(frozen=True)
class Form:
    """How a client finds Redis."""

    name: str
    topology: str
    addresses: tuple[str, ...]
    settings: dict[str, Any]
    """In the gateway's words, below `storage`."""

    @property
    def master_port(self) -> int:
        """Where a client of the data host itself may write."""
        return CLUSTER_PORTS[0] if self.topology == "cluster" else PORT


def chosen() -> str:
    """The form that this lab was started with."""
    path = STATE / CHOSEN
    return path.read_text() if path.exists() else "single"


def choose(name: str) -> None:
    """Remember the form, for the commands that follow."""
    (STATE / CHOSEN).write_text(name)


def form(address: str) -> Form:
    """The chosen form, Redis being at that address."""
    name = chosen()
    if name == "sentinel":
        found = tuple(f"{address}:{port}" for port in SENTINEL_PORTS)
        return Form(name, name, found, {"addrs": list(found), "master_name": SERVICE})
    if name == "cluster":
        found = tuple(f"{address}:{port}" for port in CLUSTER_PORTS)
        return Form(name, name, found, {"addrs": list(found), "enable_cluster": True})
    port = TLS_PORT if name == "tls" else PORT
    settings: dict[str, Any] = {"host": address, "port": port}
    if name == "tls":
        settings |= {"use_ssl": True, "ca_file": CA}
    return Form(name, "single", (f"{address}:{port}",), settings)


def masters(host: Host) -> list[tuple[int, str]]:
    """Port and folder of each server that holds data and is nobody's replica."""
    if chosen() != "cluster":
        return [(PORT, "/var/lib/redis")]
    found = host.run(_cli(CLUSTER_PORTS[0], "cluster nodes")).stdout.splitlines()
    lines = [line.split() for line in found if "master" in line.split()[2]]
    ports = sorted(int(words[1].split("@")[0].rpartition(":")[2]) for words in lines)
    return [(port, f"/var/lib/redis/{port}") for port in ports]


def start(host: Host) -> None:
    """Start what the chosen form needs beside (or instead of) the one server."""
    name = chosen()
    host.run("systemctl daemon-reload; systemctl enable --now --quiet redis-server")
    if name == "sentinel":
        _sentinel(host)
    elif name == "cluster":
        host.run("systemctl disable --now --quiet redis-server")
        _cluster(host)


def _node(host: Host, port: int, text: str) -> None:
    host.run(f"install -d -o redis -g redis -m 750 /var/lib/redis/{port}")
    host.put(f"/etc/redis/{port}.conf", text, 0o640, "redis:redis")


def _cli(port: int, command: str) -> str:
    return f"REDISCLI_AUTH={REDIS} redis-cli -p {port} {command}"


def _sentinel(host: Host) -> None:
    more = f"replicaof {host.address} {PORT}"
    text = CONF.format(port=REPLICA_PORT, password=REDIS, more=more)
    _node(host, REPLICA_PORT, text)
    for port in SENTINEL_PORTS:
        values = {"service": SERVICE, "address": host.address, "password": REDIS}
        _node(host, port, SENTINEL.format(port=port, **values))
    host.put("/etc/systemd/system/redis@.service", UNIT.format(extra=""))
    host.put("/etc/systemd/system/redis-sentinel@.service", UNIT.format(extra="--sentinel"))
    units = " ".join(f"redis-sentinel@{port}" for port in SENTINEL_PORTS)
    host.run(f"systemctl daemon-reload; systemctl enable --now -q redis@{REPLICA_PORT} {units}")
    quorum = f"redis-cli -p {SENTINEL_PORTS[0]} sentinel ckquorum {SERVICE} | grep -q '^OK 3'"
    host.run(UNTIL.format(test=quorum))


def _cluster(host: Host) -> None:
    more = "cluster-enabled yes\ncluster-node-timeout 1000\n"
    more += f"cluster-announce-ip {host.address}"
    for port in CLUSTER_PORTS:
        _node(host, port, CONF.format(port=port, password=REDIS, more=more))
    host.put("/etc/systemd/system/redis@.service", UNIT.format(extra=""))
    units = " ".join(f"redis@{port}" for port in CLUSTER_PORTS)
    host.run(f"systemctl daemon-reload; systemctl enable --now -q {units}")
    members = " ".join(f"{host.address}:{port}" for port in CLUSTER_PORTS)
    for port in CLUSTER_PORTS:
        host.run(UNTIL.format(test=f"{_cli(port, 'ping')} | grep -q PONG"))
    host.run(
        f"REDISCLI_AUTH={REDIS} redis-cli --cluster create {members} "
        "--cluster-replicas 1 --cluster-yes"
    )
    for port in CLUSTER_PORTS:
        host.run(UNTIL.format(test=f"{_cli(port, 'cluster info')} | grep -q cluster_state:ok"))
