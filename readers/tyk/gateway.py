"""A Tyk gateway: its control API, its health, the APIs it has loaded, and how they answer."""

from datetime import datetime, timedelta
from typing import Any

from inventory import Inventory
from inventory.secrets import SecretRef
from inventory.tyk import Canary
from probes.answers import HttpAnswer
from probes.engine import Engine
from probes.errors import CannotTell
from probes.questions import Http, Now, SecretText
from readers import calls, listening
from readers.calls import Called
from readers.tyk import canaries, control_api, hello, log_lines
from readers.tyk.control_api import Api
from readers.tyk.hello import Hello, Ready
from readers.tyk.running import RunningService

EVERY = 10.0  # seconds between two looks, where liveness_check does not say
MISSED, LONGEST = 3, 60.0  # looks that may be late, seconds that are never long
NANOSECONDS = 1e9  # in which the configuration counts
KEYLESS = "keyless"


class Gateway(RunningService):
    """A gateway."""

    def __init__(self, engine: Engine, inventory: Inventory, node: str) -> None:
        """Nothing is asked yet."""
        super().__init__(engine, inventory, node, "gateway")

    @property
    def hello(self) -> Hello:
        """What it says of itself."""
        return hello.hello(self.get(self.health_path))

    @property
    def ready(self) -> Ready:
        """Whether it says that it is ready. NotApplicable where its version has no such word."""
        answer = self.get(self.ready_path)
        return hello.ready(answer, self.hello.version)

    @property
    def ready_path(self) -> str:
        """Where it says whether it is ready."""
        return f"/{self.config.text('readiness_check_endpoint_name') or 'ready'}"

    @property
    def looking_since(self) -> datetime:
        """The time from which a look of the gateway at Redis and Dashboard counts.

        Its start, and not long ago: a look that hangs leaves the answer of before.
        """
        every = (self.config.number("liveness_check.check_duration") or 0) / NANOSECONDS or EVERY
        now: datetime = self._engine.ask(Now())
        return max(self.started, now - timedelta(seconds=max(MISSED * every, LONGEST)))

    def control(self, path: str) -> HttpAnswer:
        """Ask the control API, with the inventory's secret or that of the configuration."""
        answer: HttpAnswer = self._engine.ask(
            Http(self.endpoint, path, secret_headers=(("X-Tyk-Authorization", self._secret()),))
        )
        return answer

    def _secret(self) -> SecretRef | SecretText:
        declared = self.inventory.tyk.gateway_secret if self.inventory.tyk else None
        if declared:
            return declared
        secret = self.config.text("secret")
        if not secret:
            raise CannotTell(f"{self.node.name}: the gateway's `secret` is empty or absent")
        return SecretText(secret)

    @property
    def loaded(self) -> tuple[Api, ...]:
        """The APIs that the gateway has loaded, by id."""
        return control_api.apis(self.control("/tyk/apis"))

    def apis(self) -> dict[str, dict[str, Any]]:
        """The same in the form that a baseline keeps."""
        return control_api.by_id(self.loaded)

    def policies(self) -> list[str]:
        """The ids of the policies that the gateway has loaded."""
        return list(control_api.policies(self.control("/tyk/policies")))

    @property
    def canaries(self) -> tuple[Called, ...]:
        """The inventory's canaries, called on this gateway. CannotTell where it names none."""
        named = self._named()
        self._traffic_is_here()
        questions = [calls.question(self.endpoint, canary) for canary in named]
        answers = self._engine.ask_all(questions)
        return tuple(Called(canary, got) for canary, got in zip(named, answers, strict=True))

    @property
    def without_canary(self) -> tuple[str, ...]:
        """The ways of authentication, and the Go plugins, that no canary goes through."""
        return canaries.uncovered(self.loaded, self._named())

    def _named(self) -> tuple[Canary, ...]:
        named = self.inventory.tyk.canaries if self.inventory.tyk else ()
        if not named:
            raise CannotTell(
                "the inventory names no canary",
                "Name a request under tyk.canaries for each way of authentication and each plugin.",
            )
        return named

    @property
    def registered(self) -> bool:
        """Whether the Dashboard took it after its last start."""
        return log_lines.registered(self.log_of_start)

    @property
    def refusals(self) -> tuple[str, ...]:
        """The Dashboard's refusals since it took the gateway."""
        return log_lines.refusals(self.log)

    def without_credential(self) -> dict[str, str]:
        """Give how each active API answers a caller without a credential, by id.

        `HTTP 401` where the definition wants a credential, `keyless` where it wants none: such an
        API is not asked. A HEAD: where an API is open, none of its data is fetched.
        """
        self._traffic_is_here()
        active = [api for api in self.loaded if api.active]
        closed = [api for api in active if api.protected]
        answers = self._engine.ask_all([_knock(self.endpoint, api) for api in closed])
        found = {api.id: KEYLESS for api in active if not api.protected}
        for api, got in zip(closed, answers, strict=True):
            if got.status >= 500:
                raise CannotTell(f"{self.endpoint}: {api.listen_path}: HTTP {got.status}")
            found[api.id] = f"HTTP {got.status}"
        return found

    @property
    def callers(self) -> tuple[str, ...]:
        """The other machines that called it within about a minute.

        A load balancer's own health checks are among them: they cannot be told from calls.
        """
        endpoint = self.inventory.endpoint(self.role, self.node.name)
        if endpoint.port is None or (endpoint.reach and endpoint.reach.via != self.node.name):
            raise CannotTell(
                f"{self.endpoint}: our own calls cannot be told from those of others",
                "Reach the gateway through its own node.",
            )
        found = listening.callers(self.node.run(listening.callers_script()), endpoint.port)
        own = ("127.0.0.1", "::1", self.node.settings.address)
        return tuple(address for address in found if address not in own)

    def _traffic_is_here(self) -> None:
        """Refuse where the endpoint is the control port, which serves no API."""
        control = self.config.number("control_api_port")
        asked = self.inventory.endpoint(self.role, self.node.name).port
        traffic = self.config.number("listen_port")
        if control and control == asked and control != traffic:
            raise CannotTell(
                f"{self.endpoint} is the control port {control}: no API is served there",
                "Name the gateway's listen_port as its endpoint.",
            )


def _knock(endpoint: str, api: Api) -> Http:
    """Make the question of a caller without a credential."""
    path = api.listen_path if api.listen_path.startswith("/") else f"/{api.listen_path}"
    return Http(endpoint, path, "HEAD", (("Host", api.domain),) if api.domain else ())
