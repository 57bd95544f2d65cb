"""A host of the domain: its two installations, its services, its sysupgrade."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from inventory import Inventory
from probes.engine import Engine
from probes.errors import CannotTell, NotApplicable
from probes.questions import argv
from readers import certificates
from readers.answered import answered
from readers.axway import access_log, archives, service_scripts, trace
from readers.axway.added import Added
from readers.axway.archives import Contents
from readers.axway.changes import Changes
from readers.axway.customised import Customised
from readers.axway.databases import Databases
from readers.axway.installation import Installation, all_running
from readers.axway.jvm_files import JvmFiles
from readers.axway.licence import Licence
from readers.axway.metrics import Metrics
from readers.axway.offering import Offering, configured
from readers.axway.platform import Platform
from readers.axway.running import Running
from readers.axway.service_scripts import ServiceScript
from readers.axway.setup import Setup
from readers.axway.trace import AuditEvent
from readers.axway.upgrade_tool import BIN, UpgradeTool
from readers.backups import place_of
from readers.cassandra import Cassandra
from readers.certificates import Certificate
from readers.disks import Room
from readers.files import File
from readers.machine import Machine
from readers.ports import Listener
from readers.shown import chain
from readers.shown import script as shown_script

PRIVILEGED = 1024
AUDITED = 4000  # events that are looked at


class AxwayNode(Machine):
    """One host."""

    @property
    def engine(self) -> Engine:
        """What it asks, for those who ask more than one host."""
        return self._engine

    @property
    def inventory(self) -> Inventory:
        """What it was found in."""
        return self._inventory

    @cached_property
    def old(self) -> Installation:
        """The installation in use before."""
        return Installation(self, self._inventory, "old")

    @cached_property
    def new(self) -> Installation:
        """The installation of 7.7."""
        return Installation(self, self._inventory, "new")

    @property
    def manager_port(self) -> int | None:
        """Where the inventory has its Admin Node Manager; None where it has none here."""
        admin = "admin-node-manager" in self.settings.roles
        return self._inventory.endpoint("admin-node-manager", self.name).port if admin else None

    @cached_property
    def upgrade(self) -> UpgradeTool:
        """sysupgrade, of the new installation."""
        return UpgradeTool(self.new)

    @cached_property
    def databases(self) -> Databases:
        """The external databases that its groups use."""
        return Databases(self.old, self.new)

    def metrics(self, of: Installation) -> Metrics:
        """Give the metrics of one of its installations."""
        return Metrics(of, self.old.at("ext/lib"), self.new.at("ext/lib"))

    def metrics_idle(self, now: datetime) -> str:
        """Say that the new Node Manager has made no metrics since apply; empty where it has."""
        return self.metrics(self.new).idle_since(self.upgrade.written("apply"), now)

    @cached_property
    def platform(self) -> Platform:
        """What it offers to the product."""
        return Platform(self, self.new)

    @cached_property
    def customised(self) -> Customised:
        """What people changed in the old installation, beside the new one."""
        return Customised(self, self.old, self.new)

    @cached_property
    def jvm(self) -> JvmFiles:
        """What is set for its JVMs."""
        return JvmFiles(self, self.old, self.new)

    @cached_property
    def changes(self) -> Changes:
        """The files that are other ones in the old installation than in the new one."""
        return Changes(self, self.old, self.new)

    @cached_property
    def added(self) -> Added:
        """The JARs and scripts that people added."""
        return Added(self, self.old, self.new)

    @property
    def setup(self) -> Setup:
        """What the installer and the updates of 7.7 left."""
        return Setup(self, self.old, self.new)

    @property
    def export_room(self) -> Room:
        """What is left where sysupgrade puts its output."""
        return self.room(self.new.at(BIN), root=True)[0]

    @property
    def privileged_ports(self) -> dict[str, int]:
        """The ports below 1024 of its instances, by name. Not applicable where there is none."""
        found = {
            f"{name}: {key}": port
            for name, one in self.old.axway.instances_of(node=self.name).items()
            for key, port in one.ports.items()
            if port < PRIVILEGED
        }
        if not found:
            raise NotApplicable(f"no instance on {self.name} has a port below {PRIVILEGED}")
        return found

    @property
    def called(self) -> tuple[str, ...]:
        """The names of the host: its own, that of the topology, that of the inventory."""
        return tuple(dict.fromkeys((self.identity[0], self.old.host_name, self.name)))

    @property
    def licences(self) -> tuple[Licence, ...]:
        """Its licences for 7.7. Not applicable where there is none: that is a finding already."""
        if not (found := self.new.licences):
            raise NotApplicable(f"{self.name}: there is no licence for 7.7 to look at")
        return found

    @property
    def wanted_features(self) -> tuple[str, ...]:
        """What is in use here and wants a licence, beside the gateway. None is not applicable."""
        axway = self.old.axway
        groups = {one.group for one in axway.instances_of(node=self.name).values()}
        manages = any(axway.groups[name].api_manager for name in groups)
        found = (*(("apiportal",) if manages else ()), *axway.licence_features)
        if not found:
            raise NotApplicable(f"{self.name}: nothing in use wants a licence of its own")
        return found

    @property
    def services(self) -> tuple[Any, ...]:
        """Not applicable: no package and no unit is the product's own."""
        raise NotApplicable(f"{self.name}: the product comes by an installer, not as a package")

    @property
    def offering(self) -> Offering:
        """Its processes and their ports."""
        return Offering(self.serving)

    @property
    def listeners(self) -> tuple[Listener, ...]:
        """Its Node Manager and its instances, with the ports that the inventory names."""
        return self.offering.listeners

    def _belongs(self, pid: int, listener: Listener) -> bool:
        """Never: a Node Manager and an instance are one process each."""
        del pid, listener
        return False

    @property
    def certificates(self) -> dict[str, tuple[Certificate, ...]]:
        """Every certificate that a port of the product shows, by port."""
        return {f"{one.name}, port {one.port}": self.shown(one.port) for one in self.offering.tls}

    @property
    def fingerprints(self) -> dict[str, list[str]]:
        """The certificates of the configuration's own listeners, in the form of a baseline.

        Those of the domain are made anew by the upgrade. CannotTell where one does not listen; not
        applicable where the inventory names none.
        """
        kept = configured(self.old)
        if not kept:
            raise NotApplicable(f"{self.name}: no listener of a configuration speaks TLS")
        return {one.name: certificates.dated(self.shown(one.port)) for one in kept}

    @property
    def rings(self) -> tuple[Cassandra, ...]:
        """The Cassandra clusters of the inventory: its instances keep their data there."""
        of = (self._engine, self._inventory)
        names = [name for name, one in self._inventory.stores.items() if one.type == "cassandra"]
        return tuple(Cassandra(*of, name) for name in names)

    @property
    def archive(self) -> Contents:
        """What is in the archive of the old installation, beside what there is to be copied."""
        place, top = place_of(self._inventory, "installation"), self.old.path
        answer = self.run(archives.script(place, top), root=True, slow=True)
        return archives.contents(answer, f"{self.name}: {place}", top)

    @property
    def archived(self) -> File | None:
        """The archive as a file; None where it is not there."""
        return self.file(place_of(self._inventory, "installation"))

    @property
    def old_changed(self) -> datetime:
        """When the old installation last changed, traces and logs aside."""
        return self.old_newest[0]

    @cached_property
    def old_newest(self) -> tuple[datetime, str]:
        """When the old installation last changed, and the path of the file that did."""
        folders = [self.old.at(name) for name in archives.FOLDERS]
        answer = self.run(archives.newest_script(folders), root=True, slow=True)
        return archives.newest(answer, f"{self.name}: the newest of {', '.join(folders)}")

    def audit(self, of: Installation, since: datetime) -> tuple[AuditEvent, ...]:
        """Give what the audit log tells since a time. CannotTell where it does not reach back.

        An empty one tells nothing: auditing may be off.
        """
        path = of.at("logs/audit.log")
        script = argv("tail", "-n", str(AUDITED), "--", path)
        found = trace.audit(answered(self.run(script, root=True), script), path)
        if not found:
            raise CannotTell(f"{self.name}: {path} is empty: is the domain audited?")
        if len(found) == AUDITED and found[0].when > since:
            raise CannotTell(f"{self.name}: more than {AUDITED} events in {path} since {since}")
        return tuple(one for one in found if one.when >= since)

    @property
    def running(self) -> tuple[Running, ...]:
        """All processes of the product, of either installation or of another one."""
        return all_running(self)

    @property
    def service_scripts(self) -> tuple[ServiceScript, ...]:
        """What the system starts by /etc/init.d. None is an answer."""
        folder = service_scripts.FOLDER
        names = [n for n in self.names(folder) or () if n.startswith(service_scripts.PREFIX)]
        return tuple(
            service_scripts.service_script(self.text(f"{folder}/{name}"), f"{folder}/{name}")
            for name in names
        )

    @property
    def rest_calls(self) -> Mapping[str, int]:
        """The calls of API Manager's REST API in the old installation's log, by version."""
        folder = self.old.at(access_log.FOLDER)
        answer = self.run(access_log.script(folder), root=True, slow=True)
        return access_log.versions(answer, f"{self.name}: {folder}")

    def takers(self, *ports: int) -> list[str]:
        """Name who listens on any of these ports; nobody: they are free."""
        return [
            f"{one.port}: {', '.join(f'{name} (pid {pid})' for name, pid in one.processes)}"
            for one in self.sockets
            if one.port in ports
        ]

    def silent(self, *ports: int) -> list[int]:
        """Give those of these ports on which nobody listens."""
        open_ = {one.port for one in self.sockets}
        return [port for port in ports if port not in open_]

    def shown(self, port: int, name: str = "") -> tuple[Certificate, ...]:
        """Give the certificates that a port of this host shows, its own first."""
        answer = self.run(shown_script(port, name=name))
        return chain(answer, f"{self.name}: port {port}")

    @property
    def serving(self) -> Installation:
        """The installation that runs here: the new one, once any of its processes is up."""
        for of in (self.new, self.old):
            if of.running:
                return of
        raise CannotTell(f"{self.name}: nothing of either installation runs")
