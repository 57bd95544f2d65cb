"""The change itself, as the inventory declares it."""

from inventory import Inventory, VersionHop
from probes.errors import NotApplicable
from readers import versions


class Hop:
    """One component's way from one version to another."""

    def __init__(self, hop: VersionHop) -> None:
        """Take the declared versions; they compare as versions."""
        self.from_ = versions.parse(hop.from_)
        self.to = versions.parse(hop.to)

    def crosses(self, version: str) -> bool:
        """Whether the way passes or reaches a version."""
        return versions.crosses(self.from_, self.to, version)


class Upgrade:
    """`upgrade["gateway"].to`, strategy, window."""

    def __init__(self, inventory: Inventory) -> None:
        """Nothing is asked: this is what the user told us."""
        self.strategy = inventory.strategy
        self.order = inventory.upgrade_order
        self.window = inventory.window
        self._known = inventory.facts.components | inventory.facts.optional
        self._hops = {name: Hop(hop) for name, hop in inventory.versions.items()}

    def __getitem__(self, component: str) -> Hop:
        """Give a component's way. NotApplicable where it is not upgraded."""
        if component in self._known and component not in self._hops:
            raise NotApplicable(f"the inventory upgrades no {component}")
        return self._hops[component]

    def __contains__(self, component: str) -> bool:
        """Whether the component is upgraded."""
        return component in self._hops
