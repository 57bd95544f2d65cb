"""Axway API Gateway by sysupgrade: which steps, in which order, with which gates between them."""

from collections.abc import Iterator, Sequence

from findings.step import Gate, Plan, Step
from inventory import Inventory
from runner.plans.axway_back import way_back
from runner.plans.axway_cassandra import snapshots, upgraded
from runner.plans.axway_commands import apply, authority, export, upgrade
from runner.plans.axway_hosts import Host, hosts, settings_of
from runner.plans.axway_kps import reencrypted
from runner.plans.axway_manual import works
from runner.plans.axway_others import (
    analytics,
    drained,
    freeze,
    metrics,
    returned,
    scripts,
    services_off,
)
from runner.plans.axway_processes import processes
from runner.plans.axway_reading import Reading

__all__ = ["Reading", "plan", "way_back"]

BACKUPS = (
    "Backups are taken between the freeze and the begin: the whole of pre, and the gate begin, "
    "demand them, and that the new installation is complete, licensed, updated and unused."
)
ASKS = (
    "sysupgrade asks for passwords and reads them from its standard input: apply in the order {}. "
    "That order is not documented: axway.prompts changes it."
)
SHOWN = "{}: {} stands in the tool's own argv on the node, for it takes it nowhere else."
NOT_ROOT = (
    "{}: become leads to {}. The steps become the installation's owner and are started as units, "
    "which needs root: use --mode print."
)
ZDU = (
    "The vendor's pages contradict each other: sysupgrade wants every old process stopped before "
    "the first apply, the scripts go from host to host. The inventory says zdu."
)
DATABASES = (
    "apply upgrades {}: going back needs the dump, and what was written since it was taken is lost"
)


def plan(inventory: Inventory) -> Plan:
    """Give the upgrade's plan. Raises PlanError for what only a person can say."""
    axway, all_hosts = settings_of(inventory), hosts(inventory)
    zdu = axway.mode == "zdu"
    steps = (
        freeze(inventory),
        *analytics(inventory),
        *upgraded(inventory),
        *(_by_scripts(inventory, all_hosts) if zdu else _standard(inventory, all_hosts)),
        *_after(inventory, all_hosts),
    )
    remarks = [BACKUPS, ZDU if zdu else ASKS.format(", ".join(axway.prompts.apply))]
    remarks += [
        SHOWN.format(step.key, secret.name)
        for step in steps
        for secret in step.secrets
        if secret.shown
    ]
    remarks += [
        NOT_ROOT.format(host.node, inventory.become_on(host.node).user)
        for host in all_hosts
        if inventory.become_on(host.node).user != "root"
    ]
    return Plan(
        action="upgrade",
        product="axway",
        steps=_until(steps),
        first=(Gate(phase="gate", name="begin", minutes=1.0),),
        last=(Gate(phase="post", minutes=3.0),),
        remarks=tuple(remarks),
    )


def _standard(inventory: Inventory, all_hosts: tuple[Host, ...]) -> Iterator[Step]:
    """Export and upgrade while the old system runs, stop it everywhere, apply host by host."""
    first, *others = all_hosts
    yield from _gated([export(inventory, host, first.name) for host in all_hosts], "g1")
    yield from _gated([upgrade(inventory, host) for host in all_hosts], "g2")
    yield drained(all_hosts)
    yield services_off(all_hosts)
    yield from _stopped(inventory, all_hosts)
    yield from snapshots(inventory)
    stopped = Gate(phase="gate", name="g2s", minutes=1.0)
    made, *rest = _applied(inventory, first, first)
    yield _costly(inventory, made.model_copy(update={"before": (stopped,)}))
    yield from rest
    for host in others:
        yield from _applied(inventory, host, first)


def _stopped(inventory: Inventory, all_hosts: tuple[Host, ...]) -> Iterator[Step]:
    """Stop what runs of the old system on all hosts, the first Admin Node Manager last."""
    axway = settings_of(inventory)
    for host in reversed(all_hosts):
        for one in reversed(processes(host, axway, host.old)):
            step, rows = one.stop(), ("AXW-STEP-041a",)
            update = {"key": f"old.{step.key}", "requirements": rows, "undo_minutes": 2.0}
            yield step.model_copy(update=update)


def _applied(inventory: Inventory, host: Host, first: Host) -> Iterator[Step]:
    """Apply on a host, see that all of it was started, and have it proven before the next."""
    members = tuple(f"cassandra@{node.name}" for node in inventory.with_role("cassandra"))
    gate = Gate(phase="gate", name="g3", on=host.places + members, minutes=1.0,
                requirements=("AXW-STEP-050", "AXW-STEP-051"))  # fmt: skip
    yield apply(inventory, host, first.name)
    if host is first and (kept := authority(inventory, host)):
        yield kept
    *started, last = (one.started() for one in processes(host, settings_of(inventory), host.new))
    yield from started
    yield last.model_copy(update={"after": (gate,)})


def _by_scripts(inventory: Inventory, all_hosts: tuple[Host, ...]) -> Iterator[Step]:
    """Let the vendor's script do it, between gates; a snapshot of the shared data first."""
    yield from snapshots(inventory)
    done = _costly(inventory, scripts(inventory, all_hosts))
    if (kept := authority(inventory, all_hosts[0])) is None:
        yield done
        return
    yield done.model_copy(update={"after": ()})
    yield kept.model_copy(update={"after": done.after})


def _after(inventory: Inventory, all_hosts: tuple[Host, ...]) -> Iterator[Step]:
    """Redo by hand what is not carried over, prove it, let calls in, and only then encrypt."""
    zdu = settings_of(inventory).mode == "zdu"
    yield from works(inventory, all_hosts)
    yield from metrics(inventory, all_hosts)
    places = tuple(place for host in all_hosts for place in host.places)
    if not zdu:
        yield returned(all_hosts, Gate(phase="post", on=places, minutes=2.0))
    yield from reencrypted(inventory, all_hosts)


def _gated(steps: Sequence[Step], name: str) -> Iterator[Step]:
    """Have a gate hold for the whole domain after the last of these steps."""
    yield from steps[:-1]
    gate = Gate(phase="gate", name=name, minutes=2.0)
    yield steps[-1].model_copy(update={"after": (gate,)})


def _costly(inventory: Inventory, step: Step) -> Step:
    """Say what going back costs where apply upgrades databases outside of Cassandra."""
    axway = settings_of(inventory)
    touched = [n for n, one in axway.databases.items() if {"oauth", "kps"} & set(one.holds)]
    if not touched or axway.skip_db_upgrade:
        return step
    return step.model_copy(
        update={"data_loss": DATABASES.format(", ".join(touched)), "undo_minutes": 20.0}
    )


def _until(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Let each step say which later one ends the easy way back."""
    made, point = list[Step](), ""
    for step in reversed(steps):
        made.append(step.model_copy(update={"way_back": f"until {point}"}) if point else step)
        point = step.key if step.data_loss else point
    return tuple(reversed(made))
