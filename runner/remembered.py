"""Which baseline is this change's own: the one that its last pre took before the first step."""

from pathlib import Path

from findings.change import Change
from findings.result import RunResult


def baseline_of(change: Change, directory: Path) -> Path | None:
    """Give its file; None where the pre run's findings do not say it, or pre was not GO yet.

    A pre that somebody runs later, half-way through, makes a newer one: of a changed estate.
    """
    for _, run in reversed(change.phases):
        if run.phase != "pre" or not run.holds:
            continue
        try:
            raw = (directory / run.directory / "findings.json").read_bytes()
            kept = RunResult.model_validate_json(raw).baseline
        except (OSError, ValueError):
            return None
        return directory.resolve().parent / Path(kept.path).name if kept else None
    return None


def chosen(own: Path | None) -> list[str]:
    """Give the words that make pytest take it, where it would take a newer one by itself."""
    if own is None or not own.is_file():
        return []  # pytest then says what is wrong, and with which
    newest = max(own.parent.glob("baseline-*.json"), key=lambda path: path.name)
    return [] if newest.name == own.name else [f"--baseline={own}"]


def other(own: Path | None, result: RunResult) -> str:
    """Say that a run compared with another baseline than the change's own; nothing if not."""
    if own is None or result.baseline is None or Path(result.baseline.path).name == own.name:
        return ""
    told = Path(result.baseline.path).name
    return (
        f"it compared with {told}, and this change's own pre took {own.name}: "
        f"put {own.name} back from where it was archived"
    )
