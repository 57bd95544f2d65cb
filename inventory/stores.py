"""Data stores: where they answer, who we are there, and from where they are reached."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from inventory.nodes import Reach, Tls
from inventory.secrets import SecretRef
from inventory.words import (
    Frozen,
    Identifier,
    Line,
    Port,
    RemotePath,
    VersionText,
    each_once,
    with_port,
)

Keyspace = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,47}$")]
Replicas = Annotated[int, Field(ge=1, le=100)]


class _Store(Frozen):
    """What all stores have. Without `reach`: by way of the first node that uses the store."""

    username: Line | Literal[""] = ""
    password: SecretRef | None = None
    tls: Tls | None = None
    reach: Reach | None = None
    node: Identifier | None = Field(default=None, description="the node where its files lie")

    @field_validator("addresses", check_fields=False)
    @classmethod
    def _some_address(cls, addresses: tuple[str, ...]) -> tuple[str, ...]:
        """Refuse a store that is nowhere, or twice at one place."""
        if not addresses:
            raise ValueError("names no address: host:port")
        return each_once("an address")(addresses)


class RedisStore(_Store):
    """Redis. `sentinel`: the addresses are those of the sentinels; `cluster`: any of its nodes."""

    type: Literal["redis"]
    topology: Literal["single", "sentinel", "cluster"] = "single"
    addresses: tuple[Annotated[str, with_port(6379)], ...]
    database: Annotated[int, Field(ge=0, le=1023)] = 0
    service_name: Identifier | None = Field(
        default=None, description="sentinel: the name of the master"
    )
    sentinel_username: Line | Literal[""] = ""
    sentinel_password: SecretRef | None = None

    @model_validator(mode="after")
    def _fits_topology(self) -> "RedisStore":
        """Ask for what the topology needs, and refuse what it has no use for."""
        if self.topology == "sentinel" and not self.service_name:
            raise ValueError("a sentinel topology needs service_name, the name of the master")
        if self.topology != "sentinel" and (self.service_name or self.sentinel_password):
            raise ValueError("service_name and sentinel_password belong to topology: sentinel")
        if self.topology == "single" and len(self.addresses) > 1:
            raise ValueError("a single Redis has one address: is it a cluster or a sentinel?")
        if self.topology == "cluster" and self.database:
            raise ValueError("a Redis cluster has only database 0")
        return self


class MongoStore(_Store):
    """MongoDB; several addresses are the members of one replica set."""

    type: Literal["mongodb"]
    addresses: tuple[Annotated[str, with_port(27017)], ...]
    database: Identifier = "tyk_analytics"
    auth_source: Identifier = "admin"
    replica_set: Identifier | Literal[""] = ""


class PostgresStore(_Store):
    """PostgreSQL, as declared: it is not read."""

    type: Literal["postgresql"]
    addresses: tuple[Annotated[str, with_port(5432)], ...]
    database: Identifier = "tyk_analytics"


class CassandraStore(_Store):
    """A Cassandra cluster; the addresses are its contact points, one in each rack at the least.

    `keyspaces`: name to replicas in each datacenter; `replication_factor: 3` for SimpleStrategy.
    """

    type: Literal["cassandra"]
    addresses: tuple[Annotated[str, with_port(9042)], ...]
    datacenter: Identifier = Field(description="the one next to the gateways, as nodetool has it")
    nodes: Annotated[tuple[Identifier, ...], AfterValidator(each_once("a node"))] = Field(
        default=(), description="the nodes it runs on; default: all with the role cassandra"
    )
    keyspaces: Mapping[Keyspace, Mapping[Identifier, Replicas]] = {}
    releases: tuple[VersionText, ...] = Field(
        default=(), description="accepted; default: what the vendor names for the target"
    )
    home: RemotePath | None = Field(default=None, description="where bin and conf lie")
    data: RemotePath | None = Field(default=None, description="default: <home>/data")
    new_home: RemotePath | None = Field(
        default=None, description="of the newer release, where it is upgraded before the gateway"
    )
    jmx_port: Port = 7199

    @field_validator("keyspaces")
    @classmethod
    def _replicated(
        cls, keyspaces: Mapping[str, Mapping[str, int]], info: ValidationInfo
    ) -> Mapping[str, Mapping[str, int]]:
        """Refuse a keyspace without a copy where the gateways ask for it."""
        near = {info.data.get("datacenter"), "replication_factor"}
        if away := [name for name, copies in keyspaces.items() if not near & set(copies)]:
            where = f"in the datacenter {info.data.get('datacenter')}"
            raise ValueError(f"{', '.join(away)} has no replica {where}")
        return keyspaces


Store = Annotated[
    RedisStore | MongoStore | PostgresStore | CassandraStore, Field(discriminator="type")
]


class Backups(Frozen):
    """Where backups lie, on `node`; `control` is this machine. Places are absolute paths there."""

    node: Identifier = "control"
    redis: Mapping[Identifier, RemotePath] = {}  # store -> the copied dump.rdb
    mongo: Mapping[Identifier, RemotePath] = {}  # store -> a folder of mongodump --out
    postgres: Mapping[Identifier, RemotePath] = {}  # store -> a file of pg_dump
    cassandra: Mapping[Identifier, RemotePath] = {}  # store -> snapshots and schema, off its disk
    databases: Mapping[Identifier, RemotePath] = {}  # external database -> its dump
    installation: RemotePath | None = Field(
        default=None, description="on each node: the archive of its old installation"
    )
    domain_ca: RemotePath | None = Field(
        default=None, description="the folder with the keys of the domain's CA"
    )
    activemq: RemotePath | None = Field(
        default=None, description="on each node: the copy of the message store"
    )
    config: RemotePath | None = Field(
        default=None, description="on each node: <config>/<file name>"
    )
    exports: RemotePath | None = Field(default=None, description="APIs and policies as exported")
