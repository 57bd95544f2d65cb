"""The domain's topology: `/api/topology` of a Node Manager, and `groups/topology.json` on disk.

Both have the same object; REST wraps it in `result`. It does not tell what runs.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from probes.errors import CannotTell
from readers.axway.documents import field, listed, object_of

ADMIN_TAG = "internal_admin_nm"
LOCAL = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Service:
    """A Node Manager or an instance. `host` is the host's name, `group` the group's."""

    id: str
    name: str
    type: str  # nodemanager | gateway
    group: str
    group_id: str
    host: str
    scheme: str
    port: int  # of management
    enabled: bool
    tags: Mapping[str, str]

    @property
    def admin(self) -> bool:
        """Whether it is an Admin Node Manager."""
        return self.type == "nodemanager" and self.tags.get(ADMIN_TAG) == "true"

    @property
    def folder(self) -> str:
        """Its folder below `apigateway`; a Node Manager has the directory itself."""
        return f"groups/{self.group_id}/{self.id}" if self.type == "gateway" else ""


@dataclass(frozen=True)
class Group:
    """A group. `lock`: who holds it, in the product's words; empty: nobody."""

    id: str
    name: str
    lock: str
    services: tuple[Service, ...]


@dataclass(frozen=True)
class Topology:
    """A domain. `product` is the base level only: 7.7.0 beside services of 7.7.20210330."""

    id: str
    version: int
    timestamp: int  # ms
    product: str
    fips: bool | None  # None: not said
    containers: bool  # emtEnabled
    hosts: Mapping[str, str]  # id: name
    groups: tuple[Group, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The hosts' names, as `--anm_host` takes them."""
        return tuple(sorted(self.hosts.values()))

    @property
    def services(self) -> tuple[Service, ...]:
        """All Node Managers and instances."""
        return tuple(one for group in self.groups for one in group.services)

    @property
    def managers(self) -> tuple[Service, ...]:
        """All Node Managers."""
        return tuple(one for one in self.services if one.type == "nodemanager")

    @property
    def admin_managers(self) -> tuple[Service, ...]:
        """The Admin Node Managers."""
        return tuple(one for one in self.managers if one.admin)

    @property
    def instances(self) -> tuple[Service, ...]:
        """The gateway instances."""
        return tuple(one for one in self.services if one.type == "gateway")

    @property
    def local_names(self) -> tuple[str, ...]:
        """The hosts' names that mean another machine on each machine."""
        return tuple(name for name in self.names if name.lower() in LOCAL)

    def group(self, name: str) -> Group:
        """Give a group by its name. CannotTell where there is none."""
        found = [group for group in self.groups if group.name == name]
        if len(found) != 1:
            raise CannotTell(f"the topology has {len(found)} groups called {name}")
        return found[0]

    def instance(self, group: str, name: str) -> Service:
        """Give an instance by its names. CannotTell where there is none."""
        found = [one for one in self.group(group).services if one.name == name]
        if len(found) != 1:
            raise CannotTell(f"the topology has {len(found)} instances {name} of {group}")
        return found[0]

    @property
    def by_name(self) -> dict[str, str]:
        """What a baseline keeps: `group / service` to its host, port and kind. Ids may change."""
        return {
            f"{one.group} / {one.name}": f"{one.host}:{one.port}"
            f" {'admin-node-manager' if one.admin else one.type}"
            f"{'' if one.enabled else ', disabled'}"
            for one in self.services
        }

    @property
    def state(self) -> dict[str, Any]:
        """What must not move during a freeze: id, version, time, services with their ids."""
        services = {
            f"{one.group_id}/{one.id}": f"{one.name} on {one.host}" for one in self.services
        }
        return {
            "id": self.id,
            "version": self.version,
            "timestamp": self.timestamp,
            "services": dict(sorted(services.items())),
        }


def topology(data: bytes | str, what: str = "topology") -> Topology:
    """Read it, wrapped in `result` or bare."""
    document = object_of(data, what)
    document = field(document, "result", dict, what) if "result" in document else document
    hosts = [
        (field(one, "id", str, what), field(one, "name", str, what))
        for one in listed(document, "hosts", what)
    ]
    _once([key for key, _ in hosts], what)
    _once([name for _, name in hosts], what)
    names = dict(hosts)
    groups = tuple(_group(one, names, what) for one in listed(document, "groups", what))
    _once([group.name for group in groups], what)
    _once([f"{one.group} / {one.name}" for group in groups for one in group.services], what)
    if not hosts or not any(group.services for group in groups):
        raise CannotTell(f"{what}: it has no host, or nothing on its hosts")
    return Topology(
        id=field(document, "id", str, what),
        version=field(document, "version", int, what),
        timestamp=field(document, "timestamp", int, what),
        product=field(document, "productVersion", str, what),
        fips=field(document, "fips", bool, what, default=None),
        containers=field(document, "emtEnabled", bool, what, default=False),
        hosts=names,
        groups=groups,
    )


def _group(document: Any, hosts: Mapping[str, str], what: str) -> Group:
    key, name = field(document, "id", str, what), field(document, "name", str, what)
    lock = document.get("lock")
    services = tuple(
        _service(one, key, name, hosts, what) for one in listed(document, "services", what)
    )
    return Group(key, name, "" if not lock else str(lock)[:200], services)


def _service(document: Any, key: str, group: str, hosts: Mapping[str, str], what: str) -> Service:
    host = field(document, "hostID", str, what)
    kind = field(document, "type", str, what)
    if host not in hosts or kind not in ("nodemanager", "gateway"):
        raise CannotTell(f"{what}: a service of {group}: {kind[:40]} on {host[:40]}")
    tags = field(document, "tags", dict, what, default={})
    return Service(
        id=field(document, "id", str, what), name=field(document, "name", str, what),
        type=kind, group=group, group_id=key, host=hosts[host],
        scheme=field(document, "scheme", str, what, default="https"),
        port=field(document, "managementPort", int, what),
        enabled=field(document, "enabled", bool, what, default=True),
        tags={str(name): str(value).lower() for name, value in tags.items()},
    )  # fmt: skip


def _once(names: list[str], what: str) -> None:
    if twice := sorted(name for name, count in Counter(names).items() if count > 1):
        raise CannotTell(f"{what}: met twice: {', '.join(twice)[:160]}")
