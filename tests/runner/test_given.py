"""What a step reads from its standard input: it arrives whole, and stands nowhere."""

import subprocess

import pytest

from findings.step import Secret
from probes.redaction import Redactor
from runner import units
from runner.on_nodes import OnNodes
from tests.runner.estates import one_node, step

PASSWORD = "correct horse 'battery' \\n $HOME ä"


@pytest.fixture
def told():
    return []


@pytest.fixture
def here(tmp_path, monkeypatch):
    """The steps of this machine itself; two secrets are known."""
    monkeypatch.setenv("LAB_PASSWORD", PASSWORD)
    monkeypatch.setenv("LAB_TWO_LINES", "correct\nhorse-battery")
    executor = OnNodes(one_node(tmp_path), Redactor())
    yield executor
    executor.close()


def reading(*references, **settings):
    """Give a step that compares what it reads with what it should, and shows its own argv."""
    program = (
        'IFS= read -r a; IFS= read -r b; [ "$a" = "$LAB_PASSWORD" ] && echo same; '
        'echo "second: [$b]"; cat; for p in self $PPID; do cat /proc/$p/cmdline; echo; done'
    )
    secrets = tuple(Secret(name=f"secret {n}", reference=r) for n, r in enumerate(references, 1))
    return step("sh", "-c", program, secrets=secrets, **settings)


def test_each_line_comes_as_it_is_and_is_told_as_a_mark(here, told):
    ran = here.run(reading("env:LAB_PASSWORD", ""), "", told.append)

    assert ran.status == 0
    assert "same\nsecond: []\n" in ran.output
    assert "-- given on standard input: secret 1 <secret:1>\n" in told
    assert "-- given on standard input: secret 2 an empty line\n" in told
    assert "battery" not in "".join(told) + ran.output
    assert "<secret" not in ran.output, "it stands in the argv of a process"


def test_a_secret_that_is_not_there_stops_before_anything_is_sent(here, told):
    ran = here.run(reading("env:NOT_THERE_AT_ALL"), "", told.append)

    assert ran.status == 126
    assert "no such environment variable: nothing was done" in ran.why
    assert "export NOT_THERE_AT_ALL" in ran.do


def test_a_secret_of_several_lines_would_answer_two_questions(here, told):
    ran = here.run(reading("env:LAB_TWO_LINES"), "", told.append)

    assert ran.status == 126
    assert "has several lines" in ran.why


def test_a_shell_without_a_printf_of_its_own_gets_no_secret(here, told, monkeypatch):
    monkeypatch.setattr("runner.session.PRELUDE", b"unset -f printf; command() { echo /x; }\n")

    ran = here.run(reading("env:LAB_PASSWORD"), "", told.append)

    assert ran.status == 126
    assert "would stand in an argv" in ran.why


@pytest.fixture
def unit(tmp_path, monkeypatch):
    """A unit's script, and the folder that its start makes."""
    monkeypatch.setattr(units, "BASE", str(tmp_path))
    monkeypatch.setattr(units, "PATIENCE", 2)
    name = units.unit_name("CHG1", "x")
    where = tmp_path / name
    where.mkdir()
    (where / "token").write_text("t")
    (where / "status").write_text("running  \n")
    subprocess.run(["mkfifo", where / "in"], check=True)
    script = units.command_file(name, "t", ("sh", "-c", "cat; exit 4"), fed=True)
    (where / "run").write_text(script)
    return where


def test_a_unit_passes_on_what_comes_through_its_pipe(unit):
    going = subprocess.Popen(["sh", unit / "run"])
    (unit / "in").write_text("one\n\n.")

    assert going.wait(10) == 4
    assert (unit / "out").read_text() == "one\n\n"
    assert not (unit / "in").exists()


@pytest.mark.parametrize("part", ["", "one\n"])
def test_a_unit_that_is_given_nothing_or_a_part_runs_nothing(unit, part):
    going = subprocess.Popen(["sh", unit / "run"])
    if part:
        (unit / "in").write_text(part)

    assert going.wait(10) == 125
    assert "nothing was run" in (unit / "out").read_text()
    assert (unit / "status").read_text() == "ended 125\n"


def test_a_start_says_what_it_feeds_and_what_it_leaves(unit):
    del unit
    plain = units.start_script(units.unit_name("a"), "t", ("true",))
    fed = units.start_script(units.unit_name("a"), "t", ("true",), fed=True, leaves=True)

    assert "mkfifo" not in plain
    assert "KillMode" not in plain
    assert "-p KillMode=process /bin/sh" in fed
    assert fed.index("mkfifo") < fed.index("systemd-run") < fed.index("cat >")
