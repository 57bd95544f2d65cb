"""What the user tells us about an environment and a change: typed, strict, read before all else."""

from inventory.axway import AxwaySettings
from inventory.load import find, load, parse
from inventory.model import Inventory, Support, VersionHop
from inventory.nodes import Become, Endpoint, Node, Reach, Ssh, Timeouts, Tls
from inventory.problems import InventoryError, Problem
from inventory.secrets import SecretRef
from inventory.stores import Backups, CassandraStore, MongoStore, PostgresStore, RedisStore
from inventory.tyk import TykSettings
from inventory.window import Window

__all__ = [
    "AxwaySettings",
    "Backups",
    "Become",
    "CassandraStore",
    "Endpoint",
    "Inventory",
    "InventoryError",
    "MongoStore",
    "Node",
    "PostgresStore",
    "Problem",
    "Reach",
    "RedisStore",
    "SecretRef",
    "Ssh",
    "Support",
    "Timeouts",
    "Tls",
    "TykSettings",
    "VersionHop",
    "Window",
    "find",
    "load",
    "parse",
]
