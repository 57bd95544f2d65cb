"""The process of Cassandra on a machine: who runs it, what it may use, what it has loaded."""

import re
from functools import cached_property

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from probes.questions import argv
from readers import processes
from readers.answered import answered, lines
from readers.cassandra_host import CassandraHost

MAIN = "org.apache.cassandra.service.CassandraDaemon"
# Names of /proc/PID/limits, and the least that the vendor advises; None: without a limit.
ADVISED: dict[str, int | None] = {
    "Max locked memory": None,
    "Max open files": 100_000,
    "Max processes": 32_768,
    "Max address space": None,
}
_LIMIT = re.compile(r"(?P<name>Max [a-z ]+?) {2,}(?P<soft>\d+|unlimited) +(?:\d+|unlimited) +\w*")
_JAVA = re.compile(r'^(?:java|openjdk) version "([^"]+)"', re.MULTILINE)
_MACHINE = re.compile(r"^.*?(64-Bit )?(?:Server|Client) VM ", re.MULTILINE)
_PYTHON = re.compile(r"Python (\d+\.\d+\.\d+)\S*")
UNLIMITED = "unlimited"


class CassandraProcess:
    """It is found by its main class: a unit or a script may have any name."""

    def __init__(self, host: CassandraHost) -> None:
        """Nothing is asked yet."""
        self.host, self.node = host, host.node

    @cached_property
    def pid(self) -> int:
        """Its number. CannotTell where there is none, or several."""
        listed = processes.processes(self.node.run(processes.script(), root=True))
        found = [one.pid for one in listed if one.args.split()[-1] == MAIN]
        if not found:
            _ = self.host.member.entry  # where it is down, that is the finding
        if len(found) != 1:
            raise CannotTell(f"{self.node.name}: {len(found)} processes run {MAIN}")
        return found[0]

    @property
    def user(self) -> str:
        """Who runs it."""
        path = f"/proc/{self.pid}"
        found = self.node.file(path)
        if found is None:
            raise CannotTell(f"{self.node.name}: process {self.pid} ended while it was looked at")
        return found.user

    @property
    def limits(self) -> dict[str, int | None]:
        """Give the limits that the vendor speaks of, as they are in force; None: without one."""
        path = f"/proc/{self.pid}/limits"
        rows = self.node.text(path).splitlines()
        told = {found["name"]: found["soft"] for row in rows if (found := _LIMIT.match(row))}
        if missing := [name for name in ADVISED if name not in told]:
            raise CannotTell(f"{self.node.name}: {path} tells no {missing[0]}")
        return {
            name: None if told[name] == UNLIMITED else int(told[name]) for name in ADVISED
        }  # fmt: skip

    @property
    def low_limits(self) -> list[str]:
        """Name the limits below what is advised."""
        return [
            f"{name}: {has}, wanted {ADVISED[name] or UNLIMITED}"
            for name, has in self.limits.items()
            if has is not None and ((least := ADVISED[name]) is None or has < least)
        ]

    @property
    def has_jemalloc(self) -> bool:
        """Whether it has loaded the allocator. Its first line shows that the file was read."""
        path = f"/proc/{self.pid}/maps"
        script = argv("grep", "-F", "-m", "2", "-e", "jemalloc", "-e", "[stack]", "--", path)
        found = lines(answered(self.node.run(script, root=True), script), script)
        if not found:
            raise CannotTell(f"{self.node.name}: {path} is empty")
        return any("jemalloc" in row for row in found)

    @property
    def swaps(self) -> tuple[str, ...]:
        """The swap spaces of the machine that are on."""
        head, *rows = self.node.text("/proc/swaps", root=False).splitlines() or [""]
        if not head.startswith("Filename"):
            raise CannotTell(f"{self.node.name}: /proc/swaps is not understood: {head[:80]!r}")
        return tuple(row.split()[0] for row in rows if row.strip())

    @property
    def java(self) -> str:
        """The Java on the account's path: `1.8.0_402 64-Bit`."""
        return java(self.node.run("java -version"), f"{self.node.name}: java -version")

    @property
    def python(self) -> str:
        """The Python that cqlsh of 2.2 and 3.11 runs on: `2.7.18`; empty where there is none."""
        for name in ("python2.7", "python2", "python"):
            if self.node.which(name):
                return python(self.node.run(argv(name, "-V")), f"{self.node.name}: {name} -V")
        return ""


def java(answer: CommandAnswer, what: str) -> str:
    """Read `java -version`, which talks to standard error."""
    answered(answer, what)
    version, machine = _JAVA.search(answer.err), _MACHINE.search(answer.err)
    if not version or not machine:
        raise CannotTell(f"{what}: not understood: {answer.err[:120]!r}")
    return f"{version[1]} {'64-Bit' if machine[1] else '32-Bit'}"


def python(answer: CommandAnswer, what: str) -> str:
    """Read `python -V`: the old one talks to standard error."""
    found = _PYTHON.fullmatch((answered(answer, what) + answer.err).strip())
    if not found:
        raise CannotTell(f"{what}: not understood: {answer.err[:120]!r}")
    return found[1]
