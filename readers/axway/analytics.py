"""API Gateway Analytics: a product of its own beside the gateway, with directories of its own."""

from inventory import Inventory
from probes.answers import HttpAnswer
from probes.engine import Engine
from probes.errors import CannotTell
from probes.questions import Http
from readers.axway.node import AxwayNode
from readers.axway.settings import LICENCES
from readers.node import NodeReader
from readers.processes import processes
from readers.processes import script as processes_script
from readers.programs import below, programs
from readers.programs import script as programs_script
from readers.reaching import refusal_of

REPORTS = "conf/emc/analytics/reports"
SETTINGS = "conf/envSettings.props"


class Analytics:
    """Analytics on its node."""

    def __init__(self, engine: Engine, inventory: Inventory, node: str) -> None:
        """Nothing is asked yet."""
        self._engine, self.name = engine, node
        self.node: NodeReader = AxwayNode(engine, inventory, node)
        self.endpoint = f"analytics:{node}"
        if inventory.axway is None or inventory.axway.analytics is None:
            raise CannotTell("the inventory has no axway.analytics")
        self.settings = inventory.axway.analytics

    def path(self, which: str) -> str:
        """Give the directory of `old` or `new`: the one named `analytics`."""
        found = getattr(self.settings.installation, which)
        if not found:
            raise CannotTell(f"axway.analytics.installation.{which} is not declared")
        return str(found).rstrip("/")

    @property
    def refusal(self) -> str:
        """Why its port refuses us; empty where it answers."""
        return refusal_of(self.endpoint, lambda: self.status)

    @property
    def status(self) -> int:
        """The status of its console's page."""
        answer: HttpAnswer = self._engine.ask(Http(self.endpoint, "/"))
        return answer.status

    @property
    def licences(self) -> tuple[str, ...]:
        """Its licence files for 7.7. None is an answer."""
        names = self.node.names(f"{self.path('new')}/{LICENCES}") or ()
        return tuple(name for name in names if name.endswith(".lic"))

    def runs(self, which: str) -> bool:
        """Whether a program of `old` or `new` runs."""
        listed = processes(self.node.run(processes_script(), root=True))
        found = programs(self.node.run(programs_script(), root=True), listed)
        return bool(below(found, self.path(which)))

    def uncopied(self, *folders: str) -> list[str]:
        """Name the files below some folders, SETTINGS too, that new lacks, or has otherwise."""
        found: list[str] = []
        for folder in folders:
            old, new = (
                self.node.tree(f"{self.path(one)}/{folder}") or {} for one in ("old", "new")
            )
            found += [f"{folder}/{name}" for name in sorted(old) if new.get(name) != old[name]]
        sums = [self.node.sha256(f"{self.path(one)}/{SETTINGS}") for one in ("old", "new")]
        return found if sums[0] == sums[1] else [*found, SETTINGS]
