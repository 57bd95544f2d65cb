"""What can be read of a Tyk estate before it is taken back: how each service can go back."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from inventory import Inventory
from probes.engine import Engine
from probes.errors import CannotTell, NotApplicable, ProbeError
from probes.questions import MongoRead
from readers.backups import Copy
from readers.mongo import Mongo
from readers.redis import Redis
from readers.transactions import files, last_change, undo_plan
from readers.tyk.copies import conf_copies, environment_copies
from readers.tyk.services import TykService
from readers.versions import parse
from runner.plans.rpm import Service

How = Literal["nothing", "undo", "downgrade", "none"]


@dataclass(frozen=True)
class Back:
    """How one package goes back; of `none`, `why` it can not and what to `do`."""

    how: How
    transaction: int = 0
    source: str = ""  # of a downgrade: the exact package, or its file
    why: str = ""
    do: str = ""


class Reading:
    """Asks the nodes, by reads alone."""

    def __init__(self, engine: Engine, inventory: Inventory) -> None:
        """Nothing is asked yet."""
        self._engine, self._inventory = engine, inventory

    def back(self, service: Service) -> Back:
        """Say how the package of a service goes back: by its transaction, or by its old version."""
        reader = self._reader(service)
        try:
            if reader.package.vendor == parse(service.old):
                return Back("nothing", why=f"{reader.package} is the old one")
            doubt = ""
            try:
                number, doubt = self._undoable(reader, service)
                if number:
                    return Back("undo", number)
            except CannotTell as error:
                doubt = error.why
            return self._downgradable(reader, service, doubt)
        except ProbeError as error:
            return Back("none", why=error.why, do=error.remedy)

    def _undoable(self, reader: TykService, service: Service) -> tuple[int, str]:
        """Give the transaction whose undoing brings back the old version alone, or why none."""
        change, name = last_change(reader), service.package
        if not change.success or not change.does("Upgrade", name):
            return 0, f"transaction {change.id} is no upgrade that ended well: {change.command}"
        if others := change.foreign([name]):
            return 0, f"transaction {change.id} holds {others[0].package} too"
        planned = undo_plan(reader, change.id)
        if planned.problems:
            return 0, f"undoing transaction {change.id}: {planned.problems[0]}"
        wanted = [
            package.startswith(f"{name}-{service.old}-") and verb.startswith("Downgrad")
            for verb, package in planned.planned
        ]
        if wanted != [True]:
            return 0, f"undoing transaction {change.id} would do more, or less: {planned.planned}"
        return change.id, ""

    def _downgradable(self, reader: TykService, service: Service, doubt: str) -> Back:
        tyk = self._inventory.tyk
        if tyk and tyk.install == "local-rpm" and tyk.rpm_folder:
            held = files(reader, tyk.rpm_folder)
            found = [path for path, one in held.items() if one.vendor == parse(service.old)]
            if found:
                return Back("downgrade", source=found[0], why=doubt)
        elif any(one.vendor == parse(service.old) for one in reader.obtainable(parse(service.old))):
            return Back("downgrade", source=f"{service.package}-{service.old}", why=doubt)
        return Back(
            "none",
            why=f"{service.package}-{service.old} is not to be had; {doubt}",
            do="Put the old package into the repository, or beside the new one as a file.",
        )

    def changed_files(self, service: Service) -> tuple[Copy, ...]:
        """Give the configuration files that differ from their backup."""
        reader = self._reader(service)
        found = list(conf_copies(reader))
        with suppress(NotApplicable):
            found += environment_copies(reader)
        whole = {copy.path: copy for copy in found}.values()
        if missing := [copy.place for copy in whole if copy.copy is None]:
            raise CannotTell(f"{service.node}: there is no backup at {', '.join(missing)}")
        return tuple(
            c for c in whole if c.copy and (not c.source or c.source.sha256 != c.copy.sha256)
        )

    def migrated(self) -> bool:
        """Say whether there are OAS APIs, which the migration rewrites; in doubt, yes."""
        pipeline = [{"$match": {"is_oas": True}}, {"$limit": 1}, {"$count": "n"}]
        command = {"aggregate": "tyk_apis", "pipeline": pipeline, "cursor": {}}
        for name, store in self._inventory.stores.items():
            if store.type != "mongodb":
                continue
            try:
                answer = self._engine.ask(MongoRead.of(name, store.database, command))
            except ProbeError:
                return True
            if answer.get("cursor", {}).get("firstBatch") != []:
                return True
        return False

    def packed(self, store: str) -> bool:
        """Say whether the files of a dump are compressed."""
        mongo = Mongo(self._engine, self._inventory, store)
        return any(file.compressed for file in mongo.dump.files)

    def snapshots(self, store: str) -> Mapping[str, tuple[str, bool]]:
        """Give each master's snapshot file, and whether its append-only file is on."""
        redis = Redis(self._engine, self._inventory, store)
        return {str(one): (one.dump_path, one.append_only) for one in redis.masters}

    def _reader(self, service: Service) -> TykService:
        return TykService(self._engine, self._inventory, service.node, service.component)
