"""Checksums, sizes and times of files. Absence is an answer; what may not be seen is none."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from probes.questions import argv
from readers.answered import answered, lines, refusal

_SUM = re.compile(r"(?P<escaped>\\?)(?P<sum>[0-9a-f]{64}) [ *](?P<path>.+)")
_STAT = re.compile(
    r"(?P<size>\d+) (?P<mtime>\d+) (?P<mode>[0-7]{1,4}) (?P<user>\S+) (?P<group>\S+)"
    r" (?P<kind>[a-z ]+)/(?P<path>.*)"
)
_ABSENT = re.compile(
    r"(?:sha256sum|stat): (?:cannot (?:f?statx?|open) )?'?(?P<path>.+?)'?:"
    r" (?:No such file or directory|Not a directory)"
)


@dataclass(frozen=True)
class FileState:
    """A file or folder, as stat sees it. `mode` in octal: `660`."""

    path: str
    size: int
    modified: datetime
    mode: str
    user: str
    group: str
    kind: str  # "regular file", "directory", "symbolic link" ...


def sums_script(*paths: str) -> str:
    """Take the SHA-256 of files."""
    return argv("sha256sum", "--", *paths)


def sums(answer: CommandAnswer) -> dict[str, str]:
    """Read `sums_script`: path to checksum. Absent files are left out; one unread is CannotTell."""
    what = "sha256sum"
    _only_absent(answer, what)
    found = {}
    for line in lines(answered(answer, what, accept=(0, 1)), what):
        match = _SUM.fullmatch(line)
        if not match:
            raise CannotTell(f"{what}: not understood: {line[:160]!r}")
        path = match["path"]
        if match["escaped"]:
            path = path.replace("\\n", "\n").replace("\\\\", "\\")
        found[path] = match["sum"]
    return found


def stat_script(*paths: str) -> str:
    """Ask for size, time, mode, owner and kind of files."""
    return argv("stat", "-L", "-c", "%s %Y %a %U %G %F/%n", "--", *paths)


def stats(answer: CommandAnswer) -> dict[str, FileState]:
    """Read `stat_script`: path to state. Absent files are left out; one unseen is CannotTell."""
    what = "stat"
    _only_absent(answer, what)
    found = {}
    for line in lines(answered(answer, what, accept=(0, 1)), what):
        match = _STAT.fullmatch(line)
        if not match:
            raise CannotTell(f"{what}: not understood: {line[:160]!r}")
        found[match["path"]] = FileState(
            path=match["path"],
            size=int(match["size"]),
            modified=datetime.fromtimestamp(int(match["mtime"]), UTC),
            mode=match["mode"],
            user=match["user"],
            group=match["group"],
            kind=match["kind"],
        )
    return found


def tree_script(folder: str) -> str:
    """Take the SHA-256 of every file below a folder."""
    there = argv("stat", "-L", "-c", "%F", "--", folder)
    return f"{there} >/dev/null && {argv('cd', folder)} && find . -type f -exec sha256sum -- {{}} +"


def tree(answer: CommandAnswer) -> dict[str, str] | None:
    """Read `tree_script`: path below the folder to checksum; None where there is no such folder."""
    if answer.rc == 1 and not answer.stdout and _ABSENT.fullmatch(answer.err.strip()):
        return None
    if answer.err.strip():
        raise CannotTell(f"find: {answer.err.strip().splitlines()[-1][:200]}")
    answered(answer, "find")
    return {path.removeprefix("./"): digest for path, digest in sums(answer).items()}


def _only_absent(answer: CommandAnswer, what: str) -> None:
    """Let pass complaints of absence only, and no exit status 1 without one."""
    said = refusal(answer.err)
    if said:
        raise CannotTell(f"{what}: {said[0]}", said[1])
    complaints = [line for line in answer.err.splitlines() if line.strip()]
    strange = [line for line in complaints if not _ABSENT.fullmatch(line.strip())]
    if strange or (answer.rc == 1 and not complaints):
        raise CannotTell(f"{what}: exit status {answer.rc}: {(strange or ['no word'])[0][:200]}")
