"""`diff`: what differs between two runs, as text or as Markdown."""

from collections.abc import Iterator
from pathlib import Path

import typer

from findings.baseline import BaselineError, load
from findings.chain import JournalError
from findings.diff import RunDiff, Section, Values
from findings.diff import diff as compared
from findings.folding import change_of
from findings.rebuild import from_journal
from findings.result import RunResult
from reports.clean import short
from reports.screen import Screen
from reports.text import escaped
from runner.report import JOURNAL, is_change, runs_of

SAME, DIFFERS, CAN_NOT = 0, 1, 2
WIDTH = 200
NEWEST = ("rollback", "post", "pre")


def diff(a: Path, b: Path, *, markdown: bool = False) -> int:
    """Print what differs: 0 nothing, 1 something, 2 where one of them can not be read."""
    try:
        one, other = chosen(a, b)
    except JournalError as error:
        typer.echo(str(error), err=True)
        return CAN_NOT
    values = [remembered(result, folder) for result, folder in ((one, a), (other, b))]
    found = compared(one, other, *values)
    make = as_markdown if markdown else as_text
    typer.echo(make(one, other, found))
    return DIFFERS if found.differing else SAME


def chosen(a: Path, b: Path) -> tuple[RunResult, RunResult]:
    """Read both; of a whole change its newest phase that the other has too.

    Raises JournalError where one can not be read, or where there is no such phase.
    """
    sides = [_results(folder) for folder in (a, b)]
    if len(sides[0]) == len(sides[1]) == 1:
        return next(iter(sides[0].values())), next(iter(sides[1].values()))
    for phase in NEWEST:
        if phase in sides[0] and phase in sides[1]:
            return sides[0][phase], sides[1][phase]
    had = " and ".join(", ".join(side) or "no run that can be read" for side in sides)
    raise JournalError(f"they have no phase in common: {had}")


def _results(folder: Path) -> dict[str, RunResult]:
    """Give the runs of a directory by phase; the last one of each counts."""
    if is_change(folder):
        runs, _ = runs_of(change_of(folder / JOURNAL), folder)
        return {result.phase: result for result in runs.values()}
    result = from_journal(folder / JOURNAL)
    return {result.phase: result}


def remembered(result: RunResult, folder: Path) -> Values | None:
    """Read the baseline that a run wrote or compared with; None where it can not be."""
    if result.baseline is None:
        return None
    named = Path(result.baseline.path)
    for path in (folder.parent / named.name, named):
        try:
            return load(path).values
        except BaselineError:
            continue
    return None


def as_text(one: RunResult, other: RunResult, found: RunDiff) -> str:
    """Plain lines: what they are, what is the same, what differs."""
    out = [*_head(one, other, found), ""]
    for section in found.sections:
        if section.lines or section.note:
            out.append(f"{section.name}   {_count(section)}")
        for line in section.lines:
            out.append(f"  {short(line.what, WIDTH)}{f' [{line.where}]' if line.where else ''}")
            out += [f"    A {short(line.one, WIDTH)}", f"    B {short(line.other, WIDTH)}"]
    return "\n".join(out).rstrip()


def as_markdown(one: RunResult, other: RunResult, found: RunDiff) -> str:
    """Tables for a ticket or a document, every text escaped."""
    out = [f"{escaped(each)}  " for each in _head(one, other, found)]
    for section in found.sections:
        if not (section.lines or section.note):
            continue
        out += ["", f"**{section.name}** {escaped(_count(section))}", ""]
        if section.lines:
            out += ["| what | where | A | B |", "|---|---|---|---|"]
        for line in section.lines:
            cells = (line.what, line.where, line.one, line.other)
            out.append(f"| {' | '.join(escaped(short(each, WIDTH)) for each in cells)} |")
    return "\n".join(out)


def _head(one: RunResult, other: RunResult, found: RunDiff) -> Iterator[str]:
    for name, result in (("A", one), ("B", other)):
        screen = Screen(result)
        yield f"{name}  {screen.title}, {screen.at(result.started_at)}"
    same = ", ".join(f"{each.name.lower()} {each.same}" for each in found.sections if each.same)
    if not found.differing:
        yield f"no difference was found; the same: {same}"
    else:
        yield f"{found.differing} differ; the same: {same or 'nothing'}"
    if found.by_role:
        yield "two environments: targets are matched by their role or service"


def _count(section: Section) -> str:
    return section.note or f"{len(section.lines)} differ, {section.same} the same"
