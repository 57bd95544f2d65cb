"""One node of a Cassandra: a bridge to it, and a driver that knows this node alone.

It repeats nothing, watches nothing and reconnects to nothing: what it says, this node said.
"""

import logging
import threading
from typing import Any

from cassandra import ConsistencyLevel
from cassandra.auth import PlainTextAuthProvider
from cassandra.cluster import EXEC_PROFILE_DEFAULT, Cluster, ExecutionProfile
from cassandra.connection import ConnectionShutdown, UnixSocketEndPoint
from cassandra.policies import (
    ConstantReconnectionPolicy,
    FallthroughRetryPolicy,
    HostFilterPolicy,
    RoundRobinPolicy,
)
from cassandra.query import SimpleStatement, dict_factory

from probes import cql
from probes.bridge import Bridge
from probes.errors import CannotTell
from probes.questions import SecretText
from probes.sockets import Dial

PROTOCOL = 4  # 2.2 to 5.0 speak it; with 5, the old nodes of a ring half upgraded seem to be down
ROWS = 10_000
_PAGE = 1000
COUNTING = 3  # times the timeout: the nodes themselves wait 10 s for one that does not answer
_NEVER = 86_400.0


class _Connection(Cluster.connection_class):  # type: ignore[misc]
    """The driver's own; one that is closed during the login ends the wait for it."""

    last_error: Exception | None

    def close(self) -> None:
        super().close()
        if not self.connected_event.is_set():
            self.last_error = self.last_error or ConnectionShutdown("closed by the server")
            self.connected_event.set()


class _Loop:
    """The driver's one event loop: its thread is ended with the last of our connections."""

    _lock = threading.Lock()
    _users = 0

    @classmethod
    def enter(cls) -> None:
        with cls._lock:
            cls._users += 1
            logging.getLogger("cassandra").setLevel(logging.CRITICAL + 1)  # its errors are raised
            _Connection.initialize_reactor()

    @classmethod
    def leave(cls) -> None:
        with cls._lock:
            cls._users -= 1
            if not cls._users:
                _Connection.handle_fork()  # ends the loop, and forgets it


class Member:
    """A session with one node. `bridge.error` is what the last dial said."""

    def __init__(self, dial: Dial, user: str, password: SecretText | None, timeout: float) -> None:
        """Nothing is contacted yet."""
        _Loop.enter()
        self.bridge = Bridge(dial)
        endpoint = UnixSocketEndPoint(str(self.bridge.path))
        login = PlainTextAuthProvider(user, password.reveal() if password else "")
        self._driver = _driver(endpoint, login if user else None, timeout)
        self._timeout = timeout
        self._session: Any = None
        self._host: Any = None

    def connect(self) -> None:
        """Log in. The pool is there before the first question, which would else be refused."""
        self._session = self._driver.connect(wait_for_all_pools=True)
        (self._host,) = self._session.get_pool_state()

    def rows(self, statement: str) -> list[dict[str, Any]]:
        """All rows, by column name, read page by page."""
        query = SimpleStatement(statement, fetch_size=_PAGE)
        found: list[dict[str, Any]] = []
        timeout = self._timeout * (COUNTING if cql.is_count(statement) else 1)
        for row in self._session.execute(query, host=self._host, timeout=timeout):
            found.append(cql.plain(row))
            if len(found) > ROWS:
                raise CannotTell(f"{statement} gives more than {ROWS} rows")
        return found

    def close(self) -> None:
        """Log out, and end all threads."""
        self._driver.shutdown()
        self.bridge.close()
        _Loop.leave()


def _driver(endpoint: UnixSocketEndPoint, login: Any, timeout: float) -> Any:
    profile = ExecutionProfile(
        load_balancing_policy=HostFilterPolicy(
            RoundRobinPolicy(), lambda host: host.endpoint == endpoint
        ),
        retry_policy=FallthroughRetryPolicy(),
        consistency_level=ConsistencyLevel.LOCAL_QUORUM,
        request_timeout=timeout,
        row_factory=dict_factory,
    )
    return Cluster(
        [endpoint],
        execution_profiles={EXEC_PROFILE_DEFAULT: profile},
        connection_class=_Connection,
        protocol_version=PROTOCOL,
        auth_provider=login,
        connect_timeout=timeout,
        control_connection_timeout=timeout,
        reconnection_policy=ConstantReconnectionPolicy(_NEVER, max_attempts=1),
        idle_heartbeat_interval=0,
        schema_metadata_enabled=False,
        token_metadata_enabled=False,
        topology_event_refresh_window=-1,
        status_event_refresh_window=-1,
        schema_event_refresh_window=-1,
        monitor_reporting_enabled=False,
        compression=False,
    )
