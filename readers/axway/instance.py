"""An instance of a group: its process, its ports, its health, its files in old and new."""

import re
from functools import cached_property

from inventory import Inventory
from probes.answers import HttpAnswer
from probes.engine import Engine
from probes.errors import CannotTell, NotApplicable
from probes.questions import Http
from readers import calls
from readers.axway import configuration, health, listeners, messages, traces
from readers.axway.activemq import ActiveMQ
from readers.axway.api_manager import ApiManager
from readers.axway.conf import Conf
from readers.axway.installation import Installation
from readers.axway.node import AxwayNode
from readers.axway.oauth import PORT, OAuth
from readers.axway.running import Running
from readers.axway.topology import Service
from readers.axway.trace import Entry
from readers.calls import Called
from readers.reaching import refusal_of

_DEPLOYED = re.compile(r"\$VINSTDIR/\.\./conf/([\w-]+)/")


class Instance:
    """One instance of the inventory."""

    def __init__(self, engine: Engine, inventory: Inventory, name: str) -> None:
        """Nothing is asked yet."""
        self._engine, self.inventory, self.name = engine, inventory, name
        if inventory.axway is None:
            raise CannotTell("the inventory has no section axway")
        self.settings = inventory.axway.instances[name]
        declared = inventory.axway.groups[self.settings.group]
        self.title = self.settings.name or name
        self.group, self.group_title = self.settings.group, declared.name or self.settings.group
        self.has_api_manager = declared.api_manager
        self.node = AxwayNode(engine, inventory, self.settings.node)
        self.endpoint = f"traffic:{name}"

    def __repr__(self) -> str:
        """Name it as a message does."""
        return self.name

    @property
    def old(self) -> Installation:
        """The old installation of its node."""
        return self.node.old

    @property
    def new(self) -> Installation:
        """The new installation of its node."""
        return self.node.new

    def place(self, of: Installation) -> Service:
        """Give it as an installation's topology.json has it; ids may differ between the two."""
        return of.service(self.group_title, self.title)

    def conf(self, of: Installation) -> Conf:
        """Give its folder `conf` of an installation."""
        return Conf(self, of)

    @property
    def conf_now(self) -> Conf:
        """Its folder `conf` of the installation that runs on its host."""
        return Conf(self, self.node.serving)

    @property
    def conf_before(self) -> Conf:
        """Its folder `conf` of the old installation."""
        return Conf(self, self.old)

    @property
    def activemq(self) -> ActiveMQ:
        """The message broker inside."""
        return ActiveMQ(self)

    def folder(self, of: Installation) -> str:
        """Give its folder, below the installation."""
        return self.place(of).folder

    def deployed(self, of: Installation) -> str:
        """Give the folder of the configuration that it runs, below the installation."""
        place = self.place(of)
        text = of.content(f"{place.folder}/conf/esconnection.xml").decode(errors="replace")
        if not (found := _DEPLOYED.search(text)):
            raise CannotTell(f"{of!r}: esconnection.xml names no deployment: {text[:80]!r}")
        return f"groups/{place.group_id}/conf/{found[1]}"

    def running(self, of: Installation) -> tuple[Running, ...]:
        """Give its processes of an installation: one where it is well, none where it is down."""
        return tuple(
            one for one in of.running if (one.name, one.group) == (self.title, self.group_title)
        )

    def says_it_runs(self, of: Installation) -> bool:
        """Whether `startinstance -s` says so, asked as the owner."""
        return of.status("startinstance", "-n", self.title, "-g", self.group_title)

    def ports(self, of: Installation) -> dict[str, int]:
        """Give the ports of its envSettings.props."""
        return of.ports(self.folder(of))

    @property
    def port_troubles(self) -> list[str]:
        """Name its ports that nobody listens on, or somebody else. Blocked where it is down."""
        self.get(health.PATH)
        of = self.node.serving
        wanted = {port: key for key, port in self.ports(of).items()}
        return listeners.troubles(self.node.sockets, wanted, self.running(of))

    def port_surprises(self, of: Installation) -> list[str]:
        """Name what its envSettings.props, the topology and the inventory differ in."""
        own, known = self.ports(of), self.place(of).port
        found = [
            f"{key} is {own.get(key, 'not set')}, the inventory tells {self.settings.port(key)}"
            for key in sorted({*own, *self.settings.ports})
            if own.get(key) != self.settings.port(key)
        ]
        if own.get(listeners.MANAGEMENT) != known:
            found.append(
                f"{listeners.MANAGEMENT} is {own.get(listeners.MANAGEMENT)}, the topology {known}"
            )
        return found

    def silent_ports(self, of: Installation) -> list[int]:
        """Give its configured ports on which nobody listens."""
        return self.node.silent(*self.ports(of).values())

    @property
    def refusal(self) -> str:
        """Why its traffic port refuses us; empty where it answers."""
        return refusal_of(self.endpoint, lambda: self.get(health.PATH))

    def get(self, path: str, service: str = "traffic") -> HttpAnswer:
        """Ask one of its ports."""
        answer: HttpAnswer = self._engine.ask(Http(f"{service}:{self.name}", path))
        return answer

    @property
    def health(self) -> str:
        """Its own word, `ok` where it is well."""
        return health.health(self.get(health.PATH), self.endpoint)

    @property
    def health_for_balancer(self) -> str:
        """The word for the load balancer. Not applicable where lb_check is not declared."""
        if not self.settings.lb_check:
            raise NotApplicable(f"{self.name} declares no lb_check")
        return health.load_balanced(self.get(health.PATH_LB), self.endpoint)

    @property
    def api_traffic(self) -> str:
        """Why API Manager's traffic port refuses us; empty where it answers.

        Not applicable where its group has no API Manager.
        """
        _ = self.api_manager
        return refusal_of(f"api-traffic:{self.name}", lambda: self.get("/", "api-traffic"))

    @property
    def calls(self) -> tuple[Called, ...]:
        """The sample calls of its group, sent to it. Not applicable where there is none."""
        declared = self.node.old.axway.calls
        mine = [one for one in declared if one.group == self.group]
        if not mine:
            raise NotApplicable(f"the inventory has no sample call for the group {self.group}")
        asked = [calls.question(f"{one.service}:{self.name}", one) for one in mine]
        answers = self._engine.ask_all(asked)
        return tuple(Called(one, got) for one, got in zip(mine, answers, strict=True))

    @property
    def without_credential(self) -> dict[str, str]:
        """How each sample call that wants a credential is answered without one, by its name.

        Not applicable where the inventory has none for its group.
        """
        declared = self.node.old.axway.calls
        closed = [one for one in declared if one.group == self.group and one.header]
        if not closed:
            raise NotApplicable(f"no sample call for the group {self.group} has a credential")
        asked = [calls.without_credential(f"{one.service}:{self.name}", one) for one in closed]
        found = dict[str, str]()
        for one, got in zip(closed, self._engine.ask_all(asked), strict=True):
            if got.status >= 500:
                raise CannotTell(f"{one.service}:{self.name}: {one.path}: HTTP {got.status}")
            found[one.name] = f"HTTP {got.status}"
        return found

    def service_changed(self, of: Installation) -> bool:
        """Whether its service.xml is another one than the one it was made of, in `skel`."""
        own = f"{self.folder(of)}/conf/service.xml"
        sums = of.sums(own, "skel/service.xml")
        if not all(sums.values()):
            raise CannotTell(f"{of!r}: not both are there: {', '.join(sums)}")
        return len(set(sums.values())) > 1

    @cached_property
    def api_manager(self) -> ApiManager:
        """API Manager on it. Not applicable where its group has none."""
        if not self.has_api_manager:
            raise NotApplicable(f"the group {self.group} has no API Manager")
        return ApiManager(self._engine, self.inventory, self.name)

    @cached_property
    def oauth(self) -> OAuth:
        """Its OAuth services. Not applicable where it has none: undeclared, and no open port."""
        if PORT not in self.settings.ports and "oauth" not in self.settings.endpoints:
            found = self.ports(self.old).get(PORT)
            if found and not self.node.silent(found):
                raise CannotTell(
                    f"{self.name}: {found} is open, its port of OAuth, and is not declared",
                    f"Add {PORT}: {found} to axway.instances.{self.name}.ports.",
                )
            raise NotApplicable(f"{self.name} has no OAuth services: nothing listens for them")
        return OAuth(self._engine, self.inventory, self.name)

    def sums(self, of: Installation, *names: str) -> dict[str, str]:
        """Give the hashes of those of its `conf` files that are there: SSO_FILES, jvm.xml ..."""
        folder = f"{self.folder(of)}/conf"
        found = of.sums(*(f"{folder}/{name}" for name in names))
        return {name.rpartition("/")[2]: digest for name, digest in found.items() if digest}

    def includes(self, of: Installation) -> tuple[str, ...]:
        """Give the files that its service.xml includes."""
        name = f"{self.folder(of)}/conf/service.xml"
        return configuration.includes(of.content(name), f"{of!r}: {name}")

    def redacts(self, of: Installation) -> bool:
        """Whether redaction is on: switched on in a redaction.xml that service.xml includes."""
        if not any(one.endswith("redaction.xml") for one in self.includes(of)):
            return False
        own = f"{self.folder(of)}/conf/redaction.xml"
        name = own if of.node.file(of.at(own)) else "system/conf/redaction.xml"
        return configuration.redacts(of.content(name), f"{of!r}: {name}")

    def trace_version(self, of: Installation) -> str:
        """Give the version in the head of its newest trace."""
        return traces.version(self.node, of.at(f"{self.folder(of)}/trace"))

    def trace_errors(self, of: Installation) -> tuple[Entry, ...]:
        """Give the errors of its newest trace; its head shows before that it is one."""
        return traces.errors(self.node, of.at(f"{self.folder(of)}/trace"))

    def traced(self, of: Installation, *texts: str) -> list[str]:
        """Give the lines of its newest trace with any of these: texts, or codes of messages."""
        forms = [messages.form_of(text) for text in texts]
        found = traces.matching(self.node, of.at(f"{self.folder(of)}/trace"), *forms)
        return [f"{self}: {row.strip()[:200]}" for row in found]

    def kps_files(self, of: Installation) -> tuple[str, ...]:
        """Give what lies in its folder of KPS tables in files. None is an answer."""
        return of.node.names(of.at(f"{self.folder(of)}/conf/kps/file")) or ()

    @property
    def kps_refusals(self) -> tuple[str, ...]:
        """Who of those that kpsadmin of 7.7 asked for it did not say OK. It must be told of."""
        told = self.new.kps_configuration(self.group_title, self.title)
        if self.title not in {name for name, _ in told.said}:
            raise CannotTell(f"{self}: kpsadmin tells nothing of it")
        return told.refusing
