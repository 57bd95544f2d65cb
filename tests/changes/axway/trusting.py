"""`python -m tests.changes.axway.trusting COMMAND ...`: the runner, where checks are still to come.

Each gate is asked. One that does not hold because nobody wrote some of its checks yet, and for no
other reason, holds.
"""

from dataclasses import replace

from findings.result import RunResult
from findings.step import Gate
from runner import parts
from runner.app import app
from runner.change import Work
from runner.gates import Gates, Looked, When
from runner.judging import GOOD
from runner.people import Asked
from runner.tools import Tools

made = parts.tools_of


class Trusting:
    """The real gates, but for what is still to come."""

    def __init__(self, gates: Gates, work: Work) -> None:
        """`work` is the change, whose runs lie beside it."""
        self._gates, self._work = gates, work

    def ask(self, gate: Gate, when: When, step: str = "") -> Looked:
        """Ask it."""
        looked = self._gates.ask(gate, when, step)
        if looked.run.holds or not self._unwritten(looked):
            return looked
        why = ("its other checks are still to come",)
        return Looked(looked.run.model_copy(update={"holds": True, "why": why}))

    def _unwritten(self, looked: Looked) -> bool:
        """Whether nothing else is wrong with it."""
        if not looked.run.directory:
            return False
        file = self._work.directory / looked.run.directory / "findings.json"
        result = RunResult.model_validate_json(file.read_bytes())
        bad = [one for one in result.findings if one.outcome not in GOOD]
        stopping = [one for one in bad if one.severity == "blocker" and one.outcome != "due"]
        return not (stopping or result.incomplete) and result.vendor.planned > 0


def _trusting(asked: Asked) -> Tools:
    tools = made(asked)
    return replace(tools, gates=lambda work: Trusting(tools.gates(work), work))


parts.tools_of = _trusting

if __name__ == "__main__":
    app()
