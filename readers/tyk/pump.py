"""A Tyk pump: its health, the pumps it started, and whether it fetches what gateways leave."""

import itertools
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
ROUND = 10  # seconds between two rounds of fetching, where purge_delay is not set
LOOKS = (0.4, 0.8, 1.2, 1.6, 2.0, 2.4, 2.8)  # rounds after the first look: a drop shows in some
LONGEST = 20.0  # seconds of a round at most: records expire after 60


@dataclass(frozen=True)
class Backlog:
    """The length of a list of records, looked at again and again for `seconds`."""

    key: str
    lengths: tuple[int, ...]
    seconds: float

    @property
    def fetched(self) -> bool:
        """Whether somebody took records away: it was empty once, or shorter than before."""
        pairs = itertools.pairwise(self.lengths)
        return 0 in self.lengths or any(later < earlier for earlier, later in pairs)

    def __str__(self) -> str:
        """Show it to people."""
        shown = ", ".join(map(str, self.lengths))
        return f"{self.key}: only grew in {self.seconds:g} s: {shown} records"


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
        """What it could not fetch or write in the last 15 minutes, and not since: it was lost."""
        return log_lines.unwritten(self.log, now - LATELY)

    @property
    def waiting(self) -> dict[str, int]:
        """How many records wait now in each list that the gateways leave them in."""
        store, keys = self._lists()
        answers = self._engine.ask_all([RedisRead(store, ("LLEN", key)) for key in keys])
        if not all(isinstance(one, int) and not isinstance(one, bool) for one in answers):
            raise CannotTell(f"redis:{store}: the length of a list of records is no number")
        return dict(zip(keys, answers, strict=True))

    @property
    def backlogs(self) -> tuple[Backlog, ...]:
        """The lists that the gateways leave records in, over nearly three rounds of fetching."""
        delay = min(float(self.config.number("purge_delay") or ROUND), LONGEST)
        store, keys = self._lists()
        looks = [
            Twice(RedisRead(store, ("LLEN", key)), round(rounds * delay, 1))
            for key in keys
            for rounds in LOOKS
        ]
        answers = iter(self._engine.ask_all(looks))
        found = []
        for key in keys:
            pairs = [next(answers) for _ in LOOKS]
            lengths = (pairs[0][0], *(second for _, second in pairs))
            if not all(isinstance(one, int) and not isinstance(one, bool) for one in lengths):
                raise CannotTell(f"redis:{store}: the length of {key} is no number")
            found.append(Backlog(key, lengths, looks[-1].after))
        return tuple(found)

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
