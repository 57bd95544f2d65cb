"""File systems of a node: how much room is left, by POSIX `df`."""

import re
from dataclasses import dataclass

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from probes.questions import argv
from readers.answered import answered, lines

_ROW = re.compile(
    r"\S.*? +(?P<size>\d+|-) +(?:\d+|-) +(?P<free>-?\d+|-) +(?:\d+%|-) +(?P<mount>/.*)"
)
_KIB = 1024


@dataclass(frozen=True)
class Room:
    """What is left where a folder lies. `inodes`: None where they are not counted.

    `size_mib`: what the file system holds in all, None where it is not told.
    """

    folder: str
    mount: str
    free_mib: int
    inodes: int | None
    size_mib: int | None = None


def room_script(*folders: str) -> str:
    """Ask for free space."""
    return argv("df", "-P", "-k", "--", *folders)


def inodes_script(*folders: str) -> str:
    """Ask for free inodes: a file system can be full of small files."""
    return argv("df", "-P", "-i", "--", *folders)


def rooms(space: CommandAnswer, inodes: CommandAnswer, *folders: str) -> tuple[Room, ...]:
    """Read both scripts, one row for each folder in their order. Else CannotTell."""
    free, left = _rows(space, len(folders), "df"), _rows(inodes, len(folders), "df -i")
    if [one.mount for one in free] != [one.mount for one in left]:
        raise CannotTell("df: space and inodes are told of different file systems")
    found = list[Room]()
    for folder, kib, count in zip(folders, free, left, strict=True):
        if kib.free is None:
            raise CannotTell(f"df: {kib.mount} does not say how much is free")
        size = None if kib.size is None else kib.size // _KIB
        found.append(Room(folder, kib.mount, kib.free // _KIB, count.free, size))
    return tuple(found)


@dataclass(frozen=True)
class _Row:
    mount: str
    size: int | None
    free: int | None


def _rows(answer: CommandAnswer, count: int, what: str) -> list[_Row]:
    """Read the table below its head: mount point, what it holds and what is free there."""
    head, *rows = lines(answered(answer, what), what) or [""]
    found = [_ROW.fullmatch(row.strip()) for row in rows if row.strip()]
    if not head.startswith("Filesystem") or len(found) != count or not all(found):
        raise CannotTell(f"{what}: not understood: {answer.text[:160]!r}")
    matched = [one for one in found if one]
    return [_Row(one["mount"], _count(one["size"]), _count(one["free"])) for one in matched]


def _count(word: str) -> int | None:
    return None if word == "-" else int(word)
