"""Files on a node: what they are, what is in them. Absent is said only where it was seen."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from probes.questions import argv
from readers.answered import answered, lines

_ABSENT = re.compile(r"(?:No such file or directory|Not a directory)\s*$", re.MULTILINE)
_FORMAT = "%F|%s|%Y|%a|%U|%G"


@dataclass(frozen=True)
class File:
    """What `stat` says, links followed. `size` in bytes, `mode` as octal digits."""

    path: str
    kind: str  # "regular file", "directory" ...
    size: int
    modified: datetime
    mode: str
    user: str
    group: str

    @property
    def is_directory(self) -> bool:
        """Whether it is a folder."""
        return self.kind == "directory"


def absent(answer: CommandAnswer) -> bool:
    """Whether a command failed because its file is not there; never because we may not look."""
    return answer.rc != 0 and not answer.stdout and bool(_ABSENT.search(answer.err))


def stat_script(path: str) -> str:
    """Ask for one file."""
    return argv("stat", "-L", "-c", _FORMAT, "--", path)


def stat(answer: CommandAnswer, path: str) -> File | None:
    """Read `stat_script`: None where the file is not there. Raises CannotTell for all else."""
    if absent(answer):
        return None
    text = answered(answer, f"stat {path}")
    parts = text.strip().split("|")
    if len(parts) != 6 or not (parts[1] + parts[2]).isdecimal():
        raise CannotTell(f"stat {path}: not understood: {text.strip()[:80]!r}")
    kind, size, modified, mode, user, group = parts
    kind = "regular file" if kind == "regular empty file" else kind
    when = datetime.fromtimestamp(int(modified), UTC)
    return File(path, kind, int(size), when, mode, user, group)


def content_script(path: str) -> str:
    """Ask for a file's content, at most what an answer holds."""
    return argv("cat", "--", path)


def content(answer: CommandAnswer, path: str) -> bytes | None:
    """Read `content_script`: None where the file is not there. Raises CannotTell for all else."""
    if absent(answer):
        return None
    if answer.rc:
        answered(answer, f"cat {path}")
    return answer.stdout


def sha256_script(path: str) -> str:
    """Ask for a file's hash."""
    return argv("sha256sum", "--", path)


def sha256(answer: CommandAnswer, path: str) -> str | None:
    """Read `sha256_script`: 64 hex digits, None where the file is not there."""
    if absent(answer):
        return None
    text = answered(answer, f"sha256sum {path}")
    if not (found := re.match(r"\\?([0-9a-f]{64}) [ *]", text)):
        raise CannotTell(f"sha256sum {path}: not understood: {text[:80]!r}")
    return found.group(1)


def tree_script(folder: str) -> str:
    """Ask for the hash of every file below a folder, links followed: slow, it reads them all."""
    return argv("find", "-L", folder, "-type", "f", "-exec", "sha256sum", "--", "{}", "+")


def tree(answer: CommandAnswer, folder: str) -> dict[str, str] | None:
    """Read `tree_script`: relative path to hash; None where the folder is not there."""
    if absent(answer):
        return None
    found, before = {}, f"{folder.rstrip('/')}/"
    for line in lines(answered(answer, f"hashes below {folder}"), folder):
        match = re.fullmatch(r"([0-9a-f]{64}) [ *](.+)", line)
        if not match or not match.group(2).startswith(before):
            raise CannotTell(f"hashes below {folder}: not understood: {line[:80]!r}")
        found[match.group(2).removeprefix(before)] = match.group(1)
    return found


def below_script(folder: str) -> str:
    """Ask as `tree_script`, and for the folders too: an empty one is told from no answer."""
    return argv(
        "find", "-L", folder, "-type", "d", "-printf", r"d\t%p\n", "-o",
        "-type", "f", "-exec", "sha256sum", "--", "{}", "+",
    )  # fmt: skip


def below(answer: CommandAnswer, folder: str) -> dict[str, str] | None:
    """Read `below_script` as `tree` does; {} only where the folder itself was seen."""
    if absent(answer):
        return None
    rows = lines(answered(answer, f"hashes below {folder}"), folder)
    seen = [row for row in rows if row.startswith("d\t")]
    if f"d\t{folder}" not in seen:
        raise CannotTell(f"hashes below {folder}: the folder itself was not told of")
    files_ = "".join(f"{row}\n" for row in rows if not row.startswith("d\t"))
    return tree(CommandAnswer(0, files_.encode(), b""), folder)


def names_script(folder: str) -> str:
    """Ask for the names in one folder."""
    return argv("ls", "-1A", "--", folder)


def names(answer: CommandAnswer, folder: str) -> tuple[str, ...] | None:
    """Read `names_script`; None where the folder is not there."""
    if absent(answer):
        return None
    return tuple(lines(answered(answer, f"ls {folder}"), folder))
