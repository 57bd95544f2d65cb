"""Gates on the way: asked anew, journalled, and opened by a named person where they do not hold."""

import re
from collections.abc import Sequence

from findings.change import STOPPED, Action, Decision
from findings.finding import Verdict
from findings.step import Gate
from runner.change import Work
from runner.gates import Gates, Looked, When
from runner.stopping import Stop
from runner.tools import Tools

SHOWN = 8  # reasons of a gate that a sentence names


class Passing:
    """Asks the gates of one session."""

    def __init__(self, work: Work, tools: Tools, gates: Gates, action: Action) -> None:
        """Ask through `gates`."""
        self._work, self._tools, self._gates, self._action = work, tools, gates, action
        self._opened = False  # a person opens one gate a run: that which they saw shut
        self.verdict: Verdict = "UNKNOWN"  # of the last run
        self.headline = ""

    def all(self, gates: Sequence[Gate], when: When, step: str = "", status: int = STOPPED) -> None:
        """Ask one after the other; Stop at the first that does not hold."""
        for gate in gates:
            self.one(gate, when, step, status)

    def one(self, gate: Gate, when: When, step: str = "", status: int = STOPPED) -> None:
        """Ask one; Stop with its breaches where it does not hold."""
        show = self._tools.show
        show.heading(f"{named(gate)}{f', {when} {step}' if step else ''}")
        looked = self._overridden(self._gates.ask(gate, when, step), step)
        run = looked.run
        self._work.write(run)
        self.verdict, self.headline = run.verdict, run.headline
        if run.holds:
            warned = ", no blocker among them" if re.search(r"fail|unknown", run.headline) else ""
            show.good(f"  holds: {run.headline}{warned}")
            return
        why = "\n".join(f"- {text}" for text in run.why[:SHOWN])
        more = len(run.why) - SHOWN
        why += f"\n- and {more} more, in its report" if more > 0 else ""
        raise Stop(
            f"{named(gate)} does not hold:\n{why}", self._do(looked), step=step,
            status=status,
        )  # fmt: skip

    def held(self, gate: Gate, step: str, since: str) -> bool:
        """Whether a gate after a step held already, in an earlier session."""
        asked = [
            run
            for at, run in self._work.change.phases
            if at >= since
            and (run.step, run.when) == (step, "after")
            and (run.phase, run.gate, run.on) == (gate.phase, gate.name, gate.on)
        ]
        return bool(asked) and asked[-1].holds

    def _overridden(self, looked: Looked, step: str) -> Looked:
        """Let a gate hold whose only breaches are of the one row that a person takes on."""
        asked, run = self._tools.asked, looked.run
        if run.holds or self._opened or not asked.override or not looked.breaches:
            return looked
        if any(set(breach.requirements) != {asked.override} for breach in looked.breaches):
            return looked
        self._work.write(
            Decision(
                kind="override", name=asked.name.strip(), reason=asked.reason.strip(), step=step,
                requirement=asked.override,
            )
        )  # fmt: skip
        self._opened = True
        self._tools.show.bad(f"  OVERRIDDEN {asked.override} by {asked.name}: {asked.reason}")
        why = tuple(f"overridden by {asked.name.strip()}: {text}" for text in run.why)
        return Looked(run.model_copy(update={"holds": True, "why": why}), looked.breaches)

    def _do(self, looked: Looked) -> str:
        """Say what opens it: mend, or take one row on oneself; for a phase a waiver."""
        again = self._tools.asked.command(self._action)
        ids = {name for breach in looked.breaches for name in breach.requirements}
        single = all(len(breach.requirements) == 1 for breach in looked.breaches)
        if len(ids) == 1 and single:
            words = ("--override", *ids, "--reason", "WHY", "--name", "YOUR NAME")
            bold = self._tools.asked.command(self._action, *words)
            return f"mend it, then: {again}\nor take it on yourself: {bold}"
        return f"mend it, or have it waived in waivers.yaml by another person, then: {again}"


def named(gate: Gate) -> str:
    """Write `gate updated on gateway@gw1`, `post on gateway@gw1`, `the whole of post`."""
    on = f" on {', '.join(gate.on)}" if gate.on else ""
    if gate.name:
        return f"gate {gate.name}{on}" if gate.phase == "gate" else f"{gate.phase} {gate.name}{on}"
    return f"{gate.phase}{on}" if on else f"the whole of {gate.phase}"
