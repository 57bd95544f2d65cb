"""A machine that runs Cassandra: what its own `nodetool` and `cassandra.yaml` say."""

from datetime import datetime, timedelta
from functools import cached_property
from typing import cast

from inventory import Inventory
from inventory.stores import CassandraStore
from probes.engine import Engine
from probes.errors import CannotTell, Refused
from probes.questions import Command, argv
from readers import cassandra_yaml, nodetool, nodetool_cluster, nodetool_load
from readers.cassandra import Cassandra, Member
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
        self.settings = cast("CassandraStore", inventory.stores[store])
        self.store, self.ring = store, Cassandra(engine, inventory, store)
        self.node = NodeReader(engine, inventory, node)
        self.member = Member(self.ring, self.ring.address_of(node))

    def __repr__(self) -> str:
        """Name it as a message does."""
        return self.node.name

    @property
    def refusal(self) -> str:
        """Why the member on it refuses us; empty where it answers."""
        return self.member.refusal

    def question(self, *words: str) -> Command:
        """Give what asks its `nodetool`: for those who ask several of them side by side."""
        home = self.settings.home
        tool = f"{home}/bin/nodetool" if home else "nodetool"
        return Command(self.node.name, argv(tool, "-p", str(self.settings.jmx_port), *words))

    @property
    def refused(self) -> Refused | None:
        """What the member on it says where it refuses us; None where it answers."""
        try:
            _ = self.member.entry
        except Refused as error:
            return error
        return None

    def _tool(self, *words: str) -> str:
        """Ask it, where the member answers. One that hangs would cost a timeout each time."""
        _ = self.member.entry
        return self._said(*words)

    def _told_shut(self, *words: str) -> str:
        """Ask it also where the member refuses us. Where both do, the member is the finding."""
        refused = self.refused
        try:
            return self._said(*words)
        except CannotTell:
            if refused:
                raise refused from None
            raise

    def _said(self, *words: str) -> str:
        answer = self.node.run(self.question(*words).script)
        return nodetool.told(answer, f"{words[0]} on {self.node.name}")

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
        return nodetool.netstats(self._told_shut("netstats"))

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
        """Whether the native transport is on. Blocked where it is said to be, and refuses us.

        `info` tells it as `statusbinary` does, and is asked anyway: each costs a Java of its own.
        """
        found = nodetool.info(self._told_shut("info")).native_transport
        if found and (refused := self.refused):
            raise refused
        return found

    @property
    def speaks_thrift(self) -> bool:
        """Whether the old protocol is on. CannotTell of a release that has none any more."""
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
        path = f"{self.home}/conf/cassandra.yaml"
        return cassandra_yaml.read(self.node.text(path), f"{self.node.name}: {path}")

    @property
    def home(self) -> str:
        """Where bin, conf and logs lie."""
        if not self.settings.home:
            raise CannotTell(
                f"{self.node.name}: the inventory does not say where Cassandra lies",
                "Set `home` of the store.",
            )
        return str(self.settings.home).rstrip("/")

    @property
    def accepted_warnings(self) -> tuple[str, ...]:
        """Parts of lines of its log that were read, and do not stop us."""
        axway = self.inventory.axway
        return tuple(
            one.text
            for one in (axway.accepted_warnings if axway else ())
            if one.log == "cassandra" and one.node in {None, self.node.name}
        )

    @property
    def port(self) -> int:
        """The client port that the inventory has."""
        return int(self.member.address.rpartition(":")[2])
