"""Steps on real nodes: by the system's ssh, root by the inventory's become."""

import contextlib
import shlex
import time

from findings.step import Step
from inventory import Inventory
from probes.redaction import Redactor
from probes.secrets import Secrets
from runner.detached import NOT_REACHED, NOT_STARTED, REACH, Detached
from runner.executor import Ran, Tell
from runner.given import given_to
from runner.heard import Heard
from runner.keeping import kept
from runner.session import Cut, Unreached
from runner.shells import Refused, Shells, may_give
from runner.wire import SLACK


class OnNodes:
    """Carries steps out: a short one within its connection, a long one as a unit of its node."""

    def __init__(self, inventory: Inventory, redactor: Redactor) -> None:
        """Nothing is connected before the first step."""
        self._inventory, self._redactor = inventory, redactor
        self._shells = Shells(inventory)
        self._detached = Detached(self._shells)

    def run(self, step: Step, unit: str, tell: Tell) -> Ran:
        """Do a step and wait for its end."""
        self._check(step)
        heard = Heard(self._redactor, tell)
        try:
            secrets = Secrets(self._inventory.folder, self._redactor)  # fetched anew for each step
            given = given_to(step, secrets, self._redactor, heard)
            if step.long:
                return self._detached.run(step, unit, heard, given)
            return kept(step, self._short(step, heard, given))
        except Refused as error:
            return heard.ran(NOT_STARTED, error.why, error.do)

    def resume(self, step: Step, unit: str, tell: Tell) -> Ran | None:
        """Read back what became of a long step that was started. None: it never was."""
        if not step.long:
            return None
        self._check(step)
        heard = Heard(self._redactor, tell)
        try:
            return self._detached.resume(step, unit, heard)
        except Refused as error:
            return heard.ran(None, error.why, error.do)

    def forget(self, step: Step, unit: str) -> None:
        """Remove what a node keeps of a long step; where it can not be reached, it stays there."""
        if step.long:
            with contextlib.suppress(Cut, Unreached, Refused):
                self._detached.forget(step, unit)

    def close(self) -> None:
        """Remove the private folder; no connection outlives its command."""
        self._shells.close()

    def _check(self, step: Step) -> None:
        """Refuse what a plan never holds."""
        if step.kind != "command" or not step.argv or step.node not in self._inventory.nodes:
            raise ValueError(f"{step.key}: no command on a node of the inventory")
        if step.long and not step.root:
            raise ValueError(f"{step.key}: a long step is a unit of the node, so it is root's")
        if self._redactor.scrub(shown := shlex.join(step.argv)) != shown:
            raise ValueError(f"{step.key}: a secret stands in its command line")

    def _short(self, step: Step, heard: Heard, given: str) -> Ran:
        errors, limit, script = bytearray(), step.seconds, shlex.join(step.argv)

        def hear(stream: int, data: bytes) -> None:
            heard.feed(stream, data)
            if stream:
                errors.extend(data)

        try:
            with self._shells.on(step.node) as (session, hello):
                may_give(step.node, hello, given)
                wrapped = self._shells.as_root(step.node, hello, script) if step.root else script
                began = time.monotonic()
                kept = limit if hello.timeout else 0
                status = session.run(wrapped, hear, limit + SLACK, kept, given)
        except Unreached as error:
            return heard.ran(NOT_REACHED, f"{error}: nothing was sent", REACH)
        except Cut as error:
            return heard.ran(None, f"{step.node}: {error}: nobody saw how it ended")
        if status in (124, 137) and time.monotonic() - began >= limit - 0.5:
            return heard.ran(None, f"{step.node}: ended because it took longer than {limit:.0f} s")
        if status and wrapped != script:
            self._shells.refused(step.node, script, errors.decode(errors="replace"))
        return heard.ran(status)
