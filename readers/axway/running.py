"""Which Node Managers and instances run, of which installation and version: by title and program.

The title is `GW1 (Payments) (7.7 SP1) (vshell)`; the program is vshell below the installation.
"""

import re
from dataclasses import dataclass

from readers.programs import Program

PROGRAM = "vshell"
MANAGERS = "Node Manager Group"
_TITLE = re.compile(
    r"(?P<name>\S.*?) \((?P<group>[^()]+)\) \((?P<version>7\.[^()]*)\) \(vshell\)(?:\s.*)?"
)


@dataclass(frozen=True)
class Running:
    """A process of the product. Without a title of the known form, `name` is empty."""

    pid: int
    exe: str
    gone: bool
    name: str
    group: str
    version: str
    title: str

    @property
    def manager(self) -> bool:
        """Whether it is a Node Manager."""
        return self.group == MANAGERS

    def __str__(self) -> str:
        """`GW1 of Payments (7.5.3), pid 4711, /opt/...`."""
        told = f"{self.name} of {self.group} ({self.version})" if self.name else self.title[:80]
        return f"{told}, pid {self.pid}, {self.exe}"


def running(found: tuple[Program, ...]) -> tuple[Running, ...]:
    """Give the product's processes, of whichever installation."""
    kept = (one for one in found if _ours(one))
    return tuple(_running(one) for one in kept)


def _ours(one: Program) -> bool:
    """Whether it is vshell; or says so to the last word, whatever its program is called."""
    if one.exe.rpartition("/")[2] == PROGRAM:
        return True
    return bool(_TITLE.fullmatch(one.args)) and one.args.rstrip().endswith(f"({PROGRAM})")


def _running(one: Program) -> Running:
    title = _TITLE.fullmatch(one.args)
    name, group, version = title.group("name", "group", "version") if title else ("", "", "")
    return Running(one.pid, one.exe, one.gone, name, group, version, one.args)
