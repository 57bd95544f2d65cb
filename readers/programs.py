"""Which program each process runs: the file behind it, by /proc, beside the words of `ps`."""

import re
from dataclasses import dataclass

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from probes.questions import argv
from readers.answered import answered, lines
from readers.processes import Process

_ROW = re.compile(r"/proc/(?P<pid>\d+)\t(?P<exe>.*)")
# A kernel thread has no program, and a process may end while it is looked at.
_HARMLESS = re.compile(
    r"/proc/\d+(/\w+)?\W*: (No such file or directory|No such process)$"
    r"|/proc/1/exe\W*: Permission denied$"
)
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
    return argv(
        "find", "/proc", "-mindepth", "2", "-maxdepth", "2", "-name", "exe",
        "-path", "/proc/[0-9]*", "-printf", r"%h\t%l\n",
    )  # fmt: skip


def programs(answer: CommandAnswer, listed: tuple[Process, ...]) -> tuple[Program, ...]:
    """Read `script` beside the list of processes. Kernel threads have no program.

    CannotTell where one is hidden from us: it may be what we look for. Process 1, which a container
    may hide from root too, is none of that kind.
    """
    complaints = [row for row in answer.err.splitlines() if row.strip()]
    if hidden := [row for row in complaints if not _HARMLESS.search(row)]:
        raise CannotTell(
            f"programs: not all were shown: {hidden[0].strip()[:160]}",
            "Let the suite's account read /proc as root: set become for this node.",
        )
    text = answered(CommandAnswer(answer.rc, answer.stdout, b""), "programs", accept=(0, 1))
    words = {one.pid: one.args for one in listed}
    found: list[Program] = []
    for row in lines(text, "programs"):
        match = _ROW.fullmatch(row)
        if not match:
            raise CannotTell(f"programs: not understood: {row[:120]!r}")
        pid, exe = int(match["pid"]), match["exe"]
        if exe and pid in words:
            found.append(Program(pid, exe.removesuffix(GONE), exe.endswith(GONE), words[pid]))
    if not found:
        raise CannotTell("programs: none is told: not even that of the question itself")
    return tuple(found)


def below(found: tuple[Program, ...], folder: str) -> tuple[Program, ...]:
    """Give those whose program lies below a folder, whose links were followed before."""
    before = folder.rstrip("/") + "/"
    return tuple(one for one in found if one.exe.startswith(before))
