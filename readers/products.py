"""The products there are: each a folder beside this file, imported when it is named."""

from collections.abc import Callable
from importlib import import_module
from typing import Any, Protocol

from inventory import Inventory
from probes.engine import Engine

Make = Callable[[Engine, Inventory, str], Any]


class Product(Protocol):
    """What a product's reader package offers to the fixtures."""

    UNITS: dict[str, str]  # role: systemd unit, which is the package's name too
    ROLES: dict[str, Make]  # role: its object on a node

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
    def expected(engine: Engine, inventory: Inventory) -> dict[str, bool]:
        """Give each change that the hop brings and that can be seen, and whether it is there."""


PRODUCTS = {"tyk": "readers.tyk"}


def of(name: str) -> Product:
    """Give the reader package of a product."""
    module: Product = import_module(PRODUCTS[name])  # type: ignore[assignment]
    return module
