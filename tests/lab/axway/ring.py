"""Apache Cassandra on the domain's hosts: real nodes, as a service with an account of its own."""

import shlex
import shutil
from pathlib import Path

from tests.lab.axway.places import CASSANDRA, CASSANDRA_ID, SINGLE
from tests.lab.cassandra_jars import SPECS, folder, jars
from tests.lab.cassandra_java import Places
from tests.lab.cassandra_yaml import STORE, write_configuration
from tests.lab.hosts import Host
from tests.lab.names import STATE
from tests.lab.process import run, wait_until
from tests.lab.process import write as write_file

JMX = 7199
TLS = "optional" if SINGLE else ""  # as cassandra.yaml has it: our programs speak plain text
AUTHORITY = STATE / "axway" / "kps.pem"
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
Environment=LD_PRELOAD={home}/jemalloc/libjemalloc.so.2
ExecStart={home}/bin/cassandra -f
ExecStartPost=+/usr/bin/cassandra-host $MAINPID
SuccessExitStatus=143

[Install]
WantedBy=multi-user.target
"""
# What a small and busy machine warns of differs from start to start: those are not written.
LOGBACK = """<configuration>
  <appender name="OUT" class="ch.qos.logback.core.FileAppender">
    <file>${cassandra.logdir}/system.log</file>
    <encoder><pattern>%-5level [%thread] %date{ISO8601} %F:%L - %msg%n</pattern></encoder>
  </appender>
  <logger name="org.apache.cassandra.auth" level="ERROR"/>
  <logger name="org.apache.cassandra.config.DatabaseDescriptor" level="ERROR"/>
  <logger name="org.apache.cassandra.db.SystemKeyspace" level="ERROR"/>
  <logger name="org.apache.cassandra.gms" level="ERROR"/>
  <logger name="org.apache.cassandra.utils" level="ERROR"/>
  <logger name="org.apache.cassandra.net" level="ERROR"/>
  <logger name="org.apache.cassandra.service.MigrationTask" level="ERROR"/>
  <root level="INFO"><appender-ref ref="OUT"/></root>
</configuration>
"""
SCRIPT = '#!/bin/sh\n[ "$1" != -f ] || shift\nexec {words} "$@"\n'
# What the vendor asks of a host with Cassandra, and no machine of today has.
TOOLS = {
    # The limits of this machine are not ours to raise: the kernel's word for them is.
    "cassandra-host": r"""#!/bin/sh
sed -e 's/^\(Max locked memory\) *[0-9]* /\1         unlimited            /' \
    -e 's/^\(Max open files\) *[0-9]* /\1            100000               /' \
    -e 's/^\(Max processes\) *[0-9]* /\1             32768                /' \
    -e 's/^\(Max address space\) *[0-9]* /\1         unlimited            /' \
    "/proc/$1/limits" > /run/limits && mount --bind /run/limits "/proc/$1/limits"
mountpoint -q /proc/swaps || { head -n 1 /proc/swaps > /run/swaps
[ -s /run/swaps ] || printf 'Filename\tType\tSize\tUsed\tPriority\n' > /run/swaps
mount --bind /run/swaps /proc/swaps; }
exit 0
""",
    "java": """#!/bin/sh
[ "$1" != -version ] || { cat >&2 <<X
openjdk version "1.8.0_402"
OpenJDK Runtime Environment (build 1.8.0_402-b06)
OpenJDK 64-Bit Server VM (build 25.402-b06, mixed mode)
X
exit; }
exec /etc/alternatives/java "$@"
""",
    "python2.7": "#!/bin/sh\necho Python 2.7.18 >&2\n",
    "chronyc": """#!/bin/sh
cat <<X
Reference ID    : 0A0A0A0A (ntp1.lab.invalid)
Stratum         : 3
Ref time (UTC)  : $(date -u '+%a %b %d %H:%M:%S %Y')
System time     : 0.000021043 seconds slow of NTP time
Last offset     : -0.000012911 seconds
RMS offset      : 0.000034271 seconds
Frequency       : 3.217 ppm slow
Residual freq   : -0.002 ppm
Skew            : 0.031 ppm
Root delay      : 0.000714120 seconds
Root dispersion : 0.000318742 seconds
Update interval : 64.4 seconds
Leap status     : Normal
X
""",
}
REPAIR = "cd {home}; bin/nodetool repair -pr -full > logs/last_repair.log 2>&1"
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
    for name, text in TOOLS.items():
        write_file(upper / "usr/bin" / name, text, 0o755)
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
    top, store = Path(f"{upper}{home(version)}"), Path(home(version), "conf", STORE)
    authority = write_configuration(scratch, nodes, addresses, (TLS,) * len(addresses), store)
    for name in ("bin", "lib", "data", "logs"):
        (top / name).mkdir(parents=True)
    shutil.copytree(nodes[at] / "conf", top / "conf")
    if TLS:
        shutil.copy(authority.with_name(STORE), top / "conf")
        shutil.copy(authority, AUTHORITY)
    for name in ("jvm17.options", "logback-tools.xml"):
        shutil.copy(SPECS / name, top / "conf" / name)
    (top / "conf/logback.xml").write_text(LOGBACK)
    (top / "conf/cassandra-env.sh").write_text("# the options stand in bin/cassandra\n")
    _programs(top, version)
    (top / "jemalloc").mkdir()
    library = next(Path("/usr/lib").glob("*/libm.so.6"))  # under its name: any library does
    shutil.copy(library, top / "jemalloc/libjemalloc.so.2")
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


def repair(host: Host, version: str) -> None:
    """Repair what a member owns, as the vendor's weekly job does; it keeps what was said."""
    host.run(f"{REPAIR.format(home=home(version))} && chown {CASSANDRA}: logs/last_repair.log")


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
