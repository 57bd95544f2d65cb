"""How amounts, lists and cells are written in the sentences of a verdict."""

from collections.abc import Sequence

from findings.plan import PlannedCell

NAMED = 8  # so many names stand in one sentence


def amount(number: int, one: str, many: str) -> str:
    """Write `1 blocker` or `3 blockers`."""
    return f"{number} {one if number == 1 else many}"


def listed(names: Sequence[str]) -> str:
    """Write the first names, and how many more there are."""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{more}"


def named(cell: PlannedCell) -> str:
    """Write `TYK-PRE-046 on main: Redis runs a version that the target release supports.`."""
    return f"{', '.join(cell.requirements)} on {cell.target}: {cell.title}"
