"""The demo on real hosts: a change that succeeds, and one that is stopped and taken back."""

import subprocess
from pathlib import Path
from typing import Any

from findings.change import BACK, GO, NOT_READY, STOPPED
from inventory import load
from tests.lab.attesting import sign_all
from tests.lab.demo_stages import CHECKOUT, WHOLE, Demo, Unexpected, near
from tests.lab.operating import WHO, Operator

ENDS = {
    GO: "upgraded, and post says GO",
    NOT_READY: "not ready, nothing was changed",
    STOPPED: "stopped by a gate",
    BACK: "rolled back, and GO against the baseline",
}


class Live(Demo):
    """The whole job on real hosts, through `python -m runner`."""

    stages = 8
    ticket = ""  # of the first change

    def run(self, estate: Any) -> None:
        """Boot, break, NO-GO, mend, upgrade; then a bad release, stopped and taken back."""
        self.stage("boot", self.story.boots)
        estate.up()
        estate.inventory(self.env)
        self._first(estate)
        self._second(estate)

    def _first(self, estate: Any) -> None:
        """Take a change from NO-GO to GO."""
        self.ticket = load(self.env / "inventory.yaml").change
        operator = Operator(estate, self.env, self.runs, self.ticket)
        planted = [self.story.faults[problem.fault] for problem in self.story.problems]
        self.stage("real life happens", self.problems())
        for fault in planted:
            fault.plant(estate)
        self.stage(
            "upgrade is refused",
            "The runner asks the whole of pre first. It has to say NO-GO, and why.",
        )
        self.lead(operator, "upgrade", NOT_READY)
        self.demand_named(newest(self.runs / self.ticket, "pre"))
        self.stage(
            "people mend what was named",
            """Each problem is undone, and who can vouch for what no probe can see signs it
            (attestations.yaml).""",
        )
        for fault in reversed(planted):
            fault.mend(estate)
        sign_all(self.env, self.story.product)
        self.stage("the upgrade", self.story.upgrades)
        self.lead(operator, "upgrade", GO)
        self.show(operator)

    def _second(self, estate: Any) -> None:
        """Let the second change meet what pre cannot see."""
        story = self.story
        self.stage("a second change", story.worse)
        estate.reset()
        env = self.scratch / "second"
        inventory = estate.inventory(env)
        again = f"{self.ticket}-2"
        text = inventory.read_text(encoding="utf-8").replace(self.ticket, again)
        inventory.write_text(story.second(text), encoding="utf-8")
        sign_all(env, story.product)
        operator = Operator(estate, env, self.runs, again)
        if not story.bad_at:
            story.faults[story.bad].plant(estate)
        self.stage("upgrade is stopped", story.stops)
        self.lead(operator, "upgrade", STOPPED)
        self.demand_stopped(operator)
        self.stage("rollback", story.back)
        self.lead(operator, "rollback", BACK, "--yes", "--name", WHO, *story.back_words)
        self.show(operator)

    def demand_stopped(self, operator: Operator) -> None:
        """Demand that what was planted is what stopped the change: a gate, or a step's failure."""
        change, wanted = operator.change, self.story.stopped_by
        last, stop = change.phases[-1][1], change.stopped
        said = [*(() if last.holds else last.why), *((stop.step, stop.why) if stop else ())]
        if not any(wanted in each for each in said):
            raise Unexpected(f"{wanted} does not stop it: {said}")

    def lead(self, operator: Operator, action: str, expected: int, *words: str) -> None:
        """Type a command, do what a person has to do, go on, and demand its end."""
        second = operator.ticket != self.ticket
        begins = action == "upgrade" and expected != NOT_READY
        early = operator.early(self.story.bad_at if second else "") if begins else []
        status = self._type(operator, action, *words, *early)
        while (line := operator.asked_for(status)) is not None:
            self.say("", f"[{self.teller.clock}] A person acts: {line.step.title}.")
            if second and line.step.key == self.story.bad_at:
                self.story.faults[self.story.bad].plant(operator.estate)
            status = self._type(operator, action, *operator.does(line))
        if status != expected:
            raise Unexpected(f"{action} ended with status {status}; {expected} was expected")
        self.say(f"[{self.teller.clock}] Exit status {status}: {ENDS[status]}, as expected.")

    def _type(self, operator: Operator, action: str, *words: str) -> int:
        typed = " ".join(operator.words(action, *words))
        self.say("", f"$ {typed.replace(str(self.runs), str(near(self.runs)))}")
        line = operator.line(action, *words)
        return subprocess.run(line, cwd=CHECKOUT, stdin=subprocess.DEVNULL, check=False).returncode

    def show(self, operator: Operator) -> None:
        """Say where the report of a whole change lies."""
        folder = operator.directory
        self.say("", "The whole change on one page:", f"  {near(folder)}/  {'  '.join(WHOLE)}")
        if absent := [name for name in WHOLE if not (folder / name).is_file()]:
            raise Unexpected(f"{folder} lacks {', '.join(absent)}")


def newest(folder: Path, phase: str) -> Path:
    """Find the newest run of a phase; Unexpected where there is none."""
    found = sorted(folder.glob(f"*-{phase}"))
    if not found:
        raise Unexpected(f"no run of {phase} below {folder}")
    return found[-1]
