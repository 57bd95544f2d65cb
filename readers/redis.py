"""A Redis of the inventory's stores, in any topology."""

from typing import Any

from inventory import Inventory
from probes.engine import Engine
from probes.errors import CannotTell
from probes.questions import RedisRead
from readers.reaching import refusal_of
from readers.versions import Version, parse


class Redis:
    """Asked by read commands only."""

    def __init__(self, engine: Engine, inventory: Inventory, name: str) -> None:
        """Nothing is asked yet."""
        self.name, self._engine = name, engine
        self.settings: Any = inventory.stores[name]

    def ask(self, *command: str, member: str = "") -> Any:
        """Ask one read command, of the master or of one member `host:port`."""
        return self._engine.ask(RedisRead(self.name, command, member))

    @property
    def refusal(self) -> str:
        """Why it refuses us; empty where it answers."""
        return refusal_of(f"redis:{self.name}", lambda: self.ask("PING"))

    def info(self, section: str, member: str = "") -> dict[str, str]:
        """Give one section of INFO."""
        text = self.ask("INFO", section, member=member)
        if not isinstance(text, str) or not text.startswith("#"):
            raise CannotTell(f"redis:{self.name}: INFO {section} is not understood")
        pairs = [line.partition(":") for line in text.splitlines() if ":" in line]
        return {key: value.strip() for key, _, value in pairs}

    @property
    def version(self) -> Version:
        """The version of the master."""
        found = self.info("server").get("redis_version", "")
        if not found:
            raise CannotTell(f"redis:{self.name}: INFO server names no redis_version")
        return parse(found)
