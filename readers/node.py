"""A machine: who it is, whether it lets us in, what lies on it."""

from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from inventory import Inventory, Node
from probes.answers import CommandAnswer
from probes.engine import Engine
from probes.errors import CannotTell
from probes.questions import Command, argv
from readers import files
from readers.answered import answered
from readers.files import File
from readers.reaching import refusal_of

if TYPE_CHECKING:
    from readers.package_manager import PackageManager

IDENTITY = "uname -n; cat /etc/machine-id"
CLOCK = "date -u +%s.%N"


class NodeReader:
    """One node, asked over its shell."""

    def __init__(self, engine: Engine, inventory: Inventory, name: str) -> None:
        """Nothing is asked yet."""
        self.name, self._engine, self._inventory = name, engine, inventory
        self.settings: Node = inventory.nodes[name]

    def run(self, script: str, *, root: bool = False, slow: bool = False) -> CommandAnswer:
        """Ask with one command; `root` by the inventory's become."""
        answer: CommandAnswer = self._engine.ask(Command(self.name, script, root, slow))
        return answer

    def twice(self, script: str, after: float) -> tuple[CommandAnswer, CommandAnswer]:
        """Ask the same command two times, `after` seconds apart."""
        from probes.questions import Twice  # noqa: PLC0415

        answers: tuple[CommandAnswer, CommandAnswer] = self._engine.ask(
            Twice(Command(self.name, script), after)
        )
        return answers

    @property
    def refusal(self) -> str:
        """Why the node does not let us in; empty where it does."""
        return refusal_of(f"node:{self.name}", lambda: self.run(IDENTITY))

    @property
    def identity(self) -> tuple[str, str]:
        """Host name and machine id, as the node gives them."""
        words = answered(self.run(IDENTITY), "identity").split()
        if len(words) != 2:
            raise CannotTell(f"{self.name}: no host name and machine id: {words}")
        return words[0], words[1]

    @property
    def privilege_refusal(self) -> str:
        """Why we may not read as root; empty where we may."""
        subject = f"privilege:{self.name}"
        return refusal_of(subject, lambda: answered(self.run("id -u", root=True), "id -u"))

    @property
    def package_manager(self) -> "PackageManager":
        """Its yum or dnf, on a node that gets a package of the product."""
        from readers.package_manager import PackageManager  # noqa: PLC0415

        return PackageManager(self._engine, self._inventory, self).needed

    @property
    def clock(self) -> datetime:
        """The node's own time."""
        text = answered(self.run(CLOCK), "date").strip()
        try:
            return datetime.fromtimestamp(float(text.removesuffix("N").rstrip("%.")), UTC)
        except ValueError:
            raise CannotTell(f"{self.name}: date says {text[:40]!r}") from None

    @cached_property
    def machine(self) -> str:
        """The architecture: x86_64, aarch64 ..."""
        return answered(self.run("uname -m"), "uname -m").strip()

    def file(self, path: str, *, root: bool = True) -> File | None:
        """Give what a file is; None where it is not there."""
        return files.stat(self.run(files.stat_script(path), root=root), path)

    def content(self, path: str, *, root: bool = True) -> bytes | None:
        """Give what is in a file; None where it is not there."""
        return files.content(self.run(files.content_script(path), root=root), path)

    def text(self, path: str, *, root: bool = True) -> str:
        """Give a file's text. Raises CannotTell where it is absent or no text."""
        found = self.content(path, root=root)
        if found is None:
            raise CannotTell(f"{self.name}: there is no {path}")
        try:
            return found.decode()
        except UnicodeDecodeError:
            raise CannotTell(f"{self.name}: {path} is no UTF-8 text") from None

    def sha256(self, path: str, *, root: bool = True) -> str | None:
        """Give a file's hash; None where it is not there."""
        return files.sha256(self.run(files.sha256_script(path), root=root), path)

    def tree(self, folder: str) -> dict[str, str] | None:
        """Give relative path and hash of every file below a folder; None where it is not there."""
        return files.tree(self.run(files.tree_script(folder), root=True, slow=True), folder)

    def names(self, folder: str, *, root: bool = True) -> tuple[str, ...] | None:
        """Give the names in a folder; None where it is not there."""
        return files.names(self.run(files.names_script(folder), root=root), folder)

    def which(self, tool: str) -> bool:
        """Whether a tool is on the node's PATH."""
        answer = self.run(argv("command", "-v", tool))
        if answer.rc not in {0, 1, 127}:
            answered(answer, f"command -v {tool}")
        return answer.rc == 0
