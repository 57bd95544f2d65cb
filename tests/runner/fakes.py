"""A small estate that remembers what was done to it, and the runner's parts around it."""

import io
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console

from findings.change import FoundOut, PhaseRun
from findings.folding import change_of
from findings.journal import Journal
from findings.step import Gate, Plan, Step, Success, Truth
from inventory import load
from probes.redaction import Redactor
from runner.change import JOURNAL
from runner.executor import Ran
from runner.gates import Looked
from runner.judging import Breach
from runner.people import Asked, People
from runner.rollback import rollback
from runner.showing import Showing
from runner.stopping import Signals
from runner.tools import Tools
from runner.turn import current
from runner.upgrade import upgrade

EXAMPLE = Path(__file__).parents[1] / "inventory" / "example.yaml"
START = datetime(2026, 11, 21, 21, 0, tzinfo=UTC)  # the example's window: 22:00 to 04:00 in Berlin
END = START + timedelta(hours=6)


class Killed(BaseException):
    """The process is gone; nothing of it runs any more."""


def command(component, node, what, **changes):
    given = {
        "key": f"{component}.{node}.{what}",
        "title": f"{what} {component} on {node}",
        "component": component,
        "node": node,
        "argv": ("do", what, component),
        "truth": Truth(by="repeatable"),
        "undo_minutes": 5.0,
    }
    return Step(**{**given, **changes})


def steps_of(component, node):
    update = {
        "long": True,
        "success": Success(says=("Upgraded:",), never=("Nothing to do.",)),
        "truth": Truth(by="package", package=component, version="2"),
        "before": (Gate(phase="gate", name=f"{component}-ready", on=(f"{component}@{node}",)),),
        "way_back": "yes",
    }
    restart = {
        "truth": Truth(by="restarted", unit=component),
        "after": (Gate(phase="post", on=(f"{component}@{node}",)),),
    }
    return (
        command(component, node, "makecache", undo_minutes=0.0),
        command(component, node, "update", **update),
        command(component, node, "restart", **restart),
    )


def plan(**changes):
    """Two components on two nodes; before the second one a person drains the load balancer."""
    drain = Step(
        key="drain", title="Drain", kind="person", text="Take gw1 out of the load balancer.",
        truth=Truth(by="person"), owner="network",
    )  # fmt: skip
    given = {
        "action": "upgrade",
        "product": "tyk",
        "steps": (*steps_of("dashboard", "dash1"), drain, *steps_of("gateway", "gw1")),
        "first": (Gate(phase="gate", name="begin"),),
        "last": (Gate(phase="post", minutes=3),),
    }
    return Plan(**{**given, **changes})


def way_back(change):
    """Undo what was touched, in reverse."""
    touched = [
        line.step for line in reversed(change.steps)
        if line.state in {"done", "failed", "unknown"} and line.step.undo_minutes
    ]  # fmt: skip
    steps = [
        step.model_copy(update={
            "key": f"{step.key}.undo", "argv": ("undo", *step.argv), "before": (), "after": (),
            "success": Success(), "data_loss": "", "way_back": "yes",
        })
        for step in touched
    ]  # fmt: skip
    first = (Gate(phase="gate", name="readiness"),)
    return Plan(action="rollback", product="tyk", steps=tuple(steps), first=first)


class World:
    """What was done, step by step, whoever asks; a repeatable command may be done twice."""

    def __init__(self, folder):
        self.folder = folder
        self.runs = folder / "runs"
        self.file = folder / "inventory.yaml"
        self.file.write_text(EXAMPLE.read_text())
        self.done = []  # keys of commands that ran, in their order
        self.units = {}  # what the nodes keep of long steps
        self.forgetful = False  # the nodes lost their units: a reboot without a disk
        self.asked = []  # gates: (phase, name, when, step)
        self.shut = {}  # gate name or phase: breaches
        self.says = {}  # step key: Ran
        self.unclear = set()
        self.running = set()
        self.before_run = lambda _: None
        self.now = START
        self.prompts = []
        self.screen = ""
        self.plan = plan()
        self.secrets = ()

    # the executor

    def run(self, step, unit, tell):
        self.before_run(step)
        ran = self.says.get(step.key, Ran(0, "Upgraded:\n  it\n"))
        if ran.status == 0:
            self.done.append(step.key)
        if step.long:
            assert unit not in self.units
            self.units[unit] = ran
        tell("Upgraded:\n")
        tell("  it\n")
        return ran

    def resume(self, step, unit, tell):
        del step
        if self.forgetful or unit not in self.units:
            return None
        tell("Upgraded: (read back)\n")
        return self.units[unit]

    def forget(self, step, unit):
        del step
        self.units.pop(unit, None)

    def close(self):
        self.closed = True

    # the gates

    def ask(self, gate, when, step=""):
        self.asked.append((gate.phase, gate.name, when, step))
        breaches = self.shut.get(gate.name or gate.phase, ())
        run = PhaseRun(
            phase=gate.phase, gate=gate.name, on=gate.on, step=step, when=when, directory="../x",
            verdict="NO-GO" if breaches else "GO", headline="NO-GO" if breaches else "GO",
            holds=not breaches, why=tuple(b.text for b in breaches), status=0, seconds=1.0,
        )  # fmt: skip
        return Looked(run, breaches if gate.name or gate.on else ())

    # finding out

    def find_out(self, step, started_at, unit):
        assert started_at
        assert bool(unit) == (step.kind == "command")
        if step.key in self.running:
            return FoundOut(step=step.key, state="running", why="yum still runs")
        if step.key in self.unclear or step.truth.by == "person":
            return FoundOut(step=step.key, state="unclear", why="half", do="look at the node")
        done = step.key in self.done and step.truth.by != "repeatable"
        return FoundOut(step=step.key, state="done" if done else "not-done", why="seen")

    # the runner

    def tools(self, action="upgrade", journal=Journal, answers=None, **asked):
        del action
        redactor, stream = Redactor(), io.StringIO()
        for secret in self.secrets:
            redactor.register(secret)
        self.stream = stream
        show = Showing(redactor, Console(file=stream, width=200, soft_wrap=True, highlight=False))
        if isinstance(asked.get("done"), str):
            asked["done"] = (asked["done"],)
        words = Asked(file=self.file, runs=self.runs, shown_runs="runs", **asked)
        said = list(answers) if answers is not None else None

        def ask(prompt):
            self.prompts.append(prompt)
            return said.pop(0)

        people = People(words, show, ask if said is not None else None)
        return Tools(
            inventory=load(self.file), asked=words, operator="anna", redactor=redactor,
            signals=Signals(), show=show, people=people, plan=lambda: self.plan, way_back=way_back,
            executor=self, gates=lambda _: self, find_out=self.find_out, lock=nullcontext,
            now=lambda: self.now, journal=journal,
        )  # fmt: skip

    def upgrade(self, **given):
        return self._call(upgrade, **given)

    def rollback(self, **given):
        return self._call(rollback, **given)

    def _call(self, action, **given):
        tools = self.tools(action.__name__, **given)
        try:
            return action(tools)
        finally:
            self.screen = self.stream.getvalue()

    @property
    def journal(self):
        return current(self.runs, "CHG0123456") / JOURNAL

    @property
    def change(self):
        return change_of(self.journal)


def breach(*rows, text="is broken"):
    return (Breach(rows, f"{', '.join(rows)} [gw1] {text}"),)
