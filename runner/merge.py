"""`merge`: one verdict, one accounting and one report of the parts of a phase."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import typer

from findings.baseline import BaselineError, load, write_once
from findings.build import build
from findings.chain import JournalError
from findings.journal import Journal
from findings.late import holds_secret
from findings.merging import Joined, joined, named
from findings.parts import Part
from findings.rebuild import Recorded, recorded
from findings.result import RunResult
from findings.verdict import exit_status
from reports.clean import clean
from reports.write import ReportError, write_all
from runner.report import JOURNAL, written

CAN_NOT, UNKNOWN = 2, 7


def merge(
    directories: Sequence[Path],
    out: Path | None = None,
    *,
    minutes: float = 60,
    heads: Sequence[str] = (),
) -> int:
    """Join them, write the run and say its verdict: 0 GO, 1 NO-GO, 7 UNKNOWN, 2 nothing written."""
    parts, lost = _read(directories)
    argv = ("python", "-m", "runner", "merge", *map(str, directories))
    run = joined(parts, timedelta(minutes=minutes), argv=argv, heads=heads, lost=lost)
    if run is None:
        other = [f"{part.directory}: is not the part of a zone" for part in parts]
        for each in [*lost, *other, "UNKNOWN: there is no part that could be joined"]:
            typer.echo(clean(each), err=True)
        return UNKNOWN
    directory = out or _beside(directories[0], run)
    if (directory / JOURNAL).exists():
        typer.echo(f"{directory}: holds a run already; name another with --out", err=True)
        return CAN_NOT
    try:
        result = _write(run, directory)
    except (OSError, ReportError, FileExistsError) as error:
        typer.echo(f"{directory}: {error}", err=True)
        return CAN_NOT
    _say(result, directory)
    return exit_status(result.verdict, result.partial)


def _read(directories: Sequence[Path]) -> tuple[list[Part], list[str]]:
    """Read all parts; one that can not be read, or was edited, is named."""
    parts, lost = [], []
    for directory in directories:
        try:
            run = recorded(directory / JOURNAL)
            if run.header.share is None or run.header.merged:
                parts.append(Part(str(directory), run))
            else:
                parts.append(_part(directory, run))
        except JournalError as error:
            lost += [f"{directory}: can not be joined: {problem}" for problem in error.problems]
    return parts, lost


def _part(directory: Path, run: Recorded) -> Part:
    """Read what lies beside the journal of a part: its findings, and what it remembered."""
    part = Part(str(directory), run)
    if run.ending is None:
        return part
    found = written(directory)
    flaws = []
    if found.chain_head != run.head:
        flaws.append(f"{part.named} was edited: findings.json names another chain head")
    if said := holds_secret(found.notes):
        # its journal can not be washed; its findings were
        notes = (*run.ending.notes, said)
        ending = run.ending.model_copy(update={"notes": notes})
        part = replace(part, run=replace(run, findings=found.findings, ending=ending))
    if run.header.phase != "pre" or not run.ending.baseline_path:
        return replace(part, flaws=tuple(flaws))
    path = directory / Path(run.ending.baseline_path).name
    try:
        remembered = load(path)
    except BaselineError as error:
        flaws.append(f"{part.named}: what it remembered is lost: {error.why}")
        return replace(part, flaws=tuple(flaws))
    if remembered.sha256 != run.ending.baseline_sha256:
        flaws.append(f"{part.named} was edited: {path.name} is not the one that it wrote")
    return replace(part, remembered=remembered, flaws=tuple(flaws))


def _beside(first: Path, run: Joined) -> Path:
    """Name a new directory beside the first part: `<time>-<phase>-merged`."""
    begun = datetime.fromisoformat(run.header.started_at).astimezone(UTC)
    stem = f"{begun:%Y%m%dT%H%M%SZ}-{run.header.phase}-merged"
    folder = first.resolve().parent
    names = (stem if number == 1 else f"{stem}-{number}" for number in range(1, 100))
    return next((folder / name for name in names if not (folder / name).exists()), folder / stem)


def _write(run: Joined, directory: Path) -> RunResult:
    """Write the baseline beside the directory, the journal into it, and every report from it."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    if run.baseline:
        document = run.baseline.model_copy(update={"directory": directory.name})
        baseline = write_once(directory.resolve().parent, document)
        run = named(run, str(baseline.path), baseline.document.sha256)
    journal = Journal.create(directory / JOURNAL)
    begun, ended = run.header.started_at, run.ending.ended_at
    journal.append("run", run.header.model_dump(mode="json"), begun)
    journal.append("plan", {"cells": [cell.model_dump(mode="json") for cell in run.plan]}, begun)
    for finding in run.findings:
        data = finding.model_dump(mode="json")
        journal.append("finding", data, finding.started_at, sync=False)
    journal.append("end", run.ending.model_dump(mode="json"), ended)
    journal.close()
    result = build(run.header, run.plan, run.findings, run.ending, journal.head)
    write_all(result, directory)
    return result


def _say(result: RunResult, directory: Path) -> None:
    """Say the verdict, why, and where the report lies; last the head."""
    lines = [result.headline, result.accounting_line, result.vendor_line]
    lines += [f"STOPS US  {', '.join(s.requirements)} [{s.target}] {s.title}" for s in result.stops]
    lines += [f"not GO    {reason}" for reason in result.reasons]
    lines += [f"note      {note}" for note in result.notes]
    lines += [f"report    {directory / 'report.html'}", f"chain head {result.chain_head}"]
    for each in lines:
        typer.echo(clean(each))
