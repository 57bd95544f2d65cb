"""What a person signed because no probe can see it: `attestations.yaml` beside the inventory."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Self

from pydantic import model_validator

from catalog.catalogue import Catalogue, did_you_mean, near
from catalog.model import Phase, Requirement
from catalog.signed import Ids, Judged, Signed, Text, first_fault, read_entries, rows_named

NAME = "attestations.yaml"


class Attestation(Signed):
    """Who states that a requirement, or a group that is signed together, holds; and by what."""

    requirement: Ids | None = None
    group: Text | None = None
    signed_by: Text
    evidence: Text
    change: Text | None = None  # the ticket that it was signed for; without one, for any

    @model_validator(mode="after")
    def _of_one_thing(self) -> Self:
        """Ask for either a requirement or a group."""
        if (self.requirement is None) == (self.group is None):
            raise ValueError("give either requirement or group")
        if self.expires is not None and self.expires <= self.when:
            raise ValueError("expires before it was signed")
        return self

    def resolved(self, catalogue: Catalogue) -> tuple[frozenset[str], str]:
        """Give the rows that are stated to hold."""
        if self.requirement is not None:
            return rows_named(self.requirement, catalogue)
        rows = frozenset(name for name, row in catalogue.items() if row.group == self.group)
        groups = tuple({row.group for row in catalogue.values() if row.group})
        hint = did_you_mean(near(str(self.group), groups))
        return rows, "" if rows else f"unknown group {self.group}{hint}"

    def elsewhere(self, change: str) -> str:
        """Say that it was signed for another change; empty where it counts for this one."""
        if self.change is None or self.change == change:
            return ""
        return f"{self.place}: signed for {self.change}, this is {change or 'no change'}"

    def __str__(self) -> str:
        """Say who signed, when, and on what grounds, for the report."""
        return f"{self.signed_by}, {self.when:%Y-%m-%d %H:%M %z}: {self.evidence}"


def load_attestations(folder: Path, catalogue: Catalogue) -> tuple[Attestation, ...]:
    """Read the file of an environment's folder; raises InventoryError with every problem."""
    return read_entries(folder / NAME, Attestation, catalogue)


def valid(
    requirement: Requirement, attestations: Iterable[Attestation], now: datetime, change: str = ""
) -> tuple[Attestation | None, str]:
    """Give the newest attestation of a row that is in time, or None and why there is none.

    `change` is the inventory's ticket: one that was signed for another does not count. The reason
    is empty when nobody signed at all.
    """
    of_row = [one for one in attestations if requirement.row in one.rows]
    faults = {one: _fault(one, now, change) for one in of_row}
    in_time = [one for one, fault in faults.items() if not fault]
    if in_time:
        return max(in_time, key=lambda one: one.when), ""
    return None, "; ".join(faults.values())


def _fault(one: Attestation, now: datetime, change: str) -> str:
    """Say why a signature does not count; empty where it does."""
    late = one.out_of_time(now)
    return late[1] if late else one.elsewhere(change)


def judge(  # noqa: PLR0913  all that a signature is judged by
    attestations: Iterable[Attestation],
    catalogue: Catalogue,
    planned: Iterable[str],
    phase: Phase,
    now: datetime,
    *,
    change: str = "",
) -> tuple[Judged[Attestation], ...]:
    """Judge each one against the rows that the phase asks people for.

    `planned`: the attestation rows of the phase that apply. One that was signed for another change
    than `change` counts for nothing here, and is no finding: the file outlives a ticket.
    """
    rows = frozenset(planned)
    return tuple(
        Judged(one, "elsewhere")
        if one.elsewhere(change) and not one.unknown
        else _judged(one, catalogue, rows, phase, now)
        for one in attestations
    )


def _judged(
    one: Attestation, catalogue: Catalogue, planned: frozenset[str], phase: Phase, now: datetime
) -> Judged[Attestation]:
    """Judge one: its id or group first, then its times, then whether it meets anything."""
    if fault := first_fault(one, catalogue, phase, now):
        return fault
    what = one.group or ", ".join(one.requirement or ())
    if not any(catalogue[row].verified_by == "attestation" for row in one.rows):
        message = f"{one.place}: {what} is verified by a probe; a breach is accepted by a waiver"
        return Judged(one, "matches-nothing", message)
    if not one.rows & planned:
        return Judged(one, "matches-nothing", f"{one.place}: {what} does not apply here")
    return Judged(one, "valid")
