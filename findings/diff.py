"""Two runs side by side: a rehearsal against production, yesterday against today. Pure."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from findings.comparing import compare
from findings.finding import Finding
from findings.result import RunResult

Values = Mapping[str, Mapping[str, Any]]  # of a baseline: name, target, value
Key = tuple[str, str]  # a check and what it ran on
ABSENT = "not there"
SHOWN = 3  # differences of one value
NAMED = 4  # targets in one line


@dataclass(frozen=True)
class Line:
    """One thing that differs: what, on what, and what each run says of it."""

    what: str
    where: str
    one: str
    other: str


@dataclass(frozen=True)
class Section:
    """What differs of one kind, and how many of that kind are the same."""

    name: str
    lines: tuple[Line, ...]
    same: int
    note: str = ""


@dataclass(frozen=True)
class RunDiff:
    """All of it. `by_role`: the environments differ, and so do the names of their targets."""

    sections: tuple[Section, ...]
    by_role: bool

    @property
    def differing(self) -> int:
        """How many things differ."""
        return sum(len(each.lines) for each in self.sections)


def diff(
    one: RunResult, other: RunResult, before: Values | None = None, after: Values | None = None
) -> RunDiff:
    """Compare two runs. `before` and `after`: what their baselines remember, where they are known.

    In one environment cells are matched by their target; between two by the role or service that
    it is, for the names of nodes and stores differ.
    """
    by_role = one.environment != other.environment
    cells = [_cells(each, _names(each, by_role=by_role)) for each in (one, other)]
    outcomes, applies = _outcomes(*cells)
    return RunDiff(
        (
            _run(one, other),
            _versions(one, other),
            applies,
            outcomes,
            _rows(one, other),
            _remembered(one, other, before, after, by_role=by_role),
        ),
        by_role,
    )


def _run(one: RunResult, other: RunResult) -> Section:
    """What they are runs of, with which tool and catalogue."""
    names = ("product", "phase", "strategy", "tool_version", "catalogue", "verdict", "headline")
    pairs = {name.replace("_", " "): (getattr(one, name), getattr(other, name)) for name in names}
    pairs["nodes"] = tuple(_roles(each) for each in (one, other))  # type: ignore[assignment]
    return _plain("RUN", pairs)


def _roles(result: RunResult) -> str:
    """`2 gateway, 1 dashboard+pump`."""
    counts = Counter("+".join(sorted(node.roles)) for node in result.nodes)
    return ", ".join(f"{number} {role or 'without a role'}" for role, number in counts.items())


def _versions(one: RunResult, other: RunResult) -> Section:
    hops = [
        {name: " → ".join(hop) for name, hop in result.versions.items()} for result in (one, other)
    ]
    names = dict.fromkeys([*hops[0], *hops[1]])
    pairs = {name: (hops[0].get(name, ABSENT), hops[1].get(name, ABSENT)) for name in names}
    return _plain("VERSIONS", pairs)


def _plain(name: str, pairs: Mapping[str, tuple[str, str]]) -> Section:
    lines = tuple(Line(what, "", a, b) for what, (a, b) in pairs.items() if a != b)
    return Section(name, lines, len(pairs) - len(lines))


def _names(result: RunResult, *, by_role: bool) -> dict[str, str]:
    """What each target is called when it is compared."""
    roles = {node.name: "+".join(sorted(node.roles)) or "node" for node in result.nodes}
    names = {}
    for found in result.findings:
        node, _, service = found.target.partition(".")
        if not by_role or found.target in found.requirements:
            names[found.target] = found.target
        elif found.target in roles:
            names[found.target] = roles[found.target]
        elif service and node in roles:
            names[found.target] = service
        else:  # the estate, or a store: there is one of each kind that a check asks
            names[found.target] = "estate" if found.target == result.environment else "store"
    return names


def _cells(result: RunResult, names: Mapping[str, str]) -> dict[Key, list[Finding]]:
    cells: dict[Key, list[Finding]] = {}
    for found in result.findings:
        cells.setdefault((found.check, names[found.target]), []).append(found)
    return cells


def _outcomes(
    one: dict[Key, list[Finding]], other: dict[Key, list[Finding]]
) -> tuple[Section, Section]:
    """Compare outcomes; what applies in one only is told apart from what came out differently."""
    outcomes: list[Line] = []
    applies: list[Line] = []
    same = 0
    for key in dict.fromkeys([*one, *other]):
        ours, theirs = one.get(key, []), other.get(key, [])
        found = (ours or theirs)[0]
        if {each.outcome for each in ours} == {each.outcome for each in theirs}:
            same += 1
            continue
        what = f"{', '.join(found.requirements)} {found.title}"
        line = Line(what, key[1], _said(ours, key[1]), _said(theirs, key[1]))
        alone = not ours or not theirs
        gone = any({e.outcome for e in side} == {"not-applicable"} for side in (ours, theirs))
        (applies if alone or gone else outcomes).append(line)
    return Section("OUTCOMES", tuple(outcomes), same), Section("APPLIES", tuple(applies), same)


def _said(found: list[Finding], where: str) -> str:
    """`pass gw1, gw2; fail gw3: assert ...`: by name, with what was found where it is not well."""
    if not found:
        return ABSENT
    by_outcome: dict[str, list[Finding]] = {}
    for each in found:
        by_outcome.setdefault(each.outcome, []).append(each)
    return "; ".join(_told(outcome, cells, where) for outcome, cells in by_outcome.items())


def _told(outcome: str, cells: list[Finding], where: str) -> str:
    names = [each.target for each in cells if each.target != where]
    shown = f" {', '.join(names)}" if len(names) <= NAMED else f" {len(names)} targets"
    message = next(iter(cells[0].message.splitlines()), "") if outcome != "pass" else ""
    return f"{outcome}{shown if names else ''}{f': {message}' if message else ''}"


def _rows(one: RunResult, other: RunResult) -> Section:
    """Rows of the catalogue that only one of them knows, or that are verified in another way."""
    rows = [{row.row: row for row in result.requirements} for result in (one, other)]
    lines, same = [], 0
    for name in dict.fromkeys([*rows[0], *rows[1]]):
        ours, theirs = (side.get(name) for side in rows)
        said = [
            f"{row.severity}, verified by {row.verified_by}" if row else ABSENT
            for row in (ours, theirs)
        ]
        if said[0] == said[1]:
            same += 1
        else:
            row = ours or theirs
            lines.append(Line(f"{name} {row.statement if row else ''}", "", said[0], said[1]))
    return Section("CATALOGUE", tuple(lines), same)


def _remembered(
    one: RunResult,
    other: RunResult,
    before: Values | None,
    after: Values | None,
    *,
    by_role: bool,
) -> Section:
    """Compare what the two baselines remember."""
    if before is None or after is None:
        missing = [name for name, side in (("A", before), ("B", after)) if side is None]
        return Section("REMEMBERED", (), 0, f"no baseline of {' and '.join(missing)} to compare")
    sides = [
        _by_role(values, _names(result, by_role=by_role) if by_role else {})
        for values, result in ((before, one), (after, other))
    ]
    lines: list[Line] = []
    same = 0
    for name, where in dict.fromkeys([*sides[0], *sides[1]]):
        ours, theirs = (side.get((name, where)) for side in sides)
        found = list(_values(name, where, ours, theirs))
        lines += found
        same += not found
    return Section("REMEMBERED", tuple(lines), same)


def _by_role(values: Values, names: Mapping[str, str]) -> dict[Key, list[Any]]:
    sides: dict[Key, list[Any]] = {}
    for name, of in values.items():
        for target, value in of.items():
            sides.setdefault((name, names.get(target, target)), []).append(value)
    return sides


def _values(
    name: str, where: str, ours: list[Any] | None, theirs: list[Any] | None
) -> Iterator[Line]:
    """Compare the values of one role; where several nodes share it, one that is equal is enough."""
    if ours is None or theirs is None:
        yield Line(name, where, *("there" if side else ABSENT for side in (ours, theirs)))
        return
    pair = _unlike(name, ours, theirs)
    if not pair:
        return
    found = compare(name, where, *pair)
    for each in found[:SHOWN]:
        yield Line(each.name, where, *map(_written, (each.before, each.after)))
    if len(found) > SHOWN:
        size = [len(value) if isinstance(value, dict | list) else 1 for value in pair]
        more = f"and {len(found) - SHOWN} more differences"
        yield Line(f"{name}: {more}", where, *(f"{number} in all" for number in size))


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _unlike(name: str, ours: list[Any], theirs: list[Any]) -> tuple[Any, Any] | None:
    """Give a value of one side that no value of the other equals, beside one of the other."""
    for a in ours:
        if all(compare(name, "", a, b) for b in theirs):
            return a, theirs[0]
    for b in theirs:
        if all(compare(name, "", a, b) for a in ours):
            return ours[0], b
    return None
