"""The plan of a change: data, made from the inventory. Each product has a module of its name here.

A product's module offers `plan(inventory)` and `way_back(inventory, change, reading, restore)`.
"""

from collections.abc import Collection, Mapping, Sequence
from importlib import import_module
from typing import Any

from findings.change import Change
from findings.step import Plan, Step
from inventory import Inventory
from inventory.problems import nearest
from probes.engine import Engine


class PlanError(Exception):
    """No plan can be made; `do` is what a person does about it."""

    def __init__(self, why: str, do: str) -> None:
        """`str()` gives both."""
        super().__init__(f"{why}. {do}")
        self.why, self.do = why, do


def plan_of(inventory: Inventory) -> Plan:
    """Give the upgrade's plan. It asks nothing of any node."""
    made: Plan = _product(inventory).plan(inventory)
    return made.model_copy(update={"steps": _timed(made.steps, inventory.minutes)})


def _timed(steps: Sequence[Step], figures: Mapping[str, float]) -> tuple[Step, ...]:
    """Give the steps with the inventory's own figures. Raises PlanError for one of no step."""
    names = {name for step in steps for name in (step.key, step.key.rpartition(".")[2])}
    known = names | {f"{name}.undo" for name in names}
    for name in figures:
        if name not in known:
            raise PlanError(f"minutes.{name} is of no step", nearest(name, known).capitalize())
    return tuple(
        step.model_copy(
            update={
                "minutes": _figure(figures, step.key, "", step.minutes),
                "undo_minutes": _figure(figures, step.key, ".undo", step.undo_minutes),
            }
        )
        for step in steps
    )


def _figure(figures: Mapping[str, float], key: str, end: str, usual: float) -> float:
    """Give the figure of the very step, else that of all of its kind, else the plan's."""
    return figures.get(key + end, figures.get(key.rpartition(".")[2] + end, usual))


def way_back_of(
    inventory: Inventory, change: Change, engine: Engine, restore: Collection[str] = ()
) -> Plan:
    """Give the plan that undoes what a change did, by what can be read of the nodes now.

    `restore`: `redis`, `mongo`: data that the operator wants back from its backup. Raises PlanError
    where a service can not be taken back, naming all that can not.
    """
    module = _product(inventory)
    made: Plan = module.way_back(inventory, change, module.Reading(engine, inventory), restore)
    return made


def _product(inventory: Inventory) -> Any:
    name = f"{__name__}.{inventory.product}"
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        raise PlanError(
            f"there is no plan for {inventory.product} yet",
            "Take its steps by hand; `pytest -m pre` and `-m post` judge before and after.",
        ) from None
