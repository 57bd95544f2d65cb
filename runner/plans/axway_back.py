"""The way back of an Axway upgrade: 7.7 down everywhere, data where it has to be, the old one up.

Until the first `apply` nothing is lost: the old system runs, or is started again. After it the old
installation and the data in Cassandra are what they were, unless a step says otherwise.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from findings.change import Change
from findings.deciding import TOUCHED
from findings.step import Gate, Plan, Step
from inventory import Inventory
from probes.errors import ProbeError
from runner.plans import PlanError
from runner.plans.axway_hosts import Host, hosts, settings_of
from runner.plans.axway_processes import Process, processes
from runner.plans.axway_restoring import DATA, again, balanced, restored, saved, services_back

if TYPE_CHECKING:
    from readers.axway.running import Running
    from runner.plans.axway_reading import Reading

CASSANDRA = (
    "Cassandra stays at its new release: the vendor upgrades it before the gateway, and old "
    "gateways work with it. Its old folder still holds the data of that moment. Before another try "
    "take cassandra out of versions, and let home of the store name the new folder."
)


def way_back(
    inventory: Inventory, change: Change, reading: "Reading", restore: Collection[str] = ()
) -> Plan:
    """Give the plan that undoes what a change did. Raises PlanError where that can not be."""
    if unknown := sorted(set(restore) - set(DATA)):
        raise PlanError(f"{', '.join(unknown)} is no data", f"There are: {', '.join(DATA)}.")
    begun = {line.step.key: line.step for line in change.steps if line.state in TOUCHED}
    domain = hosts(inventory)
    applied = any(key.endswith(".apply") or key == "zdupgrade" for key in begun)
    moved = applied or any(key.startswith("old.") for key in begun)
    try:
        steps = tuple(_steps(inventory, domain, begun, reading, set(restore)))
    except ProbeError as error:
        raise PlanError(error.why, error.remedy) from error
    upgraded = any(step.component == "cassandra" for step in begun.values())
    # Where nothing was moved there is no old version to be seen again: all is as pre found it. But
    # a Cassandra that was upgraded stays so, and pre would ask for the old one.
    before = (
        Gate(phase="gate", name="begin", minutes=1.0)
        if upgraded
        else Gate(phase="pre", minutes=3.0)
    )
    proof = Gate(phase="rollback", minutes=3.0) if moved or restore else before
    return Plan(
        action="rollback",
        product="axway",
        steps=steps,
        first=(Gate(phase="gate", name="back", minutes=1.0),) if applied else (),
        last=(proof,),
        remarks=(CASSANDRA,) if upgraded else (),
    )


def _steps(
    inventory: Inventory,
    domain: tuple[Host, ...],
    begun: Mapping[str, Step],
    reading: "Reading",
    restore: set[str],
) -> Iterator[Step]:
    """First 7.7 is down on all hosts, then data goes back, then the old system is started."""
    applied = any(key.endswith(".apply") or key == "zdupgrade" for key in begun)
    tried = [
        host for host in domain
        if "zdupgrade" in begun or any(host.key(one) in begun for one in ("export", "upgrade"))
    ]  # fmt: skip
    if applied:
        yield from balanced(domain, begun)
        for host in reversed(domain):
            yield from _stopped(host, reading.running(host.node, host.new))
    if restore and not applied:
        for host in reversed(domain):
            yield from _stopped(host, reading.running(host.node, host.old), "old")
    yield from restored(inventory, begun, restore, applied=applied)
    if applied or restore or any(key.startswith("old.") for key in begun):
        for host in domain:  # the first Admin Node Manager first
            up = () if restore else reading.running(host.node, host.old)
            yield from _started(inventory, host, up)
    yield from services_back(domain, begun)
    if "drain" in begun or "zdupgrade" in begun:
        yield again(domain)
    yield from saved(tried)


def _stopped(host: Host, found: "Sequence[Running]", which: str = "new") -> Iterator[Step]:
    """Stop what runs of one side of a host, its Node Manager last."""
    folder = host.new if which == "new" else host.old
    known = {one.name or key: key for key, one in host.instances}
    for one in sorted(found, key=lambda one: one.manager):
        key = known.get(one.name, f"{host.node}-{one.pid}")
        process = Process(host, folder, key, "" if one.manager else one.name, one.group)
        step = process.stop()
        update = {"key": f"{which}.{step.key}", "requirements": ("AXW-RB-002",)}
        yield step.model_copy(update=update)


def _started(inventory: Inventory, host: Host, found: "Sequence[Running]") -> Iterator[Step]:
    """Start what does not run of the old system, its Node Manager first."""
    runs = {"" if one.manager else f"{one.name} of {one.group}" for one in found}
    for process in processes(host, settings_of(inventory), host.old):
        if (f"{process.name} of {process.group}" if process.name else "") not in runs:
            step = process.start()
            update = {"key": f"old.{step.key}", "requirements": ("AXW-RB-003",)}
            yield step.model_copy(update=update)
