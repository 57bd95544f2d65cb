"""`plan` shows all, and does nothing: no process starts, no socket opens. `status` likewise."""

import shutil
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from runner.app import app
from tests.runner.fakes import EXAMPLE, breach

FORBIDDEN = ("subprocess.Popen", "socket.connect", "socket.__new__", "os.exec", "os.fork",
             "os.forkpty", "os.posix_spawn", "os.spawn", "os.system", "pty.spawn")  # fmt: skip
WATCHED = """
import sys
forbidden = {forbidden!r}
def watch(event, args):
    if event in forbidden:
        print("FORBIDDEN", event, args)
        sys.stdout.flush()
sys.addaudithook(watch)
sys.argv = ["runner", {action!r}, "--inventory", {file!r}, "--runs", {runs!r}]
from runner.app import app
if {planted}:
    import socket
    socket.socket()
app()
"""


def call(tmp_path, action="plan", *, planted=False):
    code = WATCHED.format(
        forbidden=FORBIDDEN, action=action, file=str(tmp_path / "inventory.yaml"),
        runs=str(tmp_path / "runs"), planted=planted,
    )  # fmt: skip
    return subprocess.run(
        [sys.executable, "-c", code], cwd=EXAMPLE.parents[2], capture_output=True, text=True,
        check=False, env={"PATH": ""}, timeout=60,
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    shutil.copy(EXAMPLE, tmp_path / "inventory.yaml")
    return tmp_path


def test_a_dry_run_starts_no_process_and_opens_no_socket(folder):
    done = call(folder)

    assert done.returncode == 0, done.stderr
    assert "FORBIDDEN" not in done.stdout
    assert "gw1$ sudo yum -y update tyk-gateway-5.8.9" in done.stdout
    assert not (folder / "runs").exists()


def test_the_watch_sees_what_it_watches_for(folder):
    assert "FORBIDDEN socket.__new__" in call(folder, planted=True).stdout


def test_it_says_when_and_until_when(folder):
    said = call(folder).stdout

    assert "  1. 22:01 Tell those who use the gateway" in said
    assert "decide by 03:5" in said
    assert "the whole of pre: it must be GO" in said
    assert "min before the window ends" in said
    assert f"python -m runner upgrade --inventory {folder / 'inventory.yaml'} --runs" in said


def test_status_of_nothing_names_what_to_do(folder):
    done = call(folder, "status")

    assert done.returncode == 2
    assert "`plan` shows what it would do" in done.stderr


def shown(world, *words):
    done = CliRunner().invoke(
        app, [*words, "--inventory", str(world.file), "--runs", str(world.runs)]
    )
    return done.exit_code, done.output


def test_status_shows_each_step_and_the_next_line(world):
    world.shut["gateway-ready"] = breach("TYK-PRE-020")
    world.upgrade(done="drain", name="Ben")
    status, said = shown(world, "status")

    assert status == 0
    assert "done     dashboard.dash1.update" in said
    assert "done     drain by Ben" in said
    assert "waiting  gateway.gw1.update" in said
    assert "5 of 7 steps" in said
    assert "TYK-PRE-020 [gw1] is broken" in said
    assert world.change.head in said


def test_status_of_a_rollback_and_its_decisions(world):
    world.upgrade(done="drain", name="Ben")
    world.rollback(yes=True, name="Ben", reason="an API is gone")
    _, said = shown(world, "status")

    assert "ROLLBACK" in said
    assert "roll-back, by Ben" in said
    assert "rolled back: GO" in said


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["upgrade", "--override", "TYK-PRE-001"], "--name"),
        (["rollback", "--accept-data-loss", "lab"], "--name"),
    ],
)
def test_a_decision_without_a_name_is_refused_before_anything(world, words, says):
    status, said = shown(world, *words)

    assert status == 2
    assert says in said
    assert not world.runs.exists()


@pytest.mark.parametrize("command", ["plan", "upgrade", "status", "rollback"])
def test_each_command_explains_itself(command):
    done = CliRunner().invoke(app, [command, "--help"])

    assert done.exit_code == 0
    assert "--inventory" in done.output


def test_an_inventory_that_is_not_there_is_a_sentence(tmp_path):
    done = CliRunner().invoke(app, ["upgrade", "--inventory", str(tmp_path / "no.yaml")])

    assert done.exit_code == 2
    assert "there is no such file" in done.output
