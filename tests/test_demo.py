"""The demo: what it plants is known, what it demands can fail, and it leaves nothing behind."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from catalog.loading import load
from probes.answers import CommandAnswer
from probes.recording import Recorder
from probes.redaction import Redactor
from probes.replay import answers_of
from tests.lab import demo, demo_problems, demo_stages, demo_tyk, packages
from tests.lab.demo_problems import failing_case, named, write_troubled
from tests.lab.demo_stages import Demo, Teller, Unexpected, sign_before
from tests.lab.demo_story import Problem
from tests.lab.demo_tyk import STORY

ROOT = Path(__file__).resolve().parents[1]
AT = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)
LACKING = packages.missing()
needs_lab = pytest.mark.skipif(bool(LACKING), reason=f"no lab here: {'; '.join(LACKING)}")
each = pytest.mark.parametrize("problem", STORY.problems, ids=lambda problem: problem.fault)
LICENCE = Problem("licence-expired", "TYK-PRE-070", "tyk/licence", "test_x")


@pytest.fixture
def run_demo():
    """Run the demo as a person does; its reports go away with the test, and no one else's."""
    said = []

    def run_demo(**environment):
        done = subprocess.run(
            [sys.executable, "-m", "tests.lab.demo"],
            cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        said.append(done.stdout)
        return done

    yield run_demo
    for folder in set(re.findall(r"--runs[= ](reports/runs/demo-\S+)", "".join(said))):
        shutil.rmtree(ROOT / folder)


@each
def test_a_problem_is_one_of_the_lab_and_of_the_catalogue(problem):
    rows = load(ROOT / "checks" / "tyk", ROOT / "checks" / "estate")
    ids = {row.id for row in rows.values() if "pre" in row.phases and row.verified_by == "check"}

    assert problem.fault in STORY.faults
    assert problem.requirement in ids


@each
def test_a_problem_has_a_case_that_changes_answers_alone(problem):
    assert failing_case(problem).change


def test_a_check_without_a_failing_case_is_named():
    with pytest.raises(LookupError, match="test_x has no row that fails"):
        failing_case(LICENCE)


def finding(**changes):
    found = {
        "requirements": ["TYK-PRE-070"], "outcome": "fail", "target": "dash1",
        "remedy": {"owner": "vendor", "text": "Renew it.", "command": ""},
    }  # fmt: skip
    return {"findings": [{**found, **changes}]}


def test_a_problem_is_named_by_its_row_or_a_lettered_one():
    assert named(finding(), LICENCE).remedy == "Renew it."
    assert named(finding(requirements=["TYK-PRE-001", "TYK-PRE-070b"]), LICENCE).row[-1] == "b"


@pytest.mark.parametrize(
    "changes",
    [
        {"outcome": "unknown"},
        {"outcome": "pass"},
        {"requirements": ["TYK-PRE-0701", "TYK-PRE-07"]},
        {"remedy": {"owner": "vendor", "text": "", "command": ""}},
    ],
    ids=lambda changes: next(iter(changes)) + str(len(str(changes))),
)
def test_what_is_no_failure_with_a_remedy_names_nothing(changes):
    assert named(finding(**changes), LICENCE) is None


@pytest.fixture
def recording(tmp_path):
    recorder = Recorder(tmp_path / "pre.jsonl", Redactor())
    recorder.write("now", "Now", AT, 0, AT)
    for text in ("first 5.3.9", "second 5.3.9"):
        recorder.write("gw1 $ x", "Command", AT, 0, CommandAnswer(0, text.encode(), b""))
    recorder.close()
    return tmp_path / "pre.jsonl"


def test_only_what_a_case_changes_differs_in_the_troubled_recording(
    recording, tmp_path, monkeypatch
):
    cases = tmp_path / "checks" / "tyk" / "cases"
    cases.mkdir(parents=True)
    rows = [
        {"outcome": "pass"},
        {"outcome": "fail", "now": AT.isoformat(), "change": [{"answer": "now", "value": 1}]},
        {"outcome": "fail", "change": [{"answer": "gw1 $ *", "replace": ["first", "other"]}]},
    ]
    rows[2]["change"] = [
        {"answer": "gw1 $ *", "replace": ["5.3.9", "5.3.8"]},
        {"answer": "gw1 $ y", "kind": "command", "text": "new"},
    ]
    (cases / "licence.yaml").write_text(json.dumps({"test_x": rows}))
    monkeypatch.setattr(demo_problems, "CHECKOUT", tmp_path)

    world = answers_of(write_troubled(recording, tmp_path / "troubled.jsonl", (LICENCE,)))

    assert [one.value.text for one in world["gw1 $ x"]] == ["first 5.3.8", "second 5.3.8"]
    assert world["gw1 $ y"][0].value.text == "new"
    assert world["now"][0].value == AT


def test_signatures_are_older_than_the_recording(recording, tmp_path):
    sign_before(tmp_path, recording, "tyk")

    text = (tmp_path / "attestations.yaml").read_text()
    assert text.count("  when: 2026-11-21T21:00+00:00\n") == text.count("  when:") > 0


@pytest.fixture
def ran(tmp_path, monkeypatch):
    """Give a demo whose pytest ends as told: `ran(verdict, status)` runs a phase."""
    monkeypatch.setattr(demo_stages, "RUNS", tmp_path / "runs")
    (tmp_path / "runs").mkdir()

    def ran(verdict, status, expected="GO"):
        def run(*_, **__):
            if verdict:
                (own,) = (tmp_path / "runs").iterdir()
                folder = own / "CHG" / "1-pre"
                folder.mkdir(parents=True)
                text = json.dumps({"verdict": verdict, "headline": verdict, **finding()})
                (folder / "findings.json").write_text(text)
            return subprocess.CompletedProcess([], status)

        monkeypatch.setattr(subprocess, "run", run)
        return Demo(STORY, Teller(), tmp_path).check("pre", expected, tmp_path / "x.jsonl")

    return ran


def test_an_expected_verdict_gives_the_runs_folder(ran):
    assert ran("NO-GO", 1, "NO-GO").name == "1-pre"


@pytest.mark.parametrize(
    ("verdict", "status", "said"),
    [
        ("NO-GO", 1, "NO-GO, exit status 1; GO was expected"),
        ("UNKNOWN", 7, "UNKNOWN, exit status 7"),
        ("GO", 1, "GO, exit status 1"),
        ("", 4, "status 4 and left no report"),
    ],
)
def test_every_other_end_fails_the_demo(ran, verdict, status, said):
    with pytest.raises(Unexpected, match=said):
        ran(verdict, status)


def test_a_planted_problem_that_is_not_named_fails_the_demo(ran, tmp_path):
    folder = ran("NO-GO", 1, "NO-GO")

    with pytest.raises(Unexpected, match=r"not named with a remedy: old-version-gone"):
        Demo(STORY, Teller(), tmp_path).demand_named(folder)


class NoEstate:
    """Counts its sweeps."""

    swept = 0

    def sweep(self):
        type(self).swept += 1
        return []


@pytest.mark.parametrize(
    ("error", "status"), [(Unexpected("x"), 1), (KeyboardInterrupt(), 130), (TimeoutError("x"), 1)]
)
def test_the_lab_is_swept_whatever_happens(monkeypatch, tmp_path, capsys, error, status):
    def fail(*_):
        raise error

    NoEstate.swept = 0
    monkeypatch.setattr(demo_tyk, "STORY", replace(STORY, estate=NoEstate))
    for name, value in {"set_up": lambda *_: None, "lacking": lambda _: []}.items():
        monkeypatch.setattr(demo, name, value)
    monkeypatch.setattr(demo, "STATE", tmp_path / "demo")
    monkeypatch.setattr(demo_stages, "RUNS", tmp_path / "runs")
    monkeypatch.setattr(demo.Live, "run", fail)
    monkeypatch.setattr(demo.signal, "signal", lambda *_: None)

    assert demo.main("tyk") == status
    assert NoEstate.swept == 2
    assert "every verdict" not in capsys.readouterr().out


def test_two_demos_of_one_name_do_not_meet(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(demo, "STATE", tmp_path / "demo")

    with demo.alone(Teller()), pytest.raises(KeyboardInterrupt), demo.alone(Teller()):
        pass

    assert "set LAB_PREFIX to another name" in capsys.readouterr().out


def test_on_the_recording_it_says_so_first_and_ends_well(run_demo):
    done = run_demo(DEMO_OFFLINE="1")

    assert done.stdout.startswith("Demo ON A RECORDING: no lab here"), done.stdout
    assert done.returncode == 0, done.stdout + done.stderr
    for problem in STORY.problems:
        assert f"  {problem.requirement}" in done.stdout


@needs_lab
def test_in_the_lab_it_ends_well_and_leaves_nothing(run_demo):
    """A change from NO-GO to GO, and a bad release that is stopped and taken back."""
    done = run_demo(LAB_PREFIX="demotest", DEMO_OFFLINE="0")

    assert done.stdout.startswith("Demo: a Tyk estate is upgraded"), done.stdout
    assert done.returncode == 0, done.stdout + done.stderr
    ends = re.findall(r"Exit status (\d+): ", done.stdout)
    assert ends == ["10", "0", "11", "12"]
    assert not Path("/run/netns/demotest").exists()
    assert not Path("/run/demotest").is_mount()
