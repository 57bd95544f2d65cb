"""Secrets: each kind of reference, and failures that never show the value."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from inventory.secrets import SecretRef
from probes.errors import CannotTell
from probes.questions import Basic, Http, SecretText
from probes.redaction import Redactor
from probes.secrets import Secrets


@pytest.fixture
def redactor():
    return Redactor()


@pytest.fixture
def secrets(tmp_path, redactor):
    return Secrets(tmp_path, redactor)


def test_environment(secrets, monkeypatch):
    monkeypatch.setenv("LAB_PASSWORD", "hunter2\n")

    assert secrets(SecretRef("env:LAB_PASSWORD")).reveal() == "hunter2\n"


@pytest.mark.parametrize(
    ("raw", "value"), [(b"abc\n", "abc"), (b"abc\r\n", "abc"), (b"a\n\n", "a\n"), (b" a ", " a ")]
)
def test_a_file_loses_one_newline(secrets, tmp_path, raw, value):
    (tmp_path / "s").write_bytes(raw)

    assert secrets(SecretRef("file:s")).reveal() == value


def test_a_file_open_to_all_is_named(secrets, tmp_path):
    (tmp_path / "open").write_text("a")
    (tmp_path / "open").chmod(0o644)
    (tmp_path / "closed").write_text("a")
    (tmp_path / "closed").chmod(0o640)
    secrets(SecretRef("file:open"))
    secrets(SecretRef("file:closed"))

    assert secrets.warnings == [
        f"{tmp_path / 'open'} is open to every user of this machine: chmod 600"
    ]


def test_a_program_runs_without_a_shell(secrets, tmp_path):
    reference = SecretRef('exec:["printf", "%s|%s\\n", "$HOME", "a b"]')

    assert secrets(reference).reveal() == "$HOME|a b"
    assert secrets(SecretRef('exec:["pwd"]')).reveal() == str(tmp_path)


@pytest.mark.parametrize(
    ("reference", "says"),
    [
        ("env:LAB_NOT_THERE", "no such environment variable"),
        ("file:not-there", "No such file"),
        ("file:empty", "is empty"),
        ("file:binary", "no UTF-8"),
        ("exec:[broken]", "no JSON list"),
        ('exec:["not-there-at-all"]', "cannot be started"),
        ('exec:["sh", "-c", "echo hunter2; echo hunter2 >&2; exit 3"]', "exit status 3"),
    ],
)
def test_a_failure_names_the_reference_only(secrets, tmp_path, reference, says):
    (tmp_path / "empty").write_text("\n")
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    with pytest.raises(CannotTell, match=says) as caught:
        secrets(SecretRef(reference))

    assert reference in caught.value.why
    assert caught.value.__cause__ is None


def test_a_program_that_hangs_is_ended(tmp_path):
    def run(argv, folder, _timeout):
        from probes.secrets import run as really  # noqa: PLC0415

        return really(argv, folder, 0.2)

    start = time.monotonic()
    with pytest.raises(CannotTell, match="nothing within"):
        Secrets(tmp_path, None, run)(SecretRef('exec:["sleep", "300"]'))

    assert time.monotonic() - start < 100


def test_each_is_fetched_once_also_a_failure(tmp_path):
    asked, lock = [], threading.Lock()

    def run(argv, _folder, _timeout):
        with lock:
            asked.append(argv[0])
        if argv[0] == "bad":
            raise CannotTell("no vault")
        return b"value"

    def ask(name):
        try:
            return secrets(SecretRef(f'exec:["{name}"]')).reveal()
        except CannotTell as error:
            return error.why

    secrets = Secrets(tmp_path, None, run)
    with ThreadPoolExecutor(8) as pool:
        got = set(pool.map(ask, ["good", "bad"] * 20))

    assert got == {"value", 'no secret at exec:["bad"]: no vault'}
    assert sorted(asked) == ["bad", "good"]


def test_a_secret_is_registered_and_never_renders(secrets, redactor, tmp_path):
    (tmp_path / "s").write_text("hunter2hunter2\n")
    found = secrets(SecretRef("file:s"))

    assert redactor.scrub("is hunter2hunter2") == "is <secret:1>"
    assert f"{found} {found!r}" == "<secret> <secret>"
    assert secrets(found) is found
    assert secrets(SecretText("x")).reveal() == "x"


def test_a_name_and_its_password_become_what_http_basic_sends(secrets, redactor, monkeypatch):
    monkeypatch.setenv("LAB_PASSWORD", "hunter2-long")
    login = Basic("ann", SecretRef("env:LAB_PASSWORD"))
    sent = secrets(login).reveal()

    assert sent == "Basic YW5uOmh1bnRlcjItbG9uZw=="
    assert "YW5u" not in redactor.scrub(f"echoed: {sent.removeprefix('Basic ')}")
    assert f"{login} {login!r}" == "<secret> of ann <secret> of ann"


def test_two_names_are_two_questions():
    asked = [
        Http("a:b", "/", secret_headers=(("Authorization", Basic(who, SecretText("x"))),))
        for who in ("ann", "ben")
    ]

    assert asked[0] != asked[1]
    assert [one.key for one in asked] == [
        "GET a:b / [Authorization: <secret> of ann]",
        "GET a:b / [Authorization: <secret> of ben]",
    ]


def test_the_key_of_a_login_is_the_same_in_a_recording():
    """Redaction takes nothing of it away: a recording is asked by it."""
    login = Basic("ann", SecretText("x"))
    key = Http("a:b", "/", secret_headers=(("Authorization", login),)).key

    assert "ann" in key
    assert Redactor().scrub(key) == key
