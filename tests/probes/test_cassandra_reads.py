"""Cassandra: a real ring of three nodes, and which of our errors each refusal becomes.

The last tests freeze and stop nodes. `LAB_CASSANDRA` names another release.
"""

import contextlib
import logging
import threading
import time

import pytest

from inventory import CassandraStore
from inventory.nodes import Tls
from probes.endpoints import Way
from probes.errors import CannotTell, NoAnswer, NotReadOnly, Refused
from probes.questions import CassandraRead, SecretText
from tests.lab.cassandra_kps import KEYSPACE, READER, STRANGER, TABLES

LOCAL = "SELECT release_version, host_id, broadcast_address FROM system.local"
COUNT = f"SELECT COUNT(*) FROM {KEYSPACE}.api_portal_portalapplicationstore"
TIMEOUT = 2.0


@pytest.fixture
def transport(ring):
    """Make transports to nodes by their number, and close them."""
    with contextlib.ExitStack() as stack:
        yield lambda *numbers, **more: stack.enter_context(made(ring, *numbers, **more))


@contextlib.contextmanager
def made(ring, *numbers, user=READER, tls=None, timeout=TIMEOUT):
    from probes.cassandra_reads import CassandraTransport  # noqa: PLC0415 (as the engine does)

    addresses = [ring.nodes[number - 1].member for number in numbers]
    data = {"type": "cassandra", "datacenter": "dc1", "addresses": addresses, "username": user[0]}
    if user[1]:
        data["password"] = "env:STORE"
    store = CassandraStore.model_validate(data).model_copy(update={"tls": tls})
    way = Way("cassandra:main", None, 2.0, None)
    secret = SecretText(user[1])
    one = CassandraTransport(store, "cassandra:main", way.dial, timeout, lambda _: secret)
    try:
        yield one
    finally:
        one.close()


def ask(one, statement=LOCAL, member=""):
    return one.ask(CassandraRead("main", statement, member))


def ca(ring):
    return Tls.model_validate({"ca": str(ring.ca)})


def test_answers_are_plain_rows(ring, transport):
    one = transport(1, 2)

    (row,) = ask(one)
    assert (row["release_version"], len(row["host_id"])) == (ring.version, 36)
    assert ask(one, COUNT) == [{"count": TABLES["api_portal_portalapplicationstore"]}]
    assert len(ask(one, "SELECT * FROM system.peers")) == 2
    assert ask(one, "SELECT peer FROM system.peers WHERE peer = '127.9.9.9'") == []
    with pytest.raises(NotReadOnly):
        ask(one, f"DROP KEYSPACE {KEYSPACE}")


def test_each_member_answers_for_itself(ring, transport):
    one = transport(1, 2, 3, tls=ca(ring))

    found = [ask(one, member=node.member)[0]["broadcast_address"] for node in ring.nodes]

    assert found == [node.address for node in ring.nodes]


@pytest.mark.parametrize(
    ("user", "error", "says"),
    [
        ((READER[0], "wrong"), Refused, "does not let us in: .*incorrect"),
        (("nobody", "x"), Refused, "does not let us in"),
        (("", ""), Refused, "requires authentication"),
    ],
    ids=["wrong password", "unknown role", "none given"],
)
def test_who_is_not_let_in(transport, user, error, says):
    started = time.monotonic()
    with pytest.raises(error, match=says) as caught:
        ask(transport(1, user=user))

    assert caught.value.subject == "cassandra:main"
    assert "password" in caught.value.remedy
    assert time.monotonic() - started < TIMEOUT


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("SELECT COUNT(*) FROM nowhere.nothing", "nowhere does not exist"),
        (f"SELECT COUNT(*) FROM {KEYSPACE}.nothing", "nothing"),
        ("SELECT nothing FROM system.local", "Undefined"),
        ("SELECT a b c FROM system.local", "SyntaxException"),
        ("SELECT role FROM system_auth.roles", "checks may not run SELECT role"),
    ],
)
def test_an_answer_that_is_no_result(transport, statement, says):
    one = transport(1)

    with pytest.raises(CannotTell, match=says) as caught:
        ask(one, statement)

    assert "way.sock" not in caught.value.why
    assert ask(one)


def test_a_user_without_rights_sees_the_system_but_no_rows(transport):
    one = transport(1, user=STRANGER)

    assert ask(one)
    with pytest.raises(CannotTell, match="stranger may not run") as caught:
        ask(one, COUNT)
    assert "GRANT SELECT" in caught.value.remedy


def test_tls_that_is_not_trusted_and_a_port_that_wants_it(transport):
    with pytest.raises(Refused, match="not trusted"):
        ask(transport(1, tls=Tls.model_validate({})))
    with pytest.raises(Refused, match=r"closed the connection|does not speak CQL") as caught:
        ask(transport(3))
    assert "We came without TLS" in caught.value.remedy


def test_a_port_where_nobody_listens(ring, transport):
    with pytest.raises(Refused, match="refuses connections"):
        ask(transport(1), member=f"{ring.nodes[0].address}:9043")


def test_nothing_of_the_driver_shows_and_nothing_stays(ring, caplog, capfd, recwarn):
    caplog.set_level(logging.DEBUG)
    before = set(threading.enumerate())
    with made(ring, 1, 2) as one:
        assert ask(one)
        assert ask(one, member=ring.nodes[1].member)
        with pytest.raises(Refused), made(ring, 1, user=("nobody", "x")) as other:
            ask(other)
        assert ask(one)

    assert set(threading.enumerate()) <= before
    assert [record for record in caplog.records if record.name.startswith("cassandra")] == []
    assert (*capfd.readouterr(), list(recwarn)) == ("", "", [])


def test_many_ask_at_once_over_one_session(transport):
    one = transport(1, timeout=10.0)
    found = []
    threads = [threading.Thread(target=lambda: found.append(ask(one, COUNT))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [[{"count": 12}]] * 16
    assert len(one._members) == 1


def test_a_frozen_node_costs_one_timeout_and_nobody_else(ring, transport):
    one, frozen = transport(1, 2), ring.nodes[1]
    assert ask(one)
    assert ask(one, member=frozen.member)
    frozen.freeze()
    try:
        for _ in ("the session was there", "it is made anew"):
            started = time.monotonic()
            with pytest.raises(NoAnswer, match="no answer within 2 s"):
                ask(one, member=frozen.member)
            assert time.monotonic() - started < 1.5 * TIMEOUT
            assert ask(one)
        assert ask(transport(2, 1))[0]["broadcast_address"] == ring.nodes[0].address
    finally:
        frozen.thaw()
    assert ask(one, member=frozen.member)


def test_a_node_that_came_back_answers_again(ring, transport):
    one, node = transport(1, 2), ring.nodes[1]
    assert ask(one, member=node.member)
    node.stop()

    with pytest.raises(Refused, match="refuses connections"):
        ask(one, member=node.member)
    assert ask(one, COUNT) == [{"count": 12}]  # two of three replicas are enough

    node.start(ring.version)
    node.ready()
    assert ask(one, member=node.member)[0]["broadcast_address"] == node.address


def test_one_of_three_replicas_is_no_quorum(ring, transport):
    one = transport(1, timeout=5.0)
    for node in ring.nodes[1:]:
        node.stop()

    # Accounts lie in three copies too: whichever is asked first, the answer names the cause.
    with pytest.raises(
        (CannotTell, Refused), match=r"LOCAL_QUORUM is not met|Unable to perform auth"
    ):
        ask(one, COUNT)
    ring.close()  # it has no other use, and takes a gigabyte
