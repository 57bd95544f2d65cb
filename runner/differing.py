"""What is different between two plans, or between a change and its inventory.

It is said before anybody goes on by the wrong one.
"""

from collections.abc import Iterator

from findings.change import Change
from findings.step import Plan, Step
from inventory import Inventory

SHOWN = 6


def differences(old: Plan, new: Plan) -> list[str]:
    """Name the steps that came, went or changed; the first few of them."""
    found = list(_differences(old, new))
    more = len(found) - SHOWN
    return [*found[:SHOWN], *([f"and {more} more"] if more > 0 else [])]


def missing(change: Change, inventory: Inventory) -> list[str]:
    """Say what of a change its inventory no longer tells: where it came from, or a service."""
    header = change.header
    hops = {name: (hop.from_, hop.to) for name, hop in inventory.versions.items()}
    found = [
        f"{name} went from {' to '.join(was)}, and here from {' to '.join(hops[name])}"
        if name in hops
        else f"{name} is no longer in versions"
        for name, was in header.versions.items()
        if hops.get(name) != was
    ]
    for name, step in {line.step.node: line.step for line in change.steps if line.tries}.items():
        if name and name not in inventory.nodes:
            found.append(f"node {name} is no longer in it: {step.key} was begun there")
    begun = {(line.step.component, line.step.node) for line in change.steps if line.tries}
    for component, name in sorted(begun):
        node = inventory.nodes.get(name)
        if node and component in header.versions and component not in node.roles:
            found.append(f"{name} is no longer a {component}")
    return found


def _differences(old: Plan, new: Plan) -> Iterator[str]:
    before, after = ({step.key: step for step in plan.steps} for plan in (old, new))
    yield from (f"{key} is no longer in it" for key in before if key not in after)
    yield from (f"{key} is new" for key in after if key not in before)
    for key in [key for key in before if key in after]:
        yield from _fields(before[key], after[key])
    if before.keys() == after.keys() and list(before) != list(after):
        yield f"the order is another one: {', '.join(after)}"
    for name in ("first", "last"):
        if getattr(old, name) != getattr(new, name):
            yield f"its {name} gates are others"


def _fields(old: Step, new: Step) -> Iterator[str]:
    for name in Step.model_fields:
        was, is_ = getattr(old, name), getattr(new, name)
        if was != is_:
            yield f"{old.key}: {name} was {_shown(was)}, is {_shown(is_)}"


def _shown(value: object) -> str:
    text = " ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return text if len(text) <= 100 else f"{text[:97]}..."
