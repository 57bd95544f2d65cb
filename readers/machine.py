"""A node with what the product has on it: services, ports, certificates, room, package work."""

from datetime import datetime
from typing import Any

from inventory import Inventory
from probes.engine import Engine
from probes.errors import CannotTell, NotApplicable
from probes.questions import Command
from readers import certificates, disks, listening, ports, processes, products, rpm, yum_history
from readers.certificates import Certificate
from readers.disks import Room
from readers.listening import Socket
from readers.node import NodeReader
from readers.package_manager import PackageManager
from readers.ports import Listener

FOLDERS = ("/opt", "/var/cache", "/var/lib", "/var/log", "/tmp")  # noqa: S108 (measured, not used)


class Machine(NodeReader):
    """One node of the inventory, and the product's services on it."""

    def __init__(self, engine: Engine, inventory: Inventory, name: str) -> None:
        """Nothing is asked yet."""
        super().__init__(engine, inventory, name)
        self._inventory, self._product = inventory, products.of(inventory.product)

    @property
    def services(self) -> tuple[Any, ...]:
        """The product's services here. Not applicable where there is none."""
        roles = [role for role in self.settings.roles if role in self._product.UNITS]
        if not roles:
            named = ", ".join(self.settings.roles)
            raise NotApplicable(f"{self.name} runs no service of the product: {named}")
        return tuple(
            self._product.service(self._engine, self._inventory, self.name, role) for role in roles
        )

    @property
    def package_manager(self) -> PackageManager:
        """Its yum or dnf, on a node that gets a package of the product."""
        return PackageManager(self._engine, self._inventory, self).needed

    @property
    def rooms(self) -> tuple[Room, ...]:
        """How much is left where packages, their data, logs and scratch files go."""
        return self.room(*FOLDERS)

    def room(self, *folders: str, root: bool = False) -> tuple[Room, ...]:
        """How much is left where each of some folders lies."""
        asked = [Command(self.name, disks.room_script(*folders), root)]
        asked += [Command(self.name, disks.inodes_script(*folders), root)]
        space, inodes = self._engine.ask_all(asked)
        return disks.rooms(space, inodes, *folders)

    @property
    def package_work(self) -> tuple[str, ...]:
        """What stands in the way of a package change: a running one, one that was cut off.

        Asks for the list of packages too: a database that cannot be read is CannotTell.
        """
        _ = self.services
        running, history, installed = self._engine.ask_all([
            Command(self.name, processes.script(), root=True),
            Command(self.name, yum_history.history_script(), root=True),
            Command(self.name, rpm.installed_script()),
        ])  # fmt: skip
        rpm.installed(installed)
        found = [
            f"process {one.pid} changes packages: {one.args[:80]}"
            for one in processes.processes(running)
            if processes.changing_packages(one)
        ]
        newest = next(iter(yum_history.history(history)), None)
        if newest and "*" in newest.flags:
            found.append(f"transaction {newest.id} of {newest.when} was cut off: {newest.what}")
        return tuple(found)

    @property
    def certificates(self) -> dict[str, tuple[Certificate, ...]]:
        """Every certificate that a service's configuration names, by file.

        Only the certificates leave the node: a key in the same file is passed over there.
        """
        paths = sorted({
            path for service in self.services for path in self._product.certificate_files(service)
        })  # fmt: skip
        if not paths:
            raise NotApplicable(f"no configuration on {self.name} names a certificate")
        scripts = [certificates.script(path) for path in paths]
        answers = self._engine.ask_all([Command(self.name, one, root=True) for one in scripts])
        read = zip(paths, answers, strict=True)
        return {path: certificates.of_file(answer, path) for path, answer in read}

    def expiring(self, until: datetime) -> list[str]:
        """Name the certificates that are not valid, or end before a time."""
        return certificates.expiring(self.certificates, until)

    @property
    def fingerprints(self) -> dict[str, list[str]]:
        """The certificates in the form of a baseline, each with its end."""
        return {path: certificates.dated(found) for path, found in self.certificates.items()}

    @property
    def sockets(self) -> tuple[Socket, ...]:
        """What listens here. As root: the owner of a socket is told to nobody else."""
        found = listening.sockets(self.run(listening.processes_script(), root=True))
        if not any(one.processes for one in found):
            raise CannotTell(f"{self.name}: whose the sockets are is not told")
        return found

    @property
    def listeners(self) -> tuple[Listener, ...]:
        """Each service with the ports that its configuration names."""
        return tuple(
            Listener(one.unit, one.unit_state.main_pid, tuple(self._product.ports(one)))
            for one in self.services
        )

    @property
    def ports(self) -> dict[str, list[int]]:
        """The ports that each service listens on: configured ones, and those open to others."""
        return ports.held(self.sockets, self.listeners)

    @property
    def foreign_ports(self) -> list[str]:
        """Name the configured ports that nobody listens on, or somebody else."""
        return ports.foreign(self.sockets, self.listeners, self._belongs)

    def _belongs(self, pid: int, listener: Listener) -> bool:
        """Whether a process is one of the listener's own, though not its first."""
        return self._unit_of(pid) == f"{listener.name}.service"

    def _unit_of(self, pid: int) -> str:
        """Give the unit that a process belongs to, by its control group."""
        path = f"/proc/{pid}/cgroup"
        rows = [row.split(":", 2) for row in self.text(path).splitlines()]
        groups = {group for _, kind, group in filter(_whole, rows) if kind in ("", "name=systemd")}
        if len(names := {group.rpartition("/")[2] for group in groups}) != 1:
            raise CannotTell(f"{self.name}: {path} is not understood")
        return names.pop()


def _whole(row: list[str]) -> bool:
    """Whether a line of a control group file has its three fields."""
    return len(row) == 3
