"""Files of a Cassandra on its machine: tables in their format, the log, the last repair."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from probes.errors import CannotTell
from probes.questions import Command, argv
from readers.answered import answered, lines
from readers.cassandra_host import CassandraHost
from readers.versions import Version, parse

LOG, REPAIRED = "logs/system.log", "logs/last_repair.log"
# Since which release new tables have which format, by series: what older ones have is rewritten.
_FORMATS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("2.2", "2.2.0", ("la",)),
    ("2.2", "2.2.7", ("lb",)),
    ("3.11", "3.11.0", ("mc", "md", "me")),
    ("4.0", "4.0.0", ("nb",)),
    ("4.1", "4.1.0", ("nb",)),
)
OURS = "Aggregation query used without partition key"
"""What a member warns of when rows are counted, as we do."""

_START = "Cassandra version: "
_GRAVE = "^(WARN|ERROR|FATAL)|Cassandra version: "
_HEAD = re.compile(r"(?:TRACE|DEBUG|INFO|WARN|ERROR|FATAL) +\[[^\]]+\] \d{4}-\d\d-\d\d ")
_MOST = 2000
_REPAIRING = re.compile(r"Starting repair command #(?P<number>\d+), repairing keyspace (?P<of>\S+)")
_WELL = re.compile(r"Repair completed successfully")
_FAILED = re.compile(r"(?i)\bfailed\b|\berror\b|exception|did not get replies|interrupted")
_NOTHING = re.compile(r"Nothing to repair for keyspace")


@dataclass(frozen=True)
class Repair:
    """What the job's own file tells. `ended`: when it was last written, aware."""

    ended: datetime
    keyspaces: tuple[str, ...]
    trouble: tuple[str, ...]


class CassandraFiles:
    """Below `home` of the store."""

    def __init__(self, host: CassandraHost) -> None:
        """Nothing is asked yet."""
        self.host, self.node = host, host.node

    @cached_property
    def data(self) -> str:
        """The folder of its data, links followed."""
        return self.node.real(self.host.settings.data or f"{self.host.home}/data")

    @cached_property
    def home(self) -> str:
        """Where it lies, links followed."""
        return self.node.real(self.host.home)

    def inside(self, path: str, folders: Iterable[str]) -> bool:
        """Whether a path lies in one of some folders that may not be there; links followed."""
        script = argv("readlink", "-m", "--", *folders)
        found = lines(answered(self.node.run(script, root=True), script), script)
        if not found or not all(one.startswith("/") for one in found):
            raise CannotTell(f"{self.node.name}: {script}: not understood")
        return any(path == one or path.startswith(f"{one.rstrip('/')}/") for one in found)

    @property
    def owners(self) -> tuple[str, ...]:
        """Whose the folders of data are."""
        path = f"{self.data}"
        script = argv("find", path, "-maxdepth", "3", "-type", "d", "-printf", r"%u\n")
        found = lines(answered(self.node.run(script, root=True), script), script)
        if not found:
            raise CannotTell(f"{self.node.name}: {path}: no folder is told")
        return tuple(sorted(set(found)))

    @property
    def old_tables(self) -> list[str]:
        """Name tables that are in an older format than the release writes, without snapshots."""
        wanted = formats(self.host.member.version)
        new = [word for name in wanted for word in ("-o", "-name", f"{name}-*-Data.db")][1:]
        tables = ["find", self.data, "-type", "d", "(", "-name", "snapshots", "-o", "-name",
                  "backups", ")", "-prune", "-o", "-name", "*-Data.db"]  # fmt: skip
        scripts = (
            argv(*tables, "!", "(", *new, ")", "-print"),
            argv(*tables, "(", *new, ")", "-print", "-quit"),
        )
        asked = [Command(self.node.name, one, root=True, slow=True) for one in scripts]
        old, good = (
            lines(answered(answer, "find tables"), "find tables")
            for answer in self.host.member.store.engine.ask_all(asked)
        )
        if not old and not good:
            raise CannotTell(f"{self.node.name}: no table is found below {self.data}")
        if strange := [row for row in (*old, *good) if not row.startswith("/")]:
            raise CannotTell(f"{self.node.name}: find: not understood: {strange[0][:80]!r}")
        return [row.removeprefix(f"{self.data}/") for row in old]

    @property
    def complaints(self) -> list[str]:
        """Give the warnings and errors of system.log since the last start, the accepted ones not.

        Where the start has left the file already, since the file begins.
        """
        path = f"{self.host.home}/{LOG}"
        head = argv("head", "-n", "1", "--", path)
        first = answered(self.node.run(head, root=True), head)
        if not _HEAD.match(first):
            raise CannotTell(f"{self.node.name}: {path}: is no log: {first[:80]!r}")
        script = argv("grep", "-a", "-E", "-m", str(_MOST), "--", _GRAVE, path)
        answer = self.node.run(script, root=True)
        rows = lines(answered(answer, script, accept=(0, 1)), script)
        if len(rows) == _MOST:
            raise CannotTell(f"{self.node.name}: {path}: {_MOST} warnings and more")
        if not rows and answer.rc == 0:
            raise CannotTell(f"{self.node.name}: {script}: it found something, and printed nothing")
        starts = [number for number, row in enumerate(rows) if _START in row]
        rows = rows[starts[-1] + 1 if starts else 0 :]
        known = (OURS, *self.host.accepted_warnings)
        return [row for row in rows if not any(text in row for text in known)]

    @property
    def repair(self) -> Repair:
        """Give the last repair, by the file of the vendor's weekly job. CannotTell without it."""
        path = f"{self.host.home}/{REPAIRED}"
        found = self.node.file(path)
        if found is None:
            raise CannotTell(
                f"{self.node.name}: there is no {path}",
                "Does another tool repair it? Then look there, and say so with a waiver.",
            )
        rows = self.node.text(path).splitlines()
        begun = {one["number"]: one["of"] for row in rows if (one := _REPAIRING.search(row))}
        if not begun:
            raise CannotTell(f"{self.node.name}: {path} tells of no repair")
        well = sum(bool(_WELL.search(row)) for row in rows)
        trouble = [row.strip()[:200] for row in rows if _FAILED.search(row)]
        if well < len(begun) and not trouble:
            trouble = [f"{len(begun) - well} of {len(begun)} repairs did not end"]
        return Repair(found.modified, tuple(begun.values()), tuple(trouble))


def formats(version: Version) -> tuple[str, ...]:
    """Give the formats that a release writes tables in. CannotTell for one that is not known."""
    found = [names for series, since, names in _FORMATS
             if version.minor == series and version >= parse(since)]  # fmt: skip
    if not found:
        raise CannotTell(f"the format of tables of Cassandra {version} is not known to us")
    return found[-1]
