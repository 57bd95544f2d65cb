"""Tyk self-managed from RPMs: which steps, in which order, with which gates between them."""

from collections.abc import Iterator, Sequence
from itertools import chain

from catalog.conditions import crosses
from findings.step import Gate, Plan, Step, Truth
from inventory import Inventory, Node
from readers.tyk import UNITS
from runner.plans import PlanError, rpm
from runner.plans.rpm import Service
from runner.plans.tyk_back import way_back
from runner.plans.tyk_reading import Reading
from runner.plans.tyk_services import (
    BALANCED,
    MIGRATES,
    OAS,
    ORDER,
    by_repository,
    is_migration,
    pool,
    services,
)

__all__ = ["Reading", "plan", "way_back"]

DISAGREE = (
    "The vendor's pages disagree about the order: the RPM page says gateway, dashboard, pump, "
    "today's page dashboard, gateway, pump. Here it is {order} ({whose})."
)


def plan(inventory: Inventory) -> Plan:
    """Give the upgrade's plan. Raises PlanError for what only a person can say."""
    order = inventory.upgrade_order or tuple(c for c in ORDER if c in inventory.versions)
    whose = "upgrade_order of the inventory" if inventory.upgrade_order else "the default"
    remarks = [DISAGREE.format(order=", ".join(order), whose=whose)]
    if unplanned := [name for name in order if name not in UNITS]:
        raise PlanError(
            f"there is no step for {', '.join(unplanned)}",
            "Upgrade it before or after by hand, and leave it out of versions.",
        )
    blue = inventory.strategy == "blue-green"
    steps = _blue_green(inventory, order, remarks) if blue else _all(inventory, order)
    return Plan(
        action="upgrade",
        product="tyk",
        steps=_until_the_migration(inventory, (_inform(inventory), *steps)),
        # the runner asks the whole of pre before it
        first=(Gate(phase="gate", name="begin", minutes=1.0, requirements=("TYK-STEP-011",)),),
        last=(Gate(phase="post", minutes=2.0),),
        remarks=tuple(remarks),
    )


def _all(
    inventory: Inventory, order: Sequence[str], nodes: Sequence[Node] | None = None
) -> Iterator[Step]:
    """Go through the components, each proven well before the next is touched."""
    rolling = inventory.strategy == "rolling"
    for component in order:
        held = services(inventory, component, nodes)
        each = _rolling(inventory, held) if rolling else [_together(inventory, held)]
        made = list(chain.from_iterable(each))
        if component == "pump" and made:
            gate = Gate(phase="gate", name="pump", on=tuple(s.place for s in held))
            made[0] = made[0].model_copy(update={"before": (gate, *made[0].before)})
        yield from made


def _together(inventory: Inventory, held: Sequence[Service]) -> Iterator[Step]:
    """All instances of a component at once: it is down meanwhile."""
    if by_repository(inventory):
        yield from (rpm.makecache(one, "TYK-STEP-001") for one in held)
    yield from (_update(inventory, one) for one in held)
    yield from (rpm.review(one, "TYK-STEP-006") for one in held)
    for one in held:
        yield rpm.enable(one, "TYK-POST-003")
        started = rpm.restart(one, "TYK-STEP-007")
        yield _proven(inventory, started, held) if one is held[-1] else started


def _rolling(inventory: Inventory, held: Sequence[Service]) -> Iterator[Iterator[Step]]:
    """One instance after the other: each takes calls again before the next is touched."""
    for one in held:
        yield _one(inventory, one, held)


def _one(inventory: Inventory, one: Service, held: Sequence[Service]) -> Iterator[Step]:
    balanced = one.component in BALANCED
    if by_repository(inventory):
        yield rpm.makecache(one, "TYK-STEP-001")
    if balanced:
        yield pool(one, "drain", "TYK-STEP-002", f"Take {one.node} out of the pool",
                    "Take it out of the load balancer's pool, and wait until its last call ended: "
                    "the update stops it, and versions before 5.8.3 cut calls off.")  # fmt: skip
    yield _update(inventory, one)
    yield rpm.review(one, "TYK-STEP-006")
    yield rpm.enable(one, "TYK-POST-003")
    started = rpm.restart(one, "TYK-STEP-007")
    if not balanced:
        yield _proven(inventory, started, [one])
        return
    well = one.gate("traffic", 1.0)
    yield started.model_copy(update={"after": (*started.after, well)})
    back = pool(one, "return", "TYK-STEP-010", f"Put {one.node} back into the pool",
                 "Put it back into the load balancer's pool, and watch it take calls.")  # fmt: skip
    yield _proven(inventory, back, held if one is held[-1] else [one])


def _blue_green(inventory: Inventory, order: Sequence[str], remarks: list[str]) -> Iterator[Step]:
    """First the environment that takes no calls, then the switch, then the other one."""
    nodes = [node for node in inventory.nodes.values() if set(order) & set(node.roles)]
    idle = [node for node in nodes if node.traffic == "idle"]
    if not idle:  # the inventory's rules: all of them say it, or none does
        remarks.append(
            "No node says which environment it belongs to (traffic: live, traffic: idle): all of "
            "them are taken for the idle one, and the switch comes last."
        )
        idle = nodes
    yield from _all(inventory, order, idle)
    places = tuple(s.place for c in order for s in services(inventory, c, idle))
    yield Step(
        key="switch",
        title="Let the upgraded environment take the calls",
        requirements=("TYK-STEP-010",),
        kind="person",
        truth=Truth(by="person"),
        text=f"Switch the load balancer to {', '.join(node.name for node in idle)}, and watch them "
        "take calls. The other environment stays as it is until they do.",
        owner="network",
        after=(Gate(phase="post", on=places, minutes=1.0),),
        minutes=5.0,
        undo_minutes=5.0,
    )
    yield from _all(inventory, order, [node for node in nodes if node not in idle])


def _proven(inventory: Inventory, step: Step, held: Sequence[Service]) -> Step:
    """Let the post rows of services hold after a step, and those of the data they write to."""
    kinds = {"gateway": "redis", "dashboard": "mongodb"}
    short = {"redis": "redis", "mongodb": "mongo"}
    written = kinds.get(held[0].component)
    stores = [f"{short[s.type]}@{n}" for n, s in inventory.stores.items() if s.type == written]
    on = (*(one.place for one in held), *stores)
    gate = Gate(phase="post", on=on, minutes=1.0, requirements=("TYK-STEP-009",))
    return step.model_copy(update={"after": (*step.after, gate)})


def _update(inventory: Inventory, service: Service) -> Step:
    folder = inventory.tyk.rpm_folder if inventory.tyk and not by_repository(inventory) else ""
    return rpm.update(service, "TYK-STEP-004", folder=folder or "")


def _inform(inventory: Inventory) -> Step:
    window = inventory.window
    return Step(
        key="inform",
        title="Tell those who use the gateway that it begins",
        requirements=("TYK-PRE-008",),
        kind="person",
        truth=Truth(by="person"),
        text=f"Tell them that change {inventory.change} begins now and ends by "
        f"{window.end:%Y-%m-%d %H:%M} ({window.timezone}), and whom to call.",
        owner="change-manager",
        minutes=2.0,
    )


def _until_the_migration(inventory: Inventory, steps: Sequence[Step]) -> tuple[Step, ...]:
    """Say where the data is migrated: behind that step, going back costs what was changed since."""
    hop = inventory.versions.get("dashboard")
    starts = [n for n, step in enumerate(steps) if is_migration(step)]
    if hop is None or not starts or not crosses(hop.from_, hop.to, OAS):
        return tuple(steps)
    at, point = starts[0], steps[starts[0]].key
    loss = MIGRATES.format(old=hop.from_, new=hop.to)
    return (
        *(step.model_copy(update={"way_back": f"until {point}"}) for step in steps[:at]),
        steps[at].model_copy(update={"data_loss": loss, "undo_minutes": 15.0}),
        *steps[at + 1 :],
    )
