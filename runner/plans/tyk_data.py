"""Data back from its backup: only where it was migrated, or where the operator asks for it."""

import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING

from findings.step import Step, Success, Truth
from inventory import Inventory, MongoStore, RedisStore

if TYPE_CHECKING:
    from runner.plans.tyk_reading import Reading

NO_FOLDER = "the inventory names no backup of it: restore it as your backup's makers say"
LOST = "What was written to {what} since its backup was taken is lost"


def mongo_steps(inventory: Inventory, reading: "Reading") -> Iterator[Step]:
    """Give a step for each MongoDB: a command where a file on the node holds the password.

    Else it is a person's: no secret ever stands in a command line.
    """
    for name, store in inventory.stores.items():
        if isinstance(store, MongoStore):
            yield _mongo(inventory, name, store, reading)


def _mongo(inventory: Inventory, name: str, store: MongoStore, reading: "Reading") -> Step:
    folder, node = inventory.backups.mongo.get(name, ""), inventory.backups.node
    file = inventory.tyk.mongorestore_config if inventory.tyk else None
    hosts = ",".join(store.addresses)
    address = f"{store.replica_set}/{hosts}" if store.replica_set else store.addresses[0]
    login = ("--username", store.username) if store.username else ()
    source = ("--authenticationDatabase", store.auth_source) if store.username else ()
    packed = ("--gzip",) if folder and reading.packed(name) else ()
    only = ("--nsInclude", f"{store.database}.*")
    argv = ("mongorestore", f"--host={address}", *login, *source, "--drop", *packed, *only, folder)
    told = f"On {node}: {shlex.join(argv)} (it asks for the password)" if folder else NO_FOLDER
    step = Step(
        key=f"mongo.{name}.restore",
        title=f"Restore the database {store.database} of {name} from its dump",
        requirements=("TYK-RB-009",),
        kind="person",
        component="mongo",
        truth=Truth(by="person"),
        text=f"{told}. With --drop: without it, documents that exist keep their new content.",
        owner="dba",
        seconds=3600.0,
        minutes=10.0,
        data_loss=LOST.format(what=f"the database {store.database}"),
    )
    if not file or not folder or node == "control" or store.tls:
        return step
    return step.model_copy(
        update={
            "kind": "command",
            "node": node,
            "argv": (argv[0], f"--config={file}", *argv[1:]),
            "text": "",
            "long": True,
            "success": Success(says=(" 0 document(s) failed to restore",)),
            "truth": Truth(by="repeatable"),
        }
    )


def redis_steps(inventory: Inventory, reading: "Reading") -> Iterator[Step]:
    """Give a person's step for each Redis: how it is stopped and started is not ours to know."""
    for name, store in inventory.stores.items():
        if isinstance(store, RedisStore):
            backup = inventory.backups.redis.get(name, "")
            yield Step(
                key=f"redis.{name}.restore",
                title=f"Restore the Redis {name} from its snapshot",
                requirements=("TYK-RB-011",),
                kind="person",
                component="redis",
                truth=Truth(by="person"),
                text=_redis_text(inventory, name, backup, reading) if backup else NO_FOLDER,
                owner="dba",
                minutes=10.0,
                data_loss=LOST.format(what=f"the Redis {name}: keys, quotas, sessions"),
            )


def _redis_text(inventory: Inventory, name: str, backup: str, reading: "Reading") -> str:
    place = f"{inventory.backups.node}:{backup}"
    lines = [
        "Stop Redis FIRST: it writes its own memory over the snapshot when it is stopped later."
    ]
    for master, (path, append_only) in reading.snapshots(name).items():
        lines.append(f"{master}: put {place} to {path}, with Redis as its owner.")
        if append_only:
            lines.append(
                f"{master}: move the append-only files away and start it with appendonly no: else "
                "the snapshot is not read. Then CONFIG SET appendonly yes, and CONFIG REWRITE."
            )
    return " ".join([*lines, "Start it, and compare DBSIZE with what the snapshot holds."])
