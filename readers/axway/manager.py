"""An Admin Node Manager, asked over its REST API with the inventory's account. It only reads."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property

from inventory import Inventory
from inventory.axway import Account
from probes.answers import HttpAnswer
from probes.engine import Engine
from probes.errors import CannotTell, NotApplicable, Refused
from probes.questions import Basic, Http
from readers.axway import deployments, topology
from readers.axway.acknowledging import unacknowledged
from readers.axway.changes import CERTIFICATES
from readers.axway.deployments import Archive, Deployment
from readers.axway.documents import field, object_of
from readers.axway.node import AxwayNode
from readers.axway.topology import Topology
from readers.certificates import Certificate
from readers.reaching import refusal_of

OWN_CA = "CN=Domain"
ROLE = "admin-node-manager"
SECURITY = frozenset({
    "strict-transport-security", "x-frame-options", "x-content-type-options", "x-xss-protection",
    "content-security-policy", "referrer-policy", "permissions-policy", "feature-policy",
    "cache-control", "pragma", "cross-origin-opener-policy", "cross-origin-resource-policy",
})  # fmt: skip
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

    def get(
        self, path: str, account: Account | None = None, headers: tuple[tuple[str, str], ...] = ()
    ) -> HttpAnswer:
        """Ask with an account, that of the administrator unless told."""
        who = account or self.axway.accounts.admin
        login = Basic(who.username, who.password)
        secret = (("Authorization", login),)
        question = Http(self.endpoint, path, headers=headers, secret_headers=secret)
        answer: HttpAnswer = self._engine.ask(question)
        return answer

    def _said(self, path: str, account: Account | None = None) -> bytes:
        answer = self.get(path, account)
        if answer.status in (401, 403):
            why = f"{self.endpoint}{path}: HTTP {answer.status}: the account is refused"
            remedy = "See axway.accounts in the inventory."
            if answer.status == 401 and account is None:
                raise Refused(f"login:{self.name}", why, remedy)  # one finding, and not of each
            raise CannotTell(why, remedy)
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

    def archive_of(self, instance: str) -> Archive | str:
        """Give the same, or `HTTP 503` and the like where it is not to be had."""
        path = f"/api/deployment/archive/service/{instance}"
        if (status := self.get(path).status) in (401, 403) or status == 200:
            return self.archive(instance)
        return f"HTTP {status}"

    def by_way_of(self, url: str) -> str:
        """Give what an account is told whose page came from another name; empty: it is let in."""
        said = self.login(headers=(("Referer", f"{url}/"),))
        return said if said.startswith("HTTP ") else ""

    def login(
        self, account: Account | None = None, headers: tuple[tuple[str, str], ...] = ()
    ) -> str:
        """Give the name that we are logged in as, or `HTTP 401` and the like."""
        answer = self.get("/api/rbac/currentuser", account, headers)
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
    def security_headers(self) -> dict[str, str]:
        """The headers of its page that tell a browser what it may not do. None is an answer."""
        page = self.open("/login/")
        if page.status != 200 or not page.headers:
            raise CannotTell(f"{self.endpoint}: the page of the login: HTTP {page.status}")
        return {name: value for name, value in self.headers.items() if name in SECURITY}

    def headers_lost(self, before: Mapping[str, str]) -> list[str]:
        """Name the security headers that it sent before, and sends no more, or otherwise."""
        after = self.security_headers
        return [
            f"{name}: {after.get(name, 'not sent')}, before: {value}"
            for name, value in sorted(before.items())
            if after.get(name) != value
        ]

    def bad_certificate(self, until: datetime) -> list[str]:
        """Say why the certificate of its port is not what apply makes anew by itself.

        It ends before the window does; or somebody else than the domain's CA signed it, and
        nobody acknowledged that.
        """
        shown, ca = self.certificates[0], self.node.old.domain_certificate[0]
        found = []
        if not shown.not_before <= until < shown.not_after:
            found.append(
                f"{self.endpoint}: {shown.subject} is valid from {shown.not_before:%Y-%m-%d}"
                f" to {shown.not_after:%Y-%m-%d %H:%M}, not to the end of the window"
            )
        if shown.issuer != ca.subject:
            lines = unacknowledged(self.node.old, self.node.old.sums(CERTIFICATES))
            found += [f"{one}; {shown.subject} is signed by {shown.issuer}" for one in lines]
        return found

    @property
    def unlooked_directory(self) -> list[str]:
        """Say where the inventory and the configuration differ about logins by a directory."""
        types, declared = self.node.customised.directories, self.axway.accounts.directory
        if types and not declared:
            said = f"conf/fed has {', '.join(types)}, and axway.accounts has no directory"
            return [f"{self.node.old!r}: {said}"]
        if declared and not types:
            said = "conf/fed has nothing of LDAP, and axway.accounts has a directory"
            return [f"{self.node.old!r}: {said}"]
        return []

    @property
    def unplanned_login(self) -> list[str]:
        """Say why nobody could log in to the new Node Manager for apply; empty: somebody can.

        A local administrator of the account's name is a plan, an acknowledged conf/fed another.
        """
        user = self.axway.accounts.admin.username
        if user in self.node.new.admin_users.users:
            return []
        where = f"{self.node.new.at('conf/adminUsers.json')}: has no {user}"
        return [f"{where}; {one}" for one in self.node.changes.unplanned("conf/fed")]

    @property
    def directory_login(self) -> str:
        """The name that the directory's account is logged in as, or `HTTP 401` and the like."""
        if self.axway.accounts.directory is None:
            raise NotApplicable("the inventory names no account of a directory")
        return self.login(self.axway.accounts.directory)

    @property
    def signer(self) -> str:
        """Who signed the certificate of its port: OWN_CA, unless people changed that."""
        return self.certificates[0].issuer

    @property
    def names(self) -> tuple[str, ...]:
        """The names that its certificate is to have: its host's, and those of the inventory."""
        name = self.axway.host_name(self.name)
        own = self.axway.hosts.get(self.name)
        given = [one.partition("=") for one in (own.subject_alt_names if own else ())]
        more = (word for key, _, word in given if key.upper().startswith("DNS"))
        return tuple(dict.fromkeys((name, *more)))

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        """The chain that its port shows, its own certificate first."""
        port = self.inventory.endpoint(ROLE, self.name).port
        if port is None:
            raise CannotTell(f"{self.endpoint}: no port is known")
        return self.node.shown(port)
