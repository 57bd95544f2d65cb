"""yum or dnf on one node: its repositories, what hides a package, its history, what it offers."""

from functools import cached_property

from inventory import Inventory
from probes.engine import Engine
from probes.errors import CannotTell, NoAnswer, NotApplicable
from probes.questions import Command, argv
from readers import files, os_release, products, repo_file, rpm, yum, yum_history
from readers.answered import answered, lines
from readers.node import NodeReader
from readers.os_release import OsRelease
from readers.repo_file import Repository
from readers.rpm import Package
from readers.yum import Listing, Lock
from readers.yum_history import Transaction, TransactionInfo

FOLDER = "/etc/yum.repos.d"
MAIN = ("/etc/dnf/dnf.conf", "/etc/yum.conf")


class PackageManager:
    """Asked as the suite's own account, with a cache of its own; only its history is root's."""

    def __init__(self, engine: Engine, inventory: Inventory, node: NodeReader) -> None:
        """Nothing is asked yet."""
        self.node, self._engine, self._inventory = node, engine, inventory

    @property
    def packages(self) -> dict[str, str]:
        """Role and package of each service that the inventory sees here."""
        units = products.of(self._inventory.product).UNITS
        section = getattr(self._inventory, self._inventory.product, None)
        named = getattr(section, "packages", {})
        roles = [role for role in self.node.settings.roles if role in units]
        return {role: named.get(role, units[role]) for role in roles}

    @property
    def needed(self) -> "PackageManager":
        """The same, where the product has a package here: elsewhere there is nothing to ask."""
        if not self.packages:
            roles = ", ".join(self.node.settings.roles)
            raise NotApplicable(f"{self.node.name} gets no package of the product: {roles}")
        return self

    @property
    def distribution(self) -> OsRelease:
        """Which system the node is."""
        return os_release.os_release(self.node.text("/etc/os-release", root=False))

    @property
    def machine(self) -> str:
        """Which processor it has: x86_64, aarch64 ..."""
        machine = self.node.machine
        if not machine.replace("_", "").isalnum():
            raise CannotTell(f"{self.node.name}: uname -m says {machine[:40]!r}")
        return machine

    def names(self, folder: str, *, root: bool = True) -> tuple[str, ...]:
        """Give the names in a folder. `.` is listed too: silence is not an empty folder."""
        answer = self.node.run(argv("ls", "-1a", "--", folder), root=root)
        found = lines(answered(answer, f"ls {folder}"), folder)
        if "." not in found or ".." not in found:
            raise CannotTell(f"{self.node.name}: ls {folder} is not understood: {found[:3]}")
        return tuple(name for name in found if name not in (".", ".."))

    @property
    def installed(self) -> tuple[Package, ...]:
        """All installed packages."""
        return rpm.installed(self.node.run(rpm.installed_script()))

    @property
    def repositories(self) -> tuple[Repository, ...]:
        """Every repository that a file of the usual folder names, switched off ones too."""
        paths = [f"{FOLDER}/{name}" for name in self.names(FOLDER) if name.endswith(".repo")]
        asked = [Command(self.node.name, files.content_script(path), root=True) for path in paths]
        found = list[Repository]()
        for path, answer in zip(paths, self._engine.ask_all(asked), strict=True):
            text = self._text(files.content(answer, path), path)
            for secret in repo_file.secrets(text):
                self._engine.redact(secret)
            found += repo_file.repositories(text, path)
        return tuple(found)

    @cached_property
    def main(self) -> str:
        """The manager's own configuration: dnf's, and yum's on systems without dnf."""
        for path in MAIN:
            if (content := self.node.content(path)) is not None:
                return self._text(content, path)
        raise CannotTell(f"{self.node.name}: there is neither {' nor '.join(MAIN)}")

    def excludes(self, repository: str) -> tuple[str, ...]:
        """Give what hides packages of a repository: `dnf.conf: tyk-*`, `[id]: tyk-*`.

        Other repositories' rules say nothing of it. Patterns only; an `includepkgs` is CannotTell.
        """
        found = [f"main configuration: {one}" for one in repo_file.main_excludes(self.main)]
        for one in self.repositories:
            if one.id == repository and one.includes:
                raise CannotTell(
                    f"{self.node.name}: [{repository}] has includepkgs: {' '.join(one.includes)}",
                    "See that it names the package, or take it out for the window.",
                )
            found += [f"[{one.id}]: {each}" for each in one.excludes if one.id == repository]
        return tuple(found)

    @property
    def locks(self) -> tuple[Lock, ...]:
        """The lines of the version lock."""
        return yum.versionlocks(self.node.run(yum.versionlock_script()))

    @property
    def history(self) -> tuple[Transaction, ...]:
        """The transactions, newest first."""
        return yum_history.history(self.node.run(yum_history.history_script(), root=True))

    @property
    def last_transaction(self) -> dict[str, int | str]:
        """The newest transaction as a baseline keeps it; id 0 where there was none yet."""
        newest = next(iter(self.history), None)
        return {"id": newest.id, "when": newest.when} if newest else {"id": 0, "when": ""}

    def since(self, number: int) -> tuple[TransactionInfo, ...]:
        """Give the transactions after `number`, oldest first, in detail.

        Not applicable where none of them did anything to the product's packages.
        """
        newer = sorted(one.id for one in self.history if one.id > number)
        asked = [Command(self.node.name, yum_history.info_script(id_), root=True) for id_ in newer]
        told = [yum_history.info(answer) for answer in self._engine.ask_all(asked)]
        found = tuple(filter(None, told))
        if len(found) != len(newer):
            raise CannotTell(f"{self.node.name}: yum lists a transaction and tells nothing of it")
        names = self.packages.values()
        if not any(one.name in names for each in found for one in each.changes):
            raise NotApplicable(f"{self.node.name}: no package of the product was changed yet")
        return found

    def undone_since(self, number: int) -> tuple[TransactionInfo, ...]:
        """Give those that went back. Not applicable where none did."""
        found = tuple(
            each
            for each in self.since(number)
            if any(each.does("Downgrade", name) for name in self.packages.values())
            or "history undo" in each.command
            or "history rollback" in each.command
        )
        if not found:
            raise NotApplicable(f"{self.node.name}: nothing was taken back yet")
        return found

    def downgrades_since(self, number: int) -> tuple[str, ...]:
        """Give the commands that went back without the history. Not applicable without one."""
        found = tuple(
            each.command for each in self.undone_since(number) if "history " not in each.command
        )
        if not found:
            raise NotApplicable(
                f"{self.node.name}: the history was used, nothing was downgraded by hand"
            )
        return found

    def changed(self, done: tuple[TransactionInfo, ...]) -> tuple[str, ...]:
        """Name the product's packages that transactions changed."""
        changed = {one.name for each in done for one in each.changes}
        return tuple(name for name in self.packages.values() if name in changed)

    def touched_since(self, number: int) -> dict[str, Package | None]:
        """Give role and installed package of what was changed; None where it is gone."""
        changed = self.changed(self.since(number))
        held = {package.name: package for package in self.installed}
        return {role: held.get(name) for role, name in self.packages.items() if name in changed}

    def why_unavailable(self, repository: str) -> str:
        """Say why a repository's metadata cannot be fetched now; empty where it can."""
        answer = self.node.run(yum.makecache_script(repository), slow=True)
        return yum.refreshed(answer).why

    def listing(self, package: str, repository: str, subject: str) -> Listing:
        """Give what is installed and on offer. `subject` names whose repository does not answer."""
        answer = self.node.run(yum.listing_script(package, repository), slow=True)
        if why := yum.unavailable(answer):
            raise NoAnswer(subject, f"{self.node.name}: {why}")
        return yum.listing(answer)

    def listing_of_all(self, package: str) -> Listing:
        """Give what every enabled repository offers: slow, all their metadata is fetched."""
        return yum.listing(self.node.run(yum.listing_script(package), slow=True))

    def _text(self, content: bytes | None, path: str) -> str:
        if content is None:
            raise CannotTell(f"{self.node.name}: {path} went away while it was read")
        try:
            return content.decode()
        except UnicodeDecodeError:
            raise CannotTell(f"{self.node.name}: {path} is no UTF-8 text") from None
