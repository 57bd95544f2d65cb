"""File systems of a node: how much room is left, by POSIX `df`."""

import re
from dataclasses import dataclass

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from probes.questions import argv
from readers.answered import answered, lines

_ROW = re.compile(r"\S.*? +(?:\d+|-) +(?:\d+|-) +(?P<free>-?\d+|-) +(?:\d+%|-) +(?P<mount>/.*)")
_KIB = 1024


@dataclass(frozen=True)
class Room:
    """What is left where a folder lies. `inodes`: None where they are not counted."""

    folder: str
    mount: str
    free_mib: int
    inodes: int | None


def room_script(*folders: str) -> str:
    """Ask for free space."""
    return argv("df", "-P", "-k", "--", *folders)


def inodes_script(*folders: str) -> str:
    """Ask for free inodes: a file system can be full of small files."""
    return argv("df", "-P", "-i", "--", *folders)


def rooms(space: CommandAnswer, inodes: CommandAnswer, *folders: str) -> tuple[Room, ...]:
    """Read both scripts, one row for each folder in their order. Else CannotTell."""
    free, left = _rows(space, len(folders), "df"), _rows(inodes, len(folders), "df -i")
    if [mount for mount, _ in free] != [mount for mount, _ in left]:
        raise CannotTell("df: space and inodes are told of different file systems")
    found = list[Room]()
    for folder, (mount, kib), (_, count) in zip(folders, free, left, strict=True):
        if kib is None:
            raise CannotTell(f"df: {mount} does not say how much is free")
        found.append(Room(folder, mount, kib // _KIB, count))
    return tuple(found)


def _rows(answer: CommandAnswer, count: int, what: str) -> list[tuple[str, int | None]]:
    """Read the table below its head: mount point and what is free there."""
    head, *rows = lines(answered(answer, what), what) or [""]
    found = [_ROW.fullmatch(row.strip()) for row in rows if row.strip()]
    if not head.startswith("Filesystem") or len(found) != count or not all(found):
        raise CannotTell(f"{what}: not understood: {answer.text[:160]!r}")
    matched = [one for one in found if one]
    return [(one["mount"], None if one["free"] == "-" else int(one["free"])) for one in matched]
