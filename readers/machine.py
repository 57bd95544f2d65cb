"""A node with what the product has on it: services, ports, certificates, room, package work."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from inventory import Inventory
from probes.engine import Engine
from probes.errors import CannotTell, NotApplicable
from probes.questions import Command, argv
from readers import certificates, disks, listening, processes, products, rpm, yum_history
from readers.certificates import Certificate
from readers.disks import Room
from readers.listening import Socket
from readers.node import NodeReader

FOLDERS = ("/opt", "/var/cache", "/var/lib", "/var/log", "/tmp")  # noqa: S108 (measured, not used)
_LOOPBACK = ("127.0.0.1", "::1")


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
    def rooms(self) -> tuple[Room, ...]:
        """How much is left where packages, their data, logs and scratch files go."""
        asked = [Command(self.name, disks.room_script(*FOLDERS))]
        asked += [Command(self.name, disks.inodes_script(*FOLDERS))]
        space, inodes = self._engine.ask_all(asked)
        return disks.rooms(space, inodes, *FOLDERS)

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
        return [
            f"{path}: {one.subject} is valid from {one.not_before:%Y-%m-%d} to"
            f" {one.not_after:%Y-%m-%d %H:%M} UTC"
            for path, found in self.certificates.items()
            for one in found
            if one.not_after <= until or one.not_before > until
        ]

    @property
    def fingerprints(self) -> dict[str, list[str]]:
        """The certificates in the form of a baseline."""
        return {path: [c.fingerprint for c in found] for path, found in self.certificates.items()}

    @property
    def sockets(self) -> tuple[Socket, ...]:
        """What listens here. As root: the owner of a socket is told to nobody else."""
        found = listening.sockets(self.run(listening.processes_script(), root=True))
        if not any(one.processes for one in found):
            raise CannotTell(f"{self.name}: whose the sockets are is not told")
        return found

    @property
    def ports(self) -> dict[str, list[int]]:
        """Ports that each service listens on: configured ones, and those open to other machines.

        A gateway also has a random port on the loopback address, another one after each start.
        """
        found: dict[str, list[int]] = {}
        for service in self.services:
            mine = self._sockets_of(service)
            wanted = self._product.ports(service)
            kept = {s.port for s in mine if s.port in wanted or s.address not in _LOOPBACK}
            found[service.unit] = sorted(kept)
        return found

    @property
    def foreign_ports(self) -> list[str]:
        """Name the configured ports that nobody listens on, or somebody else."""
        found = list[str]()
        for service in self.services:
            mine = {one.port for one in self._sockets_of(service)}
            for port in sorted(set(self._product.ports(service)) - mine):
                holders = {name for s in self.sockets if s.port == port for name, _ in s.processes}
                who = f"{', '.join(sorted(holders))} listens" if holders else "nothing listens"
                found.append(f"{service.unit}: {who} on port {port} in its place")
        return found

    def _sockets_of(self, service: Any) -> list[Socket]:
        """Give the sockets of a service's processes: its main one, and others of its unit."""
        main = service.unit_state.main_pid
        sockets = self.sockets
        others = sorted({pid for s in sockets for _, pid in s.processes} - {main, 0})
        units = self._units_of(others)
        mine = {main, *(pid for pid in others if units[pid] == f"{service.unit}.service")}
        return [s for s in sockets if any(pid in mine for _, pid in s.processes)]

    def _units_of(self, pids: list[int]) -> Mapping[int, str]:
        """Give the unit of each process, by its control group; empty where it has gone."""
        if not pids:
            return {}
        script = argv("grep", "-H", "-s", "-E", ":(name=systemd)?:", "--")
        script += "".join(f" /proc/{pid}/cgroup" for pid in pids)
        text = self.run(f"{script}; true", root=True).text
        rows = [line.partition("/cgroup:") for line in text.splitlines()]
        found = {path.rpartition("/")[2]: group.rpartition("/")[2] for path, _, group in rows}
        return {pid: found.get(str(pid), "") for pid in pids}
