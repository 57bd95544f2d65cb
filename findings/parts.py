"""Whether runs are the parts of one whole phase: each flaw is a sentence that names the part."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from findings.baseline import BaselineDocument
from findings.chain import SHORTEST_HEAD
from findings.finding import Finding
from findings.plan import PlannedCell, RunHeader
from findings.rebuild import Recorded
from findings.share import Share
from findings.wording import amount

# What two parts of one phase have in common; `rows` hold the catalogue as it applies.
SAME = (
    "environment", "product", "change", "phase", "gate", "strategy", "versions", "timezone",
    "window_start", "window_end", "freeze", "tool_version", "catalogue", "nodes", "rows", "whole",
)  # fmt: skip
SAME_SHARE = {"inventory": "inventory, waivers or attestations", "plan": "plan", "cells": "shares"}
SHORT = 60  # characters of a value in a sentence


@dataclass(frozen=True)
class Part:
    """One directory: what its journal holds, what it remembered, and what is wrong with it."""

    directory: str
    run: Recorded
    remembered: BaselineDocument | None = None
    flaws: tuple[str, ...] = ()  # edited files; found while it was read

    @property
    def share(self) -> Share:
        """What it is the part of; ValueError for a run that is no part."""
        if self.run.header.share is None:
            raise ValueError(f"{self.directory}: is no part")
        return self.run.header.share

    @property
    def named(self) -> str:
        """`zone dmz (DIR)`."""
        return f"zone {self.share.zone} ({self.directory})"

    @property
    def own(self) -> tuple[tuple[int, PlannedCell], ...]:
        """Its own cells, each with its place in the whole plan."""
        pairs = zip(self.share.places, self.run.plan, strict=True)
        return tuple((n, cell) for n, cell in pairs if cell.cell not in self.share.borrowed)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Its findings, without those of cells of other zones."""
        return tuple(f for f in self.run.findings if f.cell not in self.share.borrowed)

    @property
    def nodes(self) -> set[str]:
        """The nodes of its zone."""
        return {node.name for node in self.run.header.nodes if node.zone == self.share.zone}


def chosen(given: Sequence[Part]) -> tuple[list[Part], list[str]]:
    """Give one part for each zone, all of one whole, and say what the others are instead.

    What the first part is of, all others must be of.
    """
    kept: dict[str, Part] = {}
    flaws: list[str] = []
    for part in given:
        first = next(iter(kept.values()), part)
        if wrong := _no_part(part.run) or _foreign(part, first):
            flaws.append(f"{part.directory}: {wrong}")
        elif part.share.zone in kept:
            other = kept[part.share.zone].directory
            flaws.append(f"zone {part.share.zone} is there twice: {other} and {part.directory}")
        else:
            kept[part.share.zone] = part
    return list(kept.values()), flaws


def _no_part(run: Recorded) -> str:
    if run.header.merged:
        return "is merged already; give the parts themselves"
    share = run.header.share
    if share is None:
        return "is a run of its own, not the part of a zone: pytest --zone makes parts"
    fits = len(share.places) == len(run.plan)
    return "" if fits else "its plan is not the one that its share speaks of"


def _foreign(part: Part, first: Part) -> str:
    """Say in what a part is of another whole than the first one."""
    mine, other = part.run.header, first.run.header
    for name in SAME:
        one, two = getattr(mine, name), getattr(other, name)
        if one != two:
            plain = isinstance(one, str | int)
            told = f" ({_short(one)}, not {_short(two)})" if plain else ""
            return f"{_lacks(name.replace('_', ' '), first)}{told}"
    for name, words in SAME_SHARE.items():
        if getattr(part.share, name) != getattr(first.share, name):
            return _lacks(words, first)
    return ""


def _lacks(what: str, first: Part) -> str:
    return f"is foreign, it does not have the {what} of {first.directory}"


def _short(value: object) -> str:
    return f"{str(value)[:SHORT] or 'none'}"


def unfit(parts: Sequence[Part], within: timedelta, heads: Sequence[str] = ()) -> Iterator[str]:
    """Say what keeps the chosen parts from being the whole."""
    if not parts:
        return
    share, whole = parts[0].share, parts[0].run.header.whole
    there = {part.share.zone for part in parts}
    for zone, cells in share.cells.items():
        if zone not in there and cells:
            yield f"zone {zone} is missing: {cells} of the {whole} cells were not looked at"
    for part in parts:
        yield from part.flaws
        yield from _of_part(part, heads)
    yield from _together(parts)
    yield from _apart(parts, within)


def _of_part(part: Part, heads: Sequence[str]) -> Iterator[str]:
    """Say what one part lacks."""
    header, ending, share = part.run.header, part.run.ending, part.share
    if header.narrowed:
        yield f"{part.named} was narrowed further: {', '.join(header.narrowed)}"
    if header.replay and not header.demo:
        yield f"{part.named} is the judgement of a recording: {header.replay}"
    if ending is None:
        yield f"{part.named} did not end: nobody knows what it would still have found"
    elif ending.interrupted:
        yield f"{part.named} was interrupted: {ending.interrupted}"
    if part.run.torn:
        yield f"{part.named}: its journal is cut off: {part.run.torn}"
    own, planned = len(part.own), share.cells.get(share.zone, 0)
    if own != planned and not header.narrowed:
        yield f"{part.named} has {amount(own, 'cell', 'cells')}, its share are {planned}"
    fits = any(len(h) >= SHORTEST_HEAD and part.run.head.startswith(h) for h in heads)
    if heads and not fits:
        yield f"{part.named}: its chain head {part.run.head} is none of those that were given"


def _together(parts: Sequence[Part]) -> Iterator[str]:
    """Say what contradicts between parts."""
    places: dict[int, Part] = {}
    met: dict[str, tuple[str, Part]] = {}
    for part in parts:
        twice = [n for n, _ in part.own if places.setdefault(n, part) is not part]
        if twice:
            other = places[twice[0]].named
            cells = amount(len(twice), "cell", "cells")
            yield f"{part.named} and {other} both have {cells} of the plan"
        for node, identity in part.run.ending.identities.items() if part.run.ending else ():
            seen, by = met.setdefault(node, (identity, part))
            if seen != identity:
                yield f"{node} is one machine to {by.named} and another to {part.named}"
    compared = {part.run.ending.baseline_sha256 for part in parts if part.run.ending}
    if parts[0].run.header.phase != "pre" and len(compared) > 1:
        yield "the parts did not compare with one baseline: name it with --baseline=FILE"


def _apart(parts: Sequence[Part], within: timedelta) -> Iterator[str]:
    """Say that parts are of other times: what held then may not hold together."""
    begun = sorted(parts, key=lambda part: _time(part.run.header))
    first, last = begun[0], begun[-1]
    if (apart := _time(last.run.header) - _time(first.run.header)) > within:
        yield (
            f"the parts are too far apart: {first.named} began {first.run.header.started_at}, "
            f"{last.named} {last.run.header.started_at}; that is {apart}, at most {within}"
        )


def _time(header: RunHeader) -> datetime:
    return datetime.fromisoformat(header.started_at)
