"""One runner at a time: the holder is named, a stale lock too, and nobody else's is removed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from runner.lock import NAME, LockedError, held
from tests.runner.estates import one_node

HOLD = """
import sys
from pathlib import Path
from runner.lock import held
from tests.runner.estates import one_node
with held(one_node(Path(sys.argv[1])), "Ada"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def other(tmp_path):
    """Another process that holds the lock."""
    root = Path(__file__).resolve().parents[2]
    line = [sys.executable, "-c", HOLD, str(tmp_path)]
    pipe = subprocess.PIPE
    with subprocess.Popen(line, cwd=root, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def left(folder: Path, **changes) -> Path:
    """Leave a lock behind as a killed runner does, with some words changed."""
    path = folder / NAME
    with held(one_node(folder), "Ada"):
        text = path.read_text()
    path.write_text(json.dumps({**json.loads(text), **changes}))
    return path


def refusal(folder: Path) -> LockedError:
    """How a second runner is refused."""
    with pytest.raises(LockedError) as caught, held(one_node(folder), "Bob"):
        pass
    return caught.value


def test_it_is_gone_afterwards_also_after_an_error(tmp_path):
    def work() -> None:
        with held(one_node(tmp_path), "Ada"):
            raise RuntimeError(", ".join(path.name for path in tmp_path.iterdir()))

    with pytest.raises(RuntimeError, match=NAME):
        work()

    assert not list(tmp_path.iterdir())


def test_the_second_is_told_who_holds_it(tmp_path, other):
    error = refusal(tmp_path)

    assert not error.stale
    assert (error.holder.who, error.holder.pid) == ("Ada", other.pid)
    for word in ("Ada", f"process {other.pid}", os.uname().nodename, "CHG1", "UTC"):
        assert word in str(error)
    assert "rm " not in str(error)


def test_of_a_killed_holder_the_command_is_named_and_works(tmp_path, other):
    other.kill()
    other.wait()

    error = refusal(tmp_path)

    assert error.stale
    assert f"rm {tmp_path / NAME}" in error.do
    subprocess.run(error.do.partition(": ")[2], shell=True, check=True)
    with held(one_node(tmp_path), "Bob"):
        pass


def test_a_process_of_the_same_number_is_another_one(tmp_path):
    left(tmp_path, pid=os.getpid(), began="1")

    assert refusal(tmp_path).stale


def test_a_process_that_lives_is_not_stale_even_without_the_kernels_lock(tmp_path):
    left(tmp_path)

    assert not refusal(tmp_path).stale


@pytest.mark.parametrize("changes", [{"host": "elsewhere"}, {"machine": "0" * 32}])
def test_another_hosts_lock_is_never_called_stale(tmp_path, changes):
    path = left(tmp_path, pid=1, began="1", **changes)

    error = refusal(tmp_path)

    assert not error.stale
    assert error.do.startswith("Make sure on ")
    assert f"rm {path}" in error.do


def test_a_lock_that_says_nothing_is_no_free_one(tmp_path):
    (tmp_path / NAME).write_text("?")

    assert "does not say by whom" in str(refusal(tmp_path))


def test_a_file_that_a_kill_left_empty_holds_nobody(tmp_path):
    (tmp_path / NAME).touch()

    with held(one_node(tmp_path), "Bob"):
        assert json.loads((tmp_path / NAME).read_text())["who"] == "Bob"


def test_another_ones_lock_is_not_removed(tmp_path):
    with held(one_node(tmp_path), "Ada") as path:
        path.unlink()
        path.write_text("Bob's, made after a rm")

    assert path.read_text().startswith("Bob's")


def test_where_none_can_be_made_it_is_said(tmp_path):
    (tmp_path / NAME).mkdir()

    assert "can not be made" in str(refusal(tmp_path))
