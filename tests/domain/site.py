"""One domain for all tests of a session: it is taken through the change, state by state."""

import contextlib
from dataclasses import dataclass, field
from pathlib import Path

from tests.end_to_end.running import Ran, run
from tests.lab.axway.domain import DomainEstate
from tests.lab.axway.states import PHASES, STATES, reach
from tests.lab.planting import Fault

APPLIED = ("--on=admin-node-manager@gw2", "--on=gateway@gw2")
"""What the plan asks of gw2 when it is applied."""


@dataclass
class Site:
    """The domain, its inventory's folder, where its runs are kept, and a healthy run by state."""

    estate: DomainEstate
    env: Path
    runs: Path
    healthy: dict[str, Ran] = field(default_factory=dict)
    reached: int = -1
    applying: dict[str, Fault] = field(default_factory=dict)
    """What goes wrong when an `apply` is begun, by the host whose turn it is."""

    applied: dict[str, Ran] = field(default_factory=dict)
    """What is told of each of them, by its name, and `healthy`."""

    def at(self, state: str) -> Ran:
        """Take the domain on to a state, if it is not there yet; give the healthy run in it."""
        for number in range(self.reached + 1, STATES.index(state) + 1):
            name = STATES[number]
            reach(self.estate, name, self.env, self._goes_wrong)
            self.healthy[name] = self.check(name)
            if name == "g3":
                self.applied["healthy"] = self.check("g3", *APPLIED)
            self.reached = number
        assert STATES[self.reached] == state, f"{STATES[self.reached]} is reached, past {state}"
        return self.healthy[state]

    def _goes_wrong(self, host: str) -> None:
        if fault := self.applying.get(host):
            self.applied[fault.name] = self.suffer("g3", fault, words=APPLIED)

    def check(self, state: str, *words: str) -> Ran:
        """Run what is asked in a state."""
        asked = ("-m", state) if state in PHASES else ("-m", "gate", f"--gate={state}")
        healthy = [f"--baseline={self.baseline}"] if state != "pre" else []
        return run(*asked, *words, *healthy, env=self.env, runs=self.runs)

    @property
    def baseline(self) -> Path:
        """What the healthy run of pre remembered: later ones met faults."""
        return min(self.runs.glob("*/baseline-*.json"))

    def suffer(self, state: str, *faults: Fault, words: tuple[str, ...] = ()) -> Ran:
        """Run what is asked in a state with faults planted, and mend them."""
        with contextlib.ExitStack() as planted:
            for fault in faults:
                planted.callback(fault.mend, self.estate)
                fault.plant(self.estate)
            return self.check(state, *words)

    def stops(self, state: str, rows: list[str]) -> bool:
        """Whether one of these rows is a blocker."""
        known = {line.row: line.severity for line in self.healthy[state].result.requirements}
        return any(known.get(row) == "blocker" for row in rows)
