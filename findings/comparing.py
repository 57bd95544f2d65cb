"""Before and after: what differs between two JSON values, said so that a person sees it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from findings.chain import canonical
from findings.finding import Difference, Frozen

ABSENT = "(absent)"  # stands for a side that has no such key, item or member
IDS = ("id", "api_id", "_id")  # a list of tables is compared by the first of these that all have
WIDTH = 80  # characters of a value in a message
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


class ExpectedChange(Frozen):
    """A change that a version hop brings. `*` is anything; `must`: a breach where it is absent.

    `name` is a difference's name, `apis[*].listen_path`; `before` and `after` are compared with
    the text of the value, None with anything.
    """

    name: str
    target: str = "*"
    before: str | None = None
    after: str | None = None
    why: str
    must: bool = False


@dataclass(frozen=True)
class Explained:
    """Differences with those that were expected explained, and what was expected and is absent."""

    differences: tuple[Difference, ...]
    absent: tuple[ExpectedChange, ...]

    @property
    def unexplained(self) -> tuple[Difference, ...]:
        """Differences that nobody expected."""
        return tuple(d for d in self.differences if not d.explained)


def compare(name: str, target: str, before: Any, after: Any) -> list[Difference]:
    """List what differs: tables by key, lists of tables by id, other lists as sets.

    Both are JSON values. The names of differences are paths: `apis[orders].auth.use_keyless`.
    """
    return [
        Difference(name=where, target=target, before=old, after=new)
        for where, old, new in _differing(name, before, after)
    ]


def differs(differences: Sequence[Difference], lines: int = 10) -> str:
    """Write one difference a line, at most `lines` lines; the last says how many more there are."""
    shown = differences if len(differences) <= lines else differences[: lines - 1]
    told = [f"{d.name}: {_short(d.before)} -> {_short(d.after)}" for d in shown]
    if len(shown) < len(differences):
        told.append(f"and {len(differences) - len(shown)} more")
    return "\n".join(told)


def explain(differences: Sequence[Difference], expected: Sequence[ExpectedChange]) -> Explained:
    """Say of each difference whether it was expected, and which change that had to come did not."""
    explained, came = [], set()
    for difference in differences:
        fitting = [n for n, change in enumerate(expected) if _fits(change, difference)]
        came.update(fitting)
        why = expected[fitting[0]].why if fitting else difference.explained
        explained.append(difference.model_copy(update={"explained": why}))
    absent = [change for n, change in enumerate(expected) if change.must and n not in came]
    return Explained(tuple(explained), tuple(absent))


def _differing(where: str, before: Any, after: Any) -> Iterator[tuple[str, Any, Any]]:
    """Give (path, before, after) of each difference."""
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _tables(where, before, after, dotted=True)
    elif isinstance(before, list) and isinstance(after, list):
        key = _key(before, after)
        if key:
            old, new = ({str(item[key]): item for item in side} for side in (before, after))
            yield from _tables(where, old, new, dotted=False)
        else:
            yield from _members(where, before, after)
    elif not _same(before, after):
        yield where, before, after


def _tables(
    where: str, before: dict[str, Any], after: dict[str, Any], *, dotted: bool
) -> Iterator[tuple[str, Any, Any]]:
    """Compare by key; a key of one side only is one difference."""
    for key in dict.fromkeys([*before, *after]):
        inner = f"{where}.{key}" if dotted and _PLAIN.fullmatch(key) else f"{where}[{key}]"
        if key in before and key in after:
            yield from _differing(inner, before[key], after[key])
        else:
            yield inner, before.get(key, ABSENT), after.get(key, ABSENT)


def _members(where: str, before: list[Any], after: list[Any]) -> Iterator[tuple[str, Any, Any]]:
    """Compare as sets; each member of one side only is a difference."""
    old, new = ({_same_as(item): item for item in side} for side in (before, after))
    yield from ((where, item, ABSENT) for text, item in old.items() if text not in new)
    yield from ((where, ABSENT, item) for text, item in new.items() if text not in old)


def _key(before: list[Any], after: list[Any]) -> str:
    """Name the id that every item of both lists has, each its own; nothing where there is none."""
    both = [*before, *after]
    if not both or not all(isinstance(item, dict) for item in both):
        return ""
    for key in IDS:
        if all(isinstance(item.get(key), str | int) for item in both) and all(
            len({str(item[key]) for item in side}) == len(side) for side in (before, after)
        ):
            return key
    return ""


def _same(one: Any, other: Any) -> bool:
    """Whether two values are the same in JSON: true is not 1, but 1 is 1.0."""
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


def _same_as(value: Any) -> bytes:
    """Give what is equal for equal members of a set: lists within it are sets too."""
    if isinstance(value, list):
        return b"[" + b",".join(sorted({_same_as(item) for item in value})) + b"]"
    if isinstance(value, dict):
        members = (canonical(key) + b":" + _same_as(value[key]) for key in sorted(value))
        return b"{" + b",".join(members) + b"}"
    if isinstance(value, float) and value.is_integer():
        return canonical(int(value))
    return canonical(value)


def _fits(change: ExpectedChange, difference: Difference) -> bool:
    """Whether a difference is the change that was expected."""
    pairs = (
        (change.name, difference.name),
        (change.target, difference.target),
        (change.before, _text(difference.before)),
        (change.after, _text(difference.after)),
    )
    return all(pattern is None or _like(pattern, text) for pattern, text in pairs)


def _like(pattern: str, text: str) -> bool:
    """Compare with `*` for anything; brackets mean themselves."""
    return bool(re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text, re.DOTALL))


def _text(value: object) -> str:
    """Write a value: text as it is, anything else as JSON."""
    return value if isinstance(value, str) else canonical(value).decode()


def _short(value: object) -> str:
    """Write a value in one line and not too long."""
    text = canonical(value).decode() if value != ABSENT else ABSENT
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 3]}..."
