"""What can be read of a domain before it is taken back: which processes run, of which side."""

from typing import TYPE_CHECKING

from inventory import Inventory
from probes.engine import Engine
from probes.errors import CannotTell
from probes.questions import argv
from readers import processes, programs
from readers.answered import answered, lines
from readers.node import NodeReader

if TYPE_CHECKING:
    from readers.axway.running import Running


class Reading:
    """Asks the nodes, by reads alone."""

    def __init__(self, engine: Engine, inventory: Inventory) -> None:
        """Nothing is asked yet."""
        self._engine, self._inventory = engine, inventory

    def running(self, node: str, folder: str) -> "tuple[Running, ...]":
        """Give the product's processes of one installation. CannotTell where not all are shown.

        One without a title that tells what it is raises CannotTell too: it has to be stopped.
        """
        from readers.axway.running import running  # noqa: PLC0415 (saves start-up)

        reader = NodeReader(self._engine, self._inventory, node)
        answer = reader.run(argv("readlink", "-f", folder), root=True)
        real = lines(answered(answer, f"readlink {folder}"), f"readlink {folder}")
        listed = processes.processes(reader.run(processes.script(), root=True))
        found = programs.programs(reader.run(programs.script(), root=True), listed)
        ours = running(programs.below(found, real[0] if real else folder))
        if unknown := [one for one in ours if not one.name]:
            raise CannotTell(
                f"{node}: {unknown[0]} runs, and its title does not tell what it is",
                "Stop it by hand, as its owner; then go back.",
            )
        return ours
