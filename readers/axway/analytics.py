"""API Gateway Analytics: a product of its own beside the gateway, with directories of its own."""

from inventory import Inventory
from probes.answers import HttpAnswer
from probes.engine import Engine
from probes.errors import CannotTell
from probes.questions import Http
from readers import jar_script, jars
from readers.axway import drivers
from readers.axway.node import AxwayNode
from readers.axway.settings import LICENCES
from readers.processes import processes
from readers.processes import script as processes_script
from readers.programs import below, programs
from readers.programs import script as programs_script
from readers.reaching import refusal_of

REPORTS = "conf/emc/analytics/reports"
SETTINGS = "conf/envSettings.props"
STORE, CONFIGURATION = "fed", "configs.xml"  # below conf


class Analytics:
    """Analytics on its node."""

    def __init__(self, engine: Engine, inventory: Inventory, node: str) -> None:
        """Nothing is asked yet."""
        self._engine, self.name = engine, node
        self.node = AxwayNode(engine, inventory, node)
        self.endpoint = f"analytics:{node}"
        if inventory.axway is None or inventory.axway.analytics is None:
            raise CannotTell("the inventory has no axway.analytics")
        self.settings = inventory.axway.analytics
        self._metrics = [
            one for one in inventory.axway.databases.values() if "metrics" in one.holds
        ]

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

    def real(self, which: str) -> str:
        """Where `old` or `new` lies once links are followed."""
        return self.node.real(self.path(which))

    def runs(self, which: str) -> bool:
        """Whether a program of `old` or `new` runs."""
        real = self.real(which)
        listed = processes(self.node.run(processes_script(), root=True))
        found = programs(self.node.run(programs_script(), root=True), listed)
        return bool(below(found, real))

    @property
    def left(self) -> list[str]:
        """Say that the old one still runs."""
        return [f"the old one still runs, of {self.path('old')}"] if self.runs("old") else []

    @property
    def unready(self) -> list[str]:
        """Name what the new one lacks: its program, or an answer of its console."""
        runs, status = self.runs("new"), self.status
        found = [] if runs else [f"nothing of {self.path('new')} runs"]
        return found + ([] if status == 200 else [f"its console answers HTTP {status}, not 200"])

    @property
    def driver_missing(self) -> list[str]:
        """Name the metrics databases for which the new ext/lib holds no driver."""
        urls = [one.url_new or one.url for one in self._metrics]
        if not urls:
            raise CannotTell(
                "the inventory names no database that holds metrics: Analytics reads one",
                "Add it to axway.databases with holds: [metrics].",
            )
        folders = tuple(f"{self.path(which)}/ext/lib" for which in ("old", "new"))
        index = jars.index(self.node.run(jar_script.script(folders, ()), root=True, slow=True))
        found = list[str]()
        for url in urls:
            serving = [jar.path for jar in drivers.serving(url, index)]
            if not any(path.startswith(f"{folders[1]}/") for path in serving):
                old = f"; the old one has {', '.join(serving)}" if serving else ""
                found.append(f"no JAR in {folders[1]} holds a driver for {url}{old}")
        return found

    @property
    def kept_stores(self) -> dict[str, bool]:
        """The copies of the new conf/fed, and whether each differs from what is in use now."""
        tree = self.node.tree(f"{self.path('new')}/conf")
        now = (tree or {}).get(f"{STORE}/{CONFIGURATION}")
        if not tree or not now:
            raise CannotTell(f"{self.name}: there is no {self.path('new')}/conf/{STORE}")
        found = [path.rpartition("/")[0] for path in tree if path.endswith(f"/{CONFIGURATION}")]
        in_use = {name.removeprefix(f"{STORE}/"): digest for name, digest in tree.items()
                  if name.startswith(f"{STORE}/")}  # fmt: skip
        return {one: any(tree.get(f"{one}/{name}") != digest for name, digest in in_use.items())
                for one in found if one != STORE}  # fmt: skip

    @property
    def uncopied(self) -> list[str]:
        """Name the reports, and SETTINGS, that new lacks or has otherwise."""
        found: list[str] = []
        if self.settings.reports:
            old, new = (self.node.tree(f"{self.path(one)}/{REPORTS}") for one in ("old", "new"))
            if not old:
                raise CannotTell(f"{self.name}: axway.analytics.reports is true, and the old"
                                 f" installation has nothing in {REPORTS}")  # fmt: skip
            found = [f"{REPORTS}/{name}" for name in sorted(old)
                     if (new or {}).get(name) != old[name]]  # fmt: skip
        sums = [self.node.sha256(f"{self.path(one)}/{SETTINGS}") for one in ("old", "new")]
        if sums[0] is None:
            raise CannotTell(f"{self.name}: the old installation has no {SETTINGS}")
        return found if sums[0] == sums[1] else [*found, SETTINGS]
