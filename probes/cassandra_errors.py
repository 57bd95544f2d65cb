"""What cassandra-driver raises, in our errors."""

import re
from dataclasses import dataclass

from cassandra import (
    AuthenticationFailed,
    OperationTimedOut,
    ReadFailure,
    ReadTimeout,
    Unauthorized,
    Unavailable,
)
from cassandra.cluster import NoHostAvailable
from cassandra.connection import (
    ConnectionException,
    ConnectionShutdown,
    ProtocolError,
    ProtocolVersionUnsupported,
)

from probes.errors import CannotTell, NoAnswer, ProbeError, Refused

QUORUM = "LOCAL_QUORUM is not met"
_COUNTS = {
    Unavailable: ("alive_replicas", "required_replicas", "are alive"),
    ReadTimeout: ("received_responses", "required_responses", "answered in time"),
    ReadFailure: ("received_responses", "required_responses", "could read"),
}
_BLIND = "Unable to perform auth"  # -entication, -orization
_ACCOUNTS = "Accounts can not be looked up: give system_auth a replica on each node, and repair it."
_MESSAGE = re.compile(r'message="(.*)"', re.DOTALL)
_OUR_SOCKET = re.compile(r"\S*/way-\w+/way\.sock(?::None)?")


@dataclass(frozen=True)
class Place:
    """Who is asked, and how: what a sentence about an error needs."""

    subject: str
    address: str
    user: str
    tls: bool
    timeout: float

    def explained(  # noqa: PLR0911 (one return an error)
        self, error: Exception, what: str
    ) -> ProbeError:
        """Say the driver's error in our words; `what` is what was asked."""
        cause = _cause(error)
        match cause:
            case ProbeError():
                return cause
            case AuthenticationFailed():
                return self._locked(cause)
            case OperationTimedOut() | TimeoutError():
                return self._late()
            case ProtocolVersionUnsupported():
                why = f"{self.subject}: {self.address} does not speak version 4 of the protocol"
                return CannotTell(why, "Cassandra before 2.2 is not supported.")
            case ConnectionShutdown() | OSError():
                return self._hung_up("closed the connection without an answer")
            case ConnectionException() | ProtocolError():
                return self._hung_up("does not speak CQL")
            case Unauthorized():
                return self._forbidden(cause, what)
        for kind, (got, needed, verb) in _COUNTS.items():
            if isinstance(cause, kind):
                told = f"{getattr(cause, got)} of {getattr(cause, needed)} replicas needed {verb}"
                return self._too_few(what, told)
        said = f"{type(cause).__name__}: {self._said(cause)}"
        return CannotTell(f"{self.subject}: {self.address} answers to {what}: {said}")

    def _late(self) -> NoAnswer:
        return NoAnswer(
            self.subject,
            f"{self.address} gave no answer within {self.timeout:g} s",
            "Is the node busy or hanging? `timeouts: {http: SECONDS}` gives it longer.",
        )

    def _locked(self, error: Exception) -> Refused:
        said = self._said(error)
        remedy = "Correct `username` and `password` of the store in the inventory."
        return Refused(
            self.subject,
            f"{self.address} does not let us in: {said}",
            _ACCOUNTS if said.startswith(_BLIND) else remedy,
        )

    def _hung_up(self, how: str) -> Refused:
        return Refused(
            self.subject,
            f"{self.address} {how}",
            f"We came {'with' if self.tls else 'without'} TLS: does that port speak it? Look at"
            " the log of Cassandra.",
        )

    def _forbidden(self, error: Exception, what: str) -> CannotTell:
        user = self.user or "anonymous"
        if (said := self._said(error)).startswith(_BLIND):
            return CannotTell(f"{self.subject}: {self.address} to {what}: {said}", _ACCOUNTS)
        return CannotTell(
            f"{self.subject}: the user {user} may not run {what}: {said}",
            f"Have the DBA grant it for the change: GRANT SELECT ON KEYSPACE ... TO {user}",
        )

    def _too_few(self, what: str, told: str) -> CannotTell:
        return CannotTell(
            f"{self.subject}: {QUORUM}, says {self.address} to {what}: {told}",
            "Look at `nodetool status`: which replicas are down, and why?",
        )

    def _said(self, error: Exception) -> str:
        """Give the server's own sentence; else the driver's, without our socket's name."""
        found = _MESSAGE.search(str(error))
        return found[1] if found else _OUR_SOCKET.sub(self.address, str(error))


def _cause(error: Exception) -> Exception:
    """Give what one host said: the driver collects the errors of all hosts, and we ask one."""
    if isinstance(error, NoHostAvailable):
        inner = error.errors.values() if isinstance(error.errors, dict) else ()
        return next((one for one in inner if isinstance(one, Exception)), ConnectionShutdown(""))
    return error
