"""What gateway, Dashboard and pump share: an RPM, a unit, a configuration, an HTTP endpoint."""

import itertools
from collections.abc import Mapping
from inventory import Inventory
from probes.answers import HttpAnswer
from probes.engine import Engine
from probes.errors import CannotTell
from probes.questions import Http, SecretText
from readers import environment_file
from readers.reaching import refusal_of
from readers.service import RpmService
from readers.tyk import settings
from readers.tyk.config import Component, Config, parse_config

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
        named = [after for word, after in itertools.pairwise(words) if word in FLAGS]
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
