"""A Tyk Dashboard: its health and its APIs."""

from inventory import Inventory
from probes.answers import HttpAnswer
from probes.engine import Engine
from probes.errors import CannotTell
from probes.questions import Http
from readers.tyk import dashboard_api, hello
from readers.tyk.running import RunningService


class Dashboard(RunningService):
    """A Dashboard."""

    def __init__(self, engine: Engine, inventory: Inventory, node: str) -> None:
        """Nothing is asked yet."""
        super().__init__(engine, inventory, node, "dashboard")

    @property
    def health(self) -> str:
        """Its own word: `ok`, another one, or `HTTP 503` and the like."""
        return hello.dashboard_hello(self.get(self.health_path))

    def user_api(self, path: str) -> HttpAnswer:
        """Ask the user API with the key of the inventory."""
        key = self.inventory.tyk.dashboard_key if self.inventory.tyk else None
        if key is None:
            raise CannotTell(
                "the inventory names no key for the Dashboard's API",
                "Give a user's API access key as tyk.dashboard_key.",
            )
        answer: HttpAnswer = self._engine.ask(
            Http(self.endpoint, path, secret_headers=(("Authorization", key),))
        )
        return answer

    def apis(self) -> list[str]:
        """The ids of the APIs that it lists."""
        return [api.id for api in dashboard_api.apis(self.user_api("/api/apis?p=-1"))]
