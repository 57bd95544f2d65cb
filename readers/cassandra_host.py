"""A machine that runs Cassandra: what its own `nodetool` and `cassandra.yaml` say."""

from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from inventory import Inventory
from probes.engine import Engine
from probes.errors import CannotTell
from probes.questions import argv
from readers import cassandra_yaml, nodetool, nodetool_cluster, nodetool_load
from readers.cassandra import Cassandra
from readers.cassandra_yaml import CassandraYaml
from readers.node import NodeReader
from readers.nodetool import Info, Net, Peer
from readers.nodetool_cluster import Cluster
from readers.nodetool_load import Threads
from readers.versions import Version


class CassandraHost:
    """Each of them is a look through the eyes of this node: another one may see it otherwise.

    A command ends with the inventory's `timeouts.command`: at a frozen node nodetool never does.
    """

    def __init__(self, engine: Engine, inventory: Inventory, store: str, node: str) -> None:
        """Nothing is asked yet."""
        self.engine, self.inventory = engine, inventory
        self.settings: Any = inventory.stores[store]
        self.store, self.inventory = store, inventory
        self.ring = Cassandra(engine, inventory, store)
        self.node = NodeReader(engine, inventory, node)

    def _tool(self, *words: str) -> str:
        home = self.settings.home
        tool = f"{home}/bin/nodetool" if home else "nodetool"
        said = self.node.run(argv(tool, "-p", str(self.settings.jmx_port), *words))
        return nodetool.told(said, f"{words[0]} on {self.node.name}")

    @property
    def status(self) -> tuple[Peer, ...]:
        """All nodes of the ring: up or down, as this one sees it."""
        return nodetool.status(self._tool("status"))

    @property
    def cluster(self) -> Cluster:
        """Schema versions, as this one hears of them."""
        return nodetool_cluster.describecluster(self._tool("describecluster"))

    @property
    def version(self) -> Version:
        """The release that runs."""
        return nodetool.version(self._tool("version"))

    @property
    def info(self) -> Info:
        """What it says of itself."""
        return nodetool.info(self._tool("info"))

    def started(self, now: datetime) -> datetime:
        """When its process was started, to a second or two."""
        return now - timedelta(seconds=self.info.uptime)

    @property
    def net(self) -> Net:
        """Whether it is drained, and whether it streams."""
        return nodetool.netstats(self._tool("netstats"))

    @property
    def pending_compactions(self) -> int:
        """How many compactions wait."""
        return nodetool_load.compactionstats(self._tool("compactionstats"))

    @property
    def threads(self) -> Threads:
        """What waits, and what was dropped."""
        return nodetool_load.tpstats(self._tool("tpstats"))

    @property
    def speaks_cql(self) -> bool:
        """Whether the native transport is on."""
        return nodetool.running(self._tool("statusbinary"))

    @property
    def speaks_thrift(self) -> bool:
        """Whether the protocol of old clients is on. CannotTell of a release without it."""
        return nodetool.running(self._tool("statusthrift"))

    @property
    def client_ports(self) -> dict[str, object]:
        """Where clients find it, and what it speaks there."""
        return {
            "native port": self.yaml.native_transport_port,
            "native": self.speaks_cql,
            "thrift port": self.yaml.thrift_port,
            "thrift": self.speaks_thrift,
        }

    @cached_property
    def yaml(self) -> CassandraYaml:
        """Its settings on disk. CannotTell without `home` of the store."""
        if not (home := self.settings.home):
            raise CannotTell(
                f"{self.node.name}: the inventory does not say where Cassandra lies",
                "Set `home` of the store.",
            )
        path = f"{home}/conf/cassandra.yaml"
        return cassandra_yaml.read(self.node.text(path), f"{self.node.name}: {path}")
