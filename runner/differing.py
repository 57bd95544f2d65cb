"""What is different between two plans: said before anybody goes on by the wrong one."""

from collections.abc import Iterator

from findings.step import Plan, Step

SHOWN = 6


def differences(old: Plan, new: Plan) -> list[str]:
    """Name the steps that came, went or changed; the first few of them."""
    found = list(_differences(old, new))
    more = len(found) - SHOWN
    return [*found[:SHOWN], *([f"and {more} more"] if more > 0 else [])]


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
