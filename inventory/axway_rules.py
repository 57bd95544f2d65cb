"""What the parts of an Axway domain must have to do with each other, and with the nodes."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from inventory.axway_instances import PORTS
from inventory.problems import nearest
from inventory.products import STORE_ROLES
from inventory.rules import Fault, Raw

_LEVEL = re.compile(r"7\.7\.(\d{4})(\d\d)(\d\d)")
_IN_DOMAIN = {"gateway", "admin-node-manager", "node-manager"}
_NODE_MANAGER = 8090
_STRATEGY = {"standard": "downtime", "zdu": "rolling"}


def _domain(raw: Raw) -> list[str]:
    """Name the nodes where the product runs."""
    return [name for name, roles in raw.roles.items() if _IN_DOMAIN & set(roles)]


def _managers(raw: Raw) -> list[str]:
    return [name for name, roles in raw.roles.items() if "admin-node-manager" in roles]


def _yes(value: object) -> bool:
    """Read a text as the types do."""
    return str(value).lower() in {"true", "yes", "on", "y", "t", "1"}


def _unknown(what: str, name: object, known: list[str] | dict[str, Any]) -> str:
    return f"there is no {what} {name}; {nearest(str(name), known)}"


def the_target_is_an_update(raw: Raw) -> Iterator[Fault]:
    """Many rows depend on the update's date; 7.7 without one is no target."""
    to = raw.at("versions", "gateway", "to")
    if not isinstance(to, str) or not re.match(r"\d+\.", to):
        return
    match = _LEVEL.fullmatch(to)
    try:
        if match:
            date(*map(int, match.groups()))
            return
    except ValueError:
        pass
    says = f"{to[:20]} is no update of 7.7: write its date too, as 7.7.20240830"
    yield ("versions", "gateway", "to"), says


def the_way_fits_the_mode(raw: Raw) -> Iterator[Fault]:
    """Standard stops every old process first; the scripts of zdu go node by node."""
    mode, strategy = raw.at("axway", "mode"), raw.at("strategy")
    wanted = _STRATEGY.get(mode) if isinstance(mode, str) else None
    if wanted and strategy in ("rolling", "blue-green", "downtime") and strategy != wanted:
        yield ("strategy",), f"is {strategy}, but axway.mode: {mode} goes with {wanted}"
    if mode == "zdu" and "zdu" not in (raw.at("axway") or {}):
        yield ("axway", "zdu"), "is missing: mode zdu needs the scripts' own topology file"


def hosts_are_nodes(raw: Raw) -> Iterator[Fault]:
    """A host is a node of the domain; each has a name of its own in the topology."""
    names: dict[str, str] = {}
    for name in raw.words("axway", "hosts"):
        if name not in raw.nodes:
            yield ("axway", "hosts", name), _unknown("node", name, raw.nodes)
        elif name not in _domain(raw):
            yield ("axway", "hosts", name), f"{name} has no role of the domain: gateway, ..."
    for node in _domain(raw):
        called = str(raw.at("axway", "hosts", node, "name") or node)
        if called in names:
            yield ("axway", "hosts", node, "name"), f"is the name of {names[called]} too"
        names.setdefault(called, node)


def hosts_have_directories(raw: Raw) -> Iterator[Fault]:
    """Every host of the domain has an old and a new directory, and who owns them."""
    for key in ("old", "new", "owner"):
        common = raw.at("axway", "installation", key)
        bare = [
            node
            for node in _domain(raw)
            if not (common or raw.at("axway", "hosts", node, "installation", key))
        ]
        if bare and raw.at("axway"):
            says = f"is missing, and these have none of their own: {', '.join(bare)}"
            yield ("axway", "installation", key), says


def one_manager_is_first(raw: Raw) -> Iterator[Fault]:
    """`apply` begins on one Admin Node Manager, and every command names the same."""
    managers = _managers(raw)
    first = [name for name, host in raw.tables("axway", "hosts").items() if _yes(host.get("first"))]
    if raw.nodes and not managers:
        yield ("nodes",), "no node has the role admin-node-manager: a domain has at least one"
    for name in first:
        if name in raw.nodes and name not in managers:
            says = f"{name} has no role admin-node-manager: `apply` can not begin there"
            yield ("axway", "hosts", name, "first"), says
    for name in [one for one in first if one in managers][1:]:
        says = f"{first[0]} is the first Admin Node Manager already: there is one"
        yield ("axway", "hosts", name, "first"), says
    if raw.at("axway") and len(managers) > 1 and not first:
        says = f"mark one with first: true, of {', '.join(managers)}: --anm_host names it"
        yield ("axway", "hosts"), says


def instances_belong_somewhere(raw: Raw) -> Iterator[Fault]:
    """An instance is of a group, on a node; and no group and no gateway is empty."""
    groups, gateways = raw.tables("axway", "groups"), raw.tables("axway", "instances")
    names: dict[tuple[object, ...], str] = {}
    for name, one in gateways.items():
        place = ("axway", "instances", name)
        if isinstance(group := one.get("group"), str) and group not in groups:
            yield (*place, "group"), _unknown("group", group, groups)
        if isinstance(node := one.get("node"), str):
            if node not in raw.nodes:
                yield (*place, "node"), _unknown("node", node, raw.nodes)
            elif "gateway" not in raw.roles[node]:
                yield (*place, "node"), f"{node} has no role gateway"
        full = (str(group), str(one.get("name") or name))
        if full in names:
            yield place, f"is called {full[1]} as {names[full]} is, in the same group"
        names.setdefault(full, name)
    if not gateways and raw.at("axway"):
        return
    for group in sorted(set(groups) - {str(one.get("group")) for one in gateways.values()}):
        yield ("axway", "groups", group), "has no instance: nothing would be checked"
    used = {str(one.get("node")) for one in gateways.values()}
    for node, roles in raw.roles.items():
        if "gateway" in roles and used <= set(raw.nodes) and node not in used:
            yield ("nodes", node, "roles"), f"{node} is a gateway, but no instance is on it"


def ports_are_free(raw: Raw) -> Iterator[Fault]:
    """Two instances of one node can not listen on one port: a check would ask the wrong one."""
    taken = {(node, str(_NODE_MANAGER)): "the Node Manager" for node in _domain(raw)}
    for name, one in raw.tables("axway", "instances").items():
        node = str(one.get("node"))
        for key, port in _ports(raw, name).items():
            if (at := (node, port)) in taken:
                says = f"{port} is the port of {taken[at]} on {node} too: give each its own"
                yield ("axway", "instances", name, "ports", key), says
            taken.setdefault(at, f"{name} ({key})")


def _ports(raw: Raw, instance: str) -> dict[str, str]:
    """Give an instance's ports; the two that every instance has are the vendor's if not given."""
    given = raw.at("axway", "instances", instance, "ports")
    ports = {key: str(PORTS[key]) for key in ("env.PORT.MANAGEMENT", "env.PORT.TRAFFIC")}
    if raw.at("axway", "instances", instance, "endpoints", "traffic", "port"):
        del ports["env.PORT.TRAFFIC"]
    pairs = given.items() if isinstance(given, dict) else ()
    return ports | {key: port for key, port in pairs if isinstance(port, str)}


def groups_name_their_data(raw: Raw) -> Iterator[Fault]:
    """A group's store and keyspace are declared, or its data would not be looked at."""
    if not raw.kinds <= set(STORE_ROLES):
        return  # a misspelt type has its own problem
    clusters = [name for name, one in raw.stores.items() if one.get("type") == "cassandra"]
    for name, group in raw.tables("axway", "groups").items():
        place = ("axway", "groups", name)
        store, keyspace = group.get("store"), group.get("keyspace")
        if isinstance(store, str) and store not in clusters:
            yield (*place, "store"), _unknown("store of type cassandra", store, clusters)
        elif isinstance(store, str) and not keyspace:
            yield (*place, "keyspace"), f"is missing: which one of {store} is the group's?"
        elif isinstance(keyspace, str):
            known = raw.words("stores", store, "keyspaces") if isinstance(store, str) else []
            if not store:
                yield (*place, "store"), "is missing: which Cassandra has the keyspace?"
            elif keyspace not in known:
                says = _unknown("keyspace", keyspace, known)
                yield (*place, "keyspace"), f"{says} (stores.{store}.keyspaces)"
        if _yes(group.get("api_manager")) and not store:
            yield (*place, "store"), "is missing: API Manager keeps its data in Cassandra"


def accounts_are_there(raw: Raw) -> Iterator[Fault]:
    """What can not be asked without logging in needs somebody who may."""
    groups = raw.tables("axway", "groups")
    of = [name for name, group in groups.items() if _yes(group.get("api_manager"))]
    accounts = raw.at("axway", "accounts")
    for key in ("api_admin", "api_user") if of and isinstance(accounts, dict) else ():
        if key not in accounts:
            yield ("axway", "accounts", key), f"is missing: the group {of[0]} runs API Manager"
    if _yes(raw.at("axway", "accounts", "admin_is_in_directory")) and ("directory" not in accounts):
        yield ("axway", "accounts", "directory"), "is missing: logins come from a directory"


def names_lead_to_parts(raw: Raw) -> Iterator[Fault]:
    """Whatever names a node, a group or a database names one there is."""
    nodes, groups = [*raw.nodes], [*raw.tables("axway", "groups")]
    found: list[tuple[tuple[str | int, ...], object, str, list[str]]] = [
        (("axway", "analytics", "node"), raw.at("axway", "analytics", "node"), "node", nodes),
        (("axway", "zdu", "node"), raw.at("axway", "zdu", "node"), "node", [*nodes, "control"]),
    ]
    for section, key, what, known in (
        ("calls", "group", "group", groups),
        ("accepted_warnings", "node", "node", nodes),
        ("acknowledged", "node", "node", nodes),
    ):
        listed = raw.at("axway", section)
        for i, one in enumerate(listed if isinstance(listed, list) else ()):
            word = one.get(key) if isinstance(one, dict) else None
            found.append((("axway", section, i, key), word, what, known))
    for store in raw.stores:
        listed = raw.at("stores", store, "nodes")
        for i, node in enumerate(listed if isinstance(listed, list) else ()):
            found.append((("stores", store, "nodes", i), node, "node", nodes))
    databases = [*raw.tables("axway", "databases")]
    found += [
        (("backups", "databases", name), name, "external database", databases)
        for name in raw.words("backups", "databases")
    ]
    for place, named, what, known in found:
        if isinstance(named, str) and named and named not in known:
            yield place, _unknown(what, named, known)


RULES: tuple[Callable[[Raw], Iterator[Fault]], ...] = (
    the_target_is_an_update,
    the_way_fits_the_mode,
    hosts_are_nodes,
    hosts_have_directories,
    one_manager_is_first,
    instances_belong_somewhere,
    ports_are_free,
    groups_name_their_data,
    accounts_are_there,
    names_lead_to_parts,
)
