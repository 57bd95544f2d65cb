"""Which program each process runs: the file behind it, by /proc, beside the words of `ps`."""

import re
from dataclasses import dataclass

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from probes.questions import argv
from readers.answered import answered, lines
from readers.processes import Process

_ROW = re.compile(r"/proc/(?P<pid>\d+)\t(?P<exe>.*)")
GONE = " (deleted)"


@dataclass(frozen=True)
class Program:
    """A process and its program's file, links followed. `gone`: that file is another one now."""

    pid: int
    exe: str
    gone: bool
    args: str


def script() -> str:
    """List the programs, as root: those of others are hidden from a plain account."""
    find = argv("find", "/proc", "-mindepth", "2", "-maxdepth", "2", "-name", "exe",
                "-path", "/proc/[0-9]*", "-printf", r"%h\t%l\n")  # fmt: skip
    return f"{find} 2>/dev/null || true"


def programs(answer: CommandAnswer, listed: tuple[Process, ...]) -> tuple[Program, ...]:
    """Read `script` beside the list of processes. Kernel threads have no program.

    CannotTell where the program of process 1 is not told: then we were not shown all.
    """
    words = {one.pid: one.args for one in listed}
    found: list[Program] = []
    for row in lines(answered(answer, "programs"), "programs"):
        match = _ROW.fullmatch(row)
        if not match:
            raise CannotTell(f"programs: not understood: {row[:120]!r}")
        pid, exe = int(match["pid"]), match["exe"]
        if exe and pid in words:
            found.append(Program(pid, exe.removesuffix(GONE), exe.endswith(GONE), words[pid]))
    if 1 not in {one.pid for one in found}:
        raise CannotTell(
            "programs: that of process 1 is not told: not all were seen",
            "Let the suite's account read /proc as root: set become for this node.",
        )
    return tuple(found)


def below(found: tuple[Program, ...], folder: str) -> tuple[Program, ...]:
    """Give those whose program lies below a folder, whose links were followed before."""
    before = folder.rstrip("/") + "/"
    return tuple(one for one in found if one.exe.startswith(before))
