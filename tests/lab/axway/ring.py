"""Apache Cassandra on the domain's hosts: real nodes, as a service with an account of its own."""

import shlex
import shutil
from pathlib import Path

from tests.lab.axway.places import CASSANDRA, CASSANDRA_ID
from tests.lab.cassandra_jars import SPECS, folder, jars
from tests.lab.cassandra_java import Places
from tests.lab.cassandra_yaml import write_configuration
from tests.lab.hosts import Host
from tests.lab.process import run, wait_until

JMX = 7199
NEXT = "2.2.12"
"""The release that an older 2.2 is upgraded to, before the gateway: the vendor's."""

PACKED = "/srv/cassandra-next.tar"
AS_SHIPPED = "cluster_name: 'Test Cluster'\n"
UNIT = """[Unit]
Description=Apache Cassandra
After=network.target

[Service]
User=cassandra
Group=cassandra
ExecStart={home}/bin/cassandra -f
SuccessExitStatus=143
LimitNOFILE=100000
LimitMEMLOCK=infinity
LimitNPROC=32768
LimitAS=infinity

[Install]
WantedBy=multi-user.target
"""
LOGBACK = """<configuration>
  <appender name="OUT" class="ch.qos.logback.core.FileAppender">
    <file>${cassandra.logdir}/system.log</file>
    <encoder><pattern>%-5level [%thread] %date{ISO8601} %F:%L - %msg%n</pattern></encoder>
  </appender>
  <root level="INFO"><appender-ref ref="OUT"/></root>
</configuration>
"""
SCRIPT = '#!/bin/sh\n[ "$1" != -f ] || shift\nexec {words} "$@"\n'
UP = "{home}/bin/nodetool status | grep -c '^UN'"


def home(version: str) -> str:
    """Where a release lies on a host."""
    return f"/opt/cassandra-{version}"


def binds(*versions: str) -> tuple[str, ...]:
    """What a host borrows: the JARs are too big to copy."""
    return tuple(f"{jars(version)}:{home(version)}/lib" for version in versions)


def write(upper: Path, at: int, addresses: tuple[str, ...], version: str, scratch: Path) -> None:
    """Write a release for the host that has the address number `at`, and what starts it."""
    _release(upper, at, addresses, version, scratch)
    unit = upper / "etc/systemd/system/cassandra.service"
    unit.parent.mkdir(parents=True, exist_ok=True)
    unit.write_text(UNIT.format(home=home(version)))


def hop(version: str) -> str:
    """The release that this one is upgraded to; none where it is none of 2.2, or that one."""
    return NEXT if version.startswith("2.2.") and version != NEXT else ""


def pack(upper: Path, at: int, addresses: tuple[str, ...], version: str, scratch: Path) -> None:
    """Put a release on a host that is not installed: it has to be unpacked and configured."""
    _release(scratch, at, addresses, version, scratch / "configuration")
    top = Path(f"{scratch}{home(version)}")
    (top / "conf/cassandra.yaml").write_text(AS_SHIPPED)
    packed = Path(f"{upper}{PACKED}")
    packed.parent.mkdir(parents=True, exist_ok=True)
    run("tar", "-C", top, "--exclude=./lib", "-cf", packed, ".")


def _release(upper: Path, at: int, addresses: tuple[str, ...], version: str, scratch: Path) -> None:
    """Write the files of a release."""
    nodes = [scratch / str(number) for number in range(len(addresses))]
    write_configuration(scratch, nodes, addresses, ("",) * len(addresses))
    top = Path(f"{upper}{home(version)}")
    for name in ("bin", "lib", "data", "logs"):
        (top / name).mkdir(parents=True)
    shutil.copytree(nodes[at] / "conf", top / "conf")
    for name in ("jvm17.options", "logback-tools.xml"):
        shutil.copy(SPECS / name, top / "conf" / name)
    (top / "conf/logback.xml").write_text(LOGBACK)
    (top / "conf/cassandra-env.sh").write_text("# the options stand in bin/cassandra\n")
    _programs(top, version)
    run("chown", "-R", f"{CASSANDRA_ID}:{CASSANDRA_ID}", top)


def _programs(top: Path, version: str) -> None:
    there = Path(home(version))
    places = Places(there / "conf", there / "data", there / "logs", there / "conf")
    agent = next(folder(version).glob("jamm-*.jar")).name
    lib = there / "lib"
    for name, words in (
        ("cassandra", places.server(lib, agent, JMX)),
        ("nodetool", places.tool(lib, JMX)),
    ):
        path = top / "bin" / name
        path.write_text(SCRIPT.format(words=shlex.join(words)))
        path.chmod(0o755)


def start(hosts: list[Host], version: str) -> None:
    """Start all members, and wait until the last one sees all up."""
    for host in hosts:
        host.run("systemctl daemon-reload; systemctl enable --now --quiet cassandra")
    for host in hosts:
        speaks(host)
    script = UP.format(home=home(version))

    def complete() -> bool:
        return hosts[-1].run(script, check=False).stdout.strip() == str(len(hosts))

    wait_until(complete, 120, "the Cassandra ring is not complete", 0.3)


def speaks(host: Host) -> None:
    """Wait until a member speaks CQL."""
    wait_until(lambda: answers(host), 120, f"Cassandra on {host.name} does not answer", 0.2)


def answers(host: Host) -> bool:
    """Whether its client port is open."""
    script = f"exec 3<>/dev/tcp/{host.address}/9042"
    return host.run(f"bash -c '{script}' 2>/dev/null", check=False).returncode == 0


def accounts() -> str:
    """The script that makes the account."""
    ids = f"-u {CASSANDRA_ID} -g {CASSANDRA}"
    return f"groupadd -g {CASSANDRA_ID} {CASSANDRA}; useradd -r {ids} -d /opt {CASSANDRA}"
