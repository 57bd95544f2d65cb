"""Reads from a MongoDB store by read commands. pymongo speaks the protocol, through our bridge.

Always directly to one member, the primary where there is one: discovery by the driver would go to
addresses that may be out of reach from here.
"""

import contextlib
import json
import socket
import threading
import urllib.parse
from collections.abc import Iterator
from typing import Any

from bson import json_util
from pymongo import MongoClient
from pymongo.errors import (
    AutoReconnect,
    ConfigurationError,
    NetworkTimeout,
    OperationFailure,
    PyMongoError,
    ServerSelectionTimeoutError,
)

from inventory.stores import MongoStore
from probes import guard
from probes.bridge import Bridge
from probes.errors import CannotTell, NoAnswer, Refused, Unreachable
from probes.questions import MongoRead
from probes.secrets import SecretOf
from probes.sockets import DialTo, deadline, secured

_NOT_ALLOWED, _WRONG_PASSWORD, _TOO_LONG = 13, 18, 50
_TIMED = ("find", "aggregate", "count", "distinct")
_CURSORS = ("find", "aggregate", "listCollections", "listIndexes")
_VOLATILE = ("$clusterTime", "operationTime")
BATCHES = 100


class _Member:
    """One member of the store: its bridge and its client."""

    def __init__(self, bridge: Bridge, client: MongoClient[dict[str, Any]]) -> None:
        self.bridge, self.client = bridge, client

    def close(self) -> None:
        self.client.close()
        self.bridge.close()


class MongoTransport:
    """Asks one store. Safe to use from many threads."""

    def __init__(
        self,
        store: MongoStore,
        subject: str,
        dial_to: DialTo,
        timeout: float,
        secret_of: SecretOf,
    ) -> None:
        """`dial_to` gives a connected socket to `host:port`; `timeout` is seconds for a command."""
        self._store, self._subject = store, subject
        self._dial_to, self._timeout, self._secret_of = dial_to, timeout, secret_of
        self._lock = threading.Lock()
        self._members: dict[str, _Member] = {}
        self._chosen = ""

    def ask(self, question: MongoRead) -> Any:
        """The command's answer as relaxed extended JSON. Raises Refused, NoAnswer, CannotTell.

        A cursor is read to its end: all documents are in `firstBatch`.
        """
        command = json_util.loads(question.command)
        guard.mongo(command)
        if next(iter(command)) in _TIMED:
            command.setdefault("maxTimeMS", int(self._timeout * 1000))
        # Not under the lock: where nothing answers, threads would wait for one another's timeout.
        address = self._chosen = self._chosen or self._choose()
        try:
            answer = self._run(address, question.database, command)
        except Unreachable:
            self._chosen = ""  # next time another member may be the primary
            raise
        for name in _VOLATILE:
            answer.pop(name, None)
        return json.loads(json_util.dumps(answer, json_options=json_util.RELAXED_JSON_OPTIONS))

    def close(self) -> None:
        """Close all clients and end their threads."""
        with self._lock:
            members, self._members, self._chosen = self._members, {}, ""
        for member in members.values():
            member.close()

    def _choose(self) -> str:
        """The primary; without one, the first member that answers; else the first one's error."""
        errors: list[Unreachable] = []
        answering: list[str] = []
        for address in self._store.addresses:
            try:
                hello = self._run(address, "admin", {"hello": 1})
            except Unreachable as error:
                errors.append(error)
                continue
            self._check_set(address, hello)
            if hello.get("isWritablePrimary"):
                return address
            if hello.get("primary"):
                return str(hello["primary"])
            answering.append(address)
        if not answering:
            raise errors[0]
        return answering[0]

    def _check_set(self, address: str, hello: dict[str, Any]) -> None:
        wanted, found = self._store.replica_set, hello.get("setName", "")
        if wanted and found != wanted:
            raise CannotTell(
                f"{self._subject}: {address} belongs to the replica set {found or '(none)'}, not"
                f" to {wanted}",
                "Correct `addresses` or `replica_set` in the inventory.",
            )

    def _run(self, address: str, database: str, command: dict[str, Any]) -> dict[str, Any]:
        member = self._member(address)
        name = next(iter(command))
        with self._explained(address, member.bridge, f"{name} on {database}"):
            base = member.client[database]
            if name not in _CURSORS:
                return dict(base.command(command))
            with member.client.start_session() as session:
                answer = dict(base.command(command, session=session))
                cursor = answer.get("cursor", {})
                for _ in range(BATCHES):
                    if not cursor.get("id"):
                        return answer
                    more = {"getMore": cursor["id"], "collection": cursor["ns"].partition(".")[2]}
                    got = base.command(more, session=session)["cursor"]
                    cursor["firstBatch"] += got["nextBatch"]
                    cursor["id"] = got["id"]
        raise CannotTell(f"{self._subject}: {name} on {database} gives more than we read")

    def _member(self, address: str) -> _Member:
        member = self._members.get(address)
        if member is None:
            # The driver would try for its whole timeout what a first look refuses at once.
            self._dial(address).close()
            with self._lock:
                member = self._members.get(address)
                if member is None:
                    bridge = Bridge(lambda: self._dial(address))
                    member = self._members[address] = _Member(bridge, self._client(bridge))
        return member

    def _dial(self, address: str) -> socket.socket:
        sock = self._dial_to(address)
        if self._store.tls:
            with deadline(self._timeout):
                host = address.rpartition(":")[0]
                sock = secured(sock, self._store.tls, host, self._subject)
        sock.settimeout(None)
        return sock

    def _client(self, bridge: Bridge) -> MongoClient[dict[str, Any]]:
        store, millis = self._store, int(self._timeout * 1000)
        login: dict[str, Any] = {}
        if store.username:
            login = {"username": store.username, "authSource": store.auth_source}
            if store.password:
                login["password"] = self._secret_of(store.password).reveal()
        return MongoClient(
            f"mongodb://{urllib.parse.quote(str(bridge.path), safe='')}",
            directConnection=True,
            serverSelectionTimeoutMS=millis,
            connectTimeoutMS=millis,
            socketTimeoutMS=millis,
            retryReads=False,
            retryWrites=False,
            serverMonitoringMode="poll",
            appname="upgrade-checks",
            **login,
        )

    @contextlib.contextmanager
    def _explained(self, address: str, bridge: Bridge, what: str) -> Iterator[None]:
        """Turn what pymongo raises into our errors."""
        try:
            yield
        except OperationFailure as error:
            raise self._failed(address, what, error) from error
        except (ServerSelectionTimeoutError, AutoReconnect) as error:
            if bridge.error:
                raise bridge.error from error
            raise self._silent(address, error) from error
        except ConfigurationError as error:
            raise CannotTell(f"{self._subject}: {address}: {error}") from error
        except (PyMongoError, OSError) as error:
            raise CannotTell(f"{self._subject}: {address}, {what}: {error}") from error

    def _failed(self, address: str, what: str, error: OperationFailure) -> Refused | CannotTell:
        said = (error.details or {}).get("errmsg", str(error))
        user = self._store.username
        if error.code == _WRONG_PASSWORD or (error.code == _NOT_ALLOWED and not user):
            return Refused(
                self._subject,
                f"{address} does not let us in: {said}",
                "Correct `username`, `password` and `auth_source` of the store in the inventory.",
            )
        if error.code == _NOT_ALLOWED:
            return CannotTell(
                f"{self._subject}: the user {user} may not run {what}: {said}",
                f"Have the DBA give {user} the role read there, and clusterMonitor on admin.",
            )
        if error.code == _TOO_LONG:
            return CannotTell(f"{self._subject}: {what} took longer than {self._timeout:g} s")
        return CannotTell(f"{self._subject}: {address} answers to {what}: {said}")

    def _silent(self, address: str, error: Exception) -> Refused | NoAnswer:
        # While it waits for a server the driver keeps no error of its own but the last text.
        hung_up = any(word in str(error) for word in ("closed", "reset", "Broken pipe"))
        if isinstance(error, NetworkTimeout) or not hung_up:
            return NoAnswer(
                self._subject,
                f"{address} gave no answer within {self._timeout:g} s",
                "Is the server busy or hanging? `timeouts: {http: SECONDS}` gives it longer.",
            )
        tls = "with" if self._store.tls else "without"
        return Refused(
            self._subject,
            f"{address} closed the connection without an answer",
            f"We came {tls} TLS: does that port speak it? Look at the log of mongod.",
        )
