"""Write every report of a whole change: each file whole or not at all."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from findings.change import Change
from findings.result import RunResult
from reports.change_page import change_page
from reports.change_pdf import change_pdf
from reports.change_story import Story
from reports.change_text import change_summary_markdown, change_summary_text
from reports.write import ReportError, write


def change_json(story: Story) -> str:
    """`change.json`: the whole of what was folded from the journal."""
    return json.dumps(story.change.model_dump(mode="python"), indent=1, default=str) + "\n"


# The one that every other can be made from again comes first.
FILES: dict[str, Callable[[Story], str | bytes]] = {
    "change.json": change_json,
    "summary.txt": change_summary_text,
    "summary.md": change_summary_markdown,
    "report.html": change_page,
    "report.pdf": change_pdf,
}


def write_change(
    change: Change, runs: Mapping[str, RunResult], directory: Path
) -> tuple[Path, ...]:
    """Write all of `FILES`. `runs`: the results of pytest's runs by the directory the journal says.

    One file that fails keeps no other back; `ReportError` names it at the end.
    """
    story = Story(change, runs, sizes(runs, directory), directory)
    written, failed = [], []
    for name, make in FILES.items():
        try:
            written.append(write(directory / name, make(story)))
        except Exception as error:  # noqa: BLE001  at 2 a.m. a broken font must not cost the page
            failed.append(f"{name}: {type(error).__name__}: {error}")
    if failed:
        raise ReportError("; ".join(failed))
    return tuple(written)


def sizes(runs: Mapping[str, RunResult], directory: Path) -> dict[str, int]:
    """Say how many things the newest baseline remembered under each name, each thing once.

    Empty where no baseline can be read: a report then says that it does not know.
    """
    lines = [one.baseline for one in runs.values() if one.baseline]
    if not lines:
        return {}
    newest = max(lines, key=lambda one: one.taken_at)
    for path in (Path(newest.path), directory.parent / Path(newest.path).name):
        try:
            values = json.loads(path.read_text(encoding="utf-8"))["values"]
            return {name: _distinct(list(of.values())) for name, of in values.items()}
        except (OSError, ValueError, KeyError, AttributeError):
            continue
    return {}


def _distinct(values: list[object]) -> int:
    """How many different keys or members all targets have together."""
    members = {
        str(member) for value in values if isinstance(value, dict | list) for member in value
    }
    return len(members) or len(values)
