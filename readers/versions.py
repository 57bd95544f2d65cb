"""Versions: a vendor's (5.10 is newer than 5.9) and rpm's (epoch, version, release)."""

import re
from dataclasses import dataclass, field
from functools import total_ordering

from probes.errors import CannotTell

_VENDOR = re.compile(
    r"v?(?P<numbers>\d+(?:\.\d+){0,3})"
    r"(?:[-~.]?(?P<tag>dev|alpha|beta|rc)[-.]?(?P<count>\d*))?"
    r"(?:-\d+(?:\.[A-Za-z][A-Za-z0-9_]*)?)?",
    re.ASCII,
)
_SEGMENT = re.compile(r"\d+|[A-Za-z]+", re.ASCII)
_JUNK = re.compile(r"[^A-Za-z0-9~^]+", re.ASCII)
_CLAUSE = re.compile(r"(>=|<=|==|>|<)\s*(\S+)")
_WORST = 80


@total_ordering
@dataclass(frozen=True, eq=False)
class Version:
    """A vendor's version. `text` is it without `v` and without a package's release."""

    text: str
    numbers: tuple[int, ...] = field(repr=False)
    tag: tuple[int, str, int] = field(repr=False)  # (1, "", 0) for a release, less for a preview

    @property
    def key(self) -> tuple[tuple[int, ...], tuple[int, str, int]]:
        """What is compared: numbers without trailing zeros, so that 5.8 is 5.8.0."""
        numbers = self.numbers
        while len(numbers) > 1 and numbers[-1] == 0:
            numbers = numbers[:-1]
        return numbers, self.tag

    @property
    def minor(self) -> str:
        """`5.8` of 5.8.15."""
        return ".".join(str(number) for number in (*self.numbers, 0)[:2])

    def __eq__(self, other: object) -> bool:
        """5.8 equals 5.8.0 and v5.8.0-1."""
        return isinstance(other, Version) and self.key == other.key

    def __lt__(self, other: "Version") -> bool:
        """Order by number, not by letter: 5.9 before 5.10; a preview before its release."""
        return self.key < other.key

    def __hash__(self) -> int:
        """Hash what is compared."""
        return hash(self.key)

    def __str__(self) -> str:
        """Show it as the vendor writes it."""
        return self.text


def parse(text: str | Version) -> Version:
    """Read a vendor version: `5.8.15`, `v5.8.15`, `5.8.15-1`, `5.9.0-rc2`, `v5.5.0-dev`.

    Raises CannotTell for anything else, an empty text included.
    """
    if isinstance(text, Version):
        return text
    found = _VENDOR.fullmatch(text.strip()) if len(text) <= _WORST else None
    if not found:
        raise CannotTell(f"not a version: {text[:_WORST]!r}")
    numbers = tuple(int(number) for number in found["numbers"].split("."))
    tag = (0, found["tag"], int(found["count"] or 0)) if found["tag"] else (1, "", 0)
    shown = found["numbers"] + (f"-{found['tag']}{found['count']}" if found["tag"] else "")
    return Version(shown, numbers, tag)


def crosses(frm: str | Version, to: str | Version, hop: str | Version) -> bool:
    """Whether the way from `frm` to `to` passes `hop`: frm < hop <= to."""
    return parse(frm) < parse(hop) <= parse(to)


def within(version: str | Version, specifier: str) -> bool:
    """Whether a version fits `>=5.8.3,<5.8.6 || ==5.9.0`; an empty specifier fits every version."""
    found = parse(version)
    return any(
        all(_holds(found, clause) for clause in filter(None, alternative.strip().split(",")))
        for alternative in specifier.split("||")
    )


def _holds(version: Version, clause: str) -> bool:
    """Judge one clause of a specifier."""
    found = _CLAUSE.fullmatch(clause.strip())
    if not found:
        raise CannotTell(f"not a version specifier: {clause!r}")
    other = parse(found[2])
    return {
        ">=": version >= other,
        "<=": version <= other,
        "==": version == other,
        ">": version > other,
        "<": version < other,
    }[found[1]]


def rpmvercmp(one: str, two: str) -> int:
    """Compare two versions or two releases as rpm does: -1, 0 or 1. (rpm: rpmio/rpmvercmp.c).

    `~` sorts before everything, even the end; `^` after the end but before any other text.
    """
    if one == two:
        return 0
    while one or two:
        one, two = (
            _JUNK.sub("", one, count=1) if _junk(one) else one,
            (_JUNK.sub("", two, count=1) if _junk(two) else two),
        )
        special = _special(one, two)
        if special is not None:
            return special
        if one[:1] in ("~", "^") and one[:1]:
            one, two = one[1:], two[1:]
            continue
        if not (one and two):
            break
        order, one, two = _segment(one, two)
        if order:
            return order
    return (bool(one) > bool(two)) - (bool(one) < bool(two))


def _junk(text: str) -> bool:
    """Whether separators stand at the start."""
    return bool(_JUNK.match(text))


def _special(one: str, two: str) -> int | None:
    """Decide by a `~` or `^` that only one side has; None when both or neither have it."""
    if one.startswith("~") != two.startswith("~"):
        return -1 if one.startswith("~") else 1
    if one.startswith("^") != two.startswith("^"):
        if not one or not two:
            return -1 if not one else 1
        return -1 if one.startswith("^") else 1
    return None


def _segment(one: str, two: str) -> tuple[int, str, str]:
    """Compare the next run of digits or letters: (order, rest of one, rest of two)."""
    numeric = one[0].isdigit()
    first, second = _SEGMENT.match(one), _SEGMENT.match(two)
    if not first or not second:
        raise CannotTell(f"not an rpm version: {one!r}, {two!r}")
    if second[0][0].isdigit() != numeric:
        return (1 if numeric else -1), one, two
    left, right = first[0], second[0]
    if numeric:
        left, right = left.lstrip("0"), right.lstrip("0")
        if len(left) != len(right):
            return (1 if len(left) > len(right) else -1), one, two
    order = (left > right) - (left < right)
    return order, one[first.end() :], two[second.end() :]


def compare_evr(one: tuple[int, str, str], two: tuple[int, str, str]) -> int:
    """Compare (epoch, version, release) as rpm does: -1, 0 or 1."""
    if one[0] != two[0]:
        return 1 if one[0] > two[0] else -1
    return rpmvercmp(one[1], two[1]) or rpmvercmp(one[2], two[2])
