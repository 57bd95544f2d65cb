"""What the sections of an inventory must have to do with each other.

The rules read the raw text: they speak also where a value beside them has the wrong type.
"""

from collections.abc import Callable, Iterator
from typing import Any

from inventory.problems import Place, nearest
from inventory.products import PRODUCTS, STORE_ROLES, Product

Fault = tuple[Place, str]


class Raw:
    """The text of an inventory, where anything may be missing or of the wrong kind."""

    def __init__(self, data: dict[str, Any]) -> None:
        """Look at data as read from YAML."""
        self.data = data
        named = data.get("product")
        self.name = named if isinstance(named, str) else ""  # of the product
        self.product: Product | None = {str(k): v for k, v in PRODUCTS.items()}.get(self.name)
        self.nodes = self.tables("nodes")
        self.roles = {name: self.words("nodes", name, "roles") for name in self.nodes}
        self.present = {role for roles in self.roles.values() for role in roles}
        self.stores = self.tables("stores")
        self.kinds = {str(store.get("type", "")) for store in self.stores.values()}

    def at(self, *place: str) -> Any:
        """Give what stands at a place; None when there is nothing."""
        here: Any = self.data
        for part in place:
            here = here.get(part) if isinstance(here, dict) else None
        return here

    def tables(self, *place: str) -> dict[str, dict[str, Any]]:
        """Give the mappings of a mapping; others have their own problem already."""
        here = self.at(*place)
        if not isinstance(here, dict):
            return {}
        return {key: value for key, value in here.items() if isinstance(value, dict)}

    def words(self, *place: str) -> list[str]:
        """Give the words of a list, or the keys of a mapping."""
        here = self.at(*place)
        if not isinstance(here, list | dict):
            return []
        return [word for word in here if isinstance(word, str)]


def something_there(raw: Raw) -> Iterator[Fault]:
    """An inventory without a node would make every check pass by checking nothing."""
    for section, what in (("nodes", "node"), ("versions", "component")):
        if raw.at(section) == {}:
            yield (section,), f"names no {what}: nothing would be checked"


def nodes_are_reachable(raw: Raw) -> Iterator[Fault]:
    """Each node is one machine with an address of its own."""
    taken: dict[tuple[object, ...], str] = {}
    for name, node in raw.nodes.items():
        if name == "control":
            yield ("nodes", name), "control means this machine: give the node another name"
        if "name" in node:
            yield ("nodes", name, "name"), "unknown key: the name is the key above, " + name
        if node.get("transport", "ssh") != "ssh":
            continue
        if "address" not in node:
            yield ("nodes", name, "address"), "is missing: a node that ssh reaches has an address"
            continue
        machine = tuple(str(node.get(key, "")) for key in ("address", "port", "user"))
        if machine in taken:
            says = f"is the address of {taken[machine]} too: one machine is one node"
            yield ("nodes", name, "address"), says + ", with all its roles"
        taken.setdefault(machine, name)


def roles_are_known(raw: Raw) -> Iterator[Fault]:
    """A misspelt role would leave its checks without a target."""
    if raw.product is None:
        return
    for name in raw.nodes:
        listed = raw.at("nodes", name, "roles")
        for i, role in enumerate(listed if isinstance(listed, list) else []):
            if isinstance(role, str) and role not in raw.product.roles:
                says = f"{raw.name} has no role {role}; {nearest(role, raw.product.roles)}"
                yield ("nodes", name, "roles", i), says
        for role in raw.words("nodes", name, "endpoints"):
            if role not in raw.roles[name]:
                says = f"{name} has no role {role}; {nearest(role, raw.roles[name])}"
                yield ("nodes", name, "endpoints", role), says


def versions_fit_roles(raw: Raw) -> Iterator[Fault]:
    """What is upgraded has nodes, and what has nodes is upgraded or may stay as it is."""
    if raw.product is None:
        return
    components = raw.product.components | raw.product.optional
    versions = raw.words("versions")
    for component in versions:
        place = ("versions", component)
        if component not in components:
            yield (
                place,
                f"is no component of {raw.name}; {nearest(component, components)}",
            )
        elif component not in raw.present:
            yield place, f"no node has the role {component}: add it to a node, or leave it out here"
    for role in sorted((raw.present & raw.product.components) - set(versions)):
        owner = next(name for name, roles in raw.roles.items() if role in roles)
        yield ("versions",), f"{role} is missing: the node {owner} has this role"
    for component, hop in raw.tables("versions").items():
        for end, text in hop.items():
            parts = raw.product.version_parts
            if isinstance(text, str) and 0 < text.count(".") < parts - 1:
                says = f"write all {parts} parts of the version, as {text}.0"
                yield ("versions", component, end), says


def order_names_components(raw: Raw) -> Iterator[Fault]:
    """An order that forgets a component would not upgrade it."""
    order = raw.words("upgrade_order")
    versions = raw.words("versions")
    if not isinstance(raw.at("upgrade_order"), list) or not versions or raw.product is None:
        return
    for i, component in enumerate(order):
        if component not in versions:
            says = f"{component} is not in versions; {nearest(component, versions)}"
            yield ("upgrade_order", i), says
    components = raw.product.components | raw.product.optional
    missing = [one for one in versions if one not in order and one in components]
    if missing:
        yield ("upgrade_order",), f"forgets {', '.join(missing)}: name every component of versions"


_SITES = (
    ("tyk", "load_balancer"), ("axway", "load_balancer"), ("axway", "api_manager"),
    ("axway", "portal"),
)  # fmt: skip


def names_lead_to_nodes(raw: Raw) -> Iterator[Fault]:
    """Whatever names a node names one there is."""
    places: list[tuple[Place, str]] = []
    for store in raw.stores:
        places += [(("stores", store, "node"), ""), (("stores", store, "reach", "via"), "")]
    for node in raw.nodes:
        for role in raw.words("nodes", node, "endpoints"):
            places.append((("nodes", node, "endpoints", role, "reach", "via"), ""))
    places += [(("backups", "node"), "control")]
    places += [((*site, "reach", "via"), "") for site in _SITES]
    places += [(("tyk", "plugins", "staging_node"), "")]
    for place, also in places:
        name = raw.at(*(str(part) for part in place))
        if isinstance(name, str) and name and name not in raw.nodes and name != also:
            yield place, f"there is no node {name}; {nearest(name, raw.nodes)}"


def estate_zone_is_one_of_nodes(raw: Raw) -> Iterator[Fault]:
    """What is looked at from a zone without a node would be looked at by nobody."""
    named = raw.at("estate_zone")
    known = {zone for n in raw.nodes.values() if isinstance(zone := n.get("zone", "default"), str)}
    if isinstance(named, str) and named not in known:
        yield ("estate_zone",), f"no node lies in {named}; {nearest(named, known)}"


def stores_fit_roles(raw: Raw) -> Iterator[Fault]:
    """A store that is not declared is not checked, and a backup of no store is of nothing."""
    kinds = raw.kinds
    if not kinds <= set(STORE_ROLES):
        return  # a misspelt type has its own problem
    for kind, role in STORE_ROLES.items():
        if role in raw.present and kind not in kinds:
            owner = next(name for name, roles in raw.roles.items() if role in roles)
            yield (
                ("stores",),
                f"the node {owner} has the role {role}, but no store is of type {kind}",
            )
        of_kind = [name for name, store in raw.stores.items() if store.get("type") == kind]
        for name in raw.words("backups", role):
            if name not in of_kind:
                says = f"there is no store {name} of type {kind}; {nearest(name, of_kind)}"
                yield ("backups", role, name), says


_SECTIONS = {
    "tyk": "at least mode and install",
    "axway": "at least mode, groups, instances and accounts",
}


def traffic_fits_strategy(raw: Raw) -> Iterator[Fault]:
    """Blue-green: either each node that is upgraded says which environment it is of, or none."""
    marks = {name: node["traffic"] for name, node in raw.nodes.items() if "traffic" in node}
    if marks and raw.at("strategy") != "blue-green":
        for name in marks:
            yield ("nodes", name, "traffic"), "is of a blue-green upgrade; the strategy is another"
    elif marks:
        upgraded = set(raw.words("versions"))
        for name, roles in raw.roles.items():
            if upgraded & set(roles) and name not in marks:
                yield ("nodes", name), "says not whether it is live or idle, as others do: traffic"
        if "idle" not in marks.values():
            yield ("nodes",), "no node is idle: blue-green begins with those that take no calls"


def sections_fit_product(raw: Raw) -> Iterator[Fault]:
    """A product's section stands in the inventories of this product, and there only."""
    for section, least in _SECTIONS.items():
        if raw.name == section and section not in raw.data:
            yield (section,), f"is missing: a section with {least}"
        if raw.product and raw.name != section and section in raw.data:
            says = f"belongs to product: {section}, and this inventory is of {raw.name}"
            yield (section,), says


def tyk_has_what_its_mode_needs(raw: Raw) -> Iterator[Fault]:
    """Tyk keeps its keys in Redis, and a Dashboard its APIs in a database: both are checked."""
    if raw.name != "tyk":
        return
    if not raw.nodes or not raw.kinds <= set(STORE_ROLES):
        return
    if not raw.kinds & {"redis"} and "redis" not in raw.present:
        yield ("stores",), "no store of type redis: Tyk keeps keys and sessions there"
    if raw.at("tyk", "mode") != "dashboard":
        return
    if "dashboard" not in raw.present:
        yield ("tyk", "mode"), "mode: dashboard, but no node has the role dashboard"
    elif not raw.kinds & {"mongodb", "postgresql"} and not raw.present & {"mongo", "postgres"}:
        yield ("stores",), "no store of type mongodb or postgresql: the Dashboard keeps APIs there"


RULES: tuple[Callable[[Raw], Iterator[Fault]], ...] = (
    something_there,
    nodes_are_reachable,
    roles_are_known,
    versions_fit_roles,
    order_names_components,
    names_lead_to_nodes,
    estate_zone_is_one_of_nodes,
    stores_fit_roles,
    traffic_fits_strategy,
    sections_fit_product,
    tyk_has_what_its_mode_needs,
)
