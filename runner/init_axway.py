"""Writing a first inventory of an Axway domain: commented, and valid as it is."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

from inventory import parse
from runner.init import Machine

_TEMPLATE = Path(__file__).with_name("init_axway.yaml")
_STRATEGY = {"standard": "downtime", "zdu": "rolling"}


@dataclass(frozen=True)
class Domain:
    """What must be known to begin with. Times are local to `timezone`, as 2026-11-21 22:00."""

    environment: str
    change: str
    nodes: Mapping[str, Machine]
    groups: Mapping[str, Mapping[str, str]]  # group -> instance -> node
    versions: tuple[str, str]  # from and to: 7.5.3, 7.7.20240830
    start: str
    end: str
    timezone: str
    freeze: str = ""  # default: the start
    old: str = "/opt/Axway-7.5.3/apigateway"
    new: str = "/opt/Axway-7.7/apigateway"
    owner: str = "apigw"
    ssh_user: str = "ops"
    become: str = "sudo"
    datacenter: str = "DC1"
    keyspaces: Mapping[str, str] = field(default_factory=dict)  # group -> its keyspace
    api_manager: frozenset[str] = frozenset()  # the groups that run it
    hosts: Mapping[str, str] = field(default_factory=dict)  # node -> name in the topology
    first: str = ""  # the first Admin Node Manager; default: the first of the nodes


def render_domain(domain: Domain) -> str:
    """Write the inventory; raises InventoryError when what was given can not be right."""
    places = (
        "environment", "change", "start", "end", "timezone", "ssh_user", "become", "old", "new",
        "owner",
    )  # fmt: skip
    fields = {name: _quoted(getattr(domain, name)) for name in places}
    fields |= {
        "freeze": _quoted(domain.freeze or domain.start),
        "old_version": _quoted(domain.versions[0]),
        "new_version": _quoted(domain.versions[1]),
        "mode": "standard",
        "strategy": _STRATEGY["standard"],
        "nodes": "\n".join(_nodes(domain)),
        "stores": "\n".join(_stores(domain)),
        "hosts": "\n".join(_hosts(domain)),
        "groups": "\n".join(_groups(domain)),
        "instances": "\n".join(_instances(domain)),
        "accounts": "\n".join(_accounts(domain)),
    }
    text = Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(fields)
    parse(text.encode(), Path("inventory.yaml"))
    return text


def _quoted(value: str) -> str:
    """Write a value so that YAML reads it as this text and nothing else."""
    return json.dumps(value, ensure_ascii=False)


def _with_role(domain: Domain, role: str) -> list[str]:
    return [name for name, machine in domain.nodes.items() if role in machine.roles]


def _nodes(domain: Domain) -> list[str]:
    """Write a line for each node."""
    return [
        f"  {_quoted(name)}: {{address: {_quoted(machine.address)}, "
        f"roles: [{', '.join(machine.roles)}]}}"
        for name, machine in domain.nodes.items()
    ]


def _stores(domain: Domain) -> list[str]:
    """Write the Cassandra of the nodes that have it."""
    members = _with_role(domain, "cassandra")
    if not members:
        return ["  {}"]
    addresses = ", ".join(_quoted(domain.nodes[name].address) for name in members)
    keyspaces = (*domain.keyspaces.values(), "system_auth")
    copies = f"{{{_quoted(domain.datacenter)}: {min(3, len(members))}}}"
    return [
        "  kps:",
        "    type: cassandra",
        f"    addresses: [{addresses}]",
        f"    datacenter: {_quoted(domain.datacenter)}  # as nodetool status names it",
        "    # username: apigw",
        "    # password: env:AXWAY_CASSANDRA_PASSWORD",
        "    # tls: {ca: cassandra.pem}",
        "    # home: /opt/cassandra",
        "    keyspaces:  # each with its replicas; replication_factor for SimpleStrategy",
        *(f"      {_quoted(name)}: {copies}" for name in keyspaces),
    ]


def _hosts(domain: Domain) -> list[str]:
    """Write a line for each host of the domain, and mark the first Admin Node Manager."""
    managers = _with_role(domain, "admin-node-manager")
    first = domain.first or next(iter(managers), "")
    lines = []
    for name, machine in domain.nodes.items():
        if set(machine.roles) & {"admin-node-manager", "gateway", "node-manager"}:
            called = _quoted(domain.hosts.get(name, name))
            mark = ", first: true" if name == first else ""
            lines.append(f"    {_quoted(name)}: {{name: {called}{mark}}}")
    return lines or ["    {}"]


def _groups(domain: Domain) -> list[str]:
    """Write a line for each group."""
    lines = []
    for name in domain.groups:
        keys = ["api_manager: true"] if name in domain.api_manager else []
        if name in domain.keyspaces:
            keys += ["store: kps", f"keyspace: {_quoted(domain.keyspaces[name])}"]
        lines.append(f"    {_quoted(name)}: {{{', '.join(keys)}}}")
    return lines or ["    {}"]


def _instances(domain: Domain) -> list[str]:
    """Write a line for each instance; several on one node get ports that differ, to be mended."""
    lines: list[str] = []
    on: dict[str, int] = {}
    for group, instances in domain.groups.items():
        for name, node in instances.items():
            nth = on[node] = on.get(node, -1) + 1
            ports = f"env.PORT.MANAGEMENT: {8085 + nth}, env.PORT.TRAFFIC: {8080 + 100 * nth}"
            keys = f"group: {_quoted(group)}, node: {_quoted(node)}, ports: {{{ports}}}"
            lines.append(f"    {_quoted(name)}: {{{keys}}}")
    return lines or ["    {}"]


def _accounts(domain: Domain) -> list[str]:
    """Write the two accounts of API Manager, as comments where it does not run."""
    lead = "    " if domain.api_manager else "    # "
    return [
        f"{lead}api_admin: {{username: apiadmin, password: env:AXWAY_APIADMIN_PASSWORD}}",
        f"{lead}api_user: {{username: someone, password: env:AXWAY_APIUSER_PASSWORD}}",
    ]
