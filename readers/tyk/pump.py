"""A Tyk pump: its health, the pumps it started, and whether it fetches what gateways leave."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from inventory import Inventory
from probes.engine import Engine
from probes.errors import CannotTell
from probes.questions import RedisRead, Twice
from readers.tyk import analytics, hello, log_lines, settings
from readers.tyk.running import RunningService
from readers.versions import Version

LATELY = timedelta(minutes=15)
ROUNDS = 3  # of fetching, between two looks at a list
ROUND = 10  # seconds, where purge_delay is not set
LONGEST = 60.0  # seconds between two looks: records expire after 60


@dataclass(frozen=True)
class Backlog:
    """A list of records at two moments, `seconds` apart."""

    key: str
    first: int
    second: int
    seconds: float

    @property
    def shrinks(self) -> bool:
        """Whether it is empty, or shorter than before."""
        return self.second == 0 or self.second < self.first

    def __str__(self) -> str:
        """Show it to people."""
        return f"{self.key}: {self.first} records, {self.second} after {self.seconds:g} s"


class Pump(RunningService):
    """A pump."""

    def __init__(self, engine: Engine, inventory: Inventory, node: str) -> None:
        """Nothing is asked yet."""
        super().__init__(engine, inventory, node, "pump")

    @property
    def health(self) -> str:
        """What `/health` says, `ok` where the process lives; it says nothing more."""
        return hello.pump_health(self.get(self.health_path))

    @property
    def missing(self) -> tuple[str, ...]:
        """The pumps of the configuration that the last start did not initialise."""
        wanted = {pump.name for pump in settings.pumps(self.config)}
        if not wanted:
            raise CannotTell(f"{self.node.name}: the pump's configuration names no pump")
        return tuple(sorted(wanted - {*log_lines.initialised_pumps(self.log_of_start)}))

    @property
    def started_version(self) -> Version:
        """The version that the process named as it started."""
        found = log_lines.version_of(self.log_of_start)
        if found is None:
            raise CannotTell(f"{self.node.name}: the pump's start names no version in the journal")
        return found

    def unwritten(self, now: datetime) -> tuple[str, ...]:
        """What it could not fetch or write in the last 15 minutes: such records are lost."""
        return log_lines.unwritten(self.log, now - LATELY)

    @property
    def backlogs(self) -> tuple[Backlog, ...]:
        """The lists that the gateways leave records in, each at two moments."""
        after = min(ROUNDS * float(self.config.number("purge_delay") or ROUND), LONGEST)
        store, keys = self._lists()
        looks = [Twice(RedisRead(store, ("LLEN", key)), after) for key in keys]
        pairs = self._engine.ask_all(looks)
        for pair in pairs:
            if not all(isinstance(one, int) and not isinstance(one, bool) for one in pair):
                raise CannotTell(f"redis:{store}: a length that is no number: {pair!r}"[:120])
        return tuple(
            Backlog(key, first, second, after)
            for key, (first, second) in zip(keys, pairs, strict=True)
        )

    def _lists(self) -> tuple[str, tuple[str, ...]]:
        """Give the store and the lists that the gateways write to, by a gateway's own settings."""
        gateways = self.peers("gateway")
        if not gateways:
            raise CannotTell("the inventory has no gateway, whose records the pump would fetch")
        config = gateways[0].config
        addresses = analytics.addresses(config)
        stores = {
            name: store.addresses
            for name, store in self.inventory.stores.items()
            if store.type == "redis"
        }
        same = [name for name, own in stores.items() if {*own} & {*addresses}]
        chosen = same or (list(stores) if len(stores) == 1 else [])
        if len(chosen) != 1:
            raise CannotTell(
                f"{len(chosen)} stores of the inventory are at {', '.join(addresses)}",
                "Name the Redis that holds the analytics among the stores.",
            )
        return chosen[0], analytics.lists(config)
