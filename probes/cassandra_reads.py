"""Reads from a Cassandra by CQL SELECT at LOCAL_QUORUM. cassandra-driver speaks the protocol.

Each node is asked by itself, through our bridge: discovery by the driver would go to addresses
that may be out of reach from here, and another node could answer for the one that was meant.
"""

import socket
import threading
from typing import Any

from cassandra import OperationTimedOut
from cassandra.cluster import NoHostAvailable
from cassandra.connection import ConnectionException

from inventory.stores import CassandraStore
from probes import cql
from probes.cassandra_errors import Place
from probes.cassandra_member import Member
from probes.errors import CannotTell, ProbeError, Unreachable
from probes.questions import CassandraRead
from probes.secrets import SecretOf
from probes.sockets import DialTo, deadline, secured

Rows = list[dict[str, Any]]
_LOST = (NoHostAvailable, OperationTimedOut, ConnectionException, OSError)


class CassandraTransport:
    """Asks one store, or one member of it. Safe to use from many threads."""

    def __init__(
        self,
        store: CassandraStore,
        subject: str,
        dial_to: DialTo,
        timeout: float,
        secret_of: SecretOf,
    ) -> None:
        """`dial_to` gives a connected socket to `host:port`; `timeout` is seconds for a page."""
        self._store, self._subject = store, subject
        self._dial_to, self._timeout, self._secret_of = dial_to, timeout, secret_of
        self._lock = threading.Lock()
        self._making: dict[str, threading.Lock] = {}
        self._members: dict[str, Member] = {}
        self._chosen = ""
        self._closed = False

    def ask(self, question: CassandraRead) -> Rows:
        """All rows, by column name. Raises Refused, NoAnswer, CannotTell."""
        cql.guard(question.statement)
        if question.member:
            return self._read(question.member, question.statement)
        return self._first(question.statement)

    def close(self) -> None:
        """Log out everywhere and end all threads."""
        with self._lock:
            self._closed = True
            members, self._members = self._members, {}
        for member in members.values():
            member.close()

    def _first(self, statement: str) -> Rows:
        """The answer of the first address that serves us; the first one's error if none does."""
        errors: list[Unreachable] = []
        chosen = self._chosen
        for address in sorted(self._store.addresses, key=lambda one: one != chosen):
            try:
                found = self._read(address, statement)
            except Unreachable as error:
                errors.append(error)
                continue
            self._chosen = address
            return found
        raise errors[0]

    def _read(self, address: str, statement: str) -> Rows:
        if kept := self._members.get(address):
            try:
                return kept.rows(statement)
            except (NoHostAvailable, ConnectionException):
                self._drop(address, kept)  # it was closed meanwhile. That says nothing: ask anew.
            except Exception as error:
                raise self._explained(address, kept, error, statement) from error
        member = self._member(address)
        try:
            return member.rows(statement)
        except Exception as error:
            raise self._explained(address, member, error, statement) from error

    def _member(self, address: str) -> Member:
        """The session with a node: one for all who ask at the same time."""
        with self._lock:
            making = self._making.setdefault(address, threading.Lock())
        with making:
            if member := self._members.get(address):
                return member
            member = self._connected(address)
            with self._lock:
                if not self._closed:
                    self._members[address] = member
                    return member
        member.close()
        raise CannotTell(f"{self._subject}: closed while it was asked")

    def _connected(self, address: str) -> Member:
        secret = self._secret_of(self._store.password) if self._store.password else None
        # The driver would wait its whole timeout for what a first look refuses at once.
        ready = [self._dial(address)]
        member = Member(
            lambda: ready.pop() if ready else self._dial(address),
            self._store.username,
            secret,
            self._timeout,
        )
        try:
            member.connect()
        except Exception as error:
            member.close()
            raise self._explained(address, member, error, "the login") from error
        finally:
            for unused in ready:
                unused.close()
        return member

    def _dial(self, address: str) -> socket.socket:
        sock = self._dial_to(address)
        if self._store.tls:
            with deadline(self._timeout):
                host = address.rpartition(":")[0]
                sock = secured(sock, self._store.tls, host, self._subject)
        sock.settimeout(None)
        return sock

    def _drop(self, address: str, member: Member) -> None:
        with self._lock:
            if self._members.get(address) is not member:
                return
            del self._members[address]
        member.close()

    def _explained(self, address: str, member: Member, error: Exception, what: str) -> ProbeError:
        """Turn what the driver raises into our errors; a connection that is lost is dropped."""
        if isinstance(error, _LOST):
            self._drop(address, member)
            if member.bridge.error:
                return member.bridge.error
        store = self._store
        place = Place(self._subject, address, store.username, bool(store.tls), self._timeout)
        return place.explained(error, what)
