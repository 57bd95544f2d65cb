"""What tells that a step was done, beside packages and units: files, processes, words."""

import os
import shutil
import subprocess
from datetime import UTC, datetime

import pytest

from findings.step import Truth
from probes.engine import Engine
from probes.live import LiveWorld
from probes.redaction import Redactor
from runner.truth import find_out
from tests.runner.estates import one_node, step

STARTED = datetime(2026, 11, 21, 22, 0, tzinfo=UTC).isoformat()


@pytest.fixture
def told(tmp_path):
    """Find out about a step of this machine itself."""
    inventory, redactor = one_node(tmp_path), Redactor()
    engine = Engine(LiveWorld(inventory, redactor), redactor)

    def ask(**truth):
        one = step("true", truth=Truth(**truth), text="Do it.")
        return find_out(one, STARTED, engine, inventory)

    yield ask
    engine.close()


@pytest.fixture
def daemon(tmp_path):
    """A program below a folder of its own, that runs with words of its own."""
    home = tmp_path / "real" / "bin"
    home.mkdir(parents=True)
    program = shutil.copy(shutil.which("sleep"), home / "vshell")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    process = subprocess.Popen(["GW1 (Payments)", "9999"], executable=program)
    yield process
    process.kill()
    process.wait()


@pytest.mark.parametrize(
    ("text", "words", "state"),
    [("a b", ("a",), "done"), ("a b", ("a", "c"), "not-done"), ("", (), "done"),
     (None, (), "not-done")],
)  # fmt: skip
def test_a_file_and_what_it_holds(told, tmp_path, text, words, state):
    if text is not None:
        (tmp_path / "file").write_text(text)

    assert told(by="file", path=str(tmp_path / "file"), words=words).state == state


def test_a_file_in_a_folder_that_is_none_is_not_there(told, tmp_path):
    (tmp_path / "plain").touch()

    assert told(by="file", path=str(tmp_path / "plain" / "file")).state != "done"


@pytest.mark.parametrize(
    ("made", "state"), [("other", "done"), ("a.xml", "unclear"), ("b.jks", "unclear")]
)
def test_files_that_must_not_be_there(told, tmp_path, made, state):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / made).touch()
    found = told(by="absent", path=str(tmp_path), names=("a.xml", "*.jks"))

    assert found.state == state
    assert found.do == ("Do it." if state == "unclear" else "")


def test_a_folder_that_can_not_be_searched_tells_nothing(told, tmp_path):
    assert told(by="absent", path=str(tmp_path / "none"), names=("a",)).state == "unclear"


def test_a_process_below_a_folder_with_links_followed(told, tmp_path, daemon):
    given = {"path": str(tmp_path / "link"), "words": ("GW1 (Payments)",)}

    assert told(by="running", **given).state == "done"
    assert str(daemon.pid) in told(by="stopped", **given).why
    assert told(by="stopped", **given).state == "not-done"

    daemon.kill()
    daemon.wait()
    assert told(by="running", **given).state == "not-done"
    assert told(by="stopped", **given).state == "done"


def test_another_process_of_these_words_or_of_this_folder_is_not_it(told, tmp_path, daemon):
    del daemon
    here = {"path": str(tmp_path / "link"), "words": ("GW2 (Payments)",)}
    longer = {"path": str(tmp_path / "link"), "begins": "W1 (Payments)"}
    elsewhere = {"path": "/opt", "words": ("GW1 (Payments)",)}

    assert told(by="running", **here).state == "not-done"
    assert told(by="running", **elsewhere).state == "not-done"
    assert told(by="running", **longer).state == "not-done"
    assert told(by="running", **{**longer, "begins": "GW1 (Payments)"}).state == "done"


@pytest.mark.parametrize(
    ("script", "state"),
    [("echo is: complete", "done"), ("echo is: begun", "not-done"), ("echo is: odd", "unclear"),
     ("true", "unclear"), ("echo is: complete; exit 3", "unclear")],
)  # fmt: skip
def test_what_a_command_says(told, script, state):
    found = told(by="says", argv=("sh", "-c", script), done=("is: complete",),
                 undone=("is: begun",))  # fmt: skip

    assert found.state == state
    assert ("Look at: sh -c" in found.do) is (state == "unclear")


def test_a_process_list_that_is_refused_tells_nothing(told, tmp_path, monkeypatch):
    (tmp_path / "ps").write_text("#!/bin/sh\necho '77 something'\n")
    (tmp_path / "ps").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

    assert told(by="stopped", words=("nothing has these words",)).state == "unclear"
