"""What became of a step whose end nobody saw: the world is read, and nothing is done to it.

`not-done` is said only where it was seen that nothing happened. What could not be read, and what
stands half-way, is `unclear`, with what a person has to look at.
"""

import shlex
import time
from datetime import datetime

from findings.change import FoundOut
from findings.step import Step
from inventory import Inventory
from probes.engine import Engine
from probes.errors import ProbeError
from probes.questions import Now
from readers import processes, systemd
from readers.node import NodeReader
from runner import signs
from runner.packages import Told, package
from runner.units import unit_name

STARTING = ("activating", "deactivating", "reloading")
ENABLED = ("enabled", "enabled-runtime", "alias")


def find_out(
    step: Step, started_at: str, engine: Engine, inventory: Inventory, unit: str = ""
) -> FoundOut:
    """Read what became of a step that was started at a time of our clock (ISO 8601).

    `unit`: its transient unit, where it had one.
    """
    with engine.fresh(time.monotonic()):
        try:
            told = _told(step, datetime.fromisoformat(started_at), engine, inventory, unit)
        except ProbeError as error:
            do = error.remedy or f"See why {step.node} does not say it."
            told = Told("unclear", f"{step.node} can not tell: {error.why}", do)
    return FoundOut(step=step.key, state=told.state, why=told.why, do=told.do)


def _told(
    step: Step, started_at: datetime, engine: Engine, inventory: Inventory, unit: str
) -> Told:
    if step.truth.by == "person":
        return Told("unclear", f"only a person knows whether it was done: {step.title}", step.text)
    node = NodeReader(engine, inventory, step.node)
    if busy := _at_work(node, unit, step):
        return busy
    match step.truth.by:
        case "package":
            told = package(step, started_at, engine, inventory)
        case "restarted":
            told = _restarted(step, (engine.ask(Now()) - started_at).total_seconds(), node)
        case "enabled":
            told = _enabled(step, node)
        case "rpmnew":
            told = signs.absent(step, node, ("*.rpmnew",))
        case "absent":
            told = signs.absent(step, node, step.truth.names)
        case "file" | "running" | "stopped" | "says":
            told = getattr(signs, step.truth.by)(step, node)
        case _:
            told = Told("not-done", "nothing tells whether it was done; again does no harm")
    return told


def _at_work(node: NodeReader, unit: str, step: Step) -> Told | None:
    """Whether the step itself, or whoever works on packages, is still at it."""
    wait = "Wait until it has ended, then start the runner again."
    if step.long and unit == unit_name(unit.removeprefix("gateway-upgrade-")):
        state = systemd.unit_state(node.run(systemd.show_script(unit)), unit)
        if state.active_state in ("active", *STARTING):
            return Told("running", f"{node.name}: {unit} is still at work", wait)
    if step.truth.by != "package":
        return None
    for one in processes.processes(node.run(processes.script(), root=True)):
        if processes.changing_packages(one):
            return Told("running", f"{node.name}: process {one.pid} works: {one.args[:120]}", wait)
    return None


def _restarted(step: Step, ours: float, node: NodeReader) -> Told:
    """Compare ages, not times: the node's clock may be another one. `ours`: the step's age."""
    unit = step.truth.unit
    state = systemd.unit_state(node.run(systemd.show_script(unit)), unit)
    look = f"Look at: systemctl status {shlex.quote(unit)}; journalctl -u {shlex.quote(unit)}"
    if not state.exists:
        return Told("unclear", f"{node.name}: there is no unit {unit}", look)
    if state.active_state in STARTING:
        why = f"{node.name}: {unit} is {state.active_state}"
        return Told("running", why, "Wait, then start the runner again.")
    fresh, when = False, "never started"
    if state.exec_main_start:
        age = (node.clock - state.exec_main_start).total_seconds()
        fresh = age <= ours + 1  # systemd tells whole seconds, the lower ones
        when = f"started {age:.0f} s ago, and the step {ours:.0f} s ago"
    if fresh and state.running:
        return Told("done", f"{node.name}: {unit} is {state.active_state}, {when}")
    if fresh:
        why = f"{node.name}: {unit} was restarted and is {state.active_state} ({state.result})"
        return Told("unclear", why, look)
    return Told("not-done", f"{node.name}: {unit} is {state.active_state}, {when}")


def _enabled(step: Step, node: NodeReader) -> Told:
    unit = step.truth.unit
    state = systemd.unit_state(node.run(systemd.show_script(unit)), unit)
    why = f"{node.name}: {unit} is {state.unit_file_state or 'not there'}"
    if state.unit_file_state in ENABLED:
        return Told("done", why)
    if state.exists and state.unit_file_state == "disabled":
        return Told("not-done", why)
    return Told("unclear", why, f"Look at: systemctl status {shlex.quote(unit)}.")
