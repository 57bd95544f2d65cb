"""The runner killed at random moments, again and again, and what holds after each kill."""

import io
import os
import random
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from findings.chain import read
from findings.change import Change
from findings.folding import change_of
from probes.redaction import Redactor
from runner.change import JOURNAL, directories
from runner.people import Asked
from runner.report import write_report
from runner.showing import Showing
from runner.status import show_status
from runner.tools import utc_now
from tests.changes.changing import LIMIT, Ended, Kill, Operator
from tests.lab.operating import TICKET
from tests.lab.process import wait_until

ENTRIES, SECONDS = (1, 14), (0.2, 9.0)
KILLS = 4  # in each part of a change that is tormented
SEED = 20261121


@dataclass
class Torment:
    """Kills the runner of one operator, by a seed."""

    operator: Operator
    seed: int

    def __post_init__(self) -> None:
        """Begin with the seed."""
        self.random, self.kills = random.Random(self.seed), self.operator.kills

    def leads(self, action: str, *words: str, kills: int) -> Ended:
        """Take an action to its end, killed so often on the way."""
        operator, answer = self.operator, list(words)
        end = len(self.kills) + kills
        while True:
            ended = self._killed(action, *answer) if len(self.kills) < end else (
                operator.types(action, *answer))  # fmt: skip
            if ended is None:
                operator.lock.unlink(missing_ok=True)  # as the runner tells it, see test_not_begun
                continue
            if (line := operator.asked_for(ended.status)) is None:
                return ended
            answer = [*words, *operator.does(line)]

    def _killed(self, action: str, *words: str) -> Ended | None:
        """Start it and kill it at a random moment; its end, where that came first."""
        by_entry = self.random.random() < 0.6
        entries, seconds = self.random.randint(*ENTRIES), self.random.uniform(*SECONDS)
        before, began = self._size(), time.monotonic()
        watched = self.operator.begins(action, *words)

        def due() -> bool:
            if watched.process.poll() is not None:
                return True
            if by_entry:
                return self._size() >= before + entries
            return time.monotonic() > began + seconds

        wait_until(due, LIMIT, f"{action} neither goes on nor ends", 0.01)
        if watched.process.poll() is None:
            os.kill(watched.process.pid, signal.SIGKILL)
        ended = watched.ended()
        if ended.status != -signal.SIGKILL:
            return ended
        moment = f"{entries} entries" if by_entry else f"{seconds:.1f} s"
        self.kills.append(self._left(f"{action}: {moment}"))
        return None

    def _size(self) -> int:
        files = list((self.operator.runs / TICKET).glob(f"*-change*/{JOURNAL}"))
        return sum(path.read_bytes().count(b"\n") for path in files)

    def _left(self, moment: str) -> Kill:
        """Read what a kill left: that it can be read is half of what is asked."""
        found = directories(self.operator.runs, TICKET)
        if not found:
            return Kill(moment, None)
        change = change_of(found[-1] / JOURNAL)
        return Kill(moment, change, _report(found[-1]), self._status(found[-1], change))

    def _status(self, directory: Path, change: Change) -> str:
        """Give what `python -m runner status` prints."""
        said = io.StringIO()
        show = Showing(Redactor(), Console(file=said, width=200))
        asked = Asked(file=self.operator.env / "inventory.yaml", runs=self.operator.runs)
        show_status(directory, change, utc_now(), asked, show)
        return said.getvalue()


def _report(directory: Path) -> str:
    """Make the pages anew, as `python -m runner report` does, and give the short one."""
    write_report(directory)
    return (directory / "summary.txt").read_text(encoding="utf-8")


def doubts(kill: Kill) -> str:
    """Say what is wrong with what a kill left."""
    if kill.change is None or not kill.change.incomplete:
        return ""
    if "INCOMPLETE" not in kill.report:
        return f"{kill.moment}: {kill.report[:300]}"
    half = [line.step.key for line in (*kill.change.steps, *kill.change.back)
            if line.state in {"running", "unknown"}]  # fmt: skip
    told = "or killed; if that process is gone: " in kill.status
    return "" if told and all(key in kill.status for key in half) else kill.status


def twice(journal: Path) -> list[str]:
    """Give the commands that were started again after they had been seen done."""
    done: set[str] = set()
    again = []
    action = "upgrade"
    for entry in read(journal).entries:
        if entry.kind == "plan":
            action = entry.data["plan"]["action"]
        key = f"{action} {entry.data.get('step', '')}"
        if entry.kind == "started" and key in done:
            again.append(key)
        if entry.kind == "ended" and entry.data["outcome"] == "done":
            done.add(key)
    return again
