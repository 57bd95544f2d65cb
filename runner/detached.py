"""A long step: started once as a unit of its node, followed over as many connections as it takes.

It does not end with a connection, nor with this program.
"""

import secrets
import time
from collections.abc import Iterator
from functools import partial
from itertools import chain, repeat

from findings.step import Step
from runner import units
from runner.executor import Ran
from runner.heard import Heard, ReadBack
from runner.session import Cut, Late, Unreached
from runner.shells import Shells

FIRST_CONTACT = 60.0  # seconds that a resume waits for a node that does not answer
NOT_REACHED, NOT_STARTED = 255, 126
REACH = "See why the node does not answer, with the same `ssh`; then start the runner again."
AGAIN = "Start the runner again, when the node answers: it reads back what became of it."


class Detached:
    """Long steps, by the shells of the nodes."""

    def __init__(self, shells: Shells) -> None:
        """Nothing is connected yet."""
        self._shells = shells

    def run(self, step: Step, unit: str, heard: Heard, given: str = "") -> Ran:
        """Start it, at most once, and wait for its end. Raises Refused.

        `given`: what it reads from its standard input.
        """
        end = time.monotonic() + step.seconds
        if (failed := self._start(step, unit, heard, end, given)) is not None:
            return failed
        return self._followed(step, unit, heard, step.seconds) or heard.ran(
            None, f"{step.node} knows nothing any more of what was started there"
        )

    def resume(self, step: Step, unit: str, heard: Heard) -> Ran | None:
        """Wait for the end of one that was started. None: it was not, and never will be."""
        found = self._followed(step, unit, heard, min(step.seconds, FIRST_CONTACT))
        if found is None:
            try:
                self._shells.brief(step.node, units.void_script(unit))
            except (Cut, Unreached) as error:
                return heard.ran(None, f"{step.node}: {error}", AGAIN)
        return found

    def forget(self, step: Step, unit: str) -> None:
        """Remove its folder. Raises what stands in the way."""
        self._shells.brief(step.node, units.forget_script(unit))

    def _start(self, step: Step, unit: str, heard: Heard, end: float, given: str) -> Ran | None:
        """Start it; where nobody saw the answer, send the same start again: it can not do twice.

        None: it was started.
        """
        token, sent, waits = secrets.token_hex(8), False, _waits()
        script = partial(
            units.start_script, unit, argv=step.argv, fed=bool(given), leaves=step.leaves
        )
        while True:
            try:
                said = self._shells.brief(step.node, script(token), f"{given}." if given else "")
                taken = said.partition("@taken")[2].strip()
                if taken != units.VOID:
                    break
                self._shells.brief(step.node, units.forget_script(unit))
                continue
            except Unreached as error:
                if not sent:
                    return heard.ran(NOT_REACHED, f"{error}: nothing was sent", REACH)
                why = str(error)
            except Cut as error:
                sent, why = True, str(error)
            if time.monotonic() > end:
                return heard.ran(None, f"{step.node}: {why}: was it started?", AGAIN)
            heard.say(f"{step.node} was lost while it was started there ({why}): trying again")
            time.sleep(next(waits))
        if "@started" in said or taken == token:
            return None
        if "@taken" in said:
            return heard.ran(None, f"{step.node} knows an earlier start of {unit}", AGAIN)
        words = said.partition("@failed")[2].strip()
        heard.feed(1, f"{words}\n".encode())
        return heard.ran(NOT_STARTED, f"{step.node} could not start it: {words}", REACH)

    def _followed(self, step: Step, unit: str, heard: Heard, contact: float) -> Ran | None:
        """Follow it to its end. None: the node knows nothing of it. Raises Refused."""
        try:
            seen = self._follow(step, unit, heard, contact)
        except (Cut, Unreached) as error:
            return heard.ran(None, f"{step.node} does not answer any more: {error}", AGAIN)
        if seen is None:
            why = f"{step.node}: still at work after {step.seconds:.0f} s; it was not ended"
            return heard.ran(None, why, "Start the runner again: it goes on to follow it.")
        if seen.state == "ended":
            return heard.ran(seen.status)
        if seen.state == "rebooted":
            return heard.ran(None, f"{step.node} was rebooted in the middle of it")
        if seen.state == "lost":
            return heard.ran(None, f"{step.node}: it was ended from outside: {seen.words}")
        return None

    def _follow(self, step: Step, unit: str, heard: Heard, contact: float) -> units.Seen | None:
        """Follow it; None: it still runs when its time is over.

        Raises Unreached and Cut where the node does not answer for longer than it may.
        """
        script, waits = units.follow_script(unit), _waits()
        began, reader, lost = time.monotonic(), ReadBack(heard), False
        while True:
            error: Unreached | Cut
            try:
                with self._shells.on(step.node) as (session, hello):
                    if lost:
                        heard.say(f"{step.node} answers again")
                    lost, waits, contact = False, _waits(), step.seconds
                    wrapped = self._shells.as_root(step.node, hello, script)
                    left = max(1.0, began + step.seconds - time.monotonic())
                    reader.begin()
                    status = session.run(wrapped, reader.hear, left)
                if seen := units.seen(reader.words):
                    return seen
                if wrapped != script:
                    self._shells.refused(step.node, script, reader.words)
                error = Cut(f"exit status {status}: {reader.words.strip()[-200:]}")
            except Late:
                return None
            except (Cut, Unreached) as problem:
                error = problem
            if time.monotonic() - began > contact:
                raise error
            if not lost:
                heard.say(f"{error}: what was started goes on there; trying again")
            lost = True
            time.sleep(next(waits))


def _waits() -> Iterator[float]:
    """Seconds between connections."""
    return chain((1.0, 2.0, 4.0, 8.0), repeat(15.0))
