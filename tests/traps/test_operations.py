"""Operations: what goes wrong around a change, when people and machines are tired."""

import os
import re
import socket
import subprocess
import sys

from typer.testing import CliRunner

from findings.step import Gate
from inventory import load
from runner.app import app
from runner.executor import Ran
from runner.gates import Pytest
from runner.lock import held
from tests.fixtures.suite import check
from tests.runner.fakes import breach

pytest_plugins = ["pytester"]

TWO = check() + check(name="test_two", rows="TYK-PRE-002")
COMPARES = check(
    "value = node.run('cat value').text\nassert value == baseline('value', value)",
    asks="node, baseline",
    rows="TYK-POST-001",
    marks="pre post",
)


def runner(*words):
    """Call the runner's command line in this process."""
    done = CliRunner().invoke(app, [str(word) for word in words])
    return done.exit_code, done.output


def test_a_stale_report_opens_a_gate(run):
    """A GO that lies there from Tuesday is no key: a gate believes the run it started alone."""
    old = run(TWO)
    change = old.folder.parent / "20260101T000000Z-change"
    head = f"print('chain head {old.result['chain_head']}')"
    copied = f"import shutil; shutil.copytree({str(old.folder)!r}, {str(old.folder)!r} + '-2')"
    for command in ("pass", head, copied):  # copied: somebody else's run that ends meanwhile
        gate = Pytest(
            inventory=run.path / "inventory.yaml", runs=run.path / "reports/runs", change=change,
            seconds=60, tell=lambda _: None, command=(sys.executable, "-c", command),
        )  # fmt: skip
        assert not gate.ask(Gate(phase="pre"), "first").run.holds

    assert old.status == 0


def test_the_upgrade_begins_without_a_pre_of_its_own(world):
    """The whole of pre is asked first, now; what is not GO changes nothing."""
    world.shut["pre"] = breach("TYK-PRE-046")

    assert world.upgrade() == 10
    assert world.asked[0] == ("pre", "", "first", "")
    assert world.done == []


def test_a_gate_is_only_advice(world):
    """A shut gate stops, again and again; past it leads one row, with a name and a reason."""
    world.shut["dashboard-ready"] = breach("TYK-PRE-020")
    several = breach("TYK-PRE-020") + breach("TYK-PRE-021")

    assert world.upgrade() == world.upgrade() == 11
    assert "dashboard.dash1.update" not in world.done
    world.shut["dashboard-ready"] = several
    assert world.upgrade(override="TYK-PRE-020", name="Ben", reason="known") == 11
    assert "dashboard.dash1.update" not in world.done


def test_success_is_taken_from_the_exit_status_alone(world):
    """`yum` exits 0 on `Nothing to do.`: a step is done when its output says so too."""
    world.says = {"dashboard.dash1.update": Ran(0, "Nothing to do.\n")}

    assert world.upgrade() == 11
    assert world.change.steps[1].state == "failed"


def test_a_baseline_is_overwritten(run):
    """A second pre makes a second file, and leaves the first as it was."""
    run.write("value", "a")
    run(COMPARES)
    (first,) = run.path.glob("reports/runs/CHG1/baseline-*.json")
    text = first.read_text()
    run.write("value", "b")
    run()

    assert first.read_text() == text
    assert len(list(run.path.glob("reports/runs/CHG1/baseline-*.json"))) == 2


def test_a_baseline_is_taken_after_the_change(estate):
    """When a node has moved already, pre is not GO, and post refuses what it remembered."""
    moved = {"answer": "gw1 $ rpm -qa*", "replace": ["tyk-gateway 0 5.3.9", "tyk-gateway 0 5.8.9"]}
    pre = estate.check(moved)
    (file,) = pre.folder.parent.glob("baseline-*.json")
    post = estate.check(rows="EST-002", phase="post", words=("--demo", f"--baseline={file}"))

    assert pre.outcomes["test_declared_version_is_installed_and_runs[gw1.tyk-gateway]"] == "fail"
    assert post.status == 4
    assert "was taken when gateway had left 5.3.9 already: 5.8.9 on gw1" in post.text


def test_a_baseline_is_made_to_fit(run):
    """One that was edited, or is of another environment, is refused."""
    run.write("value", "a")
    run(COMPARES)
    (file,) = run.path.glob("reports/runs/CHG1/baseline-*.json")
    run.inventory(environment="other")
    foreign = run(None, f"--baseline={file}", phase="post")
    run.inventory()
    file.write_text(file.read_text().replace('"a"', '"b"'))
    run.write("value", "b")
    edited = run(phase="post")

    assert "is of another environment" in foreign.text
    assert edited.outcomes == {"test_it[gw1]": "unknown"}
    assert edited.status == 7


def test_a_dry_run_acts(world, monkeypatch):
    """`plan` has nothing to act with: no process, no connection, no file."""
    acts = []
    for place, name in ((subprocess, "Popen"), (os, "posix_spawn"), (os, "fork")):
        monkeypatch.setattr(place, name, lambda *words, **_: acts.append(words))
    monkeypatch.setattr(socket.socket, "connect", lambda *words: acts.append(words))
    before = sorted(world.folder.rglob("*"))
    status, said = runner("plan", "--inventory", world.file, "--runs", world.runs)

    assert status == 0, said
    assert "yum -y update tyk-gateway" in said
    assert acts == []
    assert sorted(world.folder.rglob("*")) == before


def test_two_people_at_once(run):
    """The second runner stops before it asks anything, and names the first."""
    given = load(run.path / "inventory.yaml")
    with held(given, "Ada"):
        status, said = runner("upgrade", "--inventory", run.path, "--runs", run.path / "runs")

    assert status == 11
    assert "Ada" in said
    assert not list(run.path.glob("runs/*/*"))


def test_evidence_is_lost_with_the_connection(run):
    """After a kill the journal has what was found, and gives a page that says INCOMPLETE."""
    kills = check("import os\nos.kill(os.getpid(), 9)", "test_z", rows="TYK-PRE-003")
    killed = run(check() + kills, "--no-rehearsal", apart=True)
    status, said = runner("report", killed.folder)

    assert status == 0, said
    assert killed.outcomes["test_it[gw1]"] == "pass"
    assert killed.outcomes["test_z[gw1]"] == "unknown"
    assert killed.result["headline"] == "INCOMPLETE, UNKNOWN"
    assert "INCOMPLETE" in (killed.folder / "report.html").read_text()


def test_a_report_is_edited(run):
    """Who changes a finding breaks the chain whose head stands in the ticket."""
    ran = run(check("assert False"))
    journal = ran.folder / "journal.jsonl"
    whole = runner("verify", ran.folder, "--head", ran.result["chain_head"])
    text = journal.read_text()
    assert '"outcome":"fail"' in text
    journal.write_text(text.replace('"outcome":"fail"', '"outcome":"pass"'))
    edited = runner("verify", ran.folder, "--head", ran.result["chain_head"])

    assert whole[0] == 0, whole
    assert edited[0] == 1, edited


def test_what_was_not_run_has_no_row(run):
    """After `-x` each planned check that was not reached has a row, and is unknown."""
    ran = run(check("assert False") + check(name="test_two", rows="TYK-PRE-002"), "-x")
    page = (ran.folder / "report.html").read_text()

    assert ran.outcomes["test_two[gw1]"] == "unknown"
    assert "not run" in ran.findings["test_two[gw1]"]["message"]
    assert "TYK-PRE-002" in page
    assert ran.status not in {0, 5}


def test_nobody_knows_which_version_produced_this(run):
    """Each page names the tool, the command line and the hash of the catalogue it went by."""
    first = run(TWO)
    run.row("TYK-PRE-001", statement="It holds better.")
    second = run(TWO)
    page = (first.folder / "report.html").read_text()

    assert first.result["catalogue"] != second.result["catalogue"]
    for part in (first.result["catalogue"], first.result["tool_version"]):
        assert re.search(rf"\b{re.escape(part)}\b", page)
    assert first.result["argv"][0] == "pytest"
