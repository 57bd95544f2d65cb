"""`report`: the pages of a run or of a whole change, made anew from its journal."""

import json
from pathlib import Path

import typer

from findings.chain import JournalError, read
from findings.change import Change
from findings.folding import change_of
from findings.late import holds_secret
from findings.rebuild import from_journal
from findings.result import RunResult
from probes.redaction import Redactor
from reports.change_write import write_change
from reports.write import ReportError, write_all
from runner.knowing import washed

JOURNAL = "journal.jsonl"
DONE, CAN_NOT = 0, 2


def report(directory: Path) -> int:
    """Make the page anew and say where it lies; 2 where that can not be done."""
    try:
        typer.echo(write_report(directory))
    except (JournalError, ReportError, OSError) as error:
        typer.echo(f"{error}", err=True)
        return CAN_NOT
    return DONE


def write_report(directory: Path, redactor: Redactor | None = None) -> str:
    """Write every report of the directory from its journal; give one sentence about them.

    `redactor`: of a change, what it knows by now is in none of its pages.

    Raises JournalError for a journal that can not be used, ReportError where a file was not
    written. A run that did not end is stamped INCOMPLETE.
    """
    if is_change(directory):
        change = change_of(directory / JOURNAL)
        change = washed(change, redactor) if redactor else change
        runs, lost = runs_of(change, directory)
        write_change(change, runs, directory)
        stamp = "INCOMPLETE, " if change.incomplete else ""
        more = "".join(f"\n{each}" for each in lost)
        return f"{stamp}{change.header.change}: {directory / 'report.html'}{more}"
    result = from_journal(directory / JOURNAL)
    notes = notes_of(directory)
    if said := holds_secret(notes):
        raise JournalError(
            f"{directory}: {said}. A page made from it would show the secret: "
            "the reports that are there were washed, and are kept."
        )
    kept = tuple(note for note in notes if note not in result.notes)
    write_all(result.model_copy(update={"notes": (*result.notes, *kept)}), directory)
    return f"{result.headline}: {directory / 'report.html'}"


def is_change(directory: Path) -> bool:
    """Whether it is the directory of a whole change, by the first entry of its journal."""
    entries = read(directory / JOURNAL).entries
    return bool(entries) and entries[0].kind == "change"


def runs_of(change: Change, directory: Path) -> tuple[dict[str, RunResult], list[str]]:
    """Read the runs of whole phases that a change names, and say which can not be read.

    A run whose journal does not end in the head that the change noted is not taken. Of one whose
    journal holds a secret its findings are taken, which were washed.
    """
    runs: dict[str, RunResult] = {}
    lost: list[str] = []
    for _, run in change.phases:
        if run.phase == "gate" or not run.directory or run.directory in runs:
            continue
        try:
            result = from_journal(directory / run.directory / JOURNAL, run.head)
            washed = holds_secret(notes_of(directory / run.directory))
            runs[run.directory] = written(directory / run.directory) if washed else result
        except JournalError as error:
            lost.append(f"the {run.phase} run can not be shown: {error}")
    return runs, list(dict.fromkeys(lost))


def written(directory: Path) -> RunResult:
    """Read the findings that are there; JournalError where they can not be."""
    path = directory / "findings.json"
    try:
        return RunResult.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise JournalError(f"{path}: {str(error).splitlines()[0]}") from error


def notes_of(directory: Path) -> tuple[str, ...]:
    """Read the notes of the findings that are there: some were made after the journal's end."""
    try:
        notes = json.loads((directory / "findings.json").read_text(encoding="utf-8"))["notes"]
        return tuple(map(str, notes))
    except (OSError, ValueError, KeyError, TypeError):
        return ()
