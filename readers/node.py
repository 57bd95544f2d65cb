"""A machine: who it is, whether it lets us in, what lies on it."""

import re
from datetime import UTC, datetime, timedelta
from functools import cached_property

from inventory import Inventory, Node
from probes.answers import CommandAnswer
from probes.engine import Engine
from probes.errors import CannotTell
from probes.questions import Command, Credential, Twice, argv
from readers import files
from readers.answered import answered
from readers.files import File
from readers.reaching import refusal_of

IDENTITY = "uname -n; cat /etc/machine-id"
CLOCK = "date -u +%s.%N"
_SECONDS = re.compile(r"(\d{9,11}(?:\.\d+)?)(?:\.%?N)?", re.ASCII)  # without %N: busybox, old date
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class NodeReader:
    """One node, asked over its shell."""

    def __init__(self, engine: Engine, inventory: Inventory, name: str) -> None:
        """Nothing is asked yet."""
        self.name, self._engine, self._inventory = name, engine, inventory
        self.settings: Node = inventory.nodes[name]
        self._settle = inventory.timeouts.settle
        self.become = inventory.become_on(name)

    @property
    def engine(self) -> Engine:
        """Who asks: for what is to be asked of others than this node, too."""
        return self._engine

    def run(
        self,
        script: str,
        *,
        root: bool = False,
        slow: bool = False,
        typed: tuple[Credential, ...] = (),
    ) -> CommandAnswer:
        """Ask with one command; `root` by the inventory's become; `typed`: secrets it asks for."""
        answer: CommandAnswer = self._engine.ask(Command(self.name, script, root, slow, typed))
        return answer

    def twice(self, script: str) -> tuple[CommandAnswer, CommandAnswer]:
        """Ask the same command two times, `timeouts.settle` apart."""
        answers: tuple[CommandAnswer, CommandAnswer] = self._engine.ask(
            Twice(Command(self.name, script), self._settle)
        )
        return answers

    def redact(self, secret: str) -> None:
        """Keep a secret that was met in a file of the node out of all that is written."""
        self._engine.redact(secret)

    @property
    def refusal(self) -> str:
        """Why the node does not let us in; empty where it does."""
        return refusal_of(f"node:{self.name}", lambda: self.identity)

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
        return refusal_of(subject, lambda: self.user_id) or self._other_user

    @property
    def user_id(self) -> int:
        """The number of the user that commands run as, with the inventory's become."""
        text = answered(self.run("id -u", root=True), "id -u").strip()
        if not text.isascii() or not text.isdigit():
            raise CannotTell(f"{self.name}: id -u says {text[:40]!r}")
        return int(text)

    @property
    def _other_user(self) -> str:
        """Say it where commands do run, but as somebody who is not root."""
        wanted, found = self.become.user, self.user_id
        if wanted != "root" or found == 0:
            return ""
        return f"{self.name}: commands run as user {found}, not as root"

    @property
    def clock(self) -> datetime:
        """The node's own time."""
        text = answered(self.run(CLOCK), "date").strip()
        if not (found := _SECONDS.fullmatch(text)):
            raise CannotTell(f"{self.name}: date says {text[:40]!r}")
        return _EPOCH + timedelta(seconds=float(found[1]))

    @property
    def skew(self) -> float:
        """By how many seconds its clock is ahead (below zero: behind), the round trip allowed for.

        Zero where the node's time lies between the moment we asked and that of the answer.
        """
        clock = self.clock
        known = self._engine.known(Command(self.name, CLOCK))
        if known is None:
            raise CannotTell(f"{self.name}: its clock was not asked")
        ahead = (clock - known.asked_at).total_seconds()
        return round(min(ahead, 0.0) or max(ahead - known.seconds, 0.0), 3)

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

    def below(self, folder: str) -> dict[str, str] | None:
        """Give what `tree` gives; an empty folder is told from one that was not looked at."""
        return files.below(self.run(files.below_script(folder), root=True, slow=True), folder)

    def real(self, path: str, what: str = "") -> str:
        """Where a path leads once links are followed. CannotTell, about `what`, where it is not."""
        what, script = what or self.name, argv("readlink", "-e", "--", path)
        answer = self.run(script, root=True)
        if answer.rc == 1 and not answer.stdout and not answer.err.strip():
            raise CannotTell(f"{what}: there is no {path}")
        found = answered(answer, script).strip()
        if not found.startswith("/"):
            raise CannotTell(f"{what}: {script}: not understood: {found[:80]!r}")
        return found

    def names(self, folder: str, *, root: bool = True) -> tuple[str, ...] | None:
        """Give the names in a folder; None where it is not there."""
        return files.names(self.run(files.names_script(folder), root=root), folder)

    def which(self, tool: str) -> bool:
        """Whether a tool is on the node's PATH."""
        answer = self.run(argv("command", "-v", tool))
        if answer.rc not in {0, 1, 127}:
            answered(answer, f"command -v {tool}")
        return answer.rc == 0
