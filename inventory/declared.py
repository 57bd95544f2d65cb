"""What an inventory declares, in the words that a requirement's condition `has` may use."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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

WORDS = frozenset(_OF_ALL) | frozenset(_OF_TYK)


def declared(inventory: "Inventory") -> frozenset[str]:
    """Give the words that hold. A word outside WORDS never holds: refuse it where it is written."""
    words = {word for word, holds in _OF_ALL.items() if holds(inventory)}
    if inventory.tyk is not None:
        words |= {word for word, holds in _OF_TYK.items() if holds(inventory, inventory.tyk)}
    return frozenset(words)
