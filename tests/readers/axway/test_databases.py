"""Databases of a configuration, of metrics, and what a server says to everybody."""

import socket
import subprocess
import threading
from datetime import UTC, datetime, timedelta

import pytest

from probes import guard
from probes.answers import CommandAnswer
from probes.errors import CannotTell
from readers.axway import drivers, events, greeting, stores
from readers.versions import parse
from tests.readers.fakes import gone, said


def test_urls_of_a_configuration():
    answer = said(
        f"{stores.STORE}\njdbc:mysql://DB:3306/oauth?user=me&amp;password=geheim-1\n"
        "jdbc:mysql://127.0.0.1:3306/DefaultDb\njdbc:oracle:thin:scott/tiger-2@//o:1521/kps\n"
        "jdbc:sqlserver://s:1433;databaseName=kps;password=geheim-3\n"
    )

    assert stores.urls(answer, "x") == (
        "jdbc:mysql://db:3306/oauth",
        "jdbc:oracle:thin:@//o:1521/kps",
        "jdbc:sqlserver://s:1433;databasename=kps",
    )
    assert stores.passwords(answer) == ["geheim-1", "tiger-2", "geheim-3"]


@pytest.mark.parametrize("answer", [said(""), said("jdbc:mysql://a/b\n"), gone("x")])
def test_no_store_is_not_no_database(answer):
    with pytest.raises(CannotTell):
        stores.urls(answer, "x")


def test_the_question_for_urls_reads_and_finds(tmp_path):
    (tmp_path / "PrimaryStore.xml").write_text(
        '<entityStoreData><fval name="url"><value>jdbc:mysql://a:1/b</value></fval>'
    )
    script = stores.script(str(tmp_path))
    guard.command(script)
    done = subprocess.run(["sh", "-c", script], capture_output=True, check=False)

    answer = CommandAnswer(done.returncode, done.stdout, done.stderr)
    assert stores.urls(answer, "x") == ("jdbc:mysql://a:1/b",)


def test_a_server_tells_its_version_without_a_login():
    version = b"5.5.5-10.1.48-MariaDB-1~xenial"
    packet = bytes([74, 0, 0, 0, 10]) + version + b"\0" + b"\x07\0\0\0abcdefgh\0rest"
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet():
            with server.accept()[0] as caller:
                caller.sendall(packet)

        greeter = threading.Thread(target=greet)
        greeter.start()
        script = greeting.script(f"jdbc:mysql://127.0.0.1:{server.getsockname()[1]}/metrics")
        guard.command(script)
        done = subprocess.run(["sh", "-c", script], capture_output=True, check=False)
        greeter.join()

    answer = CommandAnswer(done.returncode, done.stdout, done.stderr)
    assert greeting.product(answer, "x") == ("mariadb", "10.1")


def test_a_server_that_is_not_there_can_not_be_told():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    script = greeting.script(f"jdbc:mysql://127.0.0.1:{port}/metrics")
    done = subprocess.run(["sh", "-c", script], capture_output=True, check=False)
    with pytest.raises(CannotTell):
        greeting.product(CommandAnswer(done.returncode, done.stdout, done.stderr), "x")


@pytest.mark.parametrize("text", ["", "\n", "Host is blocked\n", "8\n"])
def test_what_is_no_greeting(text):
    with pytest.raises(CannotTell):
        greeting.product(said(text), "x")


@pytest.mark.parametrize("url", ["jdbc:oracle:thin:@//h:1521/m", "jdbc:db2://h:50000/m"])
def test_others_say_nothing(url):
    with pytest.raises(CannotTell, match="without a login"):
        greeting.script(url)


@pytest.mark.parametrize(
    ("product", "version", "target", "fits"),
    [
        ("mysql", "5.7", "7.7.20200130", True),
        ("mysql", "8.0", "7.7.20200130", False),
        ("mysql", "8.0", "7.7.20210330", True),
        ("mariadb", "10.1", "7.7.20240830", True),
        ("mariadb", "10.11", "7.7.20240830", False),
    ],
)
def test_databases_that_the_vendor_names(product, version, target, fits):
    assert (drivers.unsupported(product, version, parse(target)) == "") is fits


def test_times_of_event_logs():
    found = events.events(
        said("1700000000.1 group-2_instance-1.log\n1700000300.9 processed/a.log\n"
             "1700000200.9 processed/b.log\n"), "x")  # fmt: skip

    start = datetime.fromtimestamp(1_700_000_000, UTC)
    assert found == events.Events(start, start + timedelta(seconds=300))
    assert events.events(gone("x"), "x") == events.Events(None, None)
    with pytest.raises(CannotTell):
        events.events(said("<html>\n"), "x")
