"""A Tyk gateway: its control API, its health, the APIs it has loaded."""

from typing import Any

from inventory import Inventory
from probes.answers import HttpAnswer
from probes.engine import Engine
from probes.errors import CannotTell
from probes.questions import SecretText
from readers.tyk import control_api
from readers.tyk.control_api import Api
from readers.tyk.services import TykService


class Gateway(TykService):
    """A gateway."""

    def __init__(self, engine: Engine, inventory: Inventory, node: str) -> None:
        """Nothing is asked yet."""
        super().__init__(engine, inventory, node, "gateway")

    def control(self, path: str) -> HttpAnswer:
        """Ask the control API, with the secret of the gateway's own configuration."""
        secret = self.config.text("secret")
        if not secret:
            raise CannotTell(f"{self.node.name}: the gateway's `secret` is empty or absent")
        return self.get(path, ("X-Tyk-Authorization", SecretText(secret)))

    @property
    def loaded(self) -> tuple[Api, ...]:
        """The APIs that the gateway has loaded, by id."""
        return control_api.apis(self.control("/tyk/apis"))

    def apis(self) -> dict[str, dict[str, Any]]:
        """The same in the form that a baseline keeps."""
        return control_api.by_id(self.loaded)
