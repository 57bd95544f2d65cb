"""Event logs, from which a Node Manager makes metrics: it takes them away every five minutes."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from probes.questions import argv
from readers import files
from readers.answered import answered, lines

FOLDER = "events"
PROCESSED = "processed/"
EVERY = timedelta(minutes=5)
_ROW = re.compile(r"(?P<when>\d{9,11})\.\d+ (?P<name>\S.*)", re.ASCII)


@dataclass(frozen=True)
class Events:
    """When the newest event log was written, and when the newest one was processed."""

    written: datetime | None
    processed: datetime | None


def script(folder: str) -> str:
    """Ask for the times of the files in a folder and in those below it."""
    return argv("find", folder, "-maxdepth", "2", "-type", "f", "-printf", r"%T@ %P\n")


def events(answer: CommandAnswer, what: str) -> Events:
    """Read `script`. No such folder, or nothing in it: both times are None."""
    if files.absent(answer):
        return Events(None, None)
    times: dict[bool, list[int]] = {True: [], False: []}
    for row in lines(answered(answer, what), what):
        if not (found := _ROW.fullmatch(row)):
            raise CannotTell(f"{what}: not understood: {row[:80]!r}")
        times[found["name"].startswith(PROCESSED)].append(int(found["when"]))
    return Events(_newest(times[False]), _newest(times[True]))


def _newest(times: list[int]) -> datetime | None:
    return datetime.fromtimestamp(max(times), UTC) if times else None
