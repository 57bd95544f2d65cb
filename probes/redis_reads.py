"""Reads from a Redis store: single, behind sentinels, or a cluster. redis-py speaks the protocol.

Three commands are ours. `MASTERS` lists the masters as `host:port`. `SCAN-ALL PATTERN LIMIT` gives
the names of all keys of one member, sorted, without `KEYS`, which would block the server.
`SCAN-LASTING PATTERN LIMIT DAYS` gives those of them that live for more than so many days.
"""

import socket
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.exceptions import (
    AuthenticationError,
    AuthenticationWrongNumberOfArgsError,
    BusyLoadingError,
    MovedError,
    NoPermissionError,
    RedisError,
)
from redis.retry import Retry

from inventory.stores import RedisStore
from probes import guard
from probes.errors import CannotTell, NoAnswer, Refused, Unreachable
from probes.questions import RedisRead
from probes.secrets import SecretOf
from probes.sockets import DialTo, begin_anew, deadline, secured, timed

SCAN_COUNT = "1000"
Words = tuple[Any, ...]  # of one command, or of several that are sent in one go
MOVES = 3


class _Connection(redis.Connection):
    """A connection that gets its socket from the transport. redis-py leaves its methods untyped."""

    def __init__(self, connect: Any, **settings: Any) -> None:
        self.dial = connect
        super().__init__(  # type: ignore[no-untyped-call]
            retry=Retry(NoBackoff(), 0),  # the driver would try a wrong password for seconds
            protocol=2,
            driver_info=None,  # CLIENT SETINFO is a command that an ACL may refuse and log
            decode_responses=True,
            encoding_errors="surrogateescape",
            **settings,
        )

    def _connect(self) -> socket.socket:
        sock: socket.socket = self.dial()
        return sock


class RedisTransport:
    """Asks one store. Safe to use from many threads; keeps the connections that are idle."""

    def __init__(
        self,
        store: RedisStore,
        subject: str,
        dial_to: DialTo,
        timeout: float,
        secret_of: SecretOf,
    ) -> None:
        """`dial_to` gives a connected socket to `host:port`; `timeout`: seconds an exchange."""
        self._store, self._subject = store, subject
        self._dial_to, self._timeout, self._secret_of = dial_to, timeout, secret_of
        self._lock = threading.Lock()
        self._idle: defaultdict[tuple[str, bool], list[Any]] = defaultdict(list)
        self._closed = False

    def ask(self, question: RedisRead) -> Any:
        """The answer as text, number, list or None. Raises Refused, NoAnswer, CannotTell."""
        words = question.command
        guard.redis(words)
        name = words[0].upper()
        if name == "MASTERS":
            return self._masters()
        if name == "SENTINEL":
            return self._first(words, sentinel=True)
        if name == "SCAN-ALL":
            return self._scan(question.member, *words[1:])
        if name == "SCAN-LASTING":
            return self._lasting(question.member, *words[1:])
        return self._tell(question.member, words)

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            self._closed = True
            kept, self._idle = self._idle, defaultdict(list)
        for connections in kept.values():
            for connection in connections:
                connection.disconnect()

    def _masters(self) -> list[str]:
        if self._store.topology == "single":
            return [self._store.addresses[0]]
        if self._store.topology == "sentinel":
            return [self._master_by_sentinel()]
        slots = self._first(("CLUSTER", "SLOTS"))
        found = {_address(master[0], master[1]) for _, _, master, *_ in slots if master[0]}
        if not found:
            raise CannotTell(
                f"{self._subject}: the cluster serves no slot: it has no master",
                "Look at CLUSTER INFO and CLUSTER NODES on its members.",
            )
        return sorted(found)

    def _master_by_sentinel(self) -> str:
        name = str(self._store.service_name)
        found = self._first(("SENTINEL", "get-master-addr-by-name", name), sentinel=True)
        if not found:
            raise CannotTell(
                f"{self._subject}: the sentinels know no master named {name}",
                "Compare `service_name` of the inventory with SENTINEL MASTERS.",
            )
        return _address(found[0], found[1])

    def _tell(self, member: str, words: tuple[str, ...]) -> Any:
        """Ask one member, or the master, or for a cluster whichever member answers."""
        if member:
            return self._follow(member, words)
        if self._store.topology == "cluster":
            return self._first(words)
        return self._follow(self._masters()[0], words)

    def _first(self, words: tuple[str, ...], *, sentinel: bool = False) -> Any:
        """The answer of the first address that serves us; the first one's error if none does."""
        errors: list[Unreachable] = []
        for address in self._store.addresses:
            try:
                return self._follow(address, words, sentinel=sentinel)
            except Unreachable as error:
                errors.append(error)
        raise errors[0]

    def _follow(self, address: str, words: tuple[str, ...], *, sentinel: bool = False) -> Any:
        """Ask, and go where a cluster says that the key is."""
        for _ in range(MOVES):
            try:
                return self._send(address, words, sentinel=sentinel)
            except MovedError as moved:
                address = _address(moved.host, moved.port)
        raise CannotTell(f"{self._subject}: its members send us round in circles: {words[0]}")

    def _scan(self, member: str, pattern: str, limit: str) -> list[str]:
        """All names of keys, up to the limit."""
        member = member or self._only_master()
        names: set[str] = set()
        cursor = "0"
        while True:
            words = ("SCAN", cursor, "MATCH", pattern, "COUNT", SCAN_COUNT)
            cursor, found = self._send(member, words)
            names.update(found)
            if len(names) > int(limit):
                raise CannotTell(
                    f"{self._subject}: more than {limit} keys match {pattern}",
                    "That many names are not read from a production server.",
                )
            if cursor == "0":
                return sorted(names)

    def _lasting(self, member: str, pattern: str, limit: str, days: str) -> list[str]:
        """Names of keys without a near end of life, which is asked for many at a time."""
        member = member or self._only_master()
        names = self._scan(member, pattern, limit)
        lives, near = list[Any](), int(days) * 86_400
        for at in range(0, len(names), int(SCAN_COUNT)):
            several = tuple(("TTL", name) for name in names[at : at + int(SCAN_COUNT)])
            lives += self._send(member, several)
        return [name for name, life in zip(names, lives, strict=True) if life == -1 or life > near]

    def _only_master(self) -> str:
        masters = self._masters()
        if len(masters) > 1:
            raise CannotTell(f"{self._subject}: SCAN needs a member: there are {len(masters)}")
        return masters[0]

    def _send(self, address: str, words: Words, *, sentinel: bool = False) -> Any:
        place = (address, sentinel)
        with self._lock:
            kept = self._idle[place].pop() if self._idle[place] else None
        if kept is not None:
            try:
                return self._exchange(place, kept, words)
            except Refused:
                # It was closed meanwhile. That says nothing, nor do the others kept: ask anew.
                with self._lock:
                    stale = self._idle.pop(place, [])
                for connection in stale:
                    connection.disconnect()
        return self._exchange(place, self._connection(address, sentinel=sentinel), words)

    def _exchange(self, place: tuple[str, bool], connection: Any, words: Words) -> Any:
        commands = words if isinstance(words[0], tuple) else (words,)
        try:
            with deadline(self._timeout), self._explained(place[0], commands[0]):
                connection.connect()
                connection.send_packed_command(connection.pack_commands(commands))
                answers = [connection.read_response() for _ in commands]
        except BaseException as error:
            if isinstance(error, CannotTell | MovedError) and len(commands) == 1:
                self._keep(place, connection)
            else:  # answers may still be on their way
                connection.disconnect()
            raise
        self._keep(place, connection)
        return answers if commands is words else answers[0]

    def _keep(self, place: tuple[str, bool], connection: Any) -> None:
        with self._lock:
            if connection.is_connected and not self._closed:
                self._idle[place].append(connection)
                return
        connection.disconnect()

    def _connection(self, address: str, *, sentinel: bool) -> Any:
        store = self._store
        user = store.sentinel_username if sentinel else store.username
        reference = store.sentinel_password if sentinel else store.password
        host, _, port = address.rpartition(":")

        def dial() -> socket.socket:
            sock = self._dial_to(address)
            begin_anew(self._timeout)
            return secured(sock, store.tls, host, self._subject) if store.tls else timed(sock)

        return _Connection(
            dial,
            host=host,
            port=int(port),
            db=0 if sentinel else store.database,
            username=user or None,
            password=self._secret_of(reference).reveal() if reference else None,
        )

    @contextmanager
    def _explained(self, address: str, words: tuple[str, ...]) -> Iterator[None]:
        """Turn what redis-py raises into our errors, without the arguments of the command."""
        what = " ".join(words[:2]) if words[0].upper() in ("CONFIG", "CLUSTER") else words[0]
        try:
            yield
        except MovedError:
            raise
        except (redis.TimeoutError, TimeoutError) as error:
            raise self._late(address) from error
        except NoPermissionError as error:
            raise self._not_permitted(what, error) from error
        except (AuthenticationError, AuthenticationWrongNumberOfArgsError) as error:
            raise self._locked(address, error) from error
        except BusyLoadingError as error:
            raise CannotTell(
                f"{self._subject}: {address} is still loading its data", "Ask again in a while."
            ) from error
        except (redis.ConnectionError, OSError) as error:
            raise self._hung_up(address, error) from error
        except RedisError as error:
            raise CannotTell(f"{self._subject}: {address} answers to {what}: {error}") from error

    def _late(self, address: str) -> NoAnswer:
        return NoAnswer(
            self._subject,
            f"{address} gave no answer within {self._timeout:g} s",
            "Is the server busy or hanging? `timeouts: {http: SECONDS}` gives it longer.",
        )

    def _locked(self, address: str, error: Exception) -> Refused:
        return Refused(
            self._subject,
            f"{address} does not let us in: {error}",
            "Correct `username` and `password` of the store in the inventory.",
        )

    def _not_permitted(self, what: str, error: Exception) -> CannotTell:
        user = self._store.username or "default"
        rule = "+" + what.lower().replace(" ", "|")
        return CannotTell(
            f"{self._subject}: the user {user} may not run {what}: {error}",
            f"Have the DBA grant it for the change: ACL SETUSER {user} {rule}",
        )

    def _hung_up(self, address: str, error: Exception) -> Refused | CannotTell:
        if "max number of clients" in str(error):
            return CannotTell(f"{self._subject}: {address} has no client connection left")
        tls = "with" if self._store.tls else "without"
        return Refused(
            self._subject,
            f"{address} closed the connection without an answer",
            f"We came {tls} TLS: does that port speak it? Look at the log of Redis.",
        )


def _address(host: Any, port: Any) -> str:
    text = str(host)
    return f"[{text}]:{port}" if ":" in text and text[0] != "[" else f"{text}:{port}"
