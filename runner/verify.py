"""`verify`: whether anything of a run or a change was touched since it was written."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from os.path import normpath
from pathlib import Path
from typing import Any

import typer
from pydantic import ValidationError

from findings.baseline import BaselineError, load
from findings.chain import JournalError, read
from findings.chain import verify as verify_chain
from findings.change import Change
from findings.comparing import compare
from findings.folding import change_of
from findings.late import HELD, holds_secret
from findings.rebuild import from_journal
from findings.result import BaselineLine, RunResult
from probes.errors import CannotTell
from probes.recording import kept
from reports.change_story import Story
from reports.change_write import FILES as OF_CHANGE
from reports.change_write import sizes
from reports.page import fragment, page
from reports.write import FILES as OF_RUN
from runner.report import JOURNAL, is_change, runs_of

CLEAN, EDITED, CAN_NOT = 0, 1, 2
SAME_TOOL = "it is not what the journal gives: edited, or made by another version of this tool"
PYTEST_HTML = b'<title id="head-title">'
SHOWN = 5  # of the differences in one file


@dataclass
class Looked:
    """What was found: breaches, remarks, and how much was looked at."""

    edited: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    entries: int = 0
    files: int = 0
    head: str = ""


def verify(directory: Path, head: str = "") -> int:
    """Say what was edited, removed, reordered or cut off: 0 nothing, 1 something, 2 no journal."""
    if not (directory / JOURNAL).is_file():
        typer.echo(f"{directory}: there is no {JOURNAL}; nothing can be verified", err=True)
        return CAN_NOT
    looked = look(directory, head)
    for each in looked.edited:
        typer.echo(f"EDITED  {each}", err=True)
    for each in looked.remarks:
        typer.echo(f"note    {each}")
    if looked.edited:
        return EDITED
    typer.echo(f"nothing was edited: {looked.entries} entries, {looked.files} files")
    if not head:
        typer.echo("the head below must be the one in the ticket; with --head it is compared:")
    typer.echo(f"chain head {looked.head}")
    return CLEAN


def look(directory: Path, head: str = "") -> Looked:
    """Look at everything of a directory, and of the runs that it names."""
    looked = Looked()
    if not _chain(looked, directory, head):
        return looked
    looked.head = read(directory / JOURNAL).head
    try:
        if not is_change(directory):
            _run(looked, directory)
            return looked
        change = change_of(directory / JOURNAL)
    except JournalError as error:
        looked.edited += error.problems
        return looked
    left = {run.directory: run.head for _, run in change.phases if run.directory}
    for place, run_head in left.items():  # a gate that died left none
        inner = Path(normpath(directory / place))
        if not (inner / JOURNAL).is_file():
            looked.edited.append(f"{inner}: removed; the change's journal names this run")
        elif _chain(looked, inner, run_head):
            _run(looked, inner)
    runs, _ = runs_of(change, directory)
    _of_change(looked, change, runs, directory)
    return looked


def _chain(looked: Looked, directory: Path, head: str) -> bool:
    """Check one journal; whether it can be read on."""
    path = directory / JOURNAL
    try:
        problems = verify_chain(path, head)
        journal = read(path)
    except JournalError as error:
        looked.edited += [
            each if each.startswith(str(path)) else f"{path}: {each}" for each in error.problems
        ]
        return False
    looked.files += 1
    looked.entries += len(journal.entries)
    torn = [p for p in problems if journal.torn and p.endswith(": torn")]
    looked.remarks += [f"{path}: {p}: its writing was cut off, as a kill leaves it" for p in torn]
    broken = [p for p in problems if p not in torn]
    looked.edited += [f"{path}: {problem}" for problem in broken]
    return not broken


def _run(looked: Looked, directory: Path) -> None:
    """Check the files of one run of pytest against its journal."""
    try:
        result = from_journal(directory / JOURNAL)
    except JournalError as error:
        looked.edited += error.problems
        return
    _baseline(looked, result.baseline, directory)
    _recording(looked, directory / "recording.jsonl")
    if result.incomplete:
        looked.remarks.append(f"{directory}: INCOMPLETE, the run did not end")
    written = _findings(looked, directory, result)
    if written is None:
        return
    if secret := holds_secret(written.notes):
        looked.remarks.append(f"{directory}: {secret}")
    made = {name: make for name, make in OF_RUN.items() if name != "findings.json"}
    for name, make in made.items():
        accepted = [page, fragment] if name == "report.html" else [make]
        _same_file(looked, directory / name, (one(written) for one in accepted))


def _findings(looked: Looked, directory: Path, result: RunResult) -> RunResult | None:
    """Check `findings.json`, from which the other files were made."""
    path = directory / "findings.json"
    if not path.is_file():
        if not result.incomplete:
            looked.edited.append(f"{path}: removed")
        return None
    looked.files += 1
    try:
        written = RunResult.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, ValidationError, OSError) as error:
        looked.edited.append(f"{path}: edited, or of another version: {str(error).splitlines()[0]}")
        return None
    late = any(note.startswith(("late redaction", HELD)) for note in written.notes)
    told = list(_differing(_plain(result, late=late), _plain(written, late=late)))
    looked.edited += [f"{path}: edited: {each}" for each in told[:SHOWN]]
    if len(told) > SHOWN:
        looked.edited.append(f"{path}: and {len(told) - SHOWN} more differences to its journal")
    return written


def _plain(result: RunResult, *, late: bool) -> dict[str, Any]:
    """What must be the same in journal and findings; texts are left out where some were washed."""
    data: dict[str, Any] = json.loads(json.dumps(result.model_dump(mode="python"), default=str))
    cells = {f"{one['check']}[{one['target']}]": one for one in data.pop("findings")}
    for name in ("notes", "schema_version"):
        data.pop(name)
    if late:
        data = {name: data[name] for name in ("verdict", "headline", "planned", "accounting")}
        cells = {name: {"outcome": one["outcome"]} for name, one in cells.items()}
    return {**data, "findings": cells}


def _differing(journal: dict[str, Any], found: dict[str, Any]) -> Iterator[str]:
    for each in compare("", "", journal, found):
        name = each.name.removeprefix(".")
        yield f"{name}: the journal says {_short(each.before)}, the file {_short(each.after)}"


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _baseline(looked: Looked, line: BaselineLine | None, directory: Path) -> None:
    """Check the baseline that a run wrote or compared with: its own hash, and the run's word."""
    if line is None:
        return
    places = [folder / Path(line.path).name for folder in (directory, directory.parent)]
    path = next((place for place in places if place.is_file()), Path(line.path))
    looked.files += 1
    try:
        document = load(path)
    except BaselineError as error:
        gone = "" if path.is_file() else "removed: "
        looked.edited.append(f"{gone}{error.why}")
        return
    if document.sha256 != line.sha256:
        looked.edited.append(f"{path}: edited and hashed anew: {directory.name} names another hash")


def _recording(looked: Looked, path: Path) -> None:
    if not path.is_file():
        return
    looked.files += 1
    try:
        for _ in kept(path):
            pass
    except CannotTell as error:
        looked.edited.append(f"{path}: edited: {error.why}")


def _of_change(looked: Looked, change: Change, runs: dict[str, RunResult], directory: Path) -> None:
    """Check the files of a change against its journal and those of its runs."""
    story = Story(change, runs, sizes(runs, directory), directory)
    if not (directory / "change.json").is_file():
        looked.remarks.append(f"{directory}: no report was made of it yet")
        return
    for name, make in OF_CHANGE.items():
        _same_file(looked, directory / name, (make(story),))


def _same_file(looked: Looked, path: Path, accepted: Iterable[str | bytes]) -> None:
    """Compare a file with what is made again; pytest-html may have put its own page around it."""
    if not path.is_file():
        looked.edited.append(f"{path}: removed")
        return
    looked.files += 1
    found = path.read_bytes()
    wanted = [one.encode("utf-8", "replace") if isinstance(one, str) else one for one in accepted]
    if found in wanted:
        return
    if path.suffix == ".html" and wanted[-1] in found and PYTEST_HTML in found:
        looked.remarks.append(f"{path}: ours is as made; pytest-html's around it can not be proven")
    else:
        looked.edited.append(f"{path}: {SAME_TOOL}")
