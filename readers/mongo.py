"""A MongoDB of the inventory's stores."""

from typing import Any

from inventory import Inventory
from probes.engine import Engine
from probes.questions import MongoRead
from readers.reaching import refusal_of


class Mongo:
    """Asked by read commands only."""

    def __init__(self, engine: Engine, inventory: Inventory, name: str) -> None:
        """Nothing is asked yet."""
        self.name, self._engine = name, engine
        self.settings: Any = inventory.stores[name]

    def ask(self, command: dict[str, Any], database: str = "") -> Any:
        """Ask one read command of the store's database, or of another one."""
        where = database or self.settings.database
        return self._engine.ask(MongoRead.of(self.name, where, command))

    @property
    def refusal(self) -> str:
        """Why it refuses us; empty where it answers."""
        return refusal_of(f"mongo:{self.name}", lambda: self.ask({"buildInfo": 1}, "admin"))
