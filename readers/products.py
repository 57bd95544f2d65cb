"""The products there are: each is a folder beside this file, imported when an inventory names it."""

from importlib import import_module
from typing import Protocol


class Product(Protocol):
    """What a product's reader package offers to the fixtures."""

    UNITS: dict[str, str]  # role: systemd unit, which is the package's name too


PRODUCTS = {"tyk": "readers.tyk"}


def of(name: str) -> Product:
    """Give the reader package of a product."""
    module: Product = import_module(PRODUCTS[name])  # type: ignore[assignment]
    return module
