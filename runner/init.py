"""Writing a first inventory: commented, and valid as it is."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

from inventory import parse

_TEMPLATE = Path(__file__).with_name("init_tyk.yaml")
_ORDER = ("dashboard", "gateway", "pump", "mdcb", "portal")
_STORES = {  # role: name and type of the store
    "redis": ("main", "redis"),
    "mongo": ("documents", "mongodb"),
    "postgres": ("tables", "postgresql"),
}
_PLACES = {
    "redis": "/var/backups/tyk/redis/dump.rdb",
    "mongo": "/var/backups/tyk/mongo",
    "postgres": "/var/backups/tyk/postgres.dump",
}


@dataclass(frozen=True)
class Machine:
    """A node to be written: its address and its roles."""

    address: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Start:
    """What must be known to begin with. Times are local to `timezone`, as 2026-11-21 22:00."""

    environment: str
    change: str
    nodes: Mapping[str, Machine]
    versions: Mapping[str, tuple[str, str]]  # component -> (from, to)
    start: str
    end: str
    timezone: str
    freeze: str = ""  # default: the start
    strategy: str = "downtime"
    ssh_user: str = "ops"
    become: str = "sudo"
    mode: str = "dashboard"
    install: str = "repository"
    redis_topology: str = "single"
    managed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Stores that are no node of ours: redis, mongo or postgres -> addresses (host:port)."""


def nodes_by_role(roles: Mapping[str, Iterable[str]]) -> dict[str, Machine]:
    """Turn `{"gateway": ["gw1=10.0.0.5"], "pump": ["gw1"]}` into nodes, each with all its roles.

    A word without `=` names a node that has its address elsewhere, or is name and address in one.
    """
    addresses: dict[str, str] = {}
    of: dict[str, list[str]] = {}
    for role, words in roles.items():
        for word in words:
            name, _, address = word.partition("=")
            if addresses.setdefault(name, address) and address not in ("", addresses[name]):
                msg = f"{name} has two addresses: {addresses[name]} and {address}"
                raise ValueError(msg)
            addresses[name] = addresses[name] or address
            of.setdefault(name, []).append(role)
    return {n: Machine(addresses[n] or n, tuple(dict.fromkeys(of[n]))) for n in of}


def render_inventory(start: Start) -> str:
    """Write the inventory for Tyk; raises InventoryError when what was given can not be right."""
    order = sorted(start.versions, key=lambda c: _ORDER.index(c) if c in _ORDER else 99)
    keeper = next((n for n, m in start.nodes.items() if set(m.roles) & set(_STORES)), "control")
    kinds = [role for role in _STORES if _addresses(start, role)]
    fields = {
        "environment": _text(start.environment),
        "change": _text(start.change),
        "strategy": _text(start.strategy),
        "order": ", ".join(_text(component) for component in order),
        "start": _text(start.start),
        "end": _text(start.end),
        "freeze": _text(start.freeze or start.start),
        "timezone": _text(start.timezone),
        "versions": _versions(start, order),
        "ssh_user": _text(start.ssh_user),
        "become": _text(start.become),
        "nodes": _nodes(start),
        "stores": "\n".join(_store(start, role) for role in kinds) or "  {}",
        "backup_node": _text(keeper),
        "backups": "\n".join(f"  {r}: {{{_STORES[r][0]}: {_PLACES[r]}}}" for r in kinds),
        "mode": _text(start.mode),
        "install": _text(start.install),
        "rpm_folder": _line(start.install == "local-rpm", "rpm_folder: /srv/rpms"),
        "dashboard_key": _line(start.mode == "dashboard", "dashboard_key: env:TYK_DASHBOARD_KEY"),
    }
    text = Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(fields)
    parse(text.encode(), Path("inventory.yaml"))
    return text


def _text(value: str) -> str:
    """Write a value so that YAML reads it as this text and nothing else."""
    plain = re.fullmatch(r"[A-Za-z0-9._/]([A-Za-z0-9 ._/:@+-]*[A-Za-z0-9._/])?", value)
    return value if plain and ": " not in value else json.dumps(value, ensure_ascii=False)


def _line(wanted: bool, text: str) -> str:  # noqa: FBT001 - the condition of the line
    """Write a line of the section, or the same as a comment."""
    return f"  {text}" if wanted else f"  # {text}"


def _versions(start: Start, order: list[str]) -> str:
    """Write the hop of each component."""
    lines = []
    for component in order:
        old, new = start.versions[component]
        lines.append(f"  {_text(component)}: {{from: {_text(old)}, to: {_text(new)}}}")
    return "\n".join(lines) or "  {}"


def _nodes(start: Start) -> str:
    """Write a line for each node."""
    lines = []
    for name, machine in start.nodes.items():
        roles = ", ".join(_text(role) for role in machine.roles)
        lines.append(f"  {_text(name)}: {{address: {_text(machine.address)}, roles: [{roles}]}}")
    return "\n".join(lines) or "  {}"


def _addresses(start: Start, role: str) -> list[str]:
    """Give where a store answers: on our nodes of this role, or where it is managed."""
    ours = [machine.address for machine in start.nodes.values() if role in machine.roles]
    return [*ours, *start.managed.get(role, ())]


def _store(start: Start, role: str) -> str:
    """Write a store, with the lines that people most often have to change."""
    name, kind = _STORES[role]
    node = next((n for n, machine in start.nodes.items() if role in machine.roles), None)
    lines = [f"  {name}:", f"    type: {kind}"]
    if role == "redis":
        lines.append(f"    topology: {_text(start.redis_topology)}   # single | sentinel | cluster")
        if start.redis_topology == "sentinel":
            lines.append("    service_name: mymaster")
    listed = ", ".join(json.dumps(address) for address in _addresses(start, role))
    lines.append(f"    addresses: [{listed}]")
    if role != "redis":
        lines += ["    database: tyk_analytics", "    username: tyk"]
    lines.append(f"    password: env:TYK_{role.upper()}_PASSWORD   # leave out where none is asked")
    lines.append("    # tls: {ca: ca.pem}")
    lines.append("    # reach: direct   # default: by way of the first node that uses it")
    lines.append(f"    node: {_text(node)}" if node else "    # node: where its files lie")
    return "\n".join(lines)
