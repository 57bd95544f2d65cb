"""What the installer and the updates of 7.7 left on a host."""

import re
from dataclasses import dataclass

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from probes.questions import argv
from readers.answered import answered, lines
from readers.axway.installation import Installation
from readers.axway.settings import TOPOLOGY
from readers.node import NodeReader

API_MANAGER = ("webapps/apiportal", "system/conf/apiportal")
QUICKSTART, QUICKSTART_GROUP = "webapps/quickstart", "QuickStart Group"
UPDATE_SCRIPT = "posix/bin/update-apimanager"
FILEBEAT = "tools/filebeat-5.2.0"
_KEPT = "update-output"
_DEPTH = "8"  # where a person unpacks an update: /opt/updates/x, /home/axway/x/y
_VANISHED = "No such file or directory"
_ROW = re.compile(r"(?P<user>[^\t]+)\t(?P<path>/[^\t]*)")


@dataclass(frozen=True)
class Update:
    """What the update tool left where it was unpacked. `whole`: its log and its backups."""

    folder: str
    user: str
    whole: bool


class Setup:
    """The new installation, as it was installed and updated, beside the old one."""

    def __init__(self, node: NodeReader, old: Installation, new: Installation) -> None:
        """Nothing is asked yet."""
        self.node, self.old, self.new = node, old, new

    def has_api_manager(self, of: Installation) -> bool:
        """Whether API Manager was installed with it. CannotTell where half of it is there."""
        found = [of.node.file(of.at(name)) is not None for name in API_MANAGER]
        if len(set(found)) != 1:
            raise CannotTell(
                f"{of!r}: only one of {' and '.join(API_MANAGER)} is there",
                "Look at the installer's log: was it cut off?",
            )
        return found[0]

    @property
    def overlaps(self) -> tuple[str, ...]:
        """What shows that 7.7 is not in a directory of its own, links followed."""
        if not self.new.exists:
            return (f"{self.node.name}: there is no {self.new.path}",)
        old, new = f"{self.old.real}/", f"{self.new.real}/"
        if old.startswith(new) or new.startswith(old):
            return (f"{self.node.name}: old is {old}, new is {new}: one lies in the other",)
        return ()

    @property
    def quickstart(self) -> tuple[str, ...]:
        """What of the QuickStart tutorial is in the new installation."""
        found = [QUICKSTART] if self.node.file(self.new.at(QUICKSTART)) else []
        if self.node.file(self.new.at(TOPOLOGY)):
            names = [group.name for group in self.new.topology.groups]
            found += [f"{TOPOLOGY}: {name}" for name in names if name == QUICKSTART_GROUP]
        return tuple(found)

    @property
    def cassandras(self) -> tuple[str, ...]:
        """The Cassandras beside the new installation, but for those that the inventory names."""
        prefix = self.new.path.rpartition("/")[0]
        if not prefix:
            raise CannotTell(f"{self.new!r} lies in /: what else is there is not its own")
        script = argv("find", prefix, "-path", self.new.path, "-prune",
                      "-o", "(", "-path", prefix, "-o", "-name", "cassandra.yaml", ")",
                      "-print")  # fmt: skip
        homes = [
            f"{str(home).rstrip('/')}/"
            for store in self.new.inventory.stores.values() if store.type == "cassandra"
            for home in (store.home, store.new_home) if home
        ]  # fmt: skip
        found = self._found(script, prefix)
        return tuple(row for row in found if not any(row.startswith(home) for home in homes))

    @property
    def of_others(self) -> tuple[str, ...]:
        """The files of the new installation that do not belong to its owner."""
        owner = self.new.declared.owner
        if not owner:
            raise CannotTell(f"{self.new!r}: who owns it is not declared")
        path = self.new.real
        script = argv("find", path, "(", "-path", path, "-o", "!", "-user", str(owner), ")",
                      "-print")  # fmt: skip
        return self._found(script, path)

    @property
    def updates(self) -> tuple[Update, ...]:
        """What the update tool left on the host, wherever it was unpacked. None is an answer."""
        script = argv(
            "find", "/", "-maxdepth", _DEPTH, "(", "-path", "/proc", "-o", "-path", "/sys", ")",
            "-prune", "-o", "(", "-path", "/", "-o", "-path", f"*/{_KEPT}",
            "-o", "-path", f"*/{_KEPT}/trace/*", "-o", "-path", f"*/{_KEPT}/backups/*.tar", ")",
            "-printf", r"%u\t%p\n",
        )  # fmt: skip
        users = dict[str, str]()
        for row in self._found(script, "root\t/"):
            match = _ROW.fullmatch(row)
            if not match:
                raise CannotTell(f"{self.node.name}: find: not understood: {row[:120]!r}")
            users[match["path"]] = match["user"]
        return tuple(
            Update(path, user, _whole(path, users))
            for path, user in sorted(users.items())
            if path.endswith(f"/{_KEPT}")
        )

    def _found(self, script: str, first: str) -> tuple[str, ...]:
        """Give what a search found behind where it began: without that it did not search."""
        answer = self.node.run(script, root=True, slow=True)
        odd = [row for row in answer.err.splitlines() if not row.endswith(_VANISHED)]
        if not odd:  # a file may go away while its folder is searched
            answer = CommandAnswer(answer.rc, answer.stdout, b"")
        rows = lines(answered(answer, "find", accept=(0,) if odd else (0, 1)), "find")
        if not rows or rows[0] != first:
            raise CannotTell(f"{self.node.name}: find: not understood: {rows[:1]}")
        return tuple(rows[1:])


def _whole(folder: str, found: dict[str, str]) -> bool:
    return all(
        any(path.startswith(f"{folder}/{name}/") for path in found) for name in ("trace", "backups")
    )
