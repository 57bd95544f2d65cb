"""Gateway, Dashboard and pump: each an RPM service with a configuration and an HTTP endpoint."""

from collections.abc import Mapping
from typing import Any

from inventory import Inventory
from probes.answers import HttpAnswer
from probes.engine import Engine
from probes.errors import CannotTell
from probes.questions import Http, SecretText
from readers import environment_file
from readers.reaching import refusal_of
from readers.service import RpmService
from readers.tyk import control_api, settings
from readers.tyk.config import Component, Config, parse_config
from readers.tyk.control_api import Api

UNITS = {"gateway": "tyk-gateway", "dashboard": "tyk-dashboard", "pump": "tyk-pump"}
CONF = {
    "gateway": "/opt/tyk-gateway/tyk.conf",
    "dashboard": "/opt/tyk-dashboard/tyk_analytics.conf",
    "pump": "/opt/tyk-pump/pump.conf",
}
FLAGS = ("--conf", "-conf", "-c")


class TykService(RpmService):
    """One Tyk service on one node."""

    component: Component

    def __init__(self, engine: Engine, inventory: Inventory, node: str, role: str) -> None:
        """Nothing is asked yet."""
        super().__init__(engine, inventory, node, role, UNITS[role])
        self._engine, self.inventory = engine, inventory
        self.component = role  # type: ignore[assignment]
        self.endpoint = f"{role}:{node}"

    @property
    def conf_path(self) -> str:
        """The configuration file that the unit's command names, or the package's."""
        words = self.unit_state.exec_start
        named = [after for word, after in zip(words, words[1:], strict=False) if word in FLAGS]
        return named[0] if named else CONF[self.role]

    @property
    def environment(self) -> Mapping[str, str]:
        """The unit's variables: its own, and those of its files, which win."""
        state = self.unit_state
        found = dict(state.environment)
        for file in state.environment_files:
            raw = self.node.content(file.path)
            if raw is None and not file.optional:
                raise CannotTell(f"{self.node.name}: the unit wants {file.path}, it is not there")
            found |= environment_file.parse((raw or b"").decode(), file.path)
        return found

    @property
    def config(self) -> Config:
        """The configuration in force: the file with the environment on top."""
        config = parse_config(self.component, self.node.text(self.conf_path), self.environment)
        for _, value in settings.secrets(config):
            self._engine.redact(value)
        return config

    def get(self, path: str, *secret_headers: tuple[str, SecretText]) -> HttpAnswer:
        """Ask the service over HTTP."""
        answer: HttpAnswer = self._engine.ask(
            Http(self.endpoint, path, secret_headers=secret_headers)
        )
        return answer

    @property
    def refusal(self) -> str:
        """Why its HTTP endpoint refuses us; empty where it answers."""
        return refusal_of(self.endpoint, lambda: self.get(self.health_path))

    @property
    def health_path(self) -> str:
        """Where it says how it is."""
        return settings.health_path(self.config)


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


class Dashboard(TykService):
    """A Dashboard."""

    def __init__(self, engine: Engine, inventory: Inventory, node: str) -> None:
        """Nothing is asked yet."""
        super().__init__(engine, inventory, node, "dashboard")


class Pump(TykService):
    """A pump."""

    def __init__(self, engine: Engine, inventory: Inventory, node: str) -> None:
        """Nothing is asked yet."""
        super().__init__(engine, inventory, node, "pump")
