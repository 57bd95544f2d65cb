"""The OAuth services of an instance: the registry of client applications.

Its path is documented and its shape is not: what is not a list of things with an id is CannotTell.
"""

from typing import Any

from inventory import Inventory
from inventory.axway import Account
from probes.answers import HttpAnswer
from probes.engine import Engine
from probes.errors import CannotTell
from probes.questions import Basic, Http
from readers.axway.documents import json_of

PORT = "env.PORT.OAUTH2.SERVICES"
REGISTRY = "/api/kps/ClientApplicationRegistry"
_IDS = ("id", "clientId", "clientID", "client_id")
_SECRET = ("secret", "password", "key")


class OAuth:
    """The OAuth services of one instance."""

    def __init__(self, engine: Engine, inventory: Inventory, instance: str) -> None:
        """Nothing is asked yet."""
        self._engine, self.name = engine, instance
        self.endpoint = f"oauth:{instance}"
        if inventory.axway is None:
            raise CannotTell("the inventory has no section axway")
        self.account: Account | None = inventory.axway.accounts.oauth_registry

    @property
    def clients(self) -> dict[str, str]:
        """The client applications: name by id."""
        who = self.account
        login = (("Authorization", Basic(who.username, who.password)),) if who else ()
        answer: HttpAnswer = self._engine.ask(Http(self.endpoint, REGISTRY, secret_headers=login))
        what = f"{self.endpoint}{REGISTRY}"
        if answer.status in (401, 403):
            raise CannotTell(
                f"{what}: HTTP {answer.status}: it wants a login",
                "Name who may read the registry as axway.accounts.oauth_registry.",
            )
        if answer.status != 200:
            raise CannotTell(f"{what}: HTTP {answer.status}")
        return self._by_id(json_of(answer.body, what), what)

    def _by_id(self, document: Any, what: str) -> dict[str, str]:
        rows = document if isinstance(document, list) else None
        if rows is None or not all(isinstance(one, dict) for one in rows):
            raise CannotTell(
                f"{what}: is no list of applications",
                "Compare the registry's page by hand, and waive this row with what you saw.",
            )
        found = dict[str, str]()
        for one in rows:
            for name, value in one.items():
                if isinstance(value, str) and any(word in name.lower() for word in _SECRET):
                    self._engine.redact(value)
            key = next((str(one[name]) for name in _IDS if one.get(name)), "")
            if not key:
                raise CannotTell(f"{what}: an application without an id")
            found[key] = str(one.get("name") or one.get("appName") or key)
        return found
