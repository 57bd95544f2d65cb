"""Everything at once: for what must hold between several targets."""

from collections import defaultdict
from typing import Any

from inventory import Inventory
from probes.engine import Engine
from probes.errors import NotApplicable
from probes.questions import Command
from readers import products
from readers.machine import Machine
from readers.node import IDENTITY
from readers.upgrade import Upgrade


class Estate:
    """All nodes of the inventory."""

    def __init__(self, engine: Engine, inventory: Inventory) -> None:
        """Nothing is asked yet."""
        self.inventory, self.engine = inventory, engine
        self.upgrade = Upgrade(inventory)
        self._product = products.of(inventory.product)

    @property
    def nodes(self) -> tuple[Machine, ...]:
        """Every machine."""
        return tuple(Machine(self.engine, self.inventory, name) for name in self.inventory.nodes)

    def services(self, *roles: str) -> tuple[Any, ...]:
        """The product's services on all nodes, as objects of their roles; of all roles, or some."""
        return tuple(
            self._product.service(self.engine, self.inventory, node.name, role)
            for node in self.inventory.nodes.values()
            for role in node.roles
            if role in self._product.UNITS and (not roles or role in roles)
        )

    def instances(self, role: str) -> tuple[str, ...]:
        """The nodes that have a role."""
        return tuple(node.name for node in self.inventory.with_role(role))

    @property
    def identities(self) -> dict[str, list[str]]:
        """Who each node says it is: host name and machine id."""
        self.engine.ask_all([Command(name, IDENTITY) for name in self.inventory.nodes])
        return {node.name: list(node.identity) for node in self.nodes}

    @property
    def doubles(self) -> list[str]:
        """Name the nodes that are one machine."""
        machines: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
        for name, identity in self.identities.items():
            machines[tuple(identity)].append(name)
        return [
            f"{' and '.join(names)} are one machine: {host}"
            for (host, *_), names in machines.items()
            if len(names) > 1
        ]

    @property
    def shared(self) -> list[str]:
        """Name the nodes on which several components stand."""
        upgraded = set(self.inventory.versions)
        return [
            f"{node.name}: {', '.join(sorted(upgraded & set(node.roles)))}"
            for node in self.inventory.nodes.values()
            if len(upgraded & set(node.roles)) > 1
        ]

    @property
    def single(self) -> list[str]:
        """Name the components that have one instance only."""
        counted = {role: self.instances(role) for role in self.inventory.versions}
        return [f"{role}: only {names[0]}" for role, names in counted.items() if len(names) == 1]

    @property
    def silent(self) -> list[str]:
        """Name the services whose endpoint refuses us. No answer at all is raised."""
        asked = [(one, one.refusal) for one in self.services()]
        return [f"{one.name}: {refusal}" for one, refusal in asked if refusal]

    @property
    def missing_changes(self) -> list[str]:
        """Name the changes that the version hop brings, can be seen, and have not happened.

        Not applicable where the hop brings none that can be seen.
        """
        found = self._product.expected(self.engine, self.inventory)
        if not found:
            raise NotApplicable("this version hop brings no change that can be seen")
        return [name for name, happened in found.items() if not happened]

    @property
    def unsupported(self) -> list[str]:
        """Name what of a support case is not in the inventory."""
        support = self.inventory.support
        if support is None:
            return ["support.contract", "support.case"]
        return [] if support.case else ["support.case"]
