"""Everything at once: for what must hold between several targets."""

from inventory import Inventory
from probes.engine import Engine
from readers.node import NodeReader
from readers.upgrade import Upgrade


class Estate:
    """All nodes of the inventory."""

    def __init__(self, engine: Engine, inventory: Inventory) -> None:
        """Nothing is asked yet."""
        self.inventory, self._engine = inventory, engine
        self.upgrade = Upgrade(inventory)

    @property
    def nodes(self) -> tuple[NodeReader, ...]:
        """Every machine."""
        return tuple(
            NodeReader(self._engine, self.inventory, name) for name in self.inventory.nodes
        )
