"""The commands of the steps of Cassandra, run for real; nodetool is one of ours."""

import subprocess

import pytest

from runner.executor import Ran
from runner.success import judged
from tests.runner.axway_estates import steps

ROW = "{}  10.213.78.2{}  98.5 KB  1  ?  2b6e  rack1\n"
TOOL = """#!/bin/sh
shift 2
echo "$*" >> {0}/asked
case $1 in
status) cat {0}/status;;
listsnapshots) [ -e {0}/refuses ] && exit 1; cat {0}/snapshots;;
snapshot) echo "Snapshot directory: $3";;
version) echo "ReleaseVersion: $(cat {0}/version)";;
esac
"""


@pytest.fixture
def ring(tmp_path):
    """Run a step's script; `status` and `snapshots` are what nodetool tells."""
    (tmp_path / "status").write_text("".join(ROW.format("UN", at) for at in (1, 2, 3)))
    (tmp_path / "snapshots").write_text("Snapshot Details: \n")
    (tmp_path / "version").write_text("2.2.8\n")
    tool = tmp_path / "bin" / "nodetool"
    tool.parent.mkdir()
    tool.write_text(TOOL.format(tmp_path))
    tool.chmod(0o755)
    changes = (("stores/kps/home", str(tmp_path)), ("stores/kps/new_home", str(tmp_path)))

    def run(key):
        step = steps("several hosts", *changes)[key]
        (tmp_path / "asked").write_text("")
        done = subprocess.run(step.argv, capture_output=True, text=True, check=False, timeout=60)
        end = judged(step, Ran(done.returncode, done.stdout + done.stderr))
        return end.outcome, (tmp_path / "asked").read_text().splitlines()[-1]

    return tmp_path, run


def test_a_member_is_drained_while_all_are_up(ring):
    assert ring[1]("cassandra.cas2.drain") == ("done", "drain")


@pytest.mark.parametrize("state", ["DN", "UJ", "UL", "?N"])
def test_no_member_is_drained_while_another_is_not_up(ring, state):
    folder, run = ring
    (folder / "status").write_text(ROW.format("UN", 1) + ROW.format(state, 2))

    assert run("cassandra.cas1.drain") == ("failed", "status")


def test_a_ring_that_can_not_be_seen_is_not_whole(ring):
    folder, run = ring
    (folder / "status").write_text("nodetool: Failed to connect to '127.0.0.1:7199'\n")

    assert run("cassandra.cas1.drain") == ("failed", "status")


def test_a_snapshot_of_an_earlier_try_is_left_alone(ring):
    folder, run = ring
    words = "x2f1c9a70_group_2 x2f1c9a70_group_3"

    assert run("cassandra.cas1.snapshot") == ("done", f"snapshot -t before-CHG0123457 {words}")
    taken = "before-CHG0123457    ks  t  1 KB\n"
    (folder / "snapshots").write_text(f"Snapshot Details: \n{taken}")
    assert run("cassandra.cas1.snapshot")[1] == f"snapshot -t before-CHG0123457-2 {words}"
    (folder / "snapshots").write_text(taken + taken.replace("57 ", "57-2 "))
    assert run("cassandra.cas1.snapshot")[1] == f"snapshot -t before-CHG0123457-3 {words}"
    (folder / "refuses").touch()
    assert run("cassandra.cas1.snapshot") == ("failed", "listsnapshots")


def test_a_member_is_up_in_the_new_release_or_not_at_all(ring):
    folder, run = ring

    assert run("cassandra.cas1.up") == ("failed", "version")
    (folder / "version").write_text("2.2.12\n")
    assert run("cassandra.cas1.up") == ("done", "version")
    assert run("cassandra.cas1.drain") == ("failed", "version")


@pytest.fixture
def copy(tmp_path):
    """Copy data as the step does; what was said, and what lies there now."""
    step = steps()["cassandra.cas1.copy"]
    old, new = tmp_path / "old", tmp_path / "new"
    for name in ("commitlog", "data/system", "saved_caches"):
        (old / name).mkdir(parents=True)
        (old / name / "file").write_text("of old")

    def run():
        words = [*step.argv[:-2], str(old), str(new)]
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
        there = {
            str(one.relative_to(new)): one.read_text() for one in new.rglob("*") if one.is_file()
        }
        return judged(step, Ran(done.returncode, done.stdout + done.stderr)).outcome, there

    return new, run


WHOLE = {"commitlog/file": "of old", "data/system/file": "of old", "saved_caches/file": "of old"}


def test_data_is_copied_whole_into_an_empty_place_and_once(copy):
    new, run = copy
    (new / "data").mkdir(parents=True)

    assert run() == ("done", WHOLE)
    assert run() == ("done", WHOLE)


def test_data_that_is_there_is_not_written_over(copy):
    new, run = copy
    run()
    (new / "data" / "system" / "file").write_text("newer than that")

    assert run() == ("failed", {**WHOLE, "data/system/file": "newer than that"})


def test_a_copy_that_was_cut_off_is_begun_again(copy):
    new, run = copy
    (new / "data" / "system").mkdir(parents=True)
    (new / ".copying").touch()
    (new / "data" / "system" / "file").write_text("of")

    assert run() == ("done", WHOLE)
