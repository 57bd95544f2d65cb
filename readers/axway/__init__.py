"""What the answers of Axway API Gateway mean.

No RPM and no unit of its own: what a check runs on are hosts, instances, groups and the domain.
"""

from contextlib import suppress
from typing import Any

from inventory import Inventory
from probes.engine import Engine
from probes.errors import NotApplicable, ProbeError
from readers.axway.analytics import Analytics
from readers.axway.domain import Domain, Group
from readers.axway.instance import Instance
from readers.axway.manager import ROLE, AdminNodeManager
from readers.axway.node import AxwayNode
from readers.machine import Machine
from readers.products import Kind, Spot, on_nodes

__all__ = [
    "KINDS",
    "UNITS",
    "certificate_files",
    "expected",
    "installed",
    "machine",
    "ports",
    "service",
]

UNITS: dict[str, str] = {}


def _first(inventory: Inventory) -> str:
    """Give the endpoint that tells of the whole domain."""
    nodes = tuple(one.name for one in inventory.with_role(ROLE))
    return f"{ROLE}:{inventory.axway.first_of(nodes)}" if inventory.axway and nodes else ""


def _domain(inventory: Inventory) -> tuple[Spot, ...]:
    return (Spot(inventory.environment, subject=_first(inventory)),) if inventory.axway else ()


def _hosts(inventory: Inventory) -> tuple[Spot, ...]:
    nodes = inventory.domain_nodes() if inventory.axway else ()
    return tuple(Spot(one.name, one.name, "domain-host") for one in nodes)


def _instances(inventory: Inventory) -> tuple[Spot, ...]:
    found = inventory.axway.instances if inventory.axway else {}
    return tuple(Spot(name, one.node, "gateway", f"traffic:{name}") for name, one in found.items())


def _groups(inventory: Inventory) -> tuple[Spot, ...]:
    found = inventory.axway.groups if inventory.axway else {}
    return tuple(Spot(name, subject=_first(inventory)) for name in found)


def _analytics(inventory: Inventory) -> tuple[Spot, ...]:
    found = inventory.axway.analytics if inventory.axway else None
    return (Spot(found.node, found.node, "analytics"),) if found else ()


def _whole(engine: Engine, inventory: Inventory, _: str) -> Domain:
    return Domain(engine, inventory)


KINDS = {
    "domain": Kind(_domain, _whole),
    "domain_host": Kind(_hosts, AxwayNode),
    "admin_node_manager": on_nodes(ROLE, AdminNodeManager),
    "group": Kind(_groups, Group),
    "instance": Kind(_instances, Instance),
    "analytics": Kind(_analytics, Analytics),
}


def machine(engine: Engine, inventory: Inventory, name: str) -> Machine:
    """Give a node: of the domain, as a host that knows its processes and their ports."""
    domain = {one.name for one in inventory.domain_nodes()} if inventory.axway else set()
    return (AxwayNode if name in domain else Machine)(engine, inventory, name)


def service(engine: Engine, inventory: Inventory, node: str, role: str) -> Any:
    """Say that there is none: the product comes by an installer, and systemd may not know it."""
    del engine, inventory
    raise NotApplicable(f"{node}: {role} is no service of systemd")


def ports(service: Any) -> tuple[int, ...]:
    """Give none: an instance knows its ports."""
    del service
    return ()


def certificate_files(service: Any) -> tuple[str, ...]:
    """Give none: an installation knows its keystores."""
    del service
    return ()


def installed(engine: Engine, inventory: Inventory) -> dict[str, dict[str, str]]:
    """Give the version of each host's old installation, as far as it can be read."""
    found: dict[str, str] = {}
    for node in inventory.domain_nodes():
        with suppress(ProbeError):
            version = AxwayNode(engine, inventory, node.name).old.version.version
            found[node.name] = str(version)
    return {"gateway": found} if found else {}


def expected(engine: Engine, inventory: Inventory) -> dict[str, bool]:
    """Give none: what 7.7 brings is read where it is asked for."""
    del engine, inventory
    return {}
