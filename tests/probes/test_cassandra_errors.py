"""What cassandra-driver raises, one by one: what a ring says only in bad hours."""

import pytest
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

from probes.cassandra_errors import Place
from probes.errors import CannotTell, NoAnswer, Refused

PLACE = Place("cassandra:kps", "10.0.0.5:9042", "checks", tls=False, timeout=5.0)
BLIND = 'Error from server: code=2100 [Unauthorized] message="Unable to perform authorization of x"'


def none_available(error):
    return NoHostAvailable("Unable to connect", {"/tmp/way-abc/way.sock": error})


@pytest.mark.parametrize(
    ("error", "kind", "says"),
    [
        (
            Unavailable("x", None, required_replicas=2, alive_replicas=1),
            CannotTell,
            "LOCAL_QUORUM is not met.*1 of 2 replicas needed are alive",
        ),
        (
            ReadTimeout("x", None, required_responses=2, received_responses=1),
            CannotTell,
            "LOCAL_QUORUM is not met.*1 of 2 replicas needed answered in time",
        ),
        (
            ReadFailure("x", None, required_responses=2, received_responses=0),
            CannotTell,
            "LOCAL_QUORUM is not met.*0 of 2",
        ),
        (Unauthorized("Error from server: no permission"), CannotTell, "checks may not run"),
        (Unauthorized(BLIND), CannotTell, "Unable to perform authorization of x$"),
        (OperationTimedOut(), NoAnswer, "no answer within 5 s"),
        (none_available(OperationTimedOut()), NoAnswer, "no answer within 5 s"),
        (
            none_available(AuthenticationFailed("to /tmp/way-abc/way.sock: no")),
            Refused,
            "let us in: to 10.0.0.5:9042: no",
        ),
        (none_available(ConnectionShutdown("closed")), Refused, "closed the connection"),
        (ConnectionResetError(104, "reset"), Refused, "closed the connection"),
        (none_available(ConnectionException("odd")), Refused, "does not speak CQL"),
        (none_available(ProtocolError("version 21")), Refused, "does not speak CQL"),
        (
            none_available(ProtocolVersionUnsupported("x", 4)),
            CannotTell,
            "does not speak version 4",
        ),
        (NoHostAvailable("none", ["10.0.0.5"]), Refused, "closed the connection"),
        (CannotTell("ours"), CannotTell, "^ours$"),
        (ValueError("odd"), CannotTell, "ValueError: odd"),
    ],
    ids=lambda value: str(value)[:60] if isinstance(value, Exception) else None,
)
def test_each_has_its_sentence(error, kind, says):
    found = PLACE.explained(error, "SELECT x")

    assert type(found) is kind
    with pytest.raises(kind, match=says):
        raise found


def test_accounts_that_can_not_be_looked_up_are_no_wrong_password():
    locked = PLACE.explained(
        AuthenticationFailed('message="Unable to perform authentication: Cannot achieve"'), "x"
    )

    assert "system_auth" in locked.remedy
    assert "system_auth" in PLACE.explained(Unauthorized(BLIND), "x").remedy
