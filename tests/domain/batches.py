"""Several faults at once, so that a run shows many: each row that turns red is of one of them."""

from collections.abc import Iterator, Mapping
from typing import Any

SHARED = frozenset({"AXW-PRE-020", "AXW-RB-001"})
"""The backup is older than what was changed: so say faults that change a file, and what follows."""

MOST = 14


def batches(rows: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, ...]]:
    """Give the faults, `alone` ones by themselves, the others with those of quite other rows."""
    made: list[list[str]] = []
    for name, row in rows.items():
        fitting = (one for one in made if not row.get("alone") and _fits(row, one, rows))
        batch = next(fitting, None)
        if batch is None:
            made.append(batch := [])
        batch.append(name)
    yield from map(tuple, made)


def _fits(row: Mapping[str, Any], batch: list[str], rows: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether nothing that it turns red is turned red by one of a batch already."""
    if len(batch) >= MOST or any(rows[one].get("alone") for one in batch):
        return False
    taken = {red for one in batch for red in rows[one]["red"]}
    return not (taken & set(row["red"])) - SHARED
