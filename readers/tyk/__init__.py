"""What the answers of Tyk self-managed mean."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from inventory import Inventory
from probes.engine import Engine
from probes.errors import ProbeError
from readers.products import on_nodes
from readers.tyk.dashboard import Dashboard
from readers.tyk.estate import certificate_files, expected, ports
from readers.tyk.gateway import Gateway
from readers.tyk.pump import Pump
from readers.tyk.services import UNITS, TykService

__all__ = [
    "KINDS",
    "ROLES",
    "UNITS",
    "certificate_files",
    "expected",
    "installed",
    "machine",
    "ports",
    "service",
]

ROLES: dict[str, Callable[[Engine, Inventory, str], Any]] = {
    "gateway": Gateway,
    "dashboard": Dashboard,
    "pump": Pump,
}
KINDS = {role: on_nodes(role, make) for role, make in ROLES.items()}


def machine(engine: Engine, inventory: Inventory, name: str) -> Any:
    """Give a node: its services are units of systemd."""
    from readers.machine import Machine  # noqa: PLC0415 (saves start-up)

    return Machine(engine, inventory, name)


def service(engine: Engine, inventory: Inventory, node: str, role: str) -> TykService:
    """Give one service of a node, as the object of its role."""
    made: TykService = ROLES[role](engine, inventory, node)
    return made


def installed(engine: Engine, inventory: Inventory) -> dict[str, dict[str, str]]:
    """Give the version of each component's package on each node, as far as it can be read."""
    found: dict[str, dict[str, str]] = {}
    for role in UNITS:
        for node in inventory.with_role(role):
            with suppress(ProbeError):
                version = str(service(engine, inventory, node.name, role).package.vendor)
                found.setdefault(role, {})[node.name] = version
    return found
