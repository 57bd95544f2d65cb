"""What `sysupgrade upgrade` has left behind on a host, beside what it should have."""

from inventory.stores import CassandraStore
from probes.errors import CannotTell, NotApplicable
from readers.axway import upgraded_copy
from readers.axway.domain import Domain, Group
from readers.axway.node import AxwayNode
from readers.axway.topology import LOCAL
from readers.axway.upgrade_tool import OUT

SYSTEM_JVM = "system/conf/jvm.xml"


def unlicensed(host: AxwayNode, *, stopping: bool) -> list[str]:
    """Tell what upgrade.log says of licences: what stops it, or what can be accepted."""
    tool = host.upgrade
    lines = tool.log("upgrade").licensing
    open_ = set(tool.unaccepted("upgrade"))
    chosen = [one for one in lines if (one.level == "error" if stopping else one in open_)]
    return tool.telling("upgrade", (one.told for one in chosen))


def to_be_mended(group: Group) -> list[str]:
    """Tell what upgrade.log says a developer must mend, on the hosts of a group, once each."""
    hosts = {one.node.name: one.node for one in group.instances}
    found = list[str]()
    for host in hosts.values():
        open_ = set(host.upgrade.unaccepted("upgrade"))
        lines = [one for one in host.upgrade.log("upgrade").coded("E23", "E25") if one in open_]
        found += host.upgrade.telling("upgrade", (one.told for one in lines))
    return found


def cassandra_flaws(host: AxwayNode) -> list[str]:
    """Say which group's upgraded configuration does not name the Cassandra of the inventory.

    And what upgrade.log says of another one: localhost, or none at all.
    """
    tool, store = host.upgrade, _store(host)
    lines = tool.log("upgrade").coded("E20", "E21")
    found = tool.telling("upgrade", (one.told for one in lines))
    address, _, port = store.addresses[0].rpartition(":")
    words = [address.strip("[]"), port, *filter(None, [store.username])]
    if words[0] in LOCAL and len(host.inventory.domain_nodes()) > 1:
        found.append(f"{host.name}: --cass_host is {words[0]}: another machine on each host")
    if missing := groups_not_left(host):
        return [*found, *missing]
    script = upgraded_copy.script(tool.new.at(f"{OUT}/upgrade/esgroups/groups"), *words)
    what = f"{tool.new!r}: what upgrade wrote"
    there = upgraded_copy.words_found(tool.new.node.run(script, root=True, slow=True), what)
    return found + [
        f"{host.name}: {group}: its upgraded configuration does not name {word}"
        for group in sorted(_groups_of(host))
        for word in words
        if word not in there.get(group, ())
    ]


def _store(host: AxwayNode) -> CassandraStore:
    """Give the Cassandra that upgrade was to be told of. Not applicable where there is none."""
    used = {one.store for one in host.old.axway.groups.values() if one.store}
    found = [
        one for name, one in host.inventory.stores.items()
        if isinstance(one, CassandraStore) and name in used
    ]  # fmt: skip
    if not found:
        raise NotApplicable("no group of the inventory has its data in Cassandra")
    return found[0]


def _groups_of(host: AxwayNode) -> set[str]:
    mine = host.old.host_name
    return {one.group_id for one in host.old.topology.instances if one.host == mine}


def groups_not_left(host: AxwayNode) -> list[str]:
    """Name the groups of a host of which there is no upgraded configuration."""
    if not (wanted := _groups_of(host)):
        raise NotApplicable(f"{host.name} has no instance")
    missing = sorted(wanted - set(host.upgrade.groups_left))
    folder = host.new.at(f"{OUT}/upgrade/esgroups/groups")
    return [f"{host.name}: {folder}/{one}: no .fed, and no .pol with an .env" for one in missing]


def older_than_export(host: AxwayNode) -> list[str]:
    """Say it where what was upgraded is older than what was exported."""
    exported, upgraded = (host.upgrade.written(step) for step in ("export", "upgrade"))
    if upgraded >= exported:
        return []
    return [f"{host.name}: upgraded at {upgraded:%F %T UTC}, exported again at {exported:%F %T}"]


def rights_not_merged(domain: Domain) -> list[str]:
    """Name the edited entries of acl.json that the administrator's login needs and 7.7 lacks."""
    found = list[str]()
    for host in (one.node for one in domain.managers):
        old, new = host.old.acl, host.new.acl
        edited = set(old.beyond(host.new.factory_acl()))
        names = {entry.rpartition(": ")[0] for entry in edited}
        roles = host.old.admin_users.users.get(domain.axway.accounts.admin.username)
        needed = old.needed(roles) if roles is not None else tuple(sorted(names))
        lacking = new.lacks(old, tuple(name for name in needed if name in names))
        found += [f"{host.new.at('conf/acl.json')} on {host.name}: {one}" for one in lacking]
    return found


def heap_too_small(group: Group, shipped: int) -> list[str]:
    """Name the hosts where a group's configuration is large, and 7.7's heap is as it is shipped."""
    limit, found = group.domain.axway.large_group_mb << 20, list[str]()
    for one in group.instances:
        size = one.old.size(f"groups/{one.place(one.old).group_id}/conf")
        jvm = one.new.jvm(SYSTEM_JVM)
        if jvm is None:
            raise CannotTell(f"{one.new!r} has no {SYSTEM_JVM}")
        if size > limit and jvm.heap <= shipped:
            told = (
                f"{size >> 20} MB, and -Xmx is {jvm.heap >> 20} MB in {one.new.at('system/conf')}"
            )
            found.append(
                f"{one.node.name}: the configuration of {group.title} takes {told}/jvm.xml"
            )
    return sorted(set(found))
