"""When the old system was exported, and what of it changed since, by the times that it bears.

Times alone: how the exported copy is laid out is not documented. A log's time is that of its last
line, so a change while export ran is seen only where another host's export was over.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from probes.errors import CannotTell
from readers.axway.domain import Domain, Group
from readers.axway.manager import AdminNodeManager
from readers.axway.node import AxwayNode
from readers.axway.trace import AuditEvent
from readers.cassandra_host import CassandraHost

# 107 connect, 1037 deployment data read, 9 audit lookup: the vendor's page names these alone.
READING = frozenset({9, 107, 1037})
# By group and kind: each thing's id, and what is said of it.
Managed = Mapping[str, Mapping[str, Mapping[str, Mapping[str, str]]]]
MINUTE = "%Y-%m-%d %H:%M:%S UTC"


def exported_at(nodes: Iterable[AxwayNode]) -> tuple[datetime, str]:
    """Give when the first of these hosts was exported, and its name."""
    found = [(node.upgrade.written("export"), node.name) for node in nodes]
    if not found:
        raise CannotTell("there is no host whose export could be looked at")
    return min(found)


def topology_moves(domain: Domain) -> list[str]:
    """Say it where the topology changed after the first host was exported."""
    seen, (since, node) = domain.topology, exported_at(domain.nodes)
    when = _of_ms(seen.timestamp, f"{domain.first.endpoint}: the topology's timestamp")
    if when <= since:
        return []
    return [f"topology: version {seen.version} of {_told(when, since, node)}"]


def deployment_moves(group: Group) -> list[str]:
    """Name the instances of a group that were deployed to after their host was exported."""
    found = list[str]()
    for one in group.instances:
        said, since = group.deployments[one.name], one.node.upgrade.written("export")
        when = _of_ms(said.deployed, f"{one.name}: its time of deployment")
        if when > since:
            who = f"{said.id} by {said.user or 'nobody named'}"
            found.append(f"{one.name}: deployment {who} of {_told(when, since, one.node.name)}")
    return found


def administrator_moves(domain: Domain) -> list[str]:
    """Name the hosts whose adminUsers.json was written after the first host was exported."""
    since, first = exported_at(domain.nodes)
    found = list[str]()
    for node in domain.nodes:
        path = node.old.at("conf/adminUsers.json")
        file = node.file(path)
        if file is None:
            raise CannotTell(f"{node.name}: there is no {path}")
        if file.modified > since:
            found.append(f"{node.name}: {path} of {_told(file.modified, since, first)}")
    return found


def managed_moves(before: Managed, now: Managed) -> list[str]:
    """Name what of API Manager was added, taken away or changed, by group and kind."""
    found = list[str]()
    for group, kind in sorted({(group, kind) for said in (before, now) for group, kinds in
                               said.items() for kind in kinds}):  # fmt: skip
        was, is_ = (said.get(group, {}).get(kind, {}) for said in (before, now))
        for key in sorted({*was, *is_}):
            one, two = was.get(key), is_.get(key)
            if one != two:
                named = (two or one or {}).get("name", "no name")
                found.append(f"{group}: {kind}: {key} ({named}) {_move(one, two)}")
    return found


def _move(was: Mapping[str, str] | None, now: Mapping[str, str] | None) -> str:
    if was is None or now is None:
        return "was added" if was is None else "is gone"
    keys = sorted(key for key in {*was, *now} if was.get(key) != now.get(key))
    return "has another " + ", ".join(f"{k}: {was.get(k)}, now {now.get(k)}" for k in keys)


def file_moves(domain: Domain) -> list[str]:
    """Name the newest file of the old installation of a host that is younger than its export.

    Traces, logs and what a running process always writes are left out.
    """
    found = list[str]()
    for node in domain.nodes:
        (when, path), since = node.old_newest, node.upgrade.written("export")
        if when > since:
            found.append(f"{node.name}: {path} of {_told(when, since, node.name)}")
    return found


def audited_moves(manager: AdminNodeManager) -> list[str]:
    """Name what the audit log of an Admin Node Manager tells since its host was exported."""
    node = manager.node
    since = node.upgrade.written("export")
    events = [one for one in node.audit(node.old, since) if one.event not in READING]
    return [_event(one) for one in events if one.when > since]


def _event(one: AuditEvent) -> str:
    who = f" by {one.user}" if one.user else ""
    return f"{one.when:{MINUTE}}: {one.message or 'no message'} (event {one.event}){who}"


def restarted_since(one: CassandraHost, now: datetime) -> list[str]:
    """Say it where a member of Cassandra was started after the first host was exported."""
    began, (since, node) = one.started(now), exported_at(Domain(one.engine, one.inventory).nodes)
    if began <= since:
        return []
    return [f"{one.node.name}: Cassandra was started at {_told(began, since, node)}"]


def _told(when: datetime, since: datetime, node: str) -> str:
    return f"{when:{MINUTE}}, after the export on {node} at {since:{MINUTE}}"


def _of_ms(value: int, what: str) -> datetime:
    try:
        return datetime.fromtimestamp(value / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        raise CannotTell(f"{what}: is no time: {value}") from None
