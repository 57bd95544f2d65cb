"""pytest-testinfra's `host` on our engine, with negatives that are safe.

testinfra reads a refused sudo, a folder that may not be searched and a missing tool as "not there".
The table below replaces the questions that can be answered No; everything else is testinfra's own.
"""

from typing import Any

from testinfra.backend.base import BaseBackend, CommandResult
from testinfra.host import Host
from testinfra.modules.base import Module

from probes.answers import CommandAnswer
from probes.engine import Engine
from probes.errors import CannotTell
from probes.questions import Command
from probes.safe import SAFE


class EngineBackend(BaseBackend):  # type: ignore[misc]
    """Runs testinfra's commands through the engine, on one node."""

    NAME = "engine"

    def __init__(self, engine: Engine, node: str) -> None:
        """Nothing is asked yet."""
        super().__init__(node)
        self._engine, self._node = engine, node

    def run(self, command: str, *args: str, **_: Any) -> CommandResult:
        """Run one command; its answer is shared with every check that asks the same."""
        script = self.get_command(command, *args)
        answer: CommandAnswer = self._engine.ask(Command(self._node, script))
        return self.result(answer.rc, self.encode(script), answer.stdout, answer.stderr)


class SafeHost(Host):  # type: ignore[misc]
    """A host whose modules are made safe where they can answer No."""

    def __getattr__(self, name: str) -> Any:
        """Give testinfra's module, or the safe form of it."""
        module = super().__getattr__(name)
        if name in SAFE and isinstance(module, type) and issubclass(module, Module):
            safe = SAFE[name](module)
            setattr(self, name, safe)
            return safe
        return module


def host_on(engine: Engine, node: str) -> Host:
    """Give the host of a node, one for all checks: testinfra finds out once what kind it is.

    Nothing is asked before an attribute is.
    """
    if not node:
        raise CannotTell("this target is on no single node: `host` has nowhere to look")
    if node not in engine.hosts:
        backend = EngineBackend(engine, node)
        engine.hosts[node] = SafeHost(backend)
        backend.set_host(engine.hosts[node])
    return engine.hosts[node]
