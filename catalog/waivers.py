"""Accepted breaches: `waivers.yaml` beside the inventory. A waived check still runs."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol, Self

from pydantic import model_validator

from catalog.catalogue import Catalogue
from catalog.model import Phase
from catalog.signed import Ids, Judged, Moment, Signed, Text, first_fault, read_entries, rows_named

NAME = "waivers.yaml"


class Waiver(Signed):
    """Who accepted which breach, where, why, and until when. A base id stands for all its rows."""

    requirement: Ids
    scope: Text  # a target's name, or "*"
    requested_by: Text
    approved_by: Text
    reason: Text
    expires: Moment

    @model_validator(mode="after")
    def _four_eyes(self) -> Self:
        """Refuse one who approves what they asked for themselves, and an end before the start."""
        if self.requested_by.casefold() == self.approved_by.casefold():
            raise ValueError("requested_by and approved_by must be two persons")
        if self.expires <= self.when:
            raise ValueError("expires before it was signed")
        return self

    def resolved(self, catalogue: Catalogue) -> tuple[frozenset[str], str]:
        """Give the rows whose breach is accepted."""
        return rows_named(self.requirement, catalogue)

    def accepts(self, target: str) -> bool:
        """Whether it speaks of this target."""
        return self.scope in ("*", target)

    def __str__(self) -> str:
        """Say by whom, until when and why, for the report."""
        return f"{self.approved_by} until {self.expires:%Y-%m-%d %H:%M %z}: {self.reason}"


def load_waivers(folder: Path, catalogue: Catalogue) -> tuple[Waiver, ...]:
    """Read the file of an environment's folder; raises InventoryError with every problem."""
    return read_entries(folder / NAME, Waiver, catalogue)


class Cell(Protocol):
    """A planned check on a target, as far as waivers ask for it: `findings.plan.PlannedCell`."""

    @property
    def requirements(self) -> tuple[str, ...]:
        """The row ids that apply."""

    @property
    def target(self) -> str:
        """The inventory's name of what it runs on."""


def waivers_for(cell: Cell, waivers: Iterable[Waiver], now: datetime) -> tuple[Waiver, ...]:
    """Give the waivers that accept a cell's breach: none unless they name every row of it."""
    found = [
        waiver
        for waiver in waivers
        if waiver.rows & set(cell.requirements)
        and waiver.accepts(cell.target)
        and not waiver.out_of_time(now)
    ]
    named = frozenset[str]().union(*(waiver.rows for waiver in found))
    return tuple(found) if cell.requirements and named >= set(cell.requirements) else ()


def waiver_for(cell: Cell, waivers: Iterable[Waiver], now: datetime) -> Waiver | None:
    """Give, of the waivers that accept a cell's breach, the one that ends first."""
    return min(waivers_for(cell, waivers, now), key=lambda one: one.expires, default=None)


def judge(
    waivers: Iterable[Waiver],
    catalogue: Catalogue,
    cells: Sequence[Cell],
    phase: Phase,
    now: datetime,
) -> tuple[Judged[Waiver], ...]:
    """Judge each waiver against the plan of a phase; one of another phase is `elsewhere`."""
    return tuple(_judged(waiver, catalogue, cells, phase, now) for waiver in waivers)


def _judged(
    waiver: Waiver, catalogue: Catalogue, cells: Sequence[Cell], phase: Phase, now: datetime
) -> Judged[Waiver]:
    """Judge one: its id first, then its times, then whether it meets anything."""
    if fault := first_fault(waiver, catalogue, phase, now):
        return fault
    if any(waiver.rows & set(cell.requirements) and waiver.accepts(cell.target) for cell in cells):
        return Judged(waiver, "valid")
    where = f"on target {waiver.scope}" if waiver.scope != "*" else "on any target"
    message = f"{waiver.place}: {', '.join(waiver.requirement)} is not planned {where}"
    return Judged(waiver, "matches-nothing", message)


def not_needed(
    waivers: Iterable[Waiver], ended: Sequence[tuple[Cell, bool]]
) -> tuple[Judged[Waiver], ...]:
    """Name the waivers whose cells all hold. `ended`: each cell, and whether it passed."""
    stale = []
    for waiver in waivers:
        met = [
            holds
            for cell, holds in ended
            if waiver.rows & set(cell.requirements) and waiver.accepts(cell.target)
        ]
        if met and all(met):
            message = f"{waiver.place}: no longer needed, what it accepts holds"
            stale.append(Judged(waiver, "not-needed", message))
    return tuple(stale)
