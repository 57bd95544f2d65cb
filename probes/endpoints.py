"""Which transport answers a question, and how its socket gets there: direct, or through a node."""

import asyncio
import socket
import threading
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from inventory import Endpoint, Inventory, MongoStore, Reach, RedisStore
from inventory.stores import CassandraStore
from probes.errors import NoAnswer, Refused, Unreachable
from probes.names import connected
from probes.node import FORWARDING, NodeSession
from probes.questions import CassandraRead, Http, MongoRead, Question, RedisRead, SecretText
from probes.redaction import Redactor
from probes.secrets import Secrets

BODY_LIMIT = 16 << 20  # the list of all APIs of a large gateway is some megabytes
HARD = 4  # times a driver's own timeout: the end of a driver that forgot it


DRIVERS: dict[type[Question], str] = {
    Http: "probes.http",
    RedisRead: "probes.redis_reads",
    MongoRead: "probes.mongo_reads",
    CassandraRead: "probes.cassandra_reads",
}
_LOADING = threading.Lock()  # one after the other: drivers share modules that import each other


def load_driver(kind: type[Question]) -> None:
    """Import what answers a kind of question: half a second, and much more on a busy machine.

    In a thread of its own: the event loop, which counts the seconds of handshakes, goes on.
    """
    if name := DRIVERS.get(kind):
        with _LOADING:
            import_module(name)


class Transport(Protocol):
    """Speaks one protocol to one endpoint; blocking, from any thread."""

    def ask(self, question: Any) -> Any:
        """Give the answer's value, or raise a ProbeError."""

    def close(self) -> None:
        """End its connections."""


class Way:
    """The way to one endpoint's addresses: each is `host:port`, seen from `via` or from here."""

    def __init__(
        self, subject: str, session: NodeSession | None, connect: float, loop: Any
    ) -> None:
        """`session` is the node to go through; None: direct."""
        self.subject, self._session, self._connect, self._loop = subject, session, connect, loop

    def dial(self, address: str) -> socket.socket:
        """Give a connected socket. Raises Refused or NoAnswer."""
        if near := self.near(address):
            near_end = socket.socket(socket.AF_UNIX)
            try:
                near_end.connect(str(near))
            except OSError as error:  # the way is gone: that says nothing of the endpoint
                near_end.close()
                why = f"{self.subject}: the forward to {address} is gone: {error.strerror}"
                raise NoAnswer(self.subject, why, "Is the node's connection stable?") from error
            return near_end
        host, _, port = address.rpartition(":")
        return connected(self.subject, host, int(port), self._connect)

    def near(self, address: str) -> Path | None:
        """Give the unix socket of a forward; None where the way is direct or the node is here."""
        if self._session is None:
            return None
        work = asyncio.run_coroutine_threadsafe(self._session.forward(address), self._loop)
        return work.result()

    def explained(self, ask: Callable[[], Any]) -> Any:
        """Ask; where a channel through the node could not be opened, say why in ssh's words."""
        seen = len(self._session.ssh.refusals()) if self._session else 0
        try:
            return ask()
        except Unreachable as error:
            words = self._session.ssh.refusals()[seen:] if self._session else []
            if not words or error.subject != self.subject or not self._session:
                raise
            raise self._translate(words[-1], self._session.name) from error

    def _translate(self, words: str, node: str) -> Unreachable:
        why = f"{self.subject}, from {node}: {words}"
        if "refused" in words:
            return Refused(self.subject, why, "Is the service up, and is the port right?")
        if "administratively prohibited" in words or "open failed" in words:
            return NoAnswer(self.subject, why, FORWARDING)
        return NoAnswer(self.subject, why, f"Is there a route and an open firewall from {node}?")


def _address(endpoint: Endpoint) -> str:
    """Give what to connect to: the endpoint, or the proxy that the inventory names."""
    if not endpoint.proxy:
        return f"{endpoint.host}:{endpoint.port}"
    proxy = urlsplit(endpoint.proxy)
    return f"{proxy.hostname}:{proxy.port or 3128}"


class Endpoints:
    """Transports by endpoint, each made by the first question that needs it."""

    def __init__(
        self,
        inventory: Inventory,
        redactor: Redactor,
        nodes: dict[str, NodeSession],
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        """`nodes` are the sessions to go through."""
        self._inventory, self._nodes, self._loop = inventory, nodes, loop
        self.secrets = Secrets(inventory.folder, redactor)
        self._made: dict[str, tuple[Transport, Way]] = {}
        self._session: Any = None

    def transport(self, question: Question) -> tuple[str, Callable[[], Any], float]:
        """Give the endpoint's subject, a blocking call that asks, and its hard end in seconds."""
        match question:
            case Http():
                subject = question.endpoint
            case RedisRead():
                subject = f"redis:{question.store}"
            case MongoRead():
                subject = f"mongo:{question.store}"
            case CassandraRead():
                subject = question.subject
            case _:
                raise TypeError(f"no endpoint answers {question!r}")
        if subject not in self._made:
            self._made[subject] = self._make(question, subject)
        made, way = self._made[subject]
        times = self._inventory.timeouts
        hard = times.connect + HARD * times.http
        return subject, lambda: way.explained(lambda: made.ask(question)), hard

    def _make(self, question: Question, subject: str) -> tuple[Transport, Way]:
        match question:
            case Http():
                return self._http(question, subject)
            case RedisRead():
                return self._redis(question, subject)
            case MongoRead():
                return self._mongo(question, subject)
            case CassandraRead():
                return self._cassandra(question, subject)
            case _:
                raise TypeError(f"no endpoint answers {question!r}")

    def _way(self, subject: str, reach: Reach | None, default: str) -> Way:
        name = default if reach is None else reach.via
        session = self._nodes[name] if name else None
        return Way(subject, session, self._inventory.timeouts.connect, self._loop)

    def _http(self, question: Http, subject: str) -> tuple[Transport, Way]:
        from probes.http import HttpTransport, fleet_session  # noqa: PLC0415 (saves start-up)

        self._session = self._session or fleet_session()
        role, _, node = question.endpoint.partition(":")
        endpoint = self._inventory.endpoint(role, node)
        way = self._way(subject, endpoint.reach, node)
        address = _address(endpoint)
        timeout = self._inventory.timeouts.http
        return (
            HttpTransport(
                endpoint, subject, lambda: way.dial(address), timeout, self.secrets,
                session=self._session, body_limit=BODY_LIMIT,
            ),
            way,
        )  # fmt: skip

    def _redis(self, question: RedisRead, subject: str) -> tuple[Transport, Way]:
        from probes.redis_reads import RedisTransport  # noqa: PLC0415 (saves start-up)

        store = self._inventory.stores[question.store]
        if not isinstance(store, RedisStore):
            raise TypeError(f"{question.store} is no Redis")
        way = self._way(subject, store.reach, user_of(self._inventory, question.store))
        timeout = self._inventory.timeouts.http
        return RedisTransport(store, subject, way.dial, timeout, self.secrets), way

    def _mongo(self, question: MongoRead, subject: str) -> tuple[Transport, Way]:
        from probes.mongo_reads import MongoTransport  # noqa: PLC0415 (saves start-up)

        store = self._inventory.stores[question.store]
        if not isinstance(store, MongoStore):
            raise TypeError(f"{question.store} is no MongoDB")
        way = self._way(subject, store.reach, user_of(self._inventory, question.store))
        timeout = self._inventory.timeouts.http
        return MongoTransport(store, subject, way.dial, timeout, self.secrets), way

    def _cassandra(self, question: CassandraRead, subject: str) -> tuple[Transport, Way]:
        from probes.cassandra_reads import CassandraTransport  # noqa: PLC0415 (saves start-up)

        store = self._inventory.stores[question.store]
        if not isinstance(store, CassandraStore):
            raise TypeError(f"{question.store} is no Cassandra")
        way = self._way(subject, store.reach, user_of(self._inventory, question.store))
        timeout, secrets = self._inventory.timeouts.http, self.secrets
        if question.default:  # known to everybody: what it stands for is no secret
            name = SecretText("cassandra")
            store = store.model_copy(update={"username": name.reveal(), "password": name})
            return CassandraTransport(store, subject, way.dial, timeout, lambda _: name), way
        return CassandraTransport(store, subject, way.dial, timeout, secrets), way

    def close(self) -> None:
        """End every driver's connections and threads."""
        for made, _ in self._made.values():
            made.close()


def user_of(inventory: Inventory, store: str) -> str:
    """Give the first node that uses a store: it is often open to its users alone. Or nothing."""
    users = {
        "redis": ("gateway", "dashboard", "pump"),
        "mongodb": ("dashboard", "pump"),
        "cassandra": ("gateway", "admin-node-manager"),
    }
    kind = inventory.stores[store].type
    found = (node.name for role in users[kind] for node in inventory.with_role(role))
    return next(found, "")
