"""The parts of a phase joined to one run: one plan, one finding for each cell, one verdict."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from findings.baseline import BaselineDocument
from findings.chain import hash_of_content
from findings.finding import Finding
from findings.parts import Part, chosen, unfit
from findings.plan import PlannedCell, RunEnding, RunHeader
from findings.share import Merged, PartLine

Values = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Joined:
    """A run as its journal will hold it; `baseline`: of a pre without a flaw."""

    header: RunHeader
    plan: tuple[PlannedCell, ...]
    findings: tuple[Finding, ...]
    ending: RunEnding
    baseline: BaselineDocument | None = None


def joined(
    given: Sequence[Part],
    within: timedelta,
    *,
    argv: tuple[str, ...] = (),
    heads: Sequence[str] = (),
    lost: Sequence[str] = (),
) -> Joined | None:
    """Join parts; None where none of them is one. `lost`: what could not be read, and why.

    `within`: so far apart parts may have begun. `heads`: of their journals, as they were noted
    elsewhere.
    """
    parts, strange = chosen(given)
    if not parts:
        return None
    own = sorted((pair for part in parts for pair in part.own), key=lambda pair: pair[0])
    plan = tuple(cell for _, cell in own)
    flaws = [*lost, *strange, *unfit(parts, within, heads)]
    if not flaws and _digest(plan) != parts[0].share.plan:
        flaws.append("the parts joined are not the plan that each of them names")
    values, twice = _values(parts)
    flaws += twice
    ending = _ending(parts)
    baseline = _baseline(parts, values, ending) if values and not flaws else None
    if parts[0].run.header.phase == "pre" and values and flaws:
        kept_back = "no baseline was written: the parts are not the whole"
        ending = ending.model_copy(update={"notes": (*ending.notes, kept_back)})
    return Joined(
        header=_header(parts, argv, tuple(flaws)),
        plan=plan,
        findings=tuple(finding for part in parts for finding in part.findings),
        ending=ending,
        baseline=baseline,
    )


def named(joined: Joined, path: str, sha256: str) -> Joined:
    """Note the baseline that was written of a joined run."""
    if joined.baseline is None:
        return joined
    noted = {
        "baseline_path": path,
        "baseline_sha256": sha256,
        "baseline_taken_at": joined.baseline.taken_at,
        "baseline_values": sum(map(len, joined.baseline.values.values())),
    }
    return replace(joined, ending=joined.ending.model_copy(update=noted))


def _digest(plan: Sequence[PlannedCell]) -> str:
    return hash_of_content([cell.model_dump(mode="json") for cell in plan])


def _each(words: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(filter(None, words)))


def _header(parts: Sequence[Part], argv: tuple[str, ...], flaws: tuple[str, ...]) -> RunHeader:
    """Write what all parts have in common, and who, when and where they were."""
    headers = [part.run.header for part in parts]
    lines = tuple(
        PartLine(
            zone=part.share.zone,
            directory=part.directory,
            head=part.run.head,
            operator=part.run.header.operator,
            started_at=part.run.header.started_at,
            ended_at=part.run.ending.ended_at if part.run.ending else "it did not end",
            cells=len(part.own),
            domain=part.share.domain,
        )
        for part in parts
    )
    return headers[0].model_copy(
        update={
            "operator": _each(header.operator for header in headers),
            "started_at": min(header.started_at for header in headers),
            "argv": argv,
            "narrowed": (),
            "selftest": _each(header.selftest for header in headers),
            "replay": _each(header.replay for header in headers),
            "demo": all(header.demo for header in headers),
            "share": None,
            "merged": Merged(parts=lines, flaws=flaws),
        }
    )


def _ending(parts: Sequence[Part]) -> RunEnding:
    """Join how the parts ended. Of a node, the part of its own zone knows best."""
    ended = [(part, part.run.ending) for part in parts if part.run.ending]
    identities: dict[str, str] = {}
    for _, ending in ended:
        identities |= ending.identities
    for part, ending in ended:
        identities |= {n: said for n, said in ending.identities.items() if n in part.nodes}
    unreached = {
        n: why for part, e in ended for n, why in e.unreached.items() if n in part.nodes
    }  # fmt: skip
    compared = ended[0][1] if ended and ended[0][0].run.header.phase != "pre" else None
    kept = ("baseline_path", "baseline_sha256", "baseline_taken_at", "baseline_values")
    return RunEnding(
        ended_at=max(_last(part) for part in parts),
        interrupted=_each(f"{p.named}: {e.interrupted}" for p, e in ended if e.interrupted),
        identities=identities,
        unreached=unreached,
        notes=tuple(f"zone {part.share.zone}: {note}" for part, e in ended for note in e.notes),
        **({name: getattr(compared, name) for name in kept} if compared else {}),
    )


def _last(part: Part) -> str:
    """Give the last time that a part knows of."""
    ended = part.run.ending.ended_at if part.run.ending else ""
    return ended or max(part.run.header.started_at, *(f.started_at for f in part.run.findings))


def _values(parts: Sequence[Part]) -> tuple[Values, list[str]]:
    """Join what the parts remembered, and name what two of them remember differently."""
    values: Values = {}
    flaws = []
    for part in parts:
        for name, targets in part.remembered.values.items() if part.remembered else ():
            for target, value in targets.items():
                known = values.setdefault(name, {}).setdefault(target, value)
                if known != value:
                    flaws.append(f"{part.named} remembers another {name} of {target}")
    return values, flaws


def _baseline(parts: Sequence[Part], values: Values, ending: RunEnding) -> BaselineDocument | None:
    """Make the one baseline, bound to the whole as that of a single run is."""
    documents = [part.remembered for part in parts if part.remembered]
    installed: dict[str, dict[str, str]] = {}
    for document in documents:
        for component, found in document.installed.items():
            installed.setdefault(component, {}).update(found)
    return documents[0].model_copy(
        update={
            "identity": ending.identities,
            "installed": installed,
            "taken_at": ending.ended_at,
            "complete": True,
            "values": values,
            "sha256": "",
        }
    )
