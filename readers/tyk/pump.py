"""A Tyk pump: its health, and what it moves."""

from inventory import Inventory
from probes.engine import Engine
from readers.tyk.services import TykService


class Pump(TykService):
    """A pump."""

    def __init__(self, engine: Engine, inventory: Inventory, node: str) -> None:
        """Nothing is asked yet."""
        super().__init__(engine, inventory, node, "pump")
