"""One product service on one node, installed from an RPM and run by systemd."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from inventory import Inventory
from probes.answers import CommandAnswer
from probes.engine import Engine
from probes.errors import CannotTell, NotApplicable
from probes.questions import Command
from readers import repo_file, rpm, systemd
from readers.node import NodeReader
from readers.package_manager import PackageManager
from readers.repo_file import Repository
from readers.rpm import Package, Verified
from readers.systemd import UnitState
from readers.upgrade import Hop
from readers.versions import Version

_UNKNOWN = "Unknown repo"  # yum's word for a file that it may not read, too [measured, dnf 4.14]
_OWN_KEY = "Curl error (58)"  # the client's own certificate or key
VARIANTS = ("", "-ee", "-fips")


@dataclass(frozen=True)
class Signing:
    """What checks signatures of a repository, and which keys there are."""

    packages: bool  # gpgcheck, of the repository or of the manager
    metadata: bool  # repo_gpgcheck
    addresses: tuple[str, ...]  # gpgkey: where a key can be fetched
    signer: str  # the key that signed the installed package; empty: it is not signed
    imported: tuple[str, ...]  # the keys that rpm trusts


class RpmService:
    """Its package, its repository and its unit."""

    def __init__(
        self, engine: Engine, inventory: Inventory, node: str, role: str, unit: str
    ) -> None:
        """`unit` is the systemd unit without its suffix, and the usual package's name."""
        self.node = NodeReader(engine, inventory, node)
        self.manager = PackageManager(engine, inventory, self.node)
        self.role, self.unit, self.name = role, unit, f"{node}.{unit}"
        self.hop = Hop(inventory.versions[role])
        self._asking, self._section = engine, getattr(inventory, inventory.product, None)
        self._product = inventory.product

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
    def package_name(self) -> str:
        """The package that is planned: the unit's name, or what the inventory says."""
        return str(getattr(self._section, "packages", {}).get(self.role, self.unit))

    @property
    def packages(self) -> tuple[Package, ...]:
        """All installed packages of the node."""
        return self.manager.installed

    @property
    def variants(self) -> tuple[Package, ...]:
        """The installed packages of the component: plain, -ee and -fips lie in the same place."""
        names = {f"{self.unit}{variant}" for variant in VARIANTS} | {self.package_name}
        return tuple(package for package in self.packages if package.name in names)

    @property
    def package(self) -> Package:
        """The component's package. Raises CannotTell where not exactly one is installed."""
        found = self.variants
        if len(found) != 1:
            raise CannotTell(
                f"{self.node.name}: {len(found)} packages of {self.unit} are installed"
            )
        return found[0]

    @property
    def remembered_package(self) -> dict[str, str | int]:
        """The package as a baseline keeps it; `installed` in epoch seconds."""
        return {"package": str(self.package), "installed": self.package.installed}

    @property
    def awaiting(self) -> dict[str, str | int]:
        """The same, of a service whose own step is still to come. Not applicable after it."""
        if self.package.vendor == self.hop.to:
            raise NotApplicable(f"{self.name} has the target already: post compares it")
        return self.remembered_package

    def changed_since(self, before: dict[str, Any]) -> datetime:
        """Give when the package was put here. Not applicable where that was before `before`."""
        if self.package.installed == before["installed"]:
            raise NotApplicable(f"{self.name}: {self.package} is untouched since the baseline")
        return datetime.fromtimestamp(self.package.installed, UTC)

    @property
    def files(self) -> tuple[Verified, ...]:
        """Every file of the package, with what differs from what was packed."""
        script = rpm.verify_script(self.package.name)
        return rpm.examined(self.node.run(script, root=True, slow=True))

    @property
    def verified(self) -> tuple[Verified, ...]:
        """The files of the package that differ from what was packed."""
        return tuple(file for file in self.files if file.attributes or file.missing)

    @property
    def run_files(self) -> dict[str, Verified]:
        """The package's program and unit: what systemd starts, as rpm sees it."""
        state = self.unit_state
        packed = {file.path.removeprefix("/usr"): file for file in self.files}
        paths = (state.exec_start[0] if state.exec_start else "", state.fragment_path)
        foreign = [path for path in paths if path.removeprefix("/usr") not in packed]
        if foreign:
            raise CannotTell(
                f"{self.node.name}: not of the package: {', '.join(foreign)}",
                "Find out what the unit starts: the package's files say nothing about it.",
            )
        return {path: packed[path.removeprefix("/usr")] for path in paths}

    @property
    def repository_id(self) -> str:
        """The repository's id: the vendor's own, or what the inventory says."""
        usual = f"{self._product}_{self.package_name}"
        return str(getattr(self._section, "repositories", {}).get(self.role, usual))

    @property
    def repository_state(self) -> str:
        """Whether the repository is `enabled`, `disabled`, or `absent` from all files."""
        found = [one for one in self.manager.repositories if one.id == self.repository_id]
        if not found:
            return "absent"
        return "enabled" if all(one.enabled for one in found) else "disabled"

    @property
    def repository(self) -> Repository:
        """The repository as its file has it. Raises CannotTell where no file, or several, do."""
        found = [one for one in self.manager.repositories if one.id == self.repository_id]
        if len(found) != 1:
            where = f"{len(found)} repository files have [{self.repository_id}]"
            raise CannotTell(
                f"{self.node.name}: {where}", "Correct `repositories` of the inventory."
            )
        return found[0]

    @property
    def repository_systems(self) -> tuple[str, ...]:
        """The systems that the repository's addresses are made for."""
        major = str(self.manager.distribution.major)
        return repo_file.systems(self.repository, major)

    @property
    def repository_trouble(self) -> str:
        """Why the metadata cannot be fetched now; empty where it can.

        CannotTell where only the suite's own account cannot: root reads the file, or the key.
        """
        why = self.manager.why_unavailable(self.repository_id)
        hidden = _UNKNOWN in why and self.repository_state != "absent"
        if hidden or _OWN_KEY in why:
            raise CannotTell(
                f"{self.node.name}: the suite's account may not read what root may: {why}",
                "Let it read the repository's file, and the client's key that the file names.",
            )
        return why

    @property
    def signing(self) -> Signing:
        """How the repository's signatures are checked. Not applicable where nothing checks any."""
        repository, main = self.repository, repo_file.main_gpgcheck(self.manager.main)
        packages = main if repository.gpgcheck is None else repository.gpgcheck
        metadata = bool(repository.repo_gpgcheck)
        if not packages and not metadata:
            raise NotApplicable(f"[{repository.id}] of {self.node.name} checks no signature")
        signer = rpm.signer(self.node.run(rpm.signer_script(self.package.name)))
        if packages and not signer:
            raise CannotTell(f"{self.package} is not signed: who signs the next one is not known")
        keys = tuple(one.version for one in self.packages if one.name == "gpg-pubkey")
        return Signing(packages, metadata, repository.gpgkey, signer, keys)

    @property
    def origin(self) -> str:
        """How the package comes: `repository` where a file names its repository, or `local-rpm`.

        A repository that is switched off says neither: it is what the inventory says.
        """
        state = self.repository_state
        if state == "disabled" and self._section:
            return str(self._section.install)
        return "local-rpm" if state == "absent" else "repository"

    @property
    def offered(self) -> tuple[Package, ...]:
        """What the component's repository offers for this node."""
        subject = f"repository:{self.name}"
        listing = self.manager.listing(self.package_name, self.repository_id, subject)
        return self._fitting(tuple(offer.package for offer in listing.available))

    @property
    def on_file(self) -> tuple[Package, ...]:
        """What lies in the inventory's folder of package files, whole and for this node."""
        folder = self._section.rpm_folder if self._section else None
        if not folder:
            raise CannotTell("the inventory has no rpm_folder")
        names = [name for name in self.manager.names(folder) if name.endswith(".rpm")]
        paths = [f"{folder}/{name}" for name in names if name.startswith(self.package_name)]
        read = self._ask_each([rpm.file_script(path) for path in paths])
        signed = self._ask_each([rpm.signature_script(path) for path in paths])
        held = [rpm.package_file(one) for one in read]
        whole = [rpm.signature(one).intact for one in signed]
        found = [file.package for file, fine in zip(held, whole, strict=True) if fine]
        return self._fitting(tuple(filter(None, found)))

    def obtainable(self, version: Version) -> tuple[Package, ...]:
        """Give what can be had, as packages come here.

        The other repositories are asked only where the component's own lacks `version`.
        """
        if self._section and self._section.install == "local-rpm":
            return self.on_file
        found = self.offered
        if any(package.vendor == version for package in found):
            return found
        listing = self.manager.listing_of_all(self.package_name)
        return self._fitting(tuple(offer.package for offer in listing.available))

    def _fitting(self, packages: tuple[Package, ...]) -> tuple[Package, ...]:
        """Keep those of the planned name that are for this processor and distribution."""
        machine, system = self.manager.machine, self.manager.distribution
        return tuple(
            package
            for package in packages
            if package.name == self.package_name
            and package.arch in (machine, "noarch")
            and rpm.built_for(package) in ("", system.system)
        )

    def _ask_each(self, scripts: list[str]) -> list[CommandAnswer]:
        asked = [Command(self.node.name, script, root=True) for script in scripts]
        answers: list[CommandAnswer] = self._asking.ask_all(asked)
        return answers
