"""MongoDB: real servers, and which of our errors each refusal becomes."""

import contextlib
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from pymongo import MongoClient

from inventory.stores import MongoStore
from probes.errors import CannotTell, NoAnswer, NotReadOnly, Refused
from probes.mongo_reads import MongoTransport
from probes.questions import MongoRead, SecretText
from tests.lab import packages
from tests.lab.process import LabError
from tests.probes import hostile, servers

PASSWORD = "p@ss/w:rd"
SMALL = [
    "--bind_ip", "127.0.0.1", "--nounixsocket", "--wiredTigerCacheSizeGB", "0.25",
    "--wiredTigerEngineConfigString", "log=(prealloc=false,file_max=2MB)",
    "--setParameter", "diagnosticDataCollectionEnabled=false",
]  # fmt: skip


@contextlib.contextmanager
def mongod(folder, *options):
    """Run a MongoDB server; gives its port."""
    try:
        program = packages.mongod()
    except LabError as error:
        pytest.skip(str(error))
    port = servers.free_port()
    (folder / "db").mkdir(parents=True)
    argv = [str(program), "--dbpath", str(folder / "db"), "--port", str(port), *SMALL, *options]
    with servers.running(folder, *argv, port=port):
        yield port


@pytest.fixture(scope="module")
def certs(tmp_path_factory):
    return hostile.Certificates(tmp_path_factory.mktemp("certs"))


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """One server with users and 250 documents."""
    with mongod(tmp_path_factory.mktemp("mongo"), "--auth") as port:
        with MongoClient("127.0.0.1", port, directConnection=True) as client:
            client.admin.command("createUser", "root", pwd="root", roles=["root"])
        with MongoClient("127.0.0.1", port, username="root", password="root") as client:
            read = [{"role": "read", "db": "tyk_analytics"}]
            client.admin.command("createUser", "tyk", pwd=PASSWORD, roles=read)
            client.tyk_analytics.tyk_apis.insert_many([{"n": n} for n in range(250)])
            for number in range(150):
                client.many.create_collection(f"c{number}")
        yield port


@pytest.fixture
def transport():
    with contextlib.ExitStack() as stack:

        def make(*ports, username="tyk", password=PASSWORD, dial=servers.dial, timeout=30, **more):
            data = {
                "type": "mongodb",
                "addresses": [f"127.0.0.1:{port}" for port in ports],
                "username": username,
                "password": "env:MONGO" if password else None,
                **more,
            }
            made = MongoTransport(
                MongoStore.model_validate(data),
                "mongo:documents",
                dial,
                timeout,
                lambda _ref: SecretText(password),
            )
            stack.callback(made.close)
            return made

        yield make


def ask(transport, command, database="tyk_analytics"):
    return transport.ask(MongoRead.of("documents", database, command))


def test_answers_are_plain_json(transport, store):
    one = transport(store)

    assert ask(one, {"count": "tyk_apis"}) == {"n": 250, "ok": 1.0}
    assert ask(one, {"buildInfo": 1}, "admin")["version"] == "6.0.5"
    assert "$clusterTime" not in ask(one, {"hello": 1})
    found = ask(one, {"find": "tyk_apis", "limit": 1, "filter": {"n": 3}})
    assert found["cursor"]["firstBatch"][0]["n"] == 3
    assert json.loads(json.dumps(found)) == found


def test_a_cursor_is_read_to_its_end(transport, store):
    one = transport(store, username="root", password="root")

    apis = ask(one, {"find": "tyk_apis", "limit": 1000})["cursor"]
    assert sorted(doc["n"] for doc in apis["firstBatch"]) == list(range(250))
    names = ask(one, {"listCollections": 1, "nameOnly": True}, "many")["cursor"]
    assert (len(names["firstBatch"]), names["id"]) == (150, 0)


def test_an_aggregate_counts(transport, store):
    pipeline = [{"$match": {"n": {"$lt": 10}}}, {"$count": "few"}]
    got = ask(transport(store), {"aggregate": "tyk_apis", "pipeline": pipeline, "cursor": {}})

    assert got["cursor"]["firstBatch"] == [{"few": 10}]


@pytest.mark.parametrize(
    ("settings", "command", "error", "says"),
    [
        ({"password": "wrong"}, {"count": "tyk_apis"}, Refused, "does not let us in"),
        ({"username": "", "password": ""}, {"count": "a"}, Refused, "does not let us in"),
        ({}, {"serverStatus": 1}, CannotTell, "tyk may not run serverStatus"),
        ({}, {"aggregate": "a"}, CannotTell, "answers to aggregate"),
        ({"replica_set": "rs0"}, {"hello": 1}, CannotTell, "not to rs0"),
        ({"tls": {"insecure": True}}, {"hello": 1}, Refused, "TLS"),
    ],
    ids=["password", "none", "right", "syntax", "set", "tls-on-plain"],
)
def test_refusals(transport, store, settings, command, error, says):  # noqa: PLR0917
    start = time.monotonic()
    with pytest.raises(error, match=says) as caught:
        ask(transport(store, **settings), command)

    assert time.monotonic() - start < 25
    assert PASSWORD not in caught.value.why


def test_one_command_refused_does_not_shut_the_others(transport, store):
    one = transport(store)
    with pytest.raises(CannotTell):
        ask(one, {"serverStatus": 1})

    assert ask(one, {"count": "tyk_apis"})["n"] == 250


@servers.TLS
def test_tls(transport, tls_store, certs, tls, says):
    if tls and tls.get("ca"):
        tls = {**tls, "ca": str(certs.ca)}
    one = transport(tls_store, username="", password="", tls=tls, timeout=2.0 if says else 30.0)
    if not says:
        assert ask(one, {"hello": 1})["ok"] == 1.0
    else:
        with pytest.raises(Refused, match=says):
            ask(one, {"hello": 1})


@pytest.fixture(scope="module")
def tls_store(tmp_path_factory, certs):
    both = certs.folder / "both.pem"
    both.write_bytes(certs.key.read_bytes() + certs.cert.read_bytes())
    options = ["--tlsMode", "requireTLS", "--tlsCertificateKeyFile", str(both)]
    options += ["--tlsCAFile", str(certs.ca), "--tlsAllowConnectionsWithoutCertificates"]
    with mongod(tmp_path_factory.mktemp("mongo-tls"), *options) as port:
        yield port


def test_the_primary_of_a_set_is_asked(transport, tmp_path):
    with contextlib.ExitStack() as stack:
        ports = [
            stack.enter_context(mongod(tmp_path / str(n), "--replSet", "rs0", "--oplogSize", "16"))
            for n in range(2)
        ]
        members = [{"_id": n, "host": f"127.0.0.1:{p}", "priority": n} for n, p in enumerate(ports)]
        fast = {"electionTimeoutMillis": 1000, "heartbeatIntervalMillis": 500}
        with MongoClient("127.0.0.1", ports[1], directConnection=True) as client:
            config = {"_id": "rs0", "members": members, "settings": fast}
            client.admin.command("replSetInitiate", config)
            servers.until(
                lambda: client.admin.command("hello")["isWritablePrimary"], "there is a primary"
            )
            servers.until(
                lambda: (
                    {m["stateStr"] for m in client.admin.command("replSetGetStatus")["members"]}
                    == {"PRIMARY", "SECONDARY"}
                ),
                "the other follows",
            )
        one = transport(*ports, username="", password="", replica_set="rs0")

        assert ask(one, {"hello": 1})["me"] == f"127.0.0.1:{ports[1]}"
        wrong = transport(*ports, username="", password="", replica_set="other")
        with pytest.raises(CannotTell, match="belongs to the replica set rs0, not to other"):
            ask(wrong, {"hello": 1})


@pytest.mark.parametrize(
    ("behave", "error"),
    [(hostile.silent, NoAnswer), (hostile.resets, Refused), (hostile.hangs_up, Refused)],
)
def test_misbehaviour(transport, behave, error):
    with hostile.tcp(behave) as port:
        one = transport(port, timeout=0.5)
        with pytest.raises(error):
            ask(one, {"hello": 1})
        one.close()


def test_an_error_of_dialling_is_told_at_once(transport):
    def dial(_address):
        raise NoAnswer("node:gw1", "no route")

    start = time.monotonic()
    with pytest.raises(NoAnswer, match="no route"):
        ask(transport(1, dial=dial, timeout=60), {"hello": 1})

    assert time.monotonic() - start < 30


def test_what_writes_is_not_sent(transport):
    with pytest.raises(NotReadOnly):
        ask(transport(1), {"drop": "tyk_apis"})


def test_many_threads_and_all_is_ended(transport, store):
    before = set(threading.enumerate())
    one = transport(store)
    with ThreadPoolExecutor(16) as pool:
        got = list(pool.map(lambda _: ask(one, {"count": "tyk_apis"})["n"], range(64)))
    one.close()

    assert set(got) == {250}
    servers.until(lambda: set(threading.enumerate()) <= before, "all threads ended")
