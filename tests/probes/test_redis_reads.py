"""Redis: real servers of each topology, and which of our errors each refusal becomes."""

import contextlib
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from inventory.secrets import SecretRef
from inventory.stores import RedisStore
from probes.errors import CannotTell, NoAnswer, NotReadOnly, Refused
from probes.questions import RedisRead, SecretText
from probes.redis_reads import RedisTransport
from tests.probes import hostile, servers

USERS = """user default on >admin ~* &* +@all
user healthcheck on >hc123 ~* &* -@all +ping +info +config|get +scan
"""


@pytest.fixture(scope="module")
def certs(tmp_path_factory):
    return hostile.Certificates(tmp_path_factory.mktemp("certs"))


@pytest.fixture(scope="module")
def store(tmp_path_factory, certs):
    """One server with ACL and TLS; gives its plain port and its TLS port."""
    folder = tmp_path_factory.mktemp("redis")
    (folder / "users.acl").write_text(USERS)
    tls = servers.free_port()
    options = [
        "--aclfile", str(folder / "users.acl"), "--tls-port", str(tls),
        "--tls-cert-file", str(certs.cert), "--tls-key-file", str(certs.key),
        "--tls-ca-cert-file", str(certs.ca), "--tls-auth-clients", "no",
    ]  # fmt: skip
    with servers.redis(folder, *options) as port:
        for word in (["set", "apikey-1", "one"], ["set", b"odd-\xff", "x"], ["rpush", "l", "a"]):
            servers.redis_cli(port, "-a", "admin", *word)
        yield port, tls


@pytest.fixture
def transport():
    with contextlib.ExitStack() as stack:

        def make(*ports, password="admin", dial=servers.dial, timeout=30.0, **more):
            secret = "env:STORE" if password else None
            data = {"addresses": [f"127.0.0.1:{p}" for p in ports], "password": secret, **more}
            made = RedisTransport(
                RedisStore.model_validate({"type": "redis", **data}),
                "redis:main",
                dial,
                timeout,
                lambda _ref: SecretText(password),
            )
            stack.callback(made.close)
            return made

        yield make


def ask(transport, *words, member=""):
    return transport.ask(RedisRead("main", words, member))


def test_answers_are_plain_values(transport, store):
    one = transport(store[0])

    assert ask(one, "PING") == "PONG"
    assert "redis_version:" in ask(one, "INFO", "server")
    assert ask(one, "GET", "nothing") is None
    assert ask(one, "DBSIZE") == 3
    assert ask(one, "LRANGE", "l", "0", "-1") == ["a"]
    assert ask(one, "CONFIG", "GET", "maxmemory-policy") == ["maxmemory-policy", "noeviction"]
    assert ask(one, "MASTERS") == [f"127.0.0.1:{store[0]}"]


def test_a_slow_way_leaves_the_question_its_time(transport, store):
    """A handshake through a busy jump host takes longer than the answer may."""

    def dial(address):
        threading.Event().wait(1.2)
        return servers.dial(address)

    assert ask(transport(store[0], dial=dial, timeout=1), "PING") == "PONG"


def test_all_names_of_keys_also_odd_ones(transport, store):
    one = transport(store[0])

    assert ask(one, "SCAN-ALL", "*", "100") == ["apikey-1", "l", "odd-\udcff"]
    assert ask(one, "SCAN-ALL", "apikey-*", "100") == ["apikey-1"]
    assert ask(one, "GET", "odd-\udcff") == "x"
    with pytest.raises(CannotTell, match="more than 2"):
        ask(one, "SCAN-ALL", "*", "2")


def test_names_of_keys_without_a_near_end_of_life(transport, store):
    one = transport(store[0])
    for name, seconds in (("life-1", 100), ("life-2", 9 * 86_400)):
        servers.redis_cli(store[0], "-a", "admin", "set", name, "x", "EX", str(seconds))
    servers.redis_cli(store[0], "-a", "admin", "set", "life-3", "x")

    assert ask(one, "SCAN-LASTING", "life-*", "100", "7") == ["life-2", "life-3"]
    assert ask(one, "SCAN-LASTING", "nothing-*", "100", "7") == []
    assert ask(one, "PING") == "PONG"
    servers.redis_cli(store[0], "-a", "admin", "del", "life-1", "life-2", "life-3")


@pytest.mark.parametrize(
    ("settings", "words", "error", "says"),
    [
        ({"password": "wrong"}, ("PING",), Refused, "does not let us in"),
        ({"password": "wrong", "username": "nobody"}, ("PING",), Refused, "does not let us in"),
        ({"password": ""}, ("PING",), Refused, "does not let us in"),
        (
            {"password": "hc123", "username": "healthcheck"},
            ("GET", "apikey-1"),
            CannotTell,
            "healthcheck may not run GET",
        ),
        (
            {"password": "hc123", "username": "healthcheck"},
            ("CLUSTER", "INFO"),
            CannotTell,
            "may not run CLUSTER INFO",
        ),
        ({}, ("LRANGE", "apikey-1", "0", "1"), CannotTell, "WRONGTYPE"),
        ({"tls": {"insecure": "yes"}, "timeout": 0.5}, ("PING",), NoAnswer, "TLS handshake"),
        ({"database": "99"}, ("PING",), CannotTell, "out of range"),
    ],
    ids=["password", "user", "none", "acl", "acl-sub", "type", "tls-on-plain", "database"],
)
def test_refusals(transport, store, settings, words, error, says):  # noqa: PLR0917
    dialled = []

    def dial(address):
        dialled.append(address)
        return servers.dial(address)

    with pytest.raises(error, match=says) as caught:
        ask(transport(store[0], dial=dial, **settings), *words)

    assert len(dialled) == 1, "the driver tried again"
    assert caught.value.remedy or error is CannotTell
    if error is Refused:
        assert caught.value.subject == "redis:main"


def test_one_command_refused_does_not_shut_the_others(transport, store):
    one = transport(store[0], username="healthcheck", password="hc123")
    for _ in range(2):
        with pytest.raises(CannotTell):
            ask(one, "DBSIZE")
        assert ask(one, "PING") == "PONG"


@servers.TLS
def test_tls(transport, store, certs, tls, says):
    if tls and tls.get("ca"):
        tls = {**tls, "ca": str(certs.ca)}
    one = transport(store[1], tls=tls)
    if not says:
        assert ask(one, "PING") == "PONG"
    else:
        with pytest.raises(Refused, match=says):
            ask(one, "PING")


@pytest.mark.parametrize(
    ("behave", "error"),
    [
        (hostile.silent, NoAnswer),
        (hostile.resets, Refused),
        (hostile.hangs_up, Refused),
        (hostile.drips(b"$100\r\n"), NoAnswer),
        (hostile.says(b"HTTP/1.1 400 Bad Request\r\n\r\n"), CannotTell),
        (hostile.says(b"-LOADING Redis is loading the dataset in memory\r\n"), CannotTell),
        (hostile.says(b"-ERR max number of clients reached\r\n"), CannotTell),
    ],
    ids=["silent", "reset", "hangs-up", "drips", "no-redis", "loading", "full"],
)
def test_misbehaviour(transport, behave, error):
    with hostile.tcp(behave) as port, pytest.raises(error):
        ask(transport(port, password="", timeout=0.5), "GET", "a-long-one")


def test_an_error_of_dialling_stays_what_it_is(transport):
    def dial(_address):
        raise NoAnswer("node:gw1", "no route")

    with pytest.raises(NoAnswer, match="no route"):
        ask(transport(1, dial=dial), "PING")


def test_what_writes_is_not_sent(transport):
    with pytest.raises(NotReadOnly):
        ask(transport(1), "SET", "a", "b")


def test_a_connection_closed_meanwhile_is_opened_again(transport, store):
    one = transport(store[0])
    ask(one, "PING")
    servers.redis_cli(store[0], "-a", "admin", "client", "kill", "type", "normal", "skipme", "yes")

    assert ask(one, "PING") == "PONG"


def test_many_threads_and_all_is_closed(transport, store):
    dialled = []

    def dial(address):
        dialled.append(servers.dial(address))
        return socket.socket(fileno=socket.dup(dialled[-1].fileno()))

    one = transport(store[0], dial=dial)
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: ask(one, "GET", "apikey-1"), range(200)))

    assert set(answers) == {"one"}
    assert len(dialled) <= 16
    one.close()
    for sock in dialled:
        sock.settimeout(2)
        assert sock.recv(1) == b""
        sock.close()


def test_sentinel(tmp_path):
    with contextlib.ExitStack() as stack:
        master = stack.enter_context(servers.redis(tmp_path / "m", "--requirepass", "pw"))
        port = servers.free_port()
        conf = tmp_path / "sentinel.conf"
        conf.write_text(
            f"sentinel monitor gw 127.0.0.1 {master} 1\nsentinel auth-pass gw pw\n"
            f"requirepass spw\nport {port}\nbind 127.0.0.1\ndir {tmp_path}\n"
        )
        argv = [servers.redis_program(), str(conf), "--sentinel"]
        stack.enter_context(servers.running(tmp_path / "s", *argv, port=port))
        passwords = {"env:STORE": "pw", "env:SENTINEL": "spw"}
        data = {
            "type": "redis",
            "topology": "sentinel",
            "addresses": [f"127.0.0.1:{servers.free_port()}", f"127.0.0.1:{port}"],
            "service_name": "gw",
            "password": SecretRef("env:STORE"),
            "sentinel_password": SecretRef("env:SENTINEL"),
        }

        def dial(address):
            try:
                return servers.dial(address)
            except ConnectionRefusedError:
                raise Refused("redis:main", "refused") from None

        def make(**more):
            made = RedisTransport(
                RedisStore.model_validate({**data, **more}), "redis:main", dial, 2.0,
                lambda ref: SecretText(passwords[ref]),
            )  # fmt: skip
            stack.callback(made.close)
            return made

        one = make()
        assert ask(one, "MASTERS") == [f"127.0.0.1:{master}"]
        assert ask(one, "ROLE")[0] == "master"
        assert ask(one, "SENTINEL", "MASTERS")[0][:2] == ["name", "gw"]
        with pytest.raises(CannotTell, match="no master named other"):
            ask(make(service_name="other"), "PING")
        with pytest.raises(Refused, match="refused"):
            ask(make(addresses=data["addresses"][:1]), "PING")


def test_cluster(transport, tmp_path):
    with contextlib.ExitStack() as stack:
        ports = []
        for n in range(3):
            bus = str(servers.free_port())
            options = ["--cluster-enabled", "yes", "--cluster-port", bus]
            ports.append(stack.enter_context(servers.redis(tmp_path / str(n), *options)))
        addresses = [f"127.0.0.1:{port}" for port in ports]
        servers.redis_cli(ports[0], "--cluster", "create", *addresses, "--cluster-yes")
        for port in ports:
            servers.until(
                lambda port=port: "cluster_state:ok" in servers.redis_cli(port, "cluster", "info"),
                "the cluster is up",
            )
        for number in range(30):
            servers.redis_cli(ports[0], "-c", "set", f"k{number}", str(number))
        one = transport(ports[0], password="", topology="cluster")

        masters = ask(one, "MASTERS")
        assert masters == sorted(addresses)
        assert "cluster_state:ok" in ask(one, "CLUSTER", "INFO")
        assert [ask(one, "GET", f"k{n}") for n in range(30)] == [str(n) for n in range(30)]
        names = [name for m in masters for name in ask(one, "SCAN-ALL", "*", "99", member=m)]
        assert sorted(names) == sorted(f"k{n}" for n in range(30))
        with pytest.raises(CannotTell, match="needs a member"):
            ask(one, "SCAN-ALL", "*", "99")
