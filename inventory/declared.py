"""What an inventory declares, in the words that a requirement's condition `has` may use."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inventory.axway import AxwaySettings
    from inventory.model import Inventory
    from inventory.tyk import TykSettings


def _topology(inventory: "Inventory", topology: str) -> bool:
    return any(getattr(store, "topology", "") == topology for store in inventory.stores.values())


def _role(inventory: "Inventory", role: str) -> bool:
    return role in inventory.versions or bool(inventory.with_role(role))


_OF_ALL: dict[str, Callable[["Inventory"], bool]] = {
    "redis": lambda inv: "redis" in inv.store_roles(),
    "mongo": lambda inv: "mongo" in inv.store_roles(),
    "postgres": lambda inv: "postgres" in inv.store_roles(),
    "sentinel": lambda inv: _topology(inv, "sentinel"),
    "cluster": lambda inv: _topology(inv, "cluster"),
    "backup": lambda inv: bool(inv.backups.model_fields_set - {"node"}),
    "export": lambda inv: inv.backups.exports is not None,
    "support": lambda inv: inv.support is not None,
    "gateway": lambda inv: _role(inv, "gateway"),
    "dashboard": lambda inv: _role(inv, "dashboard"),
    "pump": lambda inv: _role(inv, "pump"),
}

_OF_TYK: dict[str, Callable[["Inventory", "TykSettings"], bool]] = {
    "mdcb": lambda inv, tyk: tyk.mdcb is not None or _role(inv, "mdcb"),
    "portal": lambda inv, tyk: tyk.portal is not None or _role(inv, "portal"),
    "plugins": lambda _, tyk: tyk.plugins is not None,
    "bundles": lambda _, tyk: tyk.plugins is not None and tyk.plugins.bundle_url is not None,
    "staging": lambda _, tyk: tyk.plugins is not None and tyk.plugins.staging_node is not None,
    "canary": lambda _, tyk: bool(tyk.canaries),
    "load-balancer": lambda _, tyk: tyk.load_balancer is not None,
    "dashboard-key": lambda _, tyk: tyk.dashboard_key is not None,
    "planned-config": lambda _, tyk: bool(tyk.planned_config),
    "licensed-nodes": lambda _, tyk: tyk.licensed_nodes is not None,
    "redis-save": lambda _, tyk: tyk.redis_backup == "save",
    "redis-provider": lambda _, tyk: tyk.redis_backup == "provider",
    "mongo-provider": lambda _, tyk: tyk.mongo_backup == "provider",
}

_OF_AXWAY: dict[str, Callable[["Inventory", "AxwaySettings"], bool]] = {
    "cassandra": lambda inv, _: "cassandra" in inv.store_roles(),
    "cassandra-kps": lambda _, axway: any(group.store for group in axway.groups.values()),
    "cassandra-login": lambda inv, _: any(
        store.username for store in inv.stores.values() if store.type == "cassandra"
    ),
    "cassandra-tls": lambda inv, _: any(
        store.tls for store in inv.stores.values() if store.type == "cassandra"
    ),
    "cassandra-snapshot": lambda inv, _: bool(inv.backups.cassandra),
    "default-password": lambda _, axway: axway.try_default_password,
    "api-manager": lambda _, axway: any(group.api_manager for group in axway.groups.values()),
    "api-user": lambda _, axway: axway.accounts.api_user is not None,
    "portal": lambda _, axway: axway.portal is not None,
    "external-database": lambda _, axway: _holds(axway, "oauth", "kps"),
    "database-dump": lambda inv, axway: _dumped(inv, axway, "oauth", "kps"),
    "oauth-database": lambda _, axway: _holds(axway, "oauth"),
    "metrics": lambda _, axway: _holds(axway, "metrics"),
    "metrics-dump": lambda inv, axway: _dumped(inv, axway, "metrics"),
    "analytics": lambda _, axway: axway.analytics is not None,
    "analytics-reports": lambda _, axway: bool(axway.analytics and axway.analytics.reports),
    "directory": lambda _, axway: axway.accounts.directory is not None,
    "directory-login": lambda _, axway: axway.accounts.admin_is_in_directory,
    "multi-node": lambda inv, _: len(inv.domain_nodes()) > 1,
    "several-managers": lambda inv, _: len(inv.with_role("admin-node-manager")) > 1,
    "domain-passphrase": lambda _, axway: axway.domain_passphrase is not None,
    "group-passphrase": lambda _, axway: any(group.passphrase for group in axway.groups.values()),
    "privileged-ports": lambda _, axway: any(
        port < 1024 for one in axway.instances.values() for port in one.ports.values()
    ),
    "load-balancer": lambda _, axway: axway.load_balancer is not None,
    "lb-check": lambda _, axway: any(one.lb_check for one in axway.instances.values()),
    "canary": lambda _, axway: bool(axway.calls),
    "mutual-tls": lambda _, axway: any(call.mutual_tls for call in axway.calls),
    "skip-db-upgrade": lambda _, axway: axway.skip_db_upgrade,
    "activemq-copy": lambda inv, _: inv.backups.activemq is not None,
}


def _holds(axway: "AxwaySettings", *uses: str) -> bool:
    return any(set(uses) & set(one.holds) for one in axway.databases.values())


def _dumped(inventory: "Inventory", axway: "AxwaySettings", *uses: str) -> bool:
    """Whether each database of these uses has a dump that the inventory names."""
    names = [name for name, one in axway.databases.items() if set(uses) & set(one.holds)]
    return bool(names) and set(names) <= set(inventory.backups.databases)


WORDS = frozenset(_OF_ALL) | frozenset(_OF_TYK) | frozenset(_OF_AXWAY)


def declared(inventory: "Inventory") -> frozenset[str]:
    """Give the words that hold. A word outside WORDS never holds: refuse it where it is written."""
    words = {word for word, holds in _OF_ALL.items() if holds(inventory)}
    if inventory.tyk is not None:
        words |= {word for word, holds in _OF_TYK.items() if holds(inventory, inventory.tyk)}
    if inventory.axway is not None:
        words |= {word for word, holds in _OF_AXWAY.items() if holds(inventory, inventory.axway)}
    return frozenset(words)
