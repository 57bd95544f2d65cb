"""An Admin Node Manager, asked over its REST API with the inventory's account. It only reads."""

from collections.abc import Mapping
from functools import cached_property

from inventory import Inventory
from inventory.axway import Account
from probes.answers import HttpAnswer
from probes.engine import Engine
from probes.errors import CannotTell
from probes.questions import Basic, Http
from readers.axway import deployments, topology
from readers.axway.deployments import Archive, Deployment
from readers.axway.documents import field, object_of
from readers.axway.node import AxwayNode
from readers.axway.topology import Topology
from readers.certificates import Certificate
from readers.reaching import refusal_of

ROLE = "admin-node-manager"
VOLATILE = frozenset({"date", "content-length", "set-cookie", "etag", "last-modified", "age"})


class AdminNodeManager:
    """The Admin Node Manager of one node, the old one or the new one: whichever has the port."""

    def __init__(self, engine: Engine, inventory: Inventory, node: str) -> None:
        """Nothing is asked yet."""
        self._engine, self.inventory, self.name = engine, inventory, node
        self.node = AxwayNode(engine, inventory, node)
        self.endpoint = f"{ROLE}:{node}"
        if inventory.axway is None:
            raise CannotTell("the inventory has no section axway")
        self.axway = inventory.axway

    def __repr__(self) -> str:
        """Name it as a message does."""
        return self.endpoint

    @property
    def refusal(self) -> str:
        """Why it refuses us; empty where it answers, whatever it says."""
        return refusal_of(self.endpoint, lambda: self.open("/login/"))

    def open(self, path: str) -> HttpAnswer:
        """Ask without an account."""
        answer: HttpAnswer = self._engine.ask(Http(self.endpoint, path))
        return answer

    def get(self, path: str, account: Account | None = None) -> HttpAnswer:
        """Ask with an account, that of the administrator unless told."""
        who = account or self.axway.accounts.admin
        login = Basic(who.username, who.password)
        question = Http(self.endpoint, path, secret_headers=(("Authorization", login),))
        answer: HttpAnswer = self._engine.ask(question)
        return answer

    def _said(self, path: str, account: Account | None = None) -> bytes:
        answer = self.get(path, account)
        if answer.status in (401, 403):
            raise CannotTell(
                f"{self.endpoint}{path}: HTTP {answer.status}: the account is refused",
                "See axway.accounts in the inventory.",
            )
        if answer.status != 200:
            raise CannotTell(f"{self.endpoint}{path}: HTTP {answer.status}: {answer.text[:80]!r}")
        return answer.body

    @cached_property
    def topology(self) -> Topology:
        """The domain as it sees it."""
        return topology.topology(self._said("/api/topology"), f"{self.endpoint}/api/topology")

    @property
    def deployments(self) -> Mapping[tuple[str, str], Deployment]:
        """What is deployed in the domain, by ids of group and instance."""
        return deployments.deployments(self._said("/api/deployment/domain/deployments"))

    def archive_id(self, instance: str) -> str:
        """Give what an instance itself says that it runs, by way of its Node Manager."""
        path = f"/api/router/service/{instance}/api/configuration/archiveId"
        return deployments.archive_id(self._said(path))

    def archive(self, instance: str) -> Archive:
        """Give id, size and hash of what is deployed on an instance."""
        return deployments.archive(self._said(f"/api/deployment/archive/service/{instance}"))

    def login(self, account: Account | None = None) -> str:
        """Give the name that we are logged in as, or `HTTP 401` and the like."""
        answer = self.get("/api/rbac/currentuser", account)
        if answer.status != 200:
            return f"HTTP {answer.status}"
        what = f"{self.endpoint}: currentuser"
        return str(field(object_of(answer.body, what), "result", str, what))

    @property
    def permissions(self) -> frozenset[str]:
        """What the administrator's account may do."""
        what = f"{self.endpoint}: permissions"
        said = object_of(self._said("/api/rbac/permissions/currentuser"), what)
        found = field(field(said, "result", dict, what), "permissions", list, what)
        if not all(isinstance(one, str) for one in found):
            raise CannotTell(f"{what}: not understood")
        return frozenset(found)

    @property
    def page(self) -> int:
        """The status of API Gateway Manager's page: 200 where it is up."""
        return self.open("/login/").status

    @property
    def headers(self) -> dict[str, str]:
        """The headers of its page, without those that differ each time."""
        said = self.open("/login/").headers
        return {name.lower(): value for name, value in said if name.lower() not in VOLATILE}

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        """The chain that its port shows, its own certificate first."""
        port = self.inventory.endpoint(ROLE, self.name).port
        if port is None:
            raise CannotTell(f"{self.endpoint}: no port is known")
        return self.node.shown(port)
