"""One step, from what the journal knows of it to its end: never run again what may have been done.

An entry stands in the journal before what it speaks of is done, so that a kill leaves the step
unknown; an unknown step begins with finding out.
"""

import time
from collections.abc import Sequence
from typing import Literal

from findings.change import Action, Decision, FoundOut, Output, Started, StepEnd, StepLine
from findings.step import Step
from runner.change import CannotWrite, Work
from runner.executor import Ran, Tell
from runner.passing import Passing
from runner.stopping import Interrupted, Stop
from runner.success import judged, shown
from runner.tools import Tools
from runner.units import unit_name

DOUBTFUL = {"running", "unknown", "failed"}


def known(keys: Sequence[str], tools: Tools) -> None:
    """Refuse a word about a step that there is not."""
    asked = tools.asked
    for key in filter(None, (*asked.done, asked.not_done)):
        if key not in keys:
            raise Stop(f"the plan has no step {key}", f"its steps: {', '.join(keys)}")


class Stepping:
    """Takes the steps of one action, one at a time."""

    def __init__(self, work: Work, tools: Tools, passing: Passing, action: Action) -> None:
        """`passing` asks the gates."""
        self._work, self._tools, self._passing, self._action = work, tools, passing, action

    def take(self, line: StepLine) -> None:
        """Bring a step to its end, with its gates. Raises Stop where that can not be."""
        step, state = line.step, line.state
        if step.kind == "command" and state in DOUBTFUL:
            self._tools.show.heading(f"{step.key}: nobody saw a good end of it, finding out")
            state = self.settled(line)
        if state in {"waiting", *DOUBTFUL}:
            self._passing.all(step.before, "before", step.key)
            self._tools.show.heading(f"{step.key}  {step.title}")
            self._person(line) if step.kind == "person" else self._command(step, line.tries)
        since = self._line(step.key).ended_at
        for gate in step.after:
            if not self._passing.held(gate, step.key, since):
                self._passing.one(gate, "after", step.key)

    def _line(self, key: str) -> StepLine:
        change = self._work.change
        lines = change.back if self._action == "rollback" else change.steps
        return next(line for line in lines if line.step.key == key)

    def _person(self, line: StepLine) -> None:
        step, early = line.step, line.state == "waiting" and line.step.key in self._tools.asked.done
        if line.state == "waiting":
            self._work.write(Started(step=step.key, shown=step.text))
        if step.truth.by != "person" and self._needs_nobody(step):
            return
        name = self._tools.people.does(step, self._action)
        why = "said when the runner was started, before its turn came" if early else ""
        self._end(StepEnd(step=step.key, outcome="done", by=name, why=why))

    def _needs_nobody(self, step: Step) -> bool:
        """Whether the world shows that there is nothing for a person to do."""
        found = self._tools.find_out(step, self._line(step.key).started_at, "")
        if found.state != "done":
            return False
        self._tools.show.good(f"  nothing to do: {found.why}")
        self._work.write(found)
        return True

    def _command(self, step: Step, tries: int) -> None:
        change = self._work.change.header.change
        stamp = self._work.directory.name.removesuffix("-change")
        unit = unit_name(change, stamp, self._action, tries + 1, step.key)
        line = shown(step)
        self._work.write(Started(step=step.key, unit=unit, shown=line))
        self._tools.show.say(f"  {step.node}$ {line}" if step.node else f"  $ {line}")
        began = time.monotonic()
        try:
            ran = self._tools.executor.run(step, unit, self._teller(step))
        except (Interrupted, Exception) as error:
            self._lost(step, error, time.monotonic() - began)
            raise
        self._judge(self._line(step.key), ran, time.monotonic() - began)
        if ran.status is None and ran.by and step.truth.by == "repeatable":
            self._end(StepEnd(step=step.key, outcome="done", why=ran.why, by=ran.by))
        elif ran.status is None and self.settled(self._line(step.key)) != "done":
            raise Stop(
                f"{step.key} was begun, its end was lost ({ran.why}), and it was not done",
                self._tools.asked.command(self._action), step=step.key,
            )  # fmt: skip

    def _lost(self, step: Step, error: BaseException, seconds: float) -> None:
        """Write that nobody saw the end, as far as anything can still be written."""
        if isinstance(error, CannotWrite | Stop):
            return
        why = f"interrupted by {error}" if isinstance(error, Interrupted) else repr(error)
        self._end(StepEnd(step=step.key, outcome="unknown", why=why, seconds=round(seconds, 1)))

    def _judge(self, line: StepLine, ran: Ran, seconds: float) -> None:
        """Write how a command ended. Raises Stop where it failed."""
        step = line.step
        end = judged(step, ran).model_copy(update={"seconds": round(seconds, 1)})
        self._end(end)
        if ran.status is not None and step.long:
            for unit in (*line.earlier, line.unit):  # of a lost try its node may keep something
                self._tools.executor.forget(step, unit)
        if end.outcome == "failed":
            again = self._tools.asked.command(self._action)
            do = end.do or "find out why and mend it"
            raise Stop(f"{step.key} failed: {end.why}", f"{do}; then: {again}", step=step.key)

    def _end(self, end: StepEnd) -> None:
        self._work.write(end)
        if end.outcome == "done":
            self._tools.show.good(f"  done{f' by {end.by}' if end.by else ''}")

    def _teller(self, step: Step) -> Tell:
        def tell(text: str) -> None:
            if text:
                self._work.write(Output(step=step.key, text=text), sync=False)
                self._tools.show.output(text)

        return tell

    def settled(self, line: StepLine) -> Literal["done", "waiting"]:
        """Find out about a step whose end nobody saw: on its node, in the world, from a person."""
        step = line.step
        if step.long and line.state in {"running", "unknown"} and line.unit:
            began = time.monotonic()
            ran = self._tools.executor.resume(step, line.unit, self._teller(step))
            if ran is not None and ran.status is not None:
                self._judge(line, ran, time.monotonic() - began)
                return "done"
        found = self._tools.find_out(step, line.started_at, line.unit)
        self._tools.show.say(f"  {found.state}: {found.why}")
        found = self._with_word(step, found)
        self._work.write(found)
        if found.state in {"done", "not-done"}:
            return "done" if found.state == "done" else "waiting"
        raise Stop(f"{step.key}: {found.why}", self._ask_for(step, found), step=step.key)

    def _ask_for(self, step: Step, found: FoundOut) -> str:
        asked = self._tools.asked
        if found.state == "running":
            return f"wait until it has ended, then: {asked.command(self._action)}"
        word = [asked.command(self._action, option, step.key, "--name", "YOUR NAME")
                for option in ("--done", "--not-done")]  # fmt: skip
        look = (found.do or f"look at {step.node or 'it'}").rstrip(".")
        return f"{look}; then, if it was done: {word[0]}\nif it was not: {word[1]}"

    def _with_word(self, step: Step, found: FoundOut) -> FoundOut:
        """Take a person's word where the world says nothing; against the world it does not count.

        Raises Stop where the two contradict each other.
        """
        asked = self._tools.asked
        if step.key not in {*asked.done, asked.not_done}:
            return found
        word: Literal["done", "not-done"] = "done" if step.key in asked.done else "not-done"
        if found.state == "unclear" or step.truth.by == "repeatable":  # nothing else tells
            name = asked.name.strip()
            self._work.write(Decision(kind="confirm", name=name, reason=word, step=step.key))
            return FoundOut(step=step.key, state=word, why=f"{name} says so; {found.why}")
        if found.state != word:
            why = f"{step.key}: {asked.name} says {word}, but it is {found.state}: {found.why}"
            raise Stop(why, f"look again; then: {asked.command(self._action)}", step=step.key)
        return found
