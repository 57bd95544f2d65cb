"""Everything at once: for what must hold between several targets."""

from typing import Any

from inventory import Inventory
from probes.engine import Engine
from readers import products
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

    @property
    def services(self) -> tuple[Any, ...]:
        """Every service of the product, on every node."""
        product = products.of(self.inventory.product)
        return tuple(
            product.service(self._engine, self.inventory, node.name, role)
            for node in self.inventory.nodes.values()
            for role in node.roles
            if role in product.UNITS
        )
