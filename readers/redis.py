"""A Redis of the inventory's stores, in any topology: what each of its masters says."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from inventory import Inventory
from probes.engine import Engine
from probes.errors import CannotTell, NotApplicable
from probes.questions import RedisRead
from readers import backups, redis_info, snapshots
from readers.node import NodeReader
from readers.reaching import refusal_of
from readers.snapshots import Snapshot
from readers.versions import Version, parse

_FORBIDDEN = ("may not run", "unknown command", "unknown subcommand", "not allowed")
_SETTINGS = {"appendonly": {"yes": True, "no": False}}


class Redis:
    """Asked by read commands only."""

    def __init__(self, engine: Engine, inventory: Inventory, name: str) -> None:
        """Nothing is asked yet."""
        self.name, self.engine, self.inventory = name, engine, inventory
        self.settings: Any = inventory.stores[name]

    def ask(self, *command: str, member: str = "") -> Any:
        """Ask one read command, of the master or of one member `host:port`."""
        return self.engine.ask(RedisRead(self.name, command, member))

    @property
    def refusal(self) -> str:
        """Why it refuses us; empty where it answers."""
        return refusal_of(f"redis:{self.name}", self._ping)

    def _ping(self) -> None:
        if (answer := self.ask("PING")) != "PONG":
            raise CannotTell(f"redis:{self.name}: PING is answered by {str(answer)[:40]!r}")

    @cached_property
    def masters(self) -> "tuple[Master, ...]":
        """All masters: one, or those of a cluster."""
        if self.settings.topology == "single":
            return (Master(self, self.settings.addresses[0], ""),)
        found = self.ask("MASTERS")
        if not isinstance(found, list) or not found or not all(map(_is_address, found)):
            raise CannotTell(f"redis:{self.name}: its masters are not understood: {found!r}"[:200])
        return tuple(Master(self, address, address) for address in found)

    @property
    def addresses(self) -> frozenset[str]:
        """Every `host:port` that belongs to it: those declared, and all members of a cluster."""
        declared = frozenset(self.settings.addresses)
        if self.settings.topology != "cluster":
            return declared
        return declared | redis_info.slot_members(self.ask("CLUSTER", "SLOTS"))

    @property
    def version(self) -> Version:
        """The version of the only master, or of the first."""
        return self.masters[0].version

    @property
    def lasting_keys(self) -> int:
        """How many keys without an end of life there are. CannotTell where there is none."""
        count = sum(master.lasting_keys for master in self.masters)
        if not count:
            raise CannotTell(
                f"redis:{self.name}: it holds no lasting key: there is nothing to compare",
                "Is it the Redis that Tyk uses, and not an empty one?",
            )
        return count

    @property
    def runs(self) -> dict[str, str]:
        """The id of each master's process: a new one with each start."""
        return {str(one): one.info("server", "run_id")["run_id"] for one in self.masters}

    def started_anew(self, before: Mapping[str, str]) -> tuple[str, ...]:
        """Name the masters that were started since `before`: a snapshot is read at a start alone.

        Not applicable where none was.
        """
        found = tuple(name for name, run in self.runs.items() if before.get(name) != run)
        if not found:
            raise NotApplicable(f"redis:{self.name} runs since before: nothing was restored")
        return found

    @property
    def dumps(self) -> tuple[Snapshot, ...]:
        """The snapshot file of each master."""
        return tuple(master.dump for master in self.masters)

    @property
    def copies(self) -> tuple[Snapshot, ...]:
        """The snapshots at the backup's place; none where the inventory names no place."""
        if not (place := self.inventory.backups.redis.get(self.name)):
            return ()
        return snapshots.at(backups.node_of(self.engine, self.inventory), str(place))

    @property
    def forbidden(self) -> list[str]:
        """The reads that the checking user may not do, with the server's words."""
        return [why for master in self.masters for why in master.forbidden]


class Master:
    """One master: its settings, its snapshot file, the machine it runs on."""

    def __init__(self, redis: Redis, address: str, member: str) -> None:
        """`member` is the address in a question; empty where there is only one."""
        self.redis, self.address, self._member = redis, address, member

    def __repr__(self) -> str:
        """Name it as a message does."""
        return self.address

    def ask(self, *command: str) -> Any:
        """Ask this master."""
        return self.redis.ask(*command, member=self._member)

    def info(self, section: str, *needed: str) -> dict[str, str]:
        """Give one section of INFO, which must hold the fields needed."""
        return redis_info.info(self.ask("INFO", section), *needed)

    @property
    def flavour(self) -> str:
        """`redis` or `valkey`."""
        server = self.info("server", "redis_version")
        return "valkey" if server.get("server_name") == "valkey" else "redis"

    @property
    def version(self) -> Version:
        """Its version, of a Valkey that of Valkey."""
        field = "valkey_version" if self.flavour == "valkey" else "redis_version"
        return parse(self.info("server", field)[field])

    @property
    def lasting_keys(self) -> int:
        """How many keys have no end of life."""
        found = redis_info.databases(self.ask("INFO", "keyspace"))
        return sum(keys - expiring for keys, expiring in found.values())

    @property
    def used_mb(self) -> int:
        """Megabytes of memory in use, rounded up."""
        text = self.info("memory", "used_memory")["used_memory"]
        if not text.isdecimal():
            raise CannotTell(f"{self.address}: used_memory is {text[:40]!r}")
        return -(-int(text) // 1024**2)

    @property
    def forbidden(self) -> list[str]:
        """The reads that the checking user may not do here, with the server's words."""
        reads = {
            "CONFIG GET": lambda: self.folder,
            "INFO": lambda: self.snapshot_state,
            "LASTSAVE": lambda: self.last_saved,
        }
        told = {name: _forbidden(read) for name, read in reads.items()}
        return [f"{self.address}: {name}: {why}" for name, why in told.items() if why]

    @property
    def last_saved(self) -> int:
        """What LASTSAVE says: no proof of a snapshot, it is the start where none was taken."""
        answer = self.ask("LASTSAVE")
        if not isinstance(answer, int) or isinstance(answer, bool) or answer <= 0:
            raise CannotTell(f"{self.address}: LASTSAVE says {str(answer)[:40]!r}")
        return answer

    @property
    def snapshot_state(self) -> str:
        """`ok`, `under way`, or what Redis says of its last snapshot."""
        told = self.info("persistence", "rdb_bgsave_in_progress", "rdb_last_bgsave_status")
        if told["rdb_bgsave_in_progress"] not in {"0", "1"}:
            raise CannotTell(f"{self.address}: INFO persistence is not understood")
        under_way = told["rdb_bgsave_in_progress"] == "1"
        return "under way" if under_way else told["rdb_last_bgsave_status"]

    def setting(self, name: str) -> str:
        """Give the value of CONFIG GET. CannotTell where it says nothing of this name."""
        found = self.ask("CONFIG", "GET", name)
        if not (isinstance(found, list) and len(found) == 2 and found[0] == name):
            raise CannotTell(f"{self.address}: CONFIG GET {name} says {found!r}"[:200])
        return str(found[1])

    @property
    def append_only(self) -> bool:
        """Whether the append-only file is on."""
        value = self.setting("appendonly")
        if value not in _SETTINGS["appendonly"]:
            raise CannotTell(f"{self.address}: appendonly is {value[:40]!r}")
        return _SETTINGS["appendonly"][value]

    @property
    def append_only_saved(self) -> bool:
        """Whether the append-only files lie beside the copy of the snapshot."""
        copies = self.redis.copies
        name = self.setting("appenddirname" if self.version >= parse("7.0") else "appendfilename")
        return any(copy.beside(name).filled for copy in copies)

    @property
    def folder(self) -> str:
        """The folder that Redis writes to."""
        return self.setting("dir")

    @property
    def dump_path(self) -> str:
        """Where its snapshot lies; empty where it keeps none."""
        name = self.setting("dbfilename")
        return f"{self.folder.rstrip('/')}/{name}" if name else ""

    @property
    def node(self) -> NodeReader:
        """The machine it runs on."""
        engine, inventory = self.redis.engine, self.redis.inventory
        declared = self.redis.settings.node if not self._member else None
        host = self.address.rpartition(":")[0].strip("[]")
        found = [name for name, node in inventory.nodes.items() if node.address == host]
        if not declared and len(found) != 1:
            raise CannotTell(
                f"redis:{self.redis.name}: the inventory does not say on which node {self.address}"
                " keeps its files",
                "Add that machine to `nodes`, or set `node` of a store with a single Redis.",
            )
        return NodeReader(engine, inventory, declared or found[0])

    @property
    def dump(self) -> Snapshot:
        """Its snapshot file. CannotTell where it has none by its settings."""
        if not (path := self.dump_path):
            raise CannotTell(f"{self.address}: Redis keeps no snapshot: dbfilename is empty")
        return Snapshot(self.node, path)


def _forbidden(read: Callable[[], object]) -> str:
    """Why a read is not allowed; empty where it is."""
    try:
        read()
    except CannotTell as error:
        if any(said in error.why.lower() for said in _FORBIDDEN):
            return error.why
        raise
    return ""


def _is_address(found: Any) -> bool:
    return isinstance(found, str) and found.rpartition(":")[2].isdecimal()
