"""A gate is believed by what its run left on disk; whatever else happens, it does not hold."""

import json
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time
from types import SimpleNamespace

import pytest

from findings.change import PhaseRun
from findings.step import Gate
from runner import gates, process
from runner.gates import Pytest
from runner.judging import judged
from runner.remembered import baseline_of
from runner.stopping import Interrupted, Signals
from tests.reports.samples import no_go as sample

WHOLE, NARROW = Gate(phase="pre"), Gate(phase="gate", name="begin", on=("gateway@gw1",))
HEAD = "a" * 64


def finding(base, outcome, severity="blocker", row="TYK-PRE-046", target="gw1"):
    return base.model_copy(
        update={
            "outcome": outcome, "severity": severity, "requirements": (row,), "target": target,
            "message": "seen 1\nseen 2", "blocked_by": "",
        }
    )  # fmt: skip


def narrowed(*findings, **changes):
    """The result of a narrowed run with these findings."""
    given = {
        "findings": findings, "planned": len(findings), "partial": True, "verdict": "UNKNOWN",
        "reasons": ("only 3 of the 9 cells of the phase were planned",), "incomplete": False,
    }  # fmt: skip
    return sample().model_copy(update={**given, **changes})


@pytest.fixture
def base():
    return sample().findings[0]


def test_a_gate_holds_when_each_of_its_blockers_does(base):
    cells = [finding(base, one, target=one) for one in ("pass", "waived", "attested")]
    cells.append(finding(base, "fail", severity="warning", target="other"))
    cells.append(finding(base, "not-applicable", target="away"))

    assert judged(narrowed(*cells), whole=False).holds


@pytest.mark.parametrize("outcome", ["fail", "unknown", "blocked", "due"])
def test_a_blocker_that_does_not_hold_shuts_it_and_is_named(base, outcome):
    told = judged(narrowed(finding(base, "pass", target="ok"), finding(base, outcome)), whole=False)

    assert not told.holds
    assert [breach.requirements for breach in told.breaches] == [("TYK-PRE-046",)]
    assert "TYK-PRE-046 [gw1]" in told.why[0]
    assert "seen 1" in told.why[0]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"findings": (), "planned": 0}, "nothing was looked at"),
        ({"incomplete": True}, "did not end"),
        ({"reasons": ("the run was interrupted: SIGTERM",)}, "interrupted"),
        ({"planned": 7}, "7 cells were planned"),
    ],
)
def test_a_run_that_proves_nothing_does_not_hold_and_nobody_can_override_it(base, changes, says):
    told = judged(narrowed(finding(base, "pass"), **changes), whole=False)

    assert not told.holds
    assert says in " ".join(told.why)
    assert told.breaches == ()


def test_a_gate_whose_cells_do_not_apply_has_looked_at_nothing(base):
    told = judged(narrowed(finding(base, "not-applicable")), whole=False)

    assert not told.holds


@pytest.mark.parametrize(
    ("changes", "holds"),
    [
        ({"verdict": "GO", "partial": False}, True),
        ({"verdict": "GO", "partial": True}, False),
        ({"verdict": "GO", "partial": False, "incomplete": True}, False),
        ({"verdict": "UNKNOWN", "partial": False}, False),
        ({"verdict": "NO-GO", "partial": False}, False),
    ],
)
def test_a_whole_phase_holds_only_with_go(base, changes, holds):
    assert judged(narrowed(finding(base, "pass"), **changes), whole=True).holds is holds


class Runs:
    """A place for runs, and a pytest that is a few lines of Python."""

    def __init__(self, folder):
        self.folder = folder
        self.change = folder / "CHG1" / "20261121T210000Z-change"
        self.change.mkdir(parents=True)
        self.told = []

    def gates(self, code, seconds=30.0, own=None):
        prelude = (
            f"import sys, os, time, pathlib\nhere = pathlib.Path({str(self.change.parent)!r})\n"
        )
        script = self.folder / "pytest.py"
        script.write_text(prelude + code)
        return Pytest(
            inventory=self.folder / "inventory.yaml", runs=self.folder, change=self.change,
            seconds=seconds, tell=self.told.append, command=(sys.executable, str(script)),
            baseline=lambda: own,
        )  # fmt: skip

    def left(self, result, name="made"):
        """Give code that leaves a run, as pytest does."""
        text = result.model_copy(update={"chain_head": HEAD}).model_dump_json()
        (self.folder / f"{name}.json").write_text(text)
        made = f"(here / '{name}').mkdir()\n"
        source = str(self.folder / f"{name}.json")
        return made + f"(here / '{name}' / 'findings.json').write_text(open({source!r}).read())\n"


@pytest.fixture
def runs(tmp_path):
    return Runs(tmp_path)


def test_the_findings_are_believed_and_not_the_status(runs, base):
    code = runs.left(narrowed(finding(base, "fail"))) + f"print('chain head {HEAD}')\n"
    looked = runs.gates(code).ask(NARROW, "before", "gateway.gw1.update")

    assert (looked.run.status, looked.run.holds) == (0, False)
    assert (looked.run.phase, looked.run.gate, looked.run.on) == ("gate", "begin", NARROW.on)
    assert (looked.run.directory, looked.run.head) == ("../made", HEAD)
    assert (looked.run.step, looked.run.when) == ("gateway.gw1.update", "before")
    assert looked.breaches[0].requirements == ("TYK-PRE-046",)


def test_progress_is_told_as_it_comes(runs, base):
    code = "print('1 of 9: 1 pass; waiting for gw1')\nprint('noise')\n"
    code += runs.left(narrowed(finding(base, "pass"))) + f"print('chain head {HEAD}')\n"

    assert runs.gates(code).ask(NARROW, "before").run.holds
    assert runs.told == ["1 of 9: 1 pass; waiting for gw1"]


def test_a_run_of_somebody_else_is_not_ours(runs, base):
    """Another pytest ends at the same time: its head is not the one that ours printed."""
    code = runs.left(narrowed(finding(base, "pass"))) + "print('chain head ' + 'b' * 64)\n"

    assert not runs.gates(code).ask(NARROW, "before").run.holds


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("print('ERROR: no such option: --gat'); sys.exit(4)", "status 4 and left no findings"),
        ("os.kill(os.getpid(), 9)", "killed by signal 9"),
        ("print('GO'); sys.exit(0)", "left no findings"),
    ],
)
def test_a_pytest_that_died_does_not_hold(runs, code, says):
    looked = runs.gates(code).ask(WHOLE, "first")

    assert not looked.run.holds
    assert says in looked.run.why[0]
    assert looked.run.verdict == "UNKNOWN"


def test_its_last_words_are_told(runs):
    looked = runs.gates("print('ERROR: unknown gate bgin'); sys.exit(4)").ask(WHOLE, "first")

    assert "unknown gate bgin" in looked.run.why[0]


def test_one_that_takes_too_long_is_ended_and_does_not_hold(runs, monkeypatch, base):
    monkeypatch.setattr(gates, "MARGIN", 0.0)
    code = runs.left(narrowed(finding(base, "pass"))) + f"print('chain head {HEAD}', flush=True)\n"
    looked = runs.gates(code + "time.sleep(60)\n", seconds=1.0).ask(NARROW, "before")

    assert not looked.run.holds
    assert "it took longer than" in looked.run.why[0]


def test_one_that_does_not_listen_is_killed(runs, monkeypatch):
    monkeypatch.setattr(gates, "MARGIN", 0.0)
    monkeypatch.setattr(process, "LEAVE", 0.3)
    code = "import signal\nsignal.signal(2, signal.SIG_IGN)\ntime.sleep(60)\n"
    looked = runs.gates(code, seconds=0.5).ask(WHOLE, "first")

    assert not looked.run.holds
    assert looked.run.status == -signal.SIGKILL


@pytest.fixture(params=[signal.default_int_handler, signal.SIG_IGN], ids=["usual", "nohup"])
def ctrl_c(request):
    """Have been started so that Ctrl-C is taken, and in the background, where it is ignored."""
    before = signal.signal(signal.SIGINT, request.param)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c")
def test_when_we_are_stopped_it_is_asked_to_end_and_waited_for(runs):
    """It gets the Ctrl-C that leaves a report, and nothing of it is left when we go."""
    ended = runs.folder / "ended"
    code = f"""
try:
    pathlib.Path({str(runs.folder / "began")!r}).write_text("")
    time.sleep(60)
except KeyboardInterrupt:
    time.sleep(0.2)
    pathlib.Path({str(ended)!r}).write_text("")
"""
    began = runs.folder / "began"

    def stop():
        until = time.monotonic() + 20
        while not began.exists() and time.monotonic() < until:
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGTERM)

    thread = threading.Thread(target=stop)
    thread.start()
    with Signals(), pytest.raises(Interrupted, match="SIGTERM"):
        runs.gates(code).ask(WHOLE, "first")
    thread.join()

    assert ended.exists()


def test_the_line_names_phase_gate_services_and_files(runs, monkeypatch):
    monkeypatch.setenv("PYTEST_ADDOPTS", "-k nothing")
    code = (
        "import json\nprint('ERROR', json.dumps([sys.argv[1:], os.environ.get('PYTEST_ADDOPTS')]))"
    )
    looked = runs.gates(code).ask(NARROW, "before")
    words, environment = json.loads(looked.run.why[0].partition("ERROR ")[2])

    assert words[:7] == ["checks", "-m", "gate", "--gate", "begin", "--on", "gateway@gw1"]
    assert f"--runs={runs.folder}" in words
    assert environment is None


def test_it_ends_with_a_runner_that_is_killed(runs):
    pid, code = runs.folder / "pid", "import time; time.sleep(60)"
    write = f"import os; open({str(pid)!r}, 'w').write(str(os.getpid())); {code}"
    runner = (
        "import sys; from runner.process import run; from runner.watching import Lines\n"
        f"run([sys.executable, '-c', {write!r}], Lines(print), 60.0)"
    )
    with subprocess.Popen([sys.executable, "-c", runner], cwd=process.ROOT) as one:
        until(lambda: pid.exists() and pid.read_text())
        one.kill()
    child = int(pid.read_text())
    until(lambda: not _runs(child))

    assert not _runs(child)


def _runs(pid):
    try:
        state = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def until(holds):
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def own(runs, *names):
    """Leave baselines beside the change, and give the first: the one that its pre took."""
    for name in names:
        (runs.change.parent / name).write_text("{}")
    return runs.change.parent / names[0]


OWN, LATER = "baseline-20261121T205000Z.json", "baseline-20261122T010000Z.json"
ECHO = "import json\nprint('ERROR', json.dumps(sys.argv[1:]))"


@pytest.mark.parametrize(
    ("gate", "names", "told"),
    [
        (NARROW, (OWN, LATER), True),
        (Gate(phase="rollback"), (OWN, LATER), True),
        (WHOLE, (OWN, LATER), False),  # pre takes one
        (NARROW, (OWN,), False),  # the newest: pytest takes it by itself
    ],
)
def test_a_baseline_that_somebody_took_later_is_not_compared_with(runs, gate, names, told):
    mine = own(runs, *names)
    looked = runs.gates(ECHO, own=mine).ask(gate, "before")

    assert (f"--baseline={mine}" in looked.run.why[0]) is told


def test_a_run_that_compared_with_another_baseline_does_not_hold(runs, base):
    kept = narrowed(finding(base, "pass"))
    used = kept.baseline.model_copy(update={"path": f"/elsewhere/{LATER}"})
    code = runs.left(kept.model_copy(update={"baseline": used})) + f"print('chain head {HEAD}')\n"

    gone = runs.change.parent / OWN
    looked = runs.gates(code, own=gone).ask(NARROW, "before")
    assert not looked.run.holds
    assert f"this change's own pre took {OWN}" in looked.run.why[0]
    assert looked.breaches == ()
    assert runs.gates(code.replace("'made'", "'two'"), own=None).ask(NARROW, "before").run.holds


def test_the_changes_own_baseline_is_that_of_its_last_pre_that_held(runs):
    result = sample()
    phases = []
    for number, holds in enumerate((True, True, False)):
        folder = runs.change.parent / f"pre-{number}"
        folder.mkdir()
        kept = result.baseline.model_copy(update={"path": f"/somewhere/baseline-{number}.json"})
        text = result.model_copy(update={"baseline": kept}).model_dump_json()
        (folder / "findings.json").write_text(text)
        run = PhaseRun(
            phase="pre", when="first", directory=f"../pre-{number}", verdict="GO", holds=holds,
            status=0, seconds=1.0,
        )  # fmt: skip
        phases.append(("", run))
    change = SimpleNamespace(phases=tuple(phases))

    assert baseline_of(change, runs.change) == runs.change.parent / "baseline-1.json"
    (runs.change.parent / "pre-1" / "findings.json").unlink()
    assert baseline_of(change, runs.change) is None
    assert baseline_of(SimpleNamespace(phases=()), runs.change) is None


def test_that_a_node_is_reached_proves_nothing_of_what_does_not_apply(base):
    """The root of a gate's cells is asked with them, and passes."""
    root = finding(base, "pass", row="EST-001", target="root")
    away = finding(base, "not-applicable")

    assert not judged(narrowed(root, away), whole=False).holds
    assert judged(narrowed(root, away, finding(base, "pass", target="x")), whole=False).holds
