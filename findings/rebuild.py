"""A result from the journal of a run: what a report is made of after a kill, or on another day."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from findings.build import build
from findings.chain import Entry, JournalError, read, verify
from findings.finding import Finding, Frozen
from findings.plan import PlannedCell, RunEnding, RunHeader
from findings.result import RunResult

# The kinds of entry that a result is made of. A journal may hold others; they are not ours.
RUN, PLAN, FINDING, END = "run", "plan", "finding", "end"


@dataclass(frozen=True)
class Recorded:
    """What a journal of a run holds. `ending` None: it did not end. `torn`: its cut last line."""

    header: RunHeader
    plan: tuple[PlannedCell, ...]
    findings: tuple[Finding, ...]
    ending: RunEnding | None
    head: str
    torn: str = ""


Model = TypeVar("Model", bound=Frozen)


class Plan(Frozen):
    """The data of the entry that freezes the plan."""

    cells: tuple[PlannedCell, ...]


def from_journal(path: Path, head: str = "") -> RunResult:
    """Judge a run anew from its journal. One that did not end is INCOMPLETE.

    Raises JournalError as `recorded` does.
    """
    run = recorded(path, head)
    result = build(run.header, run.plan, run.findings, run.ending, run.head)
    if not run.torn:
        return result
    return result.model_copy(update={"notes": (*result.notes, f"journal {run.torn}")})


def recorded(path: Path, head: str = "") -> Recorded:
    """Read what a run wrote into its journal.

    Raises JournalError for a journal that was tampered with (a torn last line is what a kill
    leaves, and is only noted), that does not fit `head`, or that is no journal of a run.
    """
    journal = read(path)
    problems = [p for p in verify(path, head) if not (journal.torn and p.endswith(": torn"))]
    if problems:
        raise JournalError(*(f"{path}: {problem}" for problem in problems))
    ours = [entry for entry in journal.entries if entry.kind in {RUN, PLAN, FINDING, END}]
    kinds = [entry.kind for entry in ours]
    if kinds[:1] != [RUN] or kinds.count(RUN) > 1 or kinds.count(PLAN) > 1:
        raise JournalError(f"{path}: does not begin with one run and its plan")
    cells = [_read(path, Plan, entry).cells for entry in ours if entry.kind == PLAN]
    ended = kinds[-1] == END and kinds.count(END) == 1 and not journal.torn
    return Recorded(
        header=_read(path, RunHeader, ours[0]),
        plan=cells[0] if cells else (),
        findings=tuple(_read(path, Finding, entry) for entry in ours if entry.kind == FINDING),
        ending=_read(path, RunEnding, ours[-1]) if ended else None,
        head=journal.head,
        torn=journal.torn,
    )


def _read(path: Path, model: type[Model], entry: Entry) -> Model:
    """Read the data of one entry as what its kind says it is."""
    data: Any = entry.data
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        wrong = f"{path}: line {entry.n} ({entry.kind}): {where}: {first['msg']}"
        raise JournalError(f"{wrong}. Was it written by another version of this tool?") from error
