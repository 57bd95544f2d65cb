"""The command lines of Cassandra and of nodetool, on Java 17, for every version from 2.2 to 5.0."""

from dataclasses import dataclass
from pathlib import Path

# Without epoll: that of 2.2.8 can not read its own buffers on Java 17.
_MEMORY = "-Xms96m -Xmx256m -Xss512k -XX:+UseSerialGC -XX:TieredStopAtLevel=1"
_SERVER = f"""{_MEMORY} -XX:MaxDirectMemorySize=64m -XX:+ExitOnOutOfMemoryError -XX:-UsePerfData
 -Dcassandra-foreground=yes -Dcassandra.start_rpc=false -Djava.rmi.server.hostname=127.0.0.1
 -Dcassandra.ring_delay_ms=2000 -Dcassandra.skip_wait_for_gossip_to_settle=0
 -Dcassandra.superuser_setup_delay_ms=0 -Dcassandra.shutdown_announce_in_ms=200
 -Dcassandra.consistent.rangemovement=false -Dcassandra.native.epoll.enabled=false -ea""".split()
_TOOL = ["-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
# Without it the nodetool of 2.2 calls rmi://[127.0.0.1]:7199 malformed, on any current Java.
_OLD_RMI = "-Dcom.sun.jndi.rmiURLParsing=legacy"


@dataclass(frozen=True)
class Places:
    """Where the parts of a node lie; `specs` has the options for Java and the logging."""

    conf: Path
    data: Path
    log: Path
    specs: Path

    def _options(self) -> list[str]:
        return [
            f"@{self.specs / 'jvm17.options'}",
            f"-Dcassandra.config=file://{self.conf}/cassandra.yaml",
            f"-Dcassandra.storagedir={self.data}",
            f"-Dcassandra.logdir={self.log}",
        ]

    def server(self, lib: Path, agent: str, jmx: int, *more: str) -> list[str]:
        """The words that run a node; `agent` is the name of the JAR that measures objects."""
        words = ["java", *_SERVER, f"-javaagent:{lib / agent}", *self._options()]
        words += [f"-Dlogback.configurationFile=file://{self.specs / 'logback.xml'}"]
        words += [f"-Dcassandra.jmx.local.port={jmx}", *more, "-cp", f"{self.conf}:{lib}/*"]
        return [*words, "org.apache.cassandra.service.CassandraDaemon"]

    def tool(self, lib: Path, jmx: int) -> list[str]:
        """The words before those of a nodetool."""
        words = ["java", *_TOOL, _OLD_RMI, *self._options()]
        words += [f"-Dlogback.configurationFile=file://{self.specs / 'logback-tools.xml'}"]
        words += ["-cp", f"{self.conf}:{lib}/*", "org.apache.cassandra.tools.NodeTool"]
        return [*words, "-h", "127.0.0.1", "-p", str(jmx)]
