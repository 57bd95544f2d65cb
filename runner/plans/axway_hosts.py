"""The hosts of a domain as a plan sees them, and the Cassandra that they use."""

import shlex
from dataclasses import dataclass

from inventory import Inventory
from inventory.axway import AxwaySettings
from inventory.axway_instances import Instance
from inventory.stores import CassandraStore
from runner.plans import PlanError


@dataclass(frozen=True)
class Host:
    """A host of the domain: its node, its two installations, its name in the topology."""

    node: str
    name: str
    old: str
    new: str
    owner: str
    roles: tuple[str, ...]
    instances: tuple[tuple[str, Instance], ...]

    @property
    def places(self) -> tuple[str, ...]:
        """Its roles for `--on`."""
        return tuple(f"{role}@{self.node}" for role in self.roles)

    def key(self, action: str) -> str:
        """Give the key of one of its steps."""
        return f"host.{self.node}.{action}"

    def run(self, folder: str, *lines: str) -> tuple[str, ...]:
        """Give the argv that runs lines in a folder as the owner, in the owner's environment."""
        return ("su", "-", self.owner, "-c", " && ".join((shlex.join(("cd", folder)), *lines)))

    def status(self) -> tuple[str, ...]:
        """Give the command that tells how far it is; it only reads."""
        return self.run(f"{self.new}/upgrade/bin", "./sysupgrade status")


def settings_of(inventory: Inventory) -> AxwaySettings:
    """Give the product's section. Raises PlanError where there is none."""
    if inventory.axway is None:
        raise PlanError("the inventory has no section axway", "Write it.")
    return inventory.axway


def hosts(inventory: Inventory) -> tuple[Host, ...]:
    """Give all hosts of the domain, the one first where `apply` begins."""
    axway = settings_of(inventory)
    managers = tuple(node.name for node in inventory.with_role("admin-node-manager"))
    first = axway.first_of(managers)
    nodes = sorted(inventory.domain_nodes(), key=lambda node: node.name != first)
    domain = inventory.facts.components | inventory.facts.others
    made = []
    for node in nodes:
        place = axway.installation_of(node.name)
        made.append(
            Host(
                node.name,
                axway.host_name(node.name),
                (place.old or "").rstrip("/"),
                (place.new or "").rstrip("/"),
                place.owner or "",
                tuple(role for role in node.roles if role in domain),
                tuple(axway.instances_of(node=node.name).items()),
            )
        )
    return tuple(made)


def cassandra_of(inventory: Inventory) -> tuple[str, CassandraStore] | None:
    """Give the one Cassandra that `upgrade` is told of. Raises PlanError where there are two."""
    axway = settings_of(inventory)
    found = {n: s for n, s in inventory.stores.items() if isinstance(s, CassandraStore)}
    used = {group.store for group in axway.groups.values() if group.store}
    chosen = {name: store for name, store in found.items() if name in used} or found
    if len(chosen) > 1:
        raise PlanError(
            f"`sysupgrade upgrade` takes one Cassandra, and there are {', '.join(chosen)}",
            "Ask Axway's support; name one of them for all groups.",
        )
    return next(iter(chosen.items()), None)
