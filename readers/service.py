"""One product service on one node, installed from an RPM and run by systemd."""

from inventory import Inventory
from probes.engine import Engine
from probes.errors import CannotTell
from readers import rpm, systemd
from readers.node import NodeReader
from readers.rpm import Package
from readers.systemd import UnitState
from readers.upgrade import Hop


class RpmService:
    """Its package and its unit."""

    def __init__(
        self, engine: Engine, inventory: Inventory, node: str, role: str, unit: str
    ) -> None:
        """`unit` is the systemd unit without its suffix, and the package's name."""
        self.node = NodeReader(engine, inventory, node)
        self.role, self.unit = role, unit
        self.hop = Hop(inventory.versions[role])

    @property
    def state(self) -> UnitState:
        """The unit as systemd knows it."""
        return systemd.unit_state(self.node.run(systemd.show_script(self.unit)), self.unit)

    @property
    def unit_state(self) -> UnitState:
        """The same, where the unit must exist for the question to make sense."""
        if not (state := self.state).exists:
            raise CannotTell(f"{self.node.name}: there is no unit {self.unit}")
        return state

    @property
    def packages(self) -> tuple[Package, ...]:
        """All installed packages of the node."""
        return rpm.installed(self.node.run(rpm.installed_script()))

    @property
    def package(self) -> Package:
        """The service's own package. Raises CannotTell where it is not installed."""
        found = [package for package in self.packages if package.name == self.unit]
        if len(found) != 1:
            raise CannotTell(f"{self.node.name}: {len(found)} packages are named {self.unit}")
        return found[0]
