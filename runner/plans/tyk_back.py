"""The way back of a Tyk upgrade: what was begun is undone in reverse order, and proven."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from findings.change import Change, StepLine
from findings.deciding import TOUCHED
from findings.step import Gate, Plan, Step
from inventory import Inventory
from probes.errors import ProbeError
from runner.plans import PlanError, rpm
from runner.plans.rpm import Service
from runner.plans.tyk_data import mongo_steps, redis_steps
from runner.plans.tyk_services import BALANCED, is_migration, pool, services

if TYPE_CHECKING:
    from runner.plans.tyk_reading import Back, Reading

DATA = ("mongo", "redis")
MOVING = {"update", "enable", "restart", "rpmnew"}


def way_back(
    inventory: Inventory, change: Change, reading: "Reading", restore: Collection[str] = ()
) -> Plan:
    """Give the plan that undoes what a change did. Raises PlanError where that can not be.

    With data to restore all services go back first, then the data, then all are started: nothing
    may write to what is being restored. Without, one service after the other goes back.
    """
    if unknown := sorted(set(restore) - set(DATA)):
        raise PlanError(f"{', '.join(unknown)} is no data", f"There are: {', '.join(DATA)}.")
    begun = [line for line in change.steps if line.state in TOUCHED]
    touched = list(reversed(_touched(inventory, begun)))
    remarks: list[str] = []
    backs = _backs(touched, reading, remarks)
    data = dict.fromkeys(restore, "")  # and the step of the upgrade that its restoring undoes
    migrating = [s.step.key for s in begun if is_migration(s.step) and s.step.data_loss]
    if migrating and reading.migrated():
        data["mongo"] = migrating[0]
        remarks.append("There are OAS APIs, and the Dashboard was started as the new version.")
    steps = (
        _apart(inventory, touched, backs, reading, data)
        if data
        else _one_by_one(inventory, touched, backs, reading, begun)
    )
    return Plan(
        action="rollback",
        product="tyk",
        steps=(*_switched(begun), *_checked(steps)),
        first=(Gate(phase="gate", name="back", on=tuple(s.place for s in touched)),)
        if touched
        else (),
        last=(_proof(begun, backs, data),),
        remarks=tuple(remarks),
    )


def _proof(
    begun: Sequence[StepLine], backs: "dict[Service, Back]", data: Mapping[str, str]
) -> Gate:
    """Give what proves it: where nothing was upgraded, that all is still as it was at the start.

    The rollback's own rows are not applicable there, so that they could never be GO.
    """
    updated = any(one.step.truth.by == "package" and one.state == "done" for one in begun)
    if updated or data or any(back.how != "nothing" for back in backs.values()):
        return Gate(phase="rollback", minutes=2.0)
    return Gate(phase="gate", name="begin", minutes=1.0)


def _touched(inventory: Inventory, begun: Sequence[StepLine]) -> list[Service]:
    """Give the services of begun steps, each once, in the order in which they were begun."""
    names = dict.fromkeys((line.step.component, line.step.node) for line in begun)
    return [
        one
        for component, node in names
        if component in inventory.versions and node in inventory.nodes
        for one in services(inventory, component, [inventory.nodes[node]])
    ]


def _backs(
    touched: Sequence[Service], reading: "Reading", remarks: list[str]
) -> dict[Service, "Back"]:
    """Find out how each goes back. Raises PlanError that names all that can not."""
    found = {one: reading.back(one) for one in touched}
    lost = {one: back for one, back in found.items() if back.how == "none"}
    if lost:
        told = "; ".join(f"{one.place}: {back.why}" for one, back in lost.items())
        raise PlanError(told, " ".join(dict.fromkeys(back.do for back in lost.values())))
    remarks += [
        f"{one.place}: {back.why}; its old version is installed by its exact name instead"
        for one, back in found.items()
        if back.how == "downgrade" and back.why
    ]
    return found


def _one_by_one(
    inventory: Inventory,
    touched: Sequence[Service],
    backs: "dict[Service, Back]",
    reading: "Reading",
    begun: Sequence[StepLine],
) -> Iterator[Step]:
    rolling = inventory.strategy == "rolling"
    state = {line.step.key: line.state for line in begun}
    for one in touched:
        if not any(one.key(action) in state for action in (*MOVING, "drain", "return")):
            continue
        balanced = rolling and one.component in BALANCED
        moved = any(one.key(action) in state for action in MOVING)
        moves: list[Step] = []
        if balanced and moved and one.key("return") in state:
            text = "Take it out of the load balancer's pool: going back stops it."
            moves = [pool(one, "drain", "TYK-STEP-002", f"Take {one.node} out of the pool", text)]
        if moved:
            moves += [*_package(one, backs[one]), *_files(one, reading), *_started(one)]
        yield from _undoing(one.key("update"), moves)
        if balanced:
            text = "Put it back into the load balancer's pool, and watch it take calls."
            title = f"Put {one.node} back into the pool"
            back = pool(one, "return", "TYK-STEP-010", title, text)
            yield from _undoing(one.key("drain"), [back])


def _apart(
    inventory: Inventory,
    touched: Sequence[Service],
    backs: "dict[Service, Back]",
    reading: "Reading",
    data: Mapping[str, str],
) -> Iterator[Step]:
    """First the packages, then the data, then the services: the Dashboard is started first."""
    for one in touched:
        moves = [*_package(one, backs[one]), *_files(one, reading)]
        yield from _undoing(one.key("update"), moves)
    everyone = [s for c in reversed(_order(inventory)) for s in services(inventory, c)]
    own = {one: one.key("update") if one in touched else "" for one in everyone}
    for one in everyone:
        yield from _undoing(own[one], [rpm.stop(one)])
    if "mongo" in data:
        yield from _undoing(data["mongo"], mongo_steps(inventory, reading))
    if "redis" in data:
        yield from redis_steps(inventory, reading)
    for one in reversed(everyone):
        yield from _undoing(own[one], _started(one))


def _undoing(key: str, steps: Iterable[Step]) -> Iterator[Step]:
    """Say which step of the upgrade these undo: how long they take is measured for it."""
    yield from (step.model_copy(update={"undoes": key}) for step in steps)


def _order(inventory: Inventory) -> list[str]:
    """Dashboards first: a gateway that starts without one does not stop when told to."""
    return [name for name in ("dashboard", "gateway", "pump") if name in inventory.versions]


def _package(one: Service, back: "Back") -> Iterator[Step]:
    if back.how == "undo":
        gate = one.gate("undo")
        step = rpm.undo(one, back.transaction, "TYK-RB-001", "TYK-RB-002", "TYK-RB-003")
        yield step.model_copy(update={"before": (gate,)})
    elif back.how == "downgrade":
        yield rpm.downgrade(one, back.source, "TYK-RB-016")


def _files(one: Service, reading: "Reading") -> Iterator[Step]:
    for number, copy in enumerate(reading.changed_files(one), 1):
        yield rpm.copy_back(one, copy.path, copy.place, number, "TYK-RB-008")


def _started(one: Service) -> Iterator[Step]:
    yield rpm.enable(one, "TYK-RB-007")
    yield rpm.restart(one, "TYK-RB-007")


def _switched(begun: Sequence[StepLine]) -> Iterator[Step]:
    """Let the old environment take the calls before anything of the new one is touched."""
    for line in begun:
        if line.step.key == "switch":
            yield line.step.model_copy(
                update={
                    "key": "switch-back",
                    "title": "Let the old environment take the calls again",
                    "text": "Switch the load balancer back, and watch the old environment take "
                    "calls before anything of the new one is touched.",
                    "after": (),
                    "undo_minutes": 0.0,
                    "undoes": "switch",
                }
            )


def _checked(steps: Iterator[Step]) -> tuple[Step, ...]:
    """Make the steps now: what can not be read ends it before anything is done."""
    try:
        return tuple(steps)
    except ProbeError as error:
        raise PlanError(error.why, error.remedy) from error
