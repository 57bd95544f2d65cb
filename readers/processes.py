"""Processes of a node, by `ps`, and which of them work on packages."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from probes.questions import argv
from readers.answered import answered, lines

_ROW = re.compile(r" *(?P<pid>\d+) +(?P<args>\S.*)")
_MANAGERS = ("yum", "dnf", "dnf-3", "dnf5", "microdnf", "yum-cron", "dnf-automatic", "rpm")
_INTERPRETER = re.compile(r"(platform-)?python[\d.]*|sh|bash|nice|ionice|timeout|sudo|dzdo")
_CHANGES = re.compile(
    r"install|localinstall|update|upgrade|downgrade|reinstall|remove|erase|autoremove|swap|sync"
    r"|distro-sync|upgrade-minimal|undo|rollback|redo|-[a-zA-Z]*[iUFe][a-zA-Z]*|--(install|upgrade"
    r"|freshen|erase|rebuilddb|import)"
)
_ALWAYS = ("yum-cron", "dnf-automatic")
_ASKS = re.compile(r"-[a-zA-Z]*[qV][a-zA-Z]*|--query|--verify|--assumeno")


@dataclass(frozen=True)
class Process:
    """One process and the words it was started with, joined by blanks."""

    pid: int
    args: str


def script() -> str:
    """List all processes, as root: others may be hidden from a plain account."""
    return argv("ps", "-e", "-o", "pid=", "-o", "args=")


def processes(answer: CommandAnswer) -> tuple[Process, ...]:
    """Read `script`. Without process 1 not all were seen: CannotTell."""
    found = list[Process]()
    for row in lines(answered(answer, "ps"), "ps"):
        match = _ROW.fullmatch(row)
        if match is None:
            raise CannotTell(f"ps: not understood: {row[:120]!r}")
        found.append(Process(int(match["pid"]), match["args"].strip()))
    if 1 not in {one.pid for one in found}:
        raise CannotTell("ps: process 1 is not listed: not all processes were seen")
    return tuple(found)


def changing_packages(process: Process) -> bool:
    """Whether it installs, updates or removes packages. One that only asks stands in nobody's way.

    The suite's own questions are of that kind, too.
    """
    words = process.args.split()
    while words and _INTERPRETER.fullmatch(PurePosixPath(words[0]).name):
        words = words[1:]
        while words and (words[0].startswith("-") or re.fullmatch(r"[\d.]+[smh]?", words[0])):
            words = words[1:]
    if not words or (name := PurePosixPath(words[0]).name) not in _MANAGERS:
        return False
    rest = words[1:]
    if any(_ASKS.fullmatch(word) for word in rest):
        return False
    return name in _ALWAYS or any(_CHANGES.fullmatch(word) for word in rest)
