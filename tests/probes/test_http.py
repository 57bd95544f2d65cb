"""HTTP: what a good answer gives, and which of our errors each bad one becomes."""

import hashlib
import socket
import ssl
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from inventory.nodes import Endpoint
from inventory.secrets import SecretRef
from probes.errors import CannotTell, NoAnswer, NotReadOnly, Refused
from probes.http import BODY_LIMIT, CUT, HttpTransport, fleet_session
from probes.questions import Http, SecretText
from tests.probes import hostile

SUBJECT = "gateway:gw1"
SHORT = 0.5


@pytest.fixture(scope="module")
def certs(tmp_path_factory):
    return hostile.Certificates(tmp_path_factory.mktemp("certs"))


@pytest.fixture(scope="module")
def foreign_ca(tmp_path_factory):
    """Give a CA that signed nothing here."""
    folder = tmp_path_factory.mktemp("foreign")
    words = (
        "req -x509 -newkey rsa:2048 -nodes -subj /CN=Other -days 2 -keyout",
        folder / "key.pem",
    )
    subprocess.run(
        ["openssl", *words[0].split(), str(words[1]), "-out", str(folder / "ca.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    return folder / "ca.pem"


@pytest.fixture
def transport():
    made = []

    def make(port, *, timeout=30, scheme="http", tls=None, **more):
        endpoint = Endpoint.model_validate(
            {"scheme": scheme, "port": port, "tls": tls, **more.pop("endpoint", {})}
        )
        made.append(
            HttpTransport(
                endpoint,
                SUBJECT,
                more.pop("dial", lambda: socket.create_connection(("127.0.0.1", port), 30)),
                timeout,
                lambda ref: ref if isinstance(ref, SecretText) else SecretText(f"of {ref}"),
                **more,
            )
        )
        return made[-1]

    yield make
    for one in made:
        one.close()


def ask(transport, path="/hello", **more):
    return transport.ask(Http("gateway:gw1", path, **more))


def test_an_answer_has_status_headers_and_body(transport):
    with hostile.web() as port:
        answer = ask(transport(port), "/a//b?x=%2F")

        assert answer.status == 200
        assert answer.text.startswith("GET /a//b?x=%2F\n")
        assert [v for k, v in answer.headers if k == "Set-Cookie"] == ["a=1", "b=2"]
        assert f"Host: 127.0.0.1:{port}\n" in answer.text


def test_headers_are_sent_as_given(transport):
    with hostile.tcp(hostile.echoes) as port:
        answer = ask(
            transport(port, endpoint={"host_header": "api.lab"}),
            headers=(("X-Mascot", "\N{GORILLA}"),),
            secret_headers=(
                ("Authorization", SecretRef("env:A")),
                ("X-Tyk-Authorization", SecretText("s3cret")),
            ),
        )

    lines = answer.text.splitlines()
    assert lines.count("Host: api.lab") == 1
    assert "Authorization: of env:A" in lines
    assert "X-Tyk-Authorization: s3cret" in lines
    assert "X-Mascot: \N{GORILLA}" in lines


def test_a_redirect_is_the_answer_and_cookies_are_not_kept(transport):
    with hostile.web() as port:
        one = transport(port)

        assert ask(one, "/redirect").status == 302
        assert "Cookie" not in ask(one).text


def test_head_has_no_body(transport):
    with hostile.web() as port:
        answer = ask(transport(port), method="HEAD")

    assert (answer.status, answer.body) == (200, b"")


def test_proxies_and_netrc_of_the_environment_are_ignored(transport, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with hostile.web() as port:
        assert ask(transport(port)).status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "get"])
def test_only_get_and_head(transport, method):
    with pytest.raises(NotReadOnly):
        ask(transport(1), method=method)


@pytest.mark.parametrize(
    ("behave", "error", "says"),
    [
        (hostile.silent, NoAnswer, "no whole answer within"),
        (hostile.resets, Refused, "closed the connection"),
        (hostile.hangs_up, Refused, "closed the connection"),
        (hostile.drips(b""), NoAnswer, "no whole answer within"),
        (hostile.drips(b"HTTP/1.1 200 OK\r\nX: "), NoAnswer, "no whole answer within"),
        (hostile.drips(b"HTTP/1.1 200 OK\r\n\r\n"), NoAnswer, "no whole answer within"),
        (hostile.says(b"SSH-2.0-OpenSSH_9.2\r\n"), CannotTell, "no HTTP"),
        (hostile.says(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"), CannotTell, "broke off"),
        (
            hostile.says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab"),
            CannotTell,
            "broke off",
        ),
        (
            hostile.says(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nnot gzip"),
            CannotTell,
            "decompressed",
        ),
        (hostile.says(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70000), CannotTell, "no HTTP"),
    ],
    ids=[
        "silent",
        "reset",
        "hangs-up",
        "drips-status",
        "drips-headers",
        "drips-body",
        "ssh",
        "cut-body",
        "cut-chunk",
        "no-gzip",
        "long-header",
    ],
)
def test_what_is_no_answer(transport, behave, error, says):
    with hostile.tcp(behave) as port:
        start = time.monotonic()
        with pytest.raises(error, match=says) as caught:
            ask(transport(port, timeout=SHORT))

    assert time.monotonic() - start < SHORT + 20
    if error is not CannotTell:
        assert caught.value.subject == SUBJECT


def test_an_error_of_dialling_stays_what_it_is(transport):
    def dial():
        raise NoAnswer("node:gw1", "no route to host")

    with pytest.raises(NoAnswer, match="no route") as caught:
        ask(transport(1, dial=dial))

    assert caught.value.subject == "node:gw1"


def test_a_slow_way_leaves_the_question_its_time(transport):
    """A handshake through a busy jump host takes longer than the answer may."""

    def dial():
        threading.Event().wait(1.2)
        return socket.create_connection(("127.0.0.1", port), 30)

    with hostile.web() as port:
        answer = ask(transport(port, timeout=1, dial=dial))

    assert answer.status == 200


def test_a_huge_body_is_cut_and_marked(transport):
    def huge(peer, ended):
        peer.recv(65536)
        peer.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while not ended.is_set():
            peer.sendall(b"x" * 65536)

    with hostile.tcp(huge) as port:
        answer = ask(transport(port))

    assert len(answer.body) == BODY_LIMIT
    assert answer.headers[-1][0] == CUT


def test_odd_bytes_in_headers_hide_nothing(transport):
    head = "HTTP/1.1 200 OK\r\nX-Mascot: \N{GORILLA} \u00c5\x85\r\nX-After: 1\r\n".encode()
    with hostile.tcp(
        hostile.says(head + b"X-Raw: \xff\x0b\r\nContent-Length: 2\r\n\r\nok")
    ) as port:
        answer = ask(transport(port))

    assert dict(answer.headers)["X-Mascot"] == "\N{GORILLA} \u00c5\x85"
    assert dict(answer.headers)["X-After"] == "1"
    assert answer.body == b"ok"


def test_a_kept_connection_that_was_closed_is_opened_again(transport):
    served = []

    def once(peer, _ended):
        peer.recv(65536)
        served.append(1)
        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        if len(served) == 1:
            peer.recv(65536)  # keeps the connection, and closes it on the next request

    with hostile.tcp(once) as port:
        one = transport(port)
        ask(one)

        assert ask(one).body == b"ok"
        assert len(served) == 2


def test_one_session_serves_endpoints_side_by_side(transport):
    session = fleet_session()
    with hostile.web() as first, hostile.web() as second:
        ones = [transport(port, session=session, timeout=5) for port in (first, second)] * 20
        with ThreadPoolExecutor(16) as pool:
            answers = list(pool.map(ask, ones))

    assert [f"Host: 127.0.0.1:{second}" in a.text for a in answers] == [False, True] * 20


def test_a_question_walks_through_no_list_that_new_endpoints_change(transport):
    session = fleet_session()
    session.adapters = None  # what `requests` walks through
    with hostile.web() as port:
        assert ask(transport(port, session=session)).status == 200


def test_tls_is_verified_by_the_private_ca(transport, certs):
    ok = hostile.says(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    with hostile.tcp(ok, certs.context()) as port:
        assert ask(transport(port, scheme="https", tls={"ca": str(certs.ca)})).body == b"ok"


def test_the_ca_that_takes_over_is_trusted_beside_the_one_before(transport, certs, foreign_ca):
    ok = hostile.says(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    with hostile.tcp(ok, certs.context()) as port:
        over = {"ca": str(foreign_ca), "ca_next": str(certs.ca)}
        assert ask(transport(port, scheme="https", tls=over)).body == b"ok"
        before = {"ca": str(certs.ca), "ca_next": str(certs.ca.parent / "made-later.pem")}
        assert ask(transport(port, scheme="https", tls=before)).body == b"ok"
        with pytest.raises(Refused, match="not trusted"):
            ask(transport(port, scheme="https", tls={"ca": str(foreign_ca)}))


def _fingerprint(certs):
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(certs.cert.read_text())).hexdigest()


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"insecure": "yes"}, ""),
        ({"pinned": "right"}, ""),
        ({"ca": "it", "server_name": "localhost"}, ""),
        ({"pinned": "0" * 64}, "another certificate"),
        ({}, "not trusted"),
        ({"ca": "it", "server_name": "other.lab"}, "other.lab"),
        ({"ca": "missing"}, "cannot be read"),
    ],
)
def test_ways_to_verify(transport, certs, settings, says):
    named = {"it": str(certs.ca), "right": _fingerprint(certs), "missing": str(certs.key) + "x"}
    tls = {key: named.get(value, value) for key, value in settings.items()}
    ok = hostile.says(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    with hostile.tcp(ok, certs.context()) as port:
        one = transport(port, scheme="https", tls=tls)
        error = CannotTell if "read" in says else Refused
        if not says:
            assert ask(one).body == b"ok"
        else:
            with pytest.raises(error, match=says):
                ask(one)


def test_an_old_protocol_needs_to_be_allowed(transport, certs):
    context = certs.context()
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    ok = hostile.says(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    with hostile.tcp(ok, context) as port:
        old = {"ca": str(certs.ca)}
        with pytest.raises(Refused, match="TLS"):
            ask(transport(port, scheme="https", tls=old))

        assert ask(transport(port, scheme="https", tls={**old, "legacy": True})).body == b"ok"


def test_tls_against_a_plain_port_and_the_reverse(transport, certs):
    with hostile.web() as port, pytest.raises(Refused, match="TLS"):
        ask(transport(port, scheme="https", tls={"insecure": True}))
    with hostile.tcp(hostile.says(b"x"), certs.context()) as port, pytest.raises(Refused):
        ask(transport(port))


def test_a_silent_handshake_ends_at_the_deadline(transport):
    with hostile.tcp(hostile.silent) as port, pytest.raises(NoAnswer):
        ask(transport(port, scheme="https", tls={"insecure": True}, timeout=SHORT))


def test_a_client_certificate_that_is_missing_is_a_refusal(transport, certs):
    context = certs.context()
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(certs.ca)
    with hostile.tcp(hostile.says(b"x"), context) as port, pytest.raises(Refused):
        ask(transport(port, scheme="https", tls={"ca": str(certs.ca)}))


def test_a_proxy_is_told_the_whole_url(transport):
    with hostile.tcp(hostile.echoes) as port:
        proxy = {"endpoint": {"host": "gw.lab", "proxy": "http://127.0.0.1:1"}}
        one = transport(8080, dial=lambda: socket.create_connection(("127.0.0.1", port)), **proxy)

        assert ask(one, "/a").text.startswith("GET http://gw.lab:8080/a HTTP/1.1\r\n")


@pytest.mark.parametrize(
    ("status", "says"),
    [(b"HTTP/1.1 200 ok", ""), (b"HTTP/1.1 403 Forbidden", "403"), (b"", "no answer")],
)
def test_https_goes_through_the_tunnel_of_a_proxy(transport, certs, status, says):
    def behave(peer, _ended):
        assert peer.recv(65536).startswith(b"CONNECT localhost:8443 HTTP/1.1\r\n")
        peer.sendall(status + b"\r\n\r\n" if status else b"")
        if not says:
            with certs.context().wrap_socket(peer, server_side=True) as inner:
                hostile.echoes(inner, None)

    with hostile.tcp(behave) as port:
        one = transport(
            8443,
            scheme="https",
            tls={"ca": str(certs.ca)},
            dial=lambda: socket.create_connection(("127.0.0.1", port)),
            endpoint={"host": "localhost", "proxy": "http://127.0.0.1:1"},
        )
        if not says:
            assert ask(one, "/a").text.startswith("GET /a HTTP/1.1\r\n")
        else:
            with pytest.raises(Refused, match=says):
                ask(one, "/a")


def test_no_thread_is_left_behind(transport):
    with hostile.tcp(hostile.says(b"HTTP/1.1 200 OK\r\n\r\n")) as port:
        before = threading.active_count()
        one = transport(port)
        ask(one)
        one.close()

        assert threading.active_count() <= before + 1  # the server's own
