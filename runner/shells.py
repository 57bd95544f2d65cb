"""Shells on the nodes of an inventory, and root by its become; a refusal is named with its cure."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from inventory import Become, Inventory
from probes import privilege
from runner.privileges import rules_of
from runner.session import Cut, Hello, Session
from runner.wire import SLACK, Wire

PLAIN = "Start it by hand there, or use --mode print: the plan is made for a node with systemd."


class Refused(Exception):
    """Nothing was done: the node has no means for it, or did not let us."""

    def __init__(self, why: str, do: str) -> None:
        """Keep both sentences."""
        super().__init__(why)
        self.why, self.do = why, do


class Shells:
    """One fresh connection for each command: nothing is shared that could end with another."""

    def __init__(self, inventory: Inventory) -> None:
        """Nothing is connected yet."""
        self._inventory = inventory
        self._folder = Path(tempfile.mkdtemp(prefix="gu-run-"))
        self._nodes = list(inventory.nodes)

    @contextmanager
    def on(self, node: str) -> Iterator[tuple[Session, Hello]]:
        """Give a shell on a node. Raises Unreached."""
        index = self._nodes.index(node)
        wire = Wire(self._inventory, self._inventory.nodes[node], self._folder, index)
        with Session(wire) as session:
            yield session, session.open()

    def as_root(self, node: str, hello: Hello, script: str) -> str:
        """Give the script as root runs it there."""
        become = self._inventory.become_on(node)
        if hello.root or become.method == "none":
            return script
        return privilege.wrap(script, become)

    def refused(self, node: str, script: str, errors: str) -> None:
        """Raise Refused where the errors are those of a command that did not become root."""
        if said := privilege.refusal(errors):
            settings = self._inventory.nodes[node]
            account = settings.user or self._inventory.ssh.user or "ACCOUNT"
            do = remedy(self._inventory.become_on(node), script, account)
            raise Refused(f"{node}: {said}: nothing was done", do)

    def brief(self, node: str, script: str, given: str = "") -> str:
        """Run a script of our own as root and give what it said. Raises Unreached, Cut, Refused."""
        said = (bytearray(), bytearray())
        with self.on(node) as (session, hello):
            if not hello.systemd:
                raise Refused(f"{node} has no systemd: nothing was started", PLAIN)
            may_give(node, hello, given)
            wrapped = self.as_root(node, hello, script)
            seconds = self._inventory.timeouts.command + SLACK
            status = session.run(
                wrapped, lambda at, data: said[at].extend(data), seconds, given=given
            )
        out, errors = (one.decode(errors="replace") for one in said)
        if status and wrapped != script:
            self.refused(node, script, errors)
        if status:
            raise Cut(f"exit status {status}: {(errors or out).strip()[-200:]}")
        return out

    def close(self) -> None:
        """Remove the private folder."""
        shutil.rmtree(self._folder, ignore_errors=True)


def may_give(node: str, hello: Hello, given: str) -> None:
    """Raise Refused where a secret would stand in the argv of a process."""
    if given and not hello.printf:
        why = f"{node}: the shell has no printf of its own: a secret would stand in an argv"
        raise Refused(f"{why}; nothing was done", "Use --mode print.")


def remedy(become: Become, script: str, account: str) -> str:
    """Say what the security team grants. Our own scripts have lines that no rule can name."""
    rules = list(rules_of(script)) or ["/bin/sh"]
    if become.method != "sudo":
        return f"{privilege.remedy(become, rules[0])}; or use --mode print."
    lines = [f"{account} ALL=({become.user}) NOPASSWD: {rule}" for rule in rules]
    return f"Grant in sudoers, without requiretty: {'; '.join(lines)}; or use --mode print."
