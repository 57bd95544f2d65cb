"""What a host of the domain serves: its Node Manager and its instances, by whichever runs."""

from dataclasses import dataclass

from inventory.axway_instances import SERVICES
from probes.errors import CannotTell
from readers.axway.installation import Installation
from readers.axway.running import Running
from readers.ports import Listener

MANAGER_ROLES = ("admin-node-manager", "node-manager")
_MANAGEMENT = "env.PORT.MANAGEMENT"


@dataclass(frozen=True)
class Tls:
    """A port that shows a certificate."""

    name: str
    port: int


def configured(of: Installation, only: str = "") -> list[Tls]:
    """Give the TLS ports that the inventory names for the instances of a host, or for one."""
    instances = of.axway.instances_of(node=of.node.name)
    return [
        Tls(f"{name}: {service}", one.ports[key])
        for name, one in instances.items()
        if only in ("", name)
        for service, (key, _) in SERVICES.items()
        if key in one.ports and one.endpoint(service).scheme == "https"
    ]


class Offering:
    """The processes of an installation that runs, and the ports that the inventory gives them."""

    def __init__(self, of: Installation) -> None:
        """Nothing is asked yet."""
        self.of, self.node = of, of.node

    @property
    def listeners(self) -> tuple[Listener, ...]:
        """Each process, with the ports that the inventory names for it."""
        return tuple(
            Listener(f"{one.name} of {one.group}", one.pid, tuple(sorted(self._ports(one))))
            for one in self.of.running
        )

    @property
    def tls(self) -> tuple[Tls, ...]:
        """The ports of what runs that speak TLS."""
        return tuple(found for one in self.of.running for found in self._secured(one))

    def _ports(self, one: Running) -> set[int]:
        if one.manager:
            return {self._manager}
        return set(self._declared(one)[1].values())

    def _secured(self, one: Running) -> list[Tls]:
        """Those of the domain, which the upgrade makes anew, and those of a configuration."""
        if one.manager:
            return [Tls(one.name, self._manager)]
        name, ports = self._declared(one)
        return [Tls(f"{name}: management", ports[_MANAGEMENT]), *configured(self.of, name)]

    @property
    def _manager(self) -> int:
        roles = self.node.settings.roles
        role = next((role for role in MANAGER_ROLES if role in roles), MANAGER_ROLES[-1])
        port = self.of.inventory.endpoint(role, self.node.name).port
        if port is None:
            raise CannotTell(f"{self.node.name}: no port of its Node Manager is known")
        return port

    def _declared(self, one: Running) -> tuple[str, dict[str, int]]:
        """Give our name of a process and its ports: the management port is always open."""
        axway = self.of.axway
        for name, declared in axway.instances_of(node=self.node.name).items():
            group = axway.groups[declared.group].name or declared.group
            if (declared.name or name, group) == (one.name, one.group):
                default = declared.port(_MANAGEMENT)
                return name, {_MANAGEMENT: default or 0, **declared.ports}
        raise CannotTell(f"{self.node.name}: {one} is not in the inventory")
