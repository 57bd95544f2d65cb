"""`kpsadmin`: which Cassandra and keyspace a group's instances use."""

import re
from dataclasses import dataclass

from probes.errors import CannotTell
from readers.axway.documents import text_of

_GATEWAY = re.compile(r"API Gateway: (?P<name>.+) \[(?P<id>instance-\d+)\]")
_ANSWER = re.compile(r"(?P<name>\w[\w .-]*): (?P<said>OK|\S.*)")
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
