"""A Tyk Dashboard: its health and its APIs."""

from inventory import Inventory
from probes.engine import Engine
from readers.tyk.services import TykService


class Dashboard(TykService):
    """A Dashboard."""

    def __init__(self, engine: Engine, inventory: Inventory, node: str) -> None:
        """Nothing is asked yet."""
        super().__init__(engine, inventory, node, "dashboard")
