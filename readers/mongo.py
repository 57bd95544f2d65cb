"""A MongoDB of the inventory's stores."""

import base64
import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, cast

from inventory import Inventory
from probes.engine import Engine
from probes.errors import CannotTell, NotApplicable
from probes.questions import MongoRead
from readers import backups
from readers.mongo_dump import MongoDump
from readers.reaching import refusal_of
from readers.versions import Version, parse

UUID_BYTES = 16


class Mongo:
    """Asked by read commands only."""

    def __init__(self, engine: Engine, inventory: Inventory, name: str) -> None:
        """Nothing is asked yet."""
        self.name, self.engine, self.inventory = name, engine, inventory
        self.settings = cast("Any", inventory.stores[name])
        self.database = str(self.settings.database)

    def ask(self, command: dict[str, Any], database: str = "") -> Any:
        """Ask one read command of the store's database, or of another one."""
        return self.engine.ask(MongoRead.of(self.name, database or self.database, command))

    @property
    def refusal(self) -> str:
        """Why it refuses us; empty where it answers."""
        return refusal_of(f"mongo:{self.name}", lambda: self.version)

    @property
    def version(self) -> Version:
        """Its version."""
        return parse(str(self._field(self.ask({"buildInfo": 1}, "admin"), "version", str)))

    @property
    def is_primary(self) -> bool:
        """Whether the member that answers takes writes: a dump of a secondary may lag behind."""
        return bool(self._field(self.ask({"hello": 1}, "admin"), "isWritablePrimary", bool))

    @property
    def addresses(self) -> frozenset[str]:
        """Every `host:port` that belongs to it: those declared, and the members of its set."""
        hello = self.ask({"hello": 1}, "admin")
        self._field(hello, "isWritablePrimary", bool)
        members = hello.get("hosts") or []
        return frozenset(self.settings.addresses) | frozenset(map(str, members))

    @cached_property
    def collections(self) -> Mapping[str, str]:
        """The collections and the id that each was given when it was made; no views, no system's.

        CannotTell where there is none: an empty database is not what a Dashboard uses.
        """
        listed = self._batch(self.ask({"listCollections": 1}))
        found = {}
        for entry in listed:
            name, kind = entry.get("name"), entry.get("type")
            if not isinstance(name, str) or kind not in {"collection", "view", "timeseries"}:
                raise CannotTell(f"mongo:{self.name}: listCollections: {str(entry)[:120]}")
            if kind == "collection" and not name.startswith("system."):
                found[name] = _uuid(entry.get("info", {}).get("uuid"))
        if not found:
            raise CannotTell(
                f"mongo:{self.name}: the database {self.database} has no collection",
                "Is `database` of the store the one that the Dashboard uses?",
            )
        return dict(sorted(found.items()))

    def counts(self, names: Iterable[str]) -> dict[str, int]:
        """Count the documents of collections, one by one: the server's estimate may be wrong."""
        asked = {name: self._count(name) for name in names}
        answers = self.engine.ask_all(list(asked.values()))
        return {
            name: self._counted(name, answer) for name, answer in zip(asked, answers, strict=True)
        }

    def contents(self, names: Iterable[str]) -> dict[str, str]:
        """Give a hash of each collection's content, made by the server: no document leaves it."""
        wanted = sorted(names)
        answer = self.ask({"dbHash": 1, "collections": wanted})
        found: dict[str, str] = self._field(answer, "collections", dict)
        if sorted(found) != wanted or not all(isinstance(one, str) for one in found.values()):
            raise CannotTell(f"mongo:{self.name}: dbHash: not understood: {str(found)[:120]}")
        return found

    def made_anew(self, before: Mapping[str, str]) -> tuple[str, ...]:
        """Name the collections that were dropped and made again since `before`, or are gone.

        That is what a restore does. Not applicable where none was.
        """
        found = tuple(name for name in before if self.collections.get(name) != before[name])
        if not found:
            raise NotApplicable(f"mongo:{self.name}: each collection is that of before: no restore")
        return found

    @cached_property
    def dump(self) -> MongoDump:
        """What lies at the backup's place. CannotTell where the inventory names none."""
        if not (place := self.inventory.backups.mongo.get(self.name)):
            raise CannotTell(
                f"the inventory does not say where the dump of {self.name} lies",
                f"Name the folder of mongodump in the inventory: backups.mongo.{self.name}.",
            )
        return MongoDump(backups.node_of(self.engine, self.inventory), str(place))

    def _count(self, collection: str) -> MongoRead:
        pipeline = [{"$match": {}}, {"$count": "n"}]
        command = {"aggregate": collection, "pipeline": pipeline, "cursor": {}}
        return MongoRead.of(self.name, self.database, command)

    def _counted(self, collection: str, answer: Any) -> int:
        """Read a count: no row at all is what an empty collection gives."""
        rows = self._batch(answer)
        if not rows:
            return 0
        number = rows[0].get("n")
        if len(rows) != 1 or not isinstance(number, int) or isinstance(number, bool):
            raise CannotTell(f"mongo:{self.name}: counting {collection}: {str(rows)[:120]}")
        return number

    def _batch(self, answer: Any) -> list[dict[str, Any]]:
        """Give the rows of a cursor that was read to its end."""
        cursor = answer.get("cursor") if isinstance(answer, dict) else None
        rows = cursor.get("firstBatch") if isinstance(cursor, dict) else None
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise CannotTell(f"mongo:{self.name}: not understood: {json.dumps(answer)[:120]}")
        return rows

    def _field(self, answer: Any, name: str, kind: type) -> Any:
        value = answer.get(name) if isinstance(answer, dict) else None
        if not isinstance(value, kind):
            raise CannotTell(f"mongo:{self.name}: the answer has no {name}")
        return value


def _uuid(value: Any) -> str:
    """Read a UUID in either form of extended JSON: 32 hex digits."""
    held = value if isinstance(value, dict) else {}
    binary = held.get("$binary")
    try:
        if isinstance(binary, dict):
            found = base64.b64decode(str(binary.get("base64")), validate=True)
        else:
            found = bytes.fromhex(str(held.get("$uuid")).replace("-", ""))
    except ValueError:
        found = b""
    if len(found) != UUID_BYTES:
        raise CannotTell(f"a collection's uuid is not understood: {str(value)[:80]}")
    return found.hex()
