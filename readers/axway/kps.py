"""`kpsadmin`: which Cassandra and keyspace a group's instances use."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from probes.errors import CannotTell
from probes.questions import argv
from readers.answered import lines
from readers.axway.documents import text_of

_GATEWAY = re.compile(r"API Gateway: (?P<name>.+) \[(?P<id>instance-\d+)\]")
_ANSWER = re.compile(r"(?P<name>\w[\w .-]*): (?P<said>OK|\S.*)")
EXPIRING = re.compile(r"(?i)token|session|auth(?:ori[sz]ation)?_?code|throttl")
_FILE = re.compile(r"(?P<when>\d+\.\d+) (?P<size>\d+) (?P<name>.+)")
_COPY = re.compile(r"(?P<key>[0-9a-f]{8}(?:_[0-9a-f]{4}){3}_[0-9a-f]{12})_(?P<table>\w+)_json")
_HOST = re.compile(r"(?:\[[0-9a-fA-F:]+\]|[\w.-]+):\d{1,5}")


@dataclass(frozen=True)
class CassandraConfig:
    """What one instance uses."""

    instance: str
    hosts: tuple[str, ...]  # host:port
    keyspace: str

    @property
    def ports(self) -> frozenset[int]:
        """The ports it asks."""
        return frozenset(int(host.rpartition(":")[2]) for host in self.hosts)


@dataclass(frozen=True)
class KpsAnswer:
    """Who answered what, and the configuration of each instance that was told."""

    said: tuple[tuple[str, str], ...]
    configs: tuple[CassandraConfig, ...]

    @property
    def refusing(self) -> tuple[str, ...]:
        """The instances that did not say OK."""
        return tuple(f"{name}: {word}" for name, word in self.said if word != "OK")


def cassandra_configuration(data: bytes | str) -> KpsAnswer:
    """Read `kpsadmin ... cassandra_configuration`. CannotTell where no instance is told."""
    what = "kpsadmin cassandra_configuration"
    said, configs = list[tuple[str, str]](), list[CassandraConfig]()
    name, fields = "", dict[str, str]()
    for line in [*text_of(data, what).splitlines(), "API Gateway: end [instance-0]"]:
        bare = line.strip()
        if head := _GATEWAY.fullmatch(bare):
            configs += [_config(name, fields, what)] if name else []
            name, fields = head["name"], {}
        elif name and ":" in bare:
            key, _, value = bare.partition(":")
            fields[key.strip()] = value.strip()
        elif not name and (answer := _ANSWER.fullmatch(bare)) and not bare.endswith("..."):
            said.append((answer["name"], answer["said"]))
    if not said or (not configs and all(word == "OK" for _, word in said)):
        raise CannotTell(f"{what}: it tells of no instance")
    return KpsAnswer(tuple(said), tuple(configs))


def _config(name: str, fields: dict[str, str], what: str) -> CassandraConfig:
    hosts = tuple(filter(None, re.split(r"[\s,]+", fields.get("hosts", ""))))
    if not hosts or not all(map(_HOST.fullmatch, hosts)) or not fields.get("keyspace"):
        raise CannotTell(f"{what}: {name}: no hosts or no keyspace")
    return CassandraConfig(name, hosts, fields["keyspace"])


def keyspace_of(domain: str, group: str) -> str:
    """Give the default name of a group's keyspace: `x<domain id>_group_2`."""
    return f"x{domain}_{group}".replace("-", "_")


def lost(before: Mapping[str, int], now: Mapping[str, int]) -> list[str]:
    """Name the tables that are gone, and those with fewer rows. More rows are no loss.

    What ends by itself may be less: in a window tokens and sessions do.
    """
    return [
        f"{table}: {count} rows before, now {'there is no such table' if had is None else had}"
        for table, count in before.items()
        if (had := now.get(table)) is None or (had < count and not EXPIRING.search(table))
    ]


@dataclass(frozen=True)
class Backup:
    """What one run of `kpsadmin backup` left. `made`: its oldest file; `tables`: lower case."""

    key: str
    made: datetime
    tables: frozenset[str]
    empty: tuple[str, ...]


def backups_script(folder: str) -> str:
    """Ask for the files of a folder of backups."""
    return argv("find", folder, "-maxdepth", "1", "-type", "f", "-printf", r"%T@ %s %f\n")


def backups(text: str, what: str) -> tuple[Backup, ...]:
    """Read `backups_script`, the oldest first. Files of another form are none of kpsadmin's."""
    found: dict[str, list[tuple[float, int, str]]] = {}
    for row in lines(text, what):
        match = _FILE.fullmatch(row)
        if not match:
            raise CannotTell(f"{what}: not understood: {row[:120]!r}")
        if copy := _COPY.fullmatch(match["name"]):
            said = (float(match["when"]), int(match["size"]), copy["table"].lower())
            found.setdefault(copy["key"], []).append(said)
    return tuple(sorted((_backup(key, rows) for key, rows in found.items()), key=_age))


def _backup(key: str, rows: list[tuple[float, int, str]]) -> Backup:
    made = datetime.fromtimestamp(min(when for when, _, _ in rows), UTC)
    empty = tuple(sorted(table for _, size, table in rows if not size))
    return Backup(key, made, frozenset(table for _, _, table in rows), empty)


def _age(backup: Backup) -> datetime:
    return backup.made
