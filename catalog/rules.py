"""What must hold between the rows of a catalogue, beyond the type of each."""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path

from catalog.catalogue import Problem, did_you_mean, near
from catalog.conditions import matches
from catalog.model import Requirement, When
from inventory.problems import nearest
from inventory.products import PRODUCTS

Placed = tuple[Path, Requirement]
VERSION = re.compile(r"\d+(?:\.\d+)*")


def broken(found: Sequence[Placed]) -> list[Problem]:
    """List every breach, with its file and row."""
    problems = [
        Problem(str(file), row.row, message) for file, row in found for message in _of_one(row)
    ]
    problems += _doubled(found)
    problems += _steps(found)
    problems += _letters(found)
    return problems


def _of_one(row: Requirement) -> Iterator[str]:
    """Check a row by itself."""
    if row.severity == "blocker" and row.verified_by != "declined":
        missing = [name for name in ("owner", "text") if not getattr(row.remedy, name)]
        if missing:
            needed = " and ".join(f"remedy.{name}" for name in missing)
            yield f"is a blocker: a person who is stopped needs {needed}"
    if row.verified_by in ("attestation", "declined") and not row.reason:
        yield f"is verified by {row.verified_by}: say the reason"
    if row.group and row.verified_by != "attestation":
        yield "has a group, which only attestations have"
    if ("-RB-" in row.row) != (row.rollback is not None):
        yield "rollback = readiness, action or outcome belongs to each -RB- row and to no other"
    if row.gates and "gate" not in row.phases:
        yield f"gates = {', '.join(row.gates)} belongs to a row with the phase gate"
    modes = {mode for name, one in PRODUCTS.items() if name == row.product for mode in one.modes}
    if row.when.mode and row.when.mode not in modes:
        yield f"mode = {row.when.mode!r} is none of {row.product}; {nearest(row.when.mode, modes)}"
    if row.when.of_versions and not row.component:
        yield "`when` speaks of versions: say whose, component = ..."
    if not row.subject:
        yield "subject is missing"


def _doubled(found: Sequence[Placed]) -> Iterator[Problem]:
    """Name a row that stands in two files (in one file TOML itself refuses it)."""
    first: dict[str, Path] = {}
    for file, row in found:
        if row.row in first:
            yield Problem(str(file), row.row, f"stands in {first[row.row]} too")
        first.setdefault(row.row, file)


def _steps(found: Sequence[Placed]) -> Iterator[Problem]:
    """Name a `due` that is no step of the product."""
    for file, row in found:
        steps = tuple(r.row for _, r in found if "-STEP-" in r.row and r.product == row.product)
        if row.due and row.due not in steps:
            hint = did_you_mean(near(row.due, steps))
            yield Problem(str(file), row.row, f"due = {row.due!r} is no step{hint}")


def _letters(found: Sequence[Placed]) -> Iterator[Problem]:
    """Name two rows of one id that could hold at the same time, and a letter beside the bare id."""
    for (_, one), (file, other) in combinations(found, 2):
        if one.id != other.id or one.row == other.row:
            continue
        if other.row == other.id or one.row == one.id:
            yield Problem(str(file), other.row, f"stands beside {one.row}: letter both or none")
        elif _overlap(one, other):
            message = f"overlaps {one.row}: give them disjoint `when`, or say which `part` each is"
            yield Problem(str(file), other.row, message)


def _overlap(one: Requirement, other: Requirement) -> bool:
    """Whether both may apply in one phase, as far as their words tell."""
    if one.part != other.part or one.component != other.component:
        return False
    return bool(set(one.phases) & set(other.phases)) and not _disjoint(one.when, other.when)


def _disjoint(one: When, other: When) -> bool:
    """Whether some key can not hold for both."""
    if one.strategy and other.strategy and not set(one.strategy) & set(other.strategy):
        return True
    for left, right in ((one.mode, other.mode), (one.install, other.install)):
        if left and right and left != right:
            return True
    if set(one.has) & set(other.lacks) or set(other.has) & set(one.lacks):
        return True
    if set(one.crosses) & set(other.not_crosses) or set(other.crosses) & set(one.not_crosses):
        return True
    return _apart(one.to, other.to) or _apart(one.from_, other.from_)


def _apart(left: str, right: str) -> bool:
    """Whether no version fits both: tried on every version they name, and just after it."""
    named = VERSION.findall(f"{left} {right}")
    tried = ["0", *named, *(f"{version}.1" for version in named)]
    return bool(left and right) and not any(
        matches(version, left) and matches(version, right) for version in tried
    )
