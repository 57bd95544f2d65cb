"""API Manager of one instance, asked over its REST API 1.3, by GET and HTTP Basic alone.

A login page would want a POST, and the rate limiter of 7.7.20210330 counts sessions.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from inventory import Inventory
from inventory.axway import Account
from probes.answers import HttpAnswer
from probes.engine import Engine
from probes.errors import CannotTell
from probes.questions import Basic, Http
from readers.axway import api_manager_rest as rest
from readers.axway.api_manager_rest import Config, Content, Person, Thing
from readers.reaching import refusal_of
from readers.versions import Version


class ApiManager:
    """API Manager on an instance of the inventory."""

    def __init__(self, engine: Engine, inventory: Inventory, instance: str) -> None:
        """Nothing is asked yet."""
        self._engine, self.name = engine, instance
        self.endpoint = f"api-manager:{instance}"
        if inventory.axway is None:
            raise CannotTell("the inventory has no section axway")
        self.accounts = inventory.axway.accounts

    def __repr__(self) -> str:
        """Name it as a message does."""
        return self.endpoint

    @property
    def refusal(self) -> str:
        """Why it refuses us; empty where it answers."""
        return refusal_of(self.endpoint, lambda: self.page)

    @property
    def page(self) -> int:
        """The status of its console's page."""
        answer: HttpAnswer = self._engine.ask(Http(self.endpoint, "/"))
        return answer.status

    def _account(self, which: str) -> Account:
        found: Account | None = getattr(self.accounts, which)
        if found is None:
            raise CannotTell(f"the inventory has no axway.accounts.{which}")
        return found

    def get(
        self, path: str, account: str = "api_admin", headers: tuple[tuple[str, str], ...] = ()
    ) -> HttpAnswer:
        """Ask as `api_admin` or `api_user` of the inventory."""
        who = self._account(account)
        login = Basic(who.username, who.password)
        answer: HttpAnswer = self._engine.ask(
            Http(self.endpoint, rest.ROOT + path, "GET", headers, (("Authorization", login),))
        )
        if answer.status >= 500:
            raise CannotTell(
                f"{self.endpoint} {path}: HTTP {answer.status}: {answer.text[:80]!r}",
                "Read the trace of the instance; without its Cassandra, too, it answers so.",
            )
        return answer

    def person(self, account: str = "api_admin") -> Person:
        """Give who an account is, and whether it must change its password."""
        return rest.person(self.get("/currentuser", account))

    def by_way_of(self, url: str) -> str:
        """Give what an account is told whose page came from another name; empty: it is let in."""
        answer = self.get("/currentuser", headers=(("Referer", f"{url}/"),))
        if answer.status != HTTPStatus.OK:
            return f"HTTP {answer.status}"
        rest.person(answer)
        return ""

    def login_troubles(self, account: str) -> list[str]:
        """Name what keeps `api_admin` or `api_user` of the inventory from its work."""
        found = rest.login(self.get("/currentuser", account), admin=account == "api_admin")
        name = self._account(account).username
        return [f"{self.endpoint}: {name}: {why}" for why in found]

    @property
    def config(self) -> Config:
        """Its version, and whether an API Portal is attached."""
        return rest.config(self.get("/config"))

    @property
    def unready(self) -> list[str]:
        """Name what keeps people out: no console, or an account that is switched off."""
        page, who = self.page, self.person()
        found = [] if page == 200 else [f"its console answers HTTP {page}, not 200"]
        return found + ([] if who.enabled else [f"the account {who.login} is switched off"])

    def unlike(self, target: Version) -> list[str]:
        """Name what is not as it must be after the upgrade: version and licence."""
        version, licensed = self.config.version, self.licensed
        found = [] if version == target else [f"it says that it is {version}, not {target}"]
        return found + ([] if licensed else ["it says that it has no licence"])

    @property
    def licensed(self) -> bool:
        """Whether it has a licence; it tells everybody."""
        answer: HttpAnswer = self._engine.ask(Http(self.endpoint, f"{rest.ROOT}/license"))
        return rest.licensed(answer)

    def things(self, kind: str, account: str = "api_admin") -> Mapping[str, Thing]:
        """Give organizations, users, applications, proxies or apirepo, by id."""
        if kind not in rest.LISTS:
            raise ValueError(kind)
        return rest.things(self.get(f"/{kind}", account), f"/{kind}")

    @property
    def content(self) -> dict[str, dict[str, dict[str, str]]]:
        """What a baseline keeps: of each kind, the things by id. Their number is their length."""
        found = {
            kind: {key: dict(one.said) for key, one in sorted(self.things(kind).items())}
            for kind in rest.LISTS
        }
        if not found["organizations"] or not found["users"]:
            raise CannotTell(f"{self.endpoint}: no organization or no user: it has at least one")
        return found

    def seen(self, *kinds: str) -> Content:
        """Give, by kind and id, what the administrator sees. CannotTell where it is none."""
        if not (who := self.person()).admin:
            raise CannotTell(
                f"{self.endpoint}: {who.login} is {who.role}, no administrator: it sees a part",
                "Name an administrator of API Manager as axway.accounts.api_admin.",
            )
        return {kind: self._said(kind, "api_admin") for kind in kinds}

    @property
    def seen_by_user(self) -> Content:
        """The applications, by id, that a user who is no administrator sees."""
        if (who := self.person("api_user")).admin:
            raise CannotTell(
                f"{self.endpoint}: {who.login} is an administrator: it proves nothing for others",
                "Name a user of API Manager who is none as axway.accounts.api_user.",
            )
        return {"applications": self._said("applications", "api_user")}

    def _said(self, kind: str, account: str) -> dict[str, dict[str, Any]]:
        return {key: dict(one.said) for key, one in sorted(self.things(kind, account).items())}

    @property
    def quotas(self) -> Content:
        """The quotas by their place, the default ones and those of each application, and by id."""
        paths = ["/quotas", *(f"/applications/{key}/quota" for key in self._applications)]
        return {path: rest.quotas(self.get(path), path) for path in paths}

    @property
    def _applications(self) -> list[str]:
        return sorted(self.things("applications"))

    @property
    def told_as_static(self) -> list[str]:
        """Name the pages that `update-apimanager` takes away, and that are still served."""
        if self.page != 200:
            raise CannotTell(f"{self.endpoint}: its console answers HTTP {self.page}")
        asked = [Http(self.endpoint, path) for path in rest.STATIC]
        answers = zip(rest.STATIC, self._engine.ask_all(asked), strict=True)
        return [path for path, answer in answers if answer.status == 200]

    @property
    def doubles(self) -> list[str]:
        """Name what the upgrade stops on: two users `apiadmin`, two organizations `Community`."""
        users = [one for one in self.things("users").values() if one.name == "apiadmin"]
        homes = [one for one in self.things("organizations").values() if one.name == "Community"]
        found = [] if len(users) == 1 else [f"{len(users)} users apiadmin"]
        return found + ([] if len(homes) <= 1 else [f"{len(homes)} organizations Community"])
