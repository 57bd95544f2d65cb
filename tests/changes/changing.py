"""Take a change from step to step on the lab, as an operator does, and read what it left."""

import contextlib
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from findings.change import Change
from tests.lab import operating
from tests.lab.estate import Estate
from tests.lab.names import CHECKOUT
from tests.lab.operating import TICKET
from tests.lab.payload import PRODUCTS
from tests.lab.process import wait_until

LIMIT = 900.0  # seconds of one command, on a busy machine


@dataclass(frozen=True)
class Ended:
    """A command of the runner that ended: its exit status and what it printed."""

    status: int
    output: str

    def __str__(self) -> str:
        """Show both, for an assertion's message."""
        return f"exit status {self.status}\n{self.output}"


class Watched:
    """A command of the runner that is at work; what it prints is read as it comes."""

    def __init__(self, line: list[str]) -> None:
        """Start it, in a session of its own: signals reach it alone."""
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            line,
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="surrogateescape",
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        with self.process.stdout or contextlib.nullcontext(()) as lines:
            for line in lines:
                self.lines.append(line)

    def says(self, text: str) -> None:
        """Wait until it says something; it is an error when it ends without."""
        self.reaches(text)
        assert any(text in line for line in self.lines), f"{text!r} is not in {self.ended()}"

    def reaches(self, text: str) -> None:
        """Wait until it says something, or ends."""

        def said() -> bool:
            return self.process.poll() is not None or any(text in line for line in self.lines)

        wait_until(said, LIMIT, f"it does not say {text!r}: {''.join(self.lines)}")

    def ended(self) -> Ended:
        """Wait for its end."""
        status = self.process.wait(LIMIT)
        self._reader.join(LIMIT)
        return Ended(status, "".join(self.lines))


@dataclass(frozen=True)
class Kill:
    """A kill of the runner: when it came, and what it left."""

    moment: str
    change: Change | None  # None: nothing was begun
    report: str = ""  # the short one, made anew
    status: str = ""  # what `status` prints


class Operator(operating.Operator):
    """One whose commands are awaited or watched, and sometimes killed."""

    def __init__(self, estate: Estate, env: Path, runs: Path, ticket: str = TICKET) -> None:
        """Nobody was killed yet."""
        super().__init__(estate, env, runs, ticket)
        self.kills: list[Kill] = []

    def types(self, action: str, *words: str) -> Ended:
        """Type a command and wait for its end."""
        return Watched(self.line(action, *words)).ended()

    def types_later(self, hours: int, action: str, *words: str) -> Ended:
        """Type a command some hours later."""
        line = self.line(action, *words)
        at = line.index("runner")
        line[at : at + 1] = ["tests.changes.later", str(hours)]
        return Watched(line).ended()

    def reads(self, *words: str) -> Ended:
        """Type a command that contacts nothing."""
        return Watched([sys.executable, "-m", "runner", *words]).ended()

    def begins(self, action: str, *words: str) -> "Watched":
        """Type a command and look on while it works."""
        return Watched(self.line(action, *words))

    def leads(self, action: str, *words: str, until: str = "") -> Ended:
        """Type a command, do what is asked of a person, say so, and so on until it ends.

        `until`: the key of a person's step that is left open.
        """
        ended = self.types(action, *words)
        while (line := self.asked_for(ended.status)) is not None and line.step.key != until:
            ended = self.types(action, *self.does(line))
        return ended


def transactions(estate: Estate) -> dict[str, int]:
    """How many transactions that did something to its package each service has had."""
    return dict(_transactions(estate))


def _transactions(estate: Estate) -> Iterator[tuple[str, int]]:
    for host, package in estate.services:
        listed = host.run(f"yum -q history list {package}").stdout.splitlines()
        yield f"{package}@{host.name}", sum(line.strip()[:1].isdigit() for line in listed)


def versions(estate: Estate) -> dict[str, str]:
    """The installed versions, and whether each service runs and is enabled."""
    found = {}
    for host, package in estate.services:
        said = host.run(
            f"rpm -q --qf '%{{VERSION}} ' {package}; systemctl is-active {package}; "
            f"systemctl is-enabled {package}",
            check=False,
        )
        found[f"{package}@{host.name}"] = " ".join(said.stdout.split())
    return found


def configuration(estate: Estate) -> dict[str, str]:
    """The hash of each service's configuration file."""
    return {
        f"{package}@{host.name}": host.run(f"sha256sum {PRODUCTS[package].conf_path}").stdout
        for host, package in estate.services
    }
