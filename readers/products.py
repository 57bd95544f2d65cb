"""The products there are: each a folder beside this file, imported when it is named."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

from inventory import Inventory
from probes.engine import Engine

Make = Callable[[Engine, Inventory, str], Any]


@dataclass(frozen=True)
class Spot:
    """One thing of the inventory that a check may run on; a whole has no node of its own.

    `subject`: the endpoint that must answer for it, `gateway:gw1`; empty: none but its node.
    """

    name: str
    node: str = ""
    role: str = ""
    subject: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of target: which there are, and the object of one by its name in the inventory."""

    find: Callable[[Inventory], tuple[Spot, ...]]
    make: Make


def on_nodes(role: str, make: Make) -> Kind:
    """Make the kind of a role: one target for each node that has it, and its endpoint."""

    def find(inventory: Inventory) -> tuple[Spot, ...]:
        nodes = inventory.with_role(role)
        return tuple(Spot(one.name, one.name, role, f"{role}:{one.name}") for one in nodes)

    return Kind(find, make)


class Product(Protocol):
    """What a product's reader package offers to the fixtures."""

    UNITS: dict[str, str]  # role: systemd unit, which is the package's name too
    KINDS: dict[str, Kind]  # name of a fixture: what a check that asks for it runs on

    @staticmethod
    def machine(engine: Engine, inventory: Inventory, name: str) -> Any:
        """Give a node, with what the product has on it."""

    @staticmethod
    def service(engine: Engine, inventory: Inventory, node: str, role: str) -> Any:
        """Give one service of a node."""

    @staticmethod
    def ports(service: Any) -> tuple[int, ...]:
        """Give the ports that a service's configuration names."""

    @staticmethod
    def certificate_files(service: Any) -> tuple[str, ...]:
        """Give the files with certificates that a service's configuration names."""

    @staticmethod
    def installed(engine: Engine, inventory: Inventory) -> dict[str, dict[str, str]]:
        """Give component, node and version before the change, as far as they can be read."""

    @staticmethod
    def expected(engine: Engine, inventory: Inventory) -> dict[str, bool]:
        """Give each change that the hop brings and that can be seen, and whether it is there."""


PRODUCTS = {"tyk": "readers.tyk", "axway": "readers.axway"}


def of(name: str) -> Product:
    """Give the reader package of a product."""
    module: Product = import_module(PRODUCTS[name])  # type: ignore[assignment]
    return module
