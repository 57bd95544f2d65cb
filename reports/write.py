"""Write every report of a run: each file whole or not at all, and for its owner's eyes only."""

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from findings.result import RunResult
from reports.junit import junit
from reports.page import page
from reports.pdf import pdf
from reports.text import summary_markdown, summary_text


class ReportError(Exception):
    """Some reports could not be made, the others are written. `str()` says which and why."""


def findings(result: RunResult) -> str:
    """`findings.json`: each finding a line, at the end. Indented, they would be 20 lines each.

    A byte that is no text becomes an escape: pydantic's writer refuses it.
    """
    run = result.model_dump(mode="python")
    lines = ",\n".join(json.dumps(each, default=str) for each in run.pop("findings"))
    head = json.dumps(run, indent=1, default=str).removesuffix("\n}")
    return f'{head},\n "findings": [\n{lines}\n ]\n}}\n'


# The one that every other can be made from again comes first.
FILES: dict[str, Callable[[RunResult], str | bytes]] = {
    "findings.json": findings,
    "summary.txt": summary_text,
    "summary.md": summary_markdown,
    "junit.xml": junit,
    "report.html": page,
    "report.pdf": pdf,
}


def write_all(result: RunResult, directory: Path) -> tuple[Path, ...]:
    """Write all of `FILES` and return their paths.

    One that fails keeps no other back; `ReportError` names it at the end.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    written, failed = [], []
    for name, make in FILES.items():
        try:
            written.append(write(directory / name, make(result)))
        except Exception as error:  # noqa: BLE001  at 2 a.m. a broken font must not cost the verdict
            failed.append(f"{name}: {type(error).__name__}: {error}")
    if failed:
        raise ReportError("; ".join(failed))
    return tuple(written)


def write(path: Path, content: str | bytes) -> Path:
    """Put a file in place at once, mode 0600: a reader sees the old one or the new one."""
    raw = content.encode("utf-8") if isinstance(content, str) else content
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path
