"""Whole changes, written by hand into real journals: for the tests of their reports."""

from pathlib import Path

from findings.change import (
    ChangeHeader,
    Decision,
    Finished,
    FoundOut,
    Output,
    PhaseRun,
    PlanEntry,
    Session,
    Started,
    StepEnd,
    Stopped,
)
from findings.folding import change_of
from findings.journal import Journal
from findings.plan import NodeHeader
from findings.step import Gate, Plan, Step, Truth

HOST = Session(action="upgrade", operator="anna", host="control1", pid=4711,
               argv=("python", "-m", "runner", "upgrade", "--inventory", "prod"))  # fmt: skip
HEADER = ChangeHeader(
    environment="PROD-EU", product="tyk", change="CHG0123456", strategy="downtime",
    versions={"gateway": ("5.3.9", "5.8.9"), "dashboard": ("5.3.9", "5.8.9")},
    timezone="Europe/Berlin", window_start="2026-11-21T21:00:00+00:00",
    window_end="2026-11-22T03:00:00+00:00", freeze="2026-11-21T20:00:00+00:00", operator="anna",
    started_at="2026-11-21T21:02:00+00:00", tool_version="1.2", catalogue="9f3c2c11ab00",
    inventory_sha256="ab" * 32,
    nodes=tuple(NodeHeader(name=n, address=f"10.0.0.{i}", roles=("gateway",), zone="dmz")
                for i, n in enumerate(("gw1", "gw2", "dash1"), 1)),
)  # fmt: skip


def step(key, title, **changes):
    """One step of the plan."""
    given = {
        "key": key, "title": title, "component": key.partition(".")[0], "minutes": 4.0,
        "undo_minutes": 6.0, "argv": ("yum", "-y", "update", "tyk-gateway-5.8.9"),
        "requirements": ("TYK-STEP-014",), "truth": Truth(by="repeatable"),
    }  # fmt: skip
    return Step(**{**given, **changes})


STEPS = (
    step("drain", "Take the estate out of the load balancer", kind="person", argv=(),
         text="Set all three nodes to maintenance in the load balancer.", owner="network",
         undo_minutes=2.0),
    step("dashboard.dash1.update", "Update the dashboard on dash1", node="dash1",
         way_back="until dashboard.dash1.restart",
         data_loss="applications created after the migration"),
    step("dashboard.dash1.restart", "Restart the dashboard on dash1", node="dash1"),
    step("gateway.gw1.update", "Update the gateway on gw1", node="gw1"),
    step("gateway.gw2.update", "Update the gateway on gw2", node="gw2"),
)  # fmt: skip
PLAN = Plan(action="upgrade", product="tyk", steps=STEPS, first=(Gate(phase="pre"),),
            last=(Gate(phase="post", minutes=3.0),),
            remarks=("quotas of keys are reset by the restart",))  # fmt: skip
BACK = Plan(
    action="rollback", product="tyk", last=(Gate(phase="rollback", minutes=3.0),),
    steps=(step("undo.gateway.gw1.update", "Undo the update of the gateway on gw1", minutes=6.0),
           step("undo.dashboard.dash1.update", "Undo the update on dash1", minutes=6.0)),
    remarks=("new directories under /opt/tyk stay behind on dash1: remove them first",),
)  # fmt: skip


class Writing:
    """A journal in the making: each entry a minute after the one before."""

    def __init__(self, directory: Path) -> None:
        """Begin one."""
        directory.mkdir(parents=True, exist_ok=True)
        self.path = directory / "journal.jsonl"
        self.journal = Journal.create(self.path)
        self.minute = 0

    def write(self, kind, data):
        """Append one entry."""
        hour, minute = divmod(self.minute + 2, 60)
        at = f"2026-11-21T{21 + hour:02d}:{minute:02d}:00+00:00"
        self.minute += 1
        self.journal.append(kind, data.model_dump(mode="json"), at)
        return self

    def begun(self, verdict="GO", why=(), *, holds=None):
        """Write what an upgrade begins with: the run of pre, and the plan."""
        self.write("change", HEADER).write("session", HOST)
        held = verdict == "GO" if holds is None else holds
        self.phase("pre", verdict, why, holds=held, when="first")
        if held:
            self.write("plan", PlanEntry(plan=PLAN, sha256="cd" * 32, measured={"drain": 3.0}))
        return self

    def phase(self, phase, verdict="GO", why=(), **changes):
        """Write that pytest was run."""
        name = "-".join(filter(None, (phase, changes.get("gate", ""), changes.get("step", ""))))
        given = {
            "phase": phase, "directory": f"../{name}", "verdict": verdict, "headline": verdict,
            "holds": verdict == "GO", "why": tuple(why), "head": "7b1e" * 16, "when": "last",
            "status": 0 if verdict == "GO" else 1, "seconds": 120.0,
        }  # fmt: skip
        return self.write("phase", PhaseRun(**{**given, **changes}))

    def done(self, key, output="Complete!\n", **changes):
        """Write that a step was done."""
        self.write("started", Started(step=key, unit=f"gateway-upgrade-{key}", shown="yum ..."))
        if output:
            self.write("output", Output(step=key, text=output))
        given = {"step": key, "outcome": "done", "status": 0, "seconds": 190.0}
        return self.write("ended", StepEnd(**{**given, **changes}))

    def change(self):
        """Read what was written."""
        self.journal.close()
        return change_of(self.path)


def not_ready(directory):
    """Pre said NO-GO: nothing was changed."""
    why = ("TYK-PRE-046 [main] Redis 5.0 is too old",)
    return Writing(directory).begun("NO-GO", why).write("stopped", Stopped(
        status=10, why="The estate is not ready; nothing was changed.",
        do="Mend what stops us, then: python -m runner upgrade")).change()  # fmt: skip


def upgraded(directory, *, override=False):
    """All steps done, post GO."""
    made = Writing(directory).begun()
    made.done("drain", "", status=None, by="omar", seconds=150)
    made.done("dashboard.dash1.update").done("dashboard.dash1.restart")
    if override:
        made.write(
            "decision",
            Decision(
                kind="override",
                name="petra",
                step="gateway.gw1.update",
                requirement="TYK-POST-017",
                reason="the pump is slow, known",
            ),
        )
        made.phase("gate", "NO-GO", ("TYK-POST-017 [dash1] the list grows",), gate="restart",
                   step="gateway.gw1.update", when="before", holds=True)  # fmt: skip
    made.done("gateway.gw1.update").done("gateway.gw2.update")
    made.phase("post")
    return made.write("finished", Finished(
        action="upgrade", status=0, verdict="GO", headline="GO with 1 accepted risk"
    )).change()  # fmt: skip


def _stopped(directory):
    made = Writing(directory).begun()
    made.done("drain", "", status=None, by="omar", seconds=150)
    made.done("dashboard.dash1.update")
    made.phase("gate", gate="restart", step="gateway.gw1.update", when="before")
    made.write("started", Started(step="gateway.gw1.update", unit="u", shown="yum ..."))
    made.write(
        "output", Output(step="gateway.gw1.update", text="Running transaction\n  Updating: tyk\n")
    )
    return made


def stopped(directory):
    """A gate did not hold in the middle; the runner said so."""
    made = _stopped(directory)
    made.write("ended", StepEnd(step="gateway.gw1.update", outcome="done", status=0, seconds=200))
    made.phase("gate", "NO-GO", ("TYK-POST-022 [gw1] 1 API is gone: orders",), gate="restart",
               step="gateway.gw1.update", when="after")  # fmt: skip
    made.write("stopped", Stopped(
        status=11, step="gateway.gw2.update", why="gw1 serves one API less than before.",
        do="Mend it and run upgrade again, or: python -m runner rollback --inventory prod"
    ))  # fmt: skip
    return made


def killed(directory):
    """A kill in the middle of a step: its end is not known."""
    made = _stopped(directory)
    made.journal.close()
    return change_of(made.path)


def found(directory):
    """After a kill, resumed: the world said that the step was done, unclear the second time."""
    made = _stopped(directory).write("session", HOST.model_copy(update={"pid": 4800}))
    made.write("found", FoundOut(step="gateway.gw1.update", state="unclear",
                                 why="two versions of tyk-gateway are installed on gw1.",
                                 do="Look at `yum history info last` on gw1."))  # fmt: skip
    return made.write("stopped", Stopped(
        status=11, why="Nobody knows whether gw1 was updated.", do="--done or --not-done"
    )).change()  # fmt: skip


def rolled_back(directory, *, status=12):
    """Stopped, then taken back."""
    made = stopped(directory)
    made.write("session", HOST.model_copy(update={"action": "rollback"}))
    made.write("decision", Decision(kind="roll-back", name="petra", reason="gw1 lost one API"))
    made.write("plan", PlanEntry(plan=BACK, sha256="ef" * 32))
    made.done("undo.gateway.gw1.update").done("undo.dashboard.dash1.update")
    if status != 12:
        made.phase("rollback", "NO-GO", ("TYK-RB-008 [gw1] tyk.conf differs",))
        return made.write("stopped", Stopped(
            status=13, why="The estate is not as it was.", do="Mend tyk.conf on gw1, then go on."
        )).change()  # fmt: skip
    made.phase("rollback")
    return made.write("finished", Finished(
        action="rollback", status=status, verdict="GO", headline="GO")).change()  # fmt: skip
