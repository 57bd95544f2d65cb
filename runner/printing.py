"""`--mode print`: the account may not change anything, so a person or their tool does it."""

import shlex
from collections.abc import Callable

from rich.console import Console

from findings.step import Step
from inventory import Inventory, Node
from reports.clean import clean
from runner.executor import Ran, Tell

YES, NO = "done", "not done"
NOT_DONE = 1  # with a `why`: nothing of it was done
_WORDS = {"done": YES, "d": YES, "yes": YES, "y": YES, "not done": NO, "n": NO, "no": NO}


def as_typed(step: Step, inventory: Inventory) -> str:
    """Give the command line as a person types it on the node."""
    become = inventory.become_on(step.node)
    words = list(step.argv)
    if step.root and become.method != "none":
        user = [] if become.user == "root" else ["-u", become.user]
        words = [become.method, *user, *words]
    return shlex.join(words)


def reads(step: Step) -> str:
    """Say what a step's command asks for, and where that lies; nothing where it asks nothing."""
    lines = [f"{one.name} ({one.reference or 'an empty line'})" for one in step.secrets]
    return f"it reads, line by line: {', '.join(lines)}" if lines else ""


def keeps(step: Step) -> str:
    """Say where what a step's command prints is kept; nothing where it is not."""
    return f"what it prints is kept here, in {step.authority}" if step.authority else ""


class Printing:
    """Shows each command and waits for a person's word. The world is asked afterwards."""

    def __init__(self, inventory: Inventory, console: Console, ask: Callable[[str], str]) -> None:
        """`ask` shows a question and gives the line that was typed."""
        self._inventory, self._console, self._ask = inventory, console, ask

    def run(self, step: Step, unit: str, tell: Tell) -> Ran:
        """Show it, and wait until somebody says what became of it."""
        del unit
        node = self._inventory.nodes[step.node]
        self._show(f"{step.title}: on {node.name}{_address(node)}, run")
        self._show(f"    {as_typed(step, self._inventory)}")
        for more in filter(None, (reads(step), keeps(step))):
            self._show(f"    {more}")
        answer = self._answered()
        name = self._named()
        tell(f"-- {name} says: {answer}\n")
        status = None if answer == YES else NOT_DONE
        return Ran(status, why=f"{name} says that it is {answer}", by=name)

    def resume(self, step: Step, unit: str, tell: Tell) -> Ran | None:
        """Nothing of it is anywhere but in the world."""
        del step, unit, tell
        return None

    def forget(self, step: Step, unit: str) -> None:
        """Nothing was kept."""
        del step, unit

    def close(self) -> None:
        """Nothing is open."""

    def _show(self, text: str) -> None:
        self._console.print(clean(text), markup=False, highlight=False, soft_wrap=True)

    def _answered(self) -> str:
        while True:
            typed = " ".join(self._ask("Then type `done` or `not done`").lower().split())
            if typed in _WORDS:
                return _WORDS[typed]
            self._show(f"`{typed}` is neither `done` nor `not done`.")

    def _named(self) -> str:
        while not (name := " ".join(self._ask("Who says so? Your name").split())):
            self._show("A name is needed: it stands in the report.")
        return name


def _address(node: Node) -> str:
    return "" if node.transport == "local" or node.address == node.name else f" ({node.address})"
