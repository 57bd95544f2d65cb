"""Several faults at once, so that a run shows many: each row that turns red is of one of them."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from fixtures.cases import Strict

Rows = Mapping[str, Mapping[str, Any]]
"""What each fault turns red (`red`), and whether it is planted by itself (`alone`), by its name."""

MOST = 14


def rows_of(folder: Path) -> dict[str, dict[str, Any]]:
    """Read a folder's `faults.yaml`: what each fault turns red, by its name and by phase or state.

    A name that stands twice is an error: the second would silently win.
    """
    text = (folder / "faults.yaml").read_text(encoding="utf-8")
    found: dict[str, dict[str, Any]] = yaml.load(text, Strict)
    return found


def batches(rows: Rows, shared: Collection[str] = ()) -> Iterator[tuple[str, ...]]:
    """Give the faults, `alone` ones by themselves, the others with those of quite other rows.

    `shared`: rows that several faults of a batch may turn red.
    """
    made: list[list[str]] = []
    for name, row in rows.items():
        open_ones = (one for one in made if not row.get("alone"))
        fitting = (one for one in open_ones if _fits(row, one, rows, shared))
        batch = next(fitting, None)
        if batch is None:
            made.append(batch := [])
        batch.append(name)
    yield from map(tuple, made)


def joined(rows: Collection[Mapping[str, Any]]) -> tuple[set[str], set[str]]:
    """Give what faults that are planted at once turn red, and the cells that fall quiet."""
    red = {row for one in rows for row in one["red"]}
    return red, {cell for one in rows for cell in one.get("quiet", ())}


def _fits(row: Mapping[str, Any], batch: list[str], rows: Rows, shared: Collection[str]) -> bool:
    """Whether nothing that it turns red is turned red by one of a batch already."""
    if len(batch) >= MOST or any(rows[one].get("alone") for one in batch):
        return False
    taken = {red for one in batch for red in rows[one]["red"]}
    return not (taken & set(row["red"])) - {*shared}
