"""Redaction: no disguise hides a secret, and nothing else is lost."""

import base64
import html
import json
import re
import stat
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from xml.etree import ElementTree as ET

import pytest

from probes.redaction import Redactor

VALUE = 'p<a>s&s"w/o+rd\u00e9 x'
JWT = "eyJhbGciOiJSUzI1NiJ9.eyJleHAiOjE4MDB9.c2lnbmF0dXJlLW9mLWl0"


@pytest.fixture
def redactor():
    return Redactor()


@pytest.mark.parametrize(
    "disguise",
    [
        str,
        json.dumps,
        lambda v: json.dumps(v, ensure_ascii=False),
        lambda v: re.sub("[<>&]", lambda c: rf"\u{ord(c[0]):04x}", json.dumps(v)),
        urllib.parse.quote,
        lambda v: urllib.parse.quote(v, safe=""),
        urllib.parse.quote_plus,
        lambda v: urllib.parse.quote(v, safe="").lower(),
        html.escape,
        lambda v: base64.b64encode(v.encode()).decode(),
        lambda v: base64.b64encode(f"u:{v}".encode()).decode(),
        lambda v: base64.b64encode(f"us:{v}!".encode()).decode(),
        lambda v: base64.urlsafe_b64encode(f"x{v}yz".encode()).decode(),
    ],
    ids=[
        "plain", "json", "json-utf8", "json-go", "url", "url-all", "form", "url-lower", "html",
        "base64", "base64-2", "base64-3", "base64-url",
    ],
)  # fmt: skip
def test_no_disguise_hides_a_value(redactor, disguise):
    redactor.register(VALUE)
    shown = redactor.scrub(f"before {disguise(VALUE)} after")

    assert "<secret:1>" in shown
    assert shown.startswith("before ")
    assert shown.endswith(" after")
    assert base64.b64encode(VALUE.encode()).decode()[4:12] not in shown


def test_equal_values_get_equal_numbers(redactor):
    redactor.register("first-value")
    redactor.register("second-value")

    assert (
        redactor.scrub("second-value first-value second-value")
        == "<secret:2> <secret:1> <secret:2>"
    )


def test_the_longest_of_two_values_wins(redactor):
    redactor.register("password1")
    redactor.register("password1-and-more")

    assert redactor.scrub("password1-and-more, password1") == "<secret:2>, <secret:1>"


def test_a_short_value_is_no_substring(redactor):
    redactor.register("tyk")

    assert redactor.scrub("tyk-gateway is up") == "tyk-gateway is up"
    assert redactor.scrub_json({"password": "tyk", "package": "tyk-gateway"}) == {
        "password": "<secret:1>",
        "package": "tyk-gateway",
    }


def test_a_jwt_keeps_what_it_says(redactor):
    shown = redactor.scrub(f'"license_key": "{JWT}"')

    assert shown == f'"license_key": "{JWT.rpartition(".")[0]}.<secret:1>"'
    redactor.register(JWT)
    assert redactor.scrub(JWT) == f"{JWT.rpartition('.')[0]}.<secret:1>"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ('{"secret": "352d20ee67be"}', '{"secret": "<secret:1>"}'),
        ('{"node_secret":"a\\"b", "x": 1}', '{"node_secret":"<secret:1>", "x": 1}'),
        ('{\\"secret\\": \\"abc\\"}', '{\\"secret\\": \\"<secret:1>\\"}'),
        ('{"secret": ""}', '{"secret": ""}'),
        ('{"password": null, "hash_keys": true}', '{"password": null, "hash_keys": true}'),
        ("TYK_GW_SECRET=abc TYK_X=1", "TYK_GW_SECRET=<secret:1> TYK_X=1"),
        ('TYK_DB_LICENSEKEY="a b"', 'TYK_DB_LICENSEKEY="<secret:1>"'),
        ("password = 'x y'", "password = '<secret:1>'"),
        ("u=1&password=abc&b=2", "u=1&password=<secret:1>&b=2"),
        ("requirepass hunter2\nport 1", "requirepass <secret:1>\nport 1"),
        ("Authorization: Basic YWJj\nX: 1", "Authorization: Basic <secret:1>\nX: 1"),
        ("x-tyk-authorization: abc", "x-tyk-authorization: <secret:1>"),
        ("mongodb://tyk:pw@h:1/d", "mongodb://tyk:<secret:1>@h:1/d"),
        ("redis://:pw@h:1", "redis://:<secret:1>@h:1"),
        ("https://h:8080/a@b", "https://h:8080/a@b"),
        ("http://10.0.0.1:80 and a@b", "http://10.0.0.1:80 and a@b"),
        ('"use_keyless": "x", "tokens": 3', '"use_keyless": "x", "tokens": 3'),
        ("passwd -S root", "passwd -S root"),
        ("initial_token: -9223372036854775808", "initial_token: -9223372036854775808"),
        ("initial_token=-9223372036854775808; a", "initial_token=-9223372036854775808; a"),
        ("password=<secret:7>", "password=<secret:7>"),
    ],
    ids=str,
)
def test_what_a_name_announces(redactor, text, clean):
    assert redactor.scrub(text) == clean
    assert redactor.scrub(redactor.scrub(text)) == clean


def test_a_private_key_is_taken_out(redactor):
    pem = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIBYr\n-----END EC PRIVATE KEY-----"

    assert "MHcC" not in redactor.scrub(f"x {pem} y")
    assert "MHcC" not in redactor.scrub(json.dumps(pem))


def test_the_lines_of_a_long_secret_are_known(redactor):
    redactor.register("-----BEGIN X-----\n" + "a1b2c3d4" * 4 + "\n" + "short\n")

    assert redactor.scrub("a1b2c3d4" * 4) == "<secret:1>"


def test_json_by_key_in_lists_and_depth(redactor):
    value = {
        "a": [{"api_key": "k1", "list": ["requirepass", "hunter2", "port", "1"]}],
        "headers": [["Set-Cookie", "a=1"], ["Host", "x"]],
        "mine": "abc",
        "n": 5,
        "secret": {"nested": "not a string"},
    }

    assert redactor.scrub_json(value, ["mine"]) == {
        "a": [{"api_key": "<secret:1>", "list": ["requirepass", "<secret:2>", "port", "1"]}],
        "headers": [["Set-Cookie", "<secret:3>"], ["Host", "x"]],
        "mine": "<secret:4>",
        "n": 5,
        "secret": {"nested": "not a string"},
    }


def test_what_was_met_under_a_key_is_known_elsewhere(redactor):
    redactor.scrub_json({"secret": "352d20ee67be"})

    assert redactor.scrub("in a log: 352d20ee67be!") == "in a log: <secret:1>!"


def test_bytes_that_are_no_text_stay(redactor):
    redactor.register("long-secret")

    assert redactor.scrub_bytes(b"\xff\x00long-secret\xfe") == b"\xff\x00<secret:1>\xfe"


def test_late_finds_scrub_files_and_are_counted(redactor, tmp_path):
    redactor.register("long-secret")
    kept, page, clean = (tmp_path / n for n in ("a.json", "b.html", "c.txt"))
    kept.write_text('{"a": "long-secret long-secret"}')
    kept.chmod(0o600)
    page.write_text("<p>long-secret</p>")
    clean.write_text("nothing")

    assert redactor.late([kept, page, clean]) == 3
    assert kept.read_text() == '{"a": "<secret:1> <secret:1>"}'
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert page.read_text() == "<p>&lt;secret:1&gt;</p>"
    assert redactor.late([kept, page, clean]) == 0
    assert sorted(tmp_path.iterdir()) == [kept, page, clean]


def test_many_threads_agree(redactor):
    values = [f"value-number-{n:04d}" for n in range(200)]

    def use(value):
        redactor.register(value)
        return redactor.scrub(value)

    with ThreadPoolExecutor(16) as pool:
        first = list(pool.map(use, values * 2))

    assert first[:200] == first[200:]
    assert len(set(first)) == 200


def test_a_thousand_secrets_do_not_make_it_slow(redactor):
    for number in range(1000):
        redactor.register(f"key-{number * 7919:x}-{number}")
    text = "a log line without secrets, key-zzz, and more of it\n" * 5000
    start = time.process_time()

    assert redactor.scrub(text) == text
    assert time.process_time() - start < 10


@pytest.mark.parametrize(
    "text",
    [
        "redis-server --requirepass s3cret-word",
        "tool\0--api-key\0s3cret-word\0--quiet",
        '{"global_headers": {"X-Key": "s3cret-word"}}',
        '{"add": [{"name": "X-Api-Key", "value": "s3cret-word"}]}',
    ],
)
def test_a_flag_or_an_added_header_announces_a_secret(redactor, text):
    assert redactor.scrub(text) == text.replace("s3cret-word", "<secret:1>")


@pytest.mark.parametrize(
    "text",
    [
        "usage: tool --password PASSWORD --token <token> --secret --quiet",
        '{"add": [{"name": "X-Env", "value": "production"}], "key": "x-api-version"}',
    ],
)
def test_a_flag_without_a_secret_stays(redactor, text):
    assert redactor.scrub(text) == text


@pytest.mark.parametrize(
    "text",
    [
        '<VMArg name="-Djavax.net.ssl.keyStorePassword=s3cret-word"/>',
        "-Djavax.net.ssl.trustStorePassword=s3cret-word -Dx=y",
        "keyPassphrase='s3cret-word'",
        "client_encryption_options:\n  keystore_password: s3cret-word\n  optional: true",
        'truststore_password: "s3cret-word"  # ours',
        "spring.datasource.password: 's3cret-word'",
        "api_key: s3cret-word",
        "<Password>s3cret-word</Password><User>ann</User>",
        '<fval name="password"><value>s3cret-word</value></fval>',
        '<systemProperty name="javax.net.ssl.trustStorePassword" value="s3cret-word"/>',
        "jdbc:oracle:thin:scott/s3cret-word@//db:1521/kps",
        "kpsadmin -u admin -p s3cret-word -g Payments backup",
        "nodetool -u ops -pw s3cret-word status",
        "/opt/x/managedomain\0--x\0-p\0s3cret-word\0",
    ],
    ids=str,
)
def test_what_java_yaml_and_xml_announce(redactor, text):
    mark = "&lt;secret:1&gt;" if "/" in text and "<" in text else "<secret:1>"
    clean = text.replace("s3cret-word", mark)

    assert redactor.scrub(text) == clean
    assert redactor.scrub(clean) == clean


@pytest.mark.parametrize(
    "text",
    [
        "password: is asked for at the terminal",
        "authenticator: PasswordAuthenticator\nkeystore_password: null",
        "secret: [a, b]\ntoken: 3\nLicense : MPL",
        '<PasswordPolicy><Length value="8"/></PasswordPolicy>',
        '<field name="passwordPolicy" type="x"><value>8</value></field>',
        "systemd-run -p MemoryMax=1G; mkdir -p /opt/x; nodetool -p 7199 status",
        "startinstance -n Pay1 -g Payments -d",
    ],
    ids=str,
)
def test_what_only_looks_like_it_stays(redactor, text):
    assert redactor.scrub(text) == text


def test_a_recording_of_xml_is_read_as_the_answer_was(redactor):
    redactor.register("s3cret-word")
    text = '<a password="other-word"><b>s3cret-word</b></a>'

    tree = ET.fromstring(redactor.scrub(text))

    assert (tree.get("password"), tree.findtext("b")) == ("<secret:2>", "<secret:1>")


def test_a_shipped_default_is_hidden_where_it_is_named_and_no_word_is_lost(redactor):
    text = "cluster_name: cassandra\nkeystore_password: cassandra\n"

    assert redactor.scrub(text) == "cluster_name: cassandra\nkeystore_password: <secret:1>\n"
