"""Which Redis and databases the services' own configurations name, and which stores these are.

Addresses are compared as texts first; where they differ, names are resolved on the service's node.
"""

import ipaddress
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inventory import Inventory
from probes.engine import Engine
from probes.errors import CannotTell
from probes.questions import argv
from readers import connecting
from readers.answered import answered
from readers.mongo import Mongo
from readers.node import NodeReader
from readers.products import of
from readers.redis import Redis
from readers.tyk import redis_settings, settings
from readers.tyk.config import Config
from readers.tyk.services import TykService
from readers.tyk.settings import Database

ROLES = ("gateway", "dashboard", "pump")
MAIN = ("mongo_url", "storage.main")  # APIs, policies, users; all else is traffic's
_MONGO_PORT = 27017


@dataclass(frozen=True)
class RedisUse:
    """A Redis that a service uses. `store`: its name in the inventory, or empty."""

    service: TykService
    where: str  # the setting
    redis: settings.Redis
    store: str

    def __str__(self) -> str:
        """Name it as a message does."""
        return f"{self.service.node.name}: {self.where} of the {self.service.role}"


@dataclass(frozen=True)
class DatabaseUse:
    """A database that a service uses. `store`: its name in the inventory, or empty."""

    service: TykService
    database: Database
    hosts: tuple[str, ...]
    store: str

    @property
    def main(self) -> bool:
        """Whether APIs, policies and users are in it."""
        return self.service.role == "dashboard" and self.database.where in MAIN

    def __str__(self) -> str:
        """Name it as a message does."""
        return f"{self.service.node.name}: {self.database.where} of the {self.service.role}"


def services(engine: Engine, inventory: Inventory) -> tuple[TykService, ...]:
    """Give all services of the inventory."""
    roles: Mapping[str, Any] = {
        name: kind.make for name, kind in of(inventory.product).KINDS.items()
    }
    return tuple(
        roles[role](engine, inventory, node.name)
        for role in ROLES
        for node in inventory.with_role(role)
    )


def redis_uses(redis: Redis) -> tuple[RedisUse, ...]:
    """Give every Redis that some service uses, whichever store it is."""
    stores = _stores(redis.engine, redis.inventory, "redis", Redis)
    return tuple(
        RedisUse(service, where, named, _store(service.node, named.addresses, stores))
        for service in services(redis.engine, redis.inventory)
        for where, named in redis_settings.redises(service.config)
    )


def database_uses(mongo: Mongo) -> tuple[DatabaseUse, ...]:
    """Give every MongoDB database that some service uses, whichever store it is in."""
    stores = _stores(mongo.engine, mongo.inventory, "mongodb", Mongo)
    found = []
    for service in services(mongo.engine, mongo.inventory):
        if service.role == "gateway":
            continue
        for database in settings.databases(service.config):
            if database.type == "mongo":
                hosts = _hosts(database)
                store = _store(service.node, hosts, stores)
                found.append(DatabaseUse(service, database, hosts, store))
    return tuple(found)


def own_uses(redis: Redis) -> tuple[RedisUse, ...]:
    """Give what uses this very store. CannotTell where nothing does."""
    found = tuple(use for use in redis_uses(redis) if use.store == redis.name)
    if not found:
        raise CannotTell(
            f"redis:{redis.name}: no service's configuration names it",
            "Correct `addresses` of the store in the inventory.",
        )
    return found


def unlike(uses: Sequence[RedisUse], declared: Any) -> list[str]:
    """Name the services that use a Redis otherwise than the first does, or the inventory says."""
    login = uses[0].redis.username, uses[0].redis.password
    found = [
        f"{use} has another user or password than {uses[0]}"
        for use in uses
        if (use.redis.username, use.redis.password) != login
    ]
    for use in uses:
        named = {"database": use.redis.database, "topology": use.redis.topology}
        found += [
            f"{use} has {key} {value}, the inventory {getattr(declared, key)}"
            for key, value in named.items()
            if value != getattr(declared, key)
        ]
    return found


def unreached(uses: Iterable[RedisUse]) -> list[str]:
    """Name the hosts whose service can not open a connection to its Redis."""
    asked = [(use, address) for use in uses for address in use.redis.addresses]
    told = [(use, address, _connection(use.service.node, address)) for use, address in asked]
    return [f"{use}: {address}: {why}" for use, address, why in told if why]


def _connection(node: NodeReader, address: str) -> str:
    """Why no connection can be opened from a node; empty where one can."""
    host, port = _parted(address, 6379)
    return connecting.refusal_from(node, str(host), port)


def _stores(
    engine: Engine, inventory: Inventory, kind: str, make: Any
) -> dict[str, frozenset[str]]:
    """Give name and addresses of the stores of a kind."""
    return {
        name: make(engine, inventory, name).addresses
        for name, store in inventory.stores.items()
        if store.type == kind
    }


def _store(node: NodeReader, addresses: Iterable[str], stores: Mapping[str, frozenset[str]]) -> str:
    """Give the store that has one of the addresses, as this node sees them; empty for none."""
    named = {_parted(address, 0) for address in addresses}
    for store, theirs in stores.items():
        if named & {_parted(address, 0) for address in theirs}:
            return store
    for store, theirs in stores.items():
        if any(_same(node, one, _parted(two, 0)) for one in named for two in theirs):
            return store
    return ""


def _same(node: NodeReader, one: tuple[str, int], two: tuple[str, int]) -> bool:
    """Whether two addresses are one place; without a port: the name of a provider's cluster."""
    if not one[1]:
        return one[0].partition(".")[2] == two[0].partition(".")[2] != ""
    return one[1] == two[1] and bool(_resolved(node, one[0]) & _resolved(node, two[0]))


def _resolved(node: NodeReader, host: str) -> frozenset[str]:
    """Give the IP addresses of a host as the node resolves it; loopback is the node itself."""
    if _is_ip(host):
        loopback = ipaddress.ip_address(host).is_loopback
        return _resolved(node, node.settings.address) if loopback else frozenset({host})
    if host == "localhost":
        return _resolved(node, node.settings.address) if node.settings.address != host else (
            frozenset({host})
        )  # fmt: skip
    answer = node.run(argv("getent", "ahosts", host))
    if answer.rc == 2:
        return frozenset({host})
    text = answered(answer, f"{node.name}: resolving {host}", accept=(0,))
    return frozenset(line.split()[0] for line in text.splitlines() if line.strip())


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _hosts(database: Database) -> tuple[str, ...]:
    """Give the addresses of a MongoDB URL; of `mongodb+srv` the name, with port 0."""
    url = database.url.reveal()
    found = re.fullmatch(r"mongodb(\+srv)?://(?:.*@)?([^/@?]+)(?:[/?].*)?", url)
    if not found:
        raise CannotTell(f"{database.where}: the address of the database is not understood")
    port = 0 if found[1] else _MONGO_PORT
    return tuple("{}:{}".format(*_parted(host, port)) for host in found[2].split(","))


def _parted(address: str, port: int) -> tuple[str, int]:
    """Part `host:port`, with or without a port."""
    host, colon, number = address.rpartition(":")
    if colon and number.isdecimal():
        return host.strip("[]").lower(), int(number)
    return address.strip("[]").lower(), port


def sqlite_settings(config: Config) -> list[str]:
    """Name the settings that keep data in SQLite."""
    if config.component == "dashboard":
        layers = [f"storage.{layer}.type" for layer in ("main", "analytics", "logs", "uptime")]
        return [layer for layer in layers if (config.text(layer) or "").lower() == "sqlite"]
    named = [(f"pumps.{pump.name}", pump.meta.get("type")) for pump in settings.pumps(config)]
    named += [("uptime_pump_config.type", config.get("uptime_pump_config.type"))]
    return [f"{where} is sqlite" for where, kind in named if str(kind).lower() == "sqlite"]


def strict_problems(config: Config) -> list[str]:
    """Name the MongoDB addresses that a strict driver refuses; with `mgo` set none is."""
    return [
        f"{database.where}: {database.problem}"
        for database in settings.databases(config)
        if database.type == "mongo" and database.problem and _driver(config, database) != "mgo"
    ]


def _driver(config: Config, database: Database) -> str:
    """The driver that is set beside an address; empty where it is the default."""
    where = database.where
    if where == "mongo_url":
        return config.text("mongo_driver") or ""
    if where.startswith("pumps."):
        metas = [pump.meta for pump in settings.pumps(config) if f"pumps.{pump.name}" == where]
        return str(metas[0].get("driver") or "")
    return config.text(f"{where}.driver") or ""
