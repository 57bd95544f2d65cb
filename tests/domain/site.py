"""One domain for all tests of a session: it is taken through the change, state by state."""

import contextlib
from dataclasses import dataclass, field
from pathlib import Path

from tests.end_to_end.running import Ran, run
from tests.lab.axway.domain import DomainEstate
from tests.lab.axway.states import PHASES, STATES, reach
from tests.lab.planting import Fault


@dataclass
class Site:
    """The domain, its inventory's folder, where its runs are kept, and a healthy run by state."""

    estate: DomainEstate
    env: Path
    runs: Path
    healthy: dict[str, Ran] = field(default_factory=dict)
    reached: int = -1

    def at(self, state: str) -> Ran:
        """Take the domain on to a state, if it is not there yet; give the healthy run in it."""
        for number in range(self.reached + 1, STATES.index(state) + 1):
            name = STATES[number]
            reach(self.estate, name, self.env)
            self.healthy[name] = self.check(name)
            self.reached = number
        assert STATES[self.reached] == state, f"{STATES[self.reached]} is reached, past {state}"
        return self.healthy[state]

    def check(self, state: str, *words: str) -> Ran:
        """Run what is asked in a state."""
        asked = ("-m", state) if state in PHASES else ("-m", "gate", f"--gate={state}")
        healthy = [f"--baseline={self.baseline}"] if state != "pre" else []
        return run(*asked, *words, *healthy, env=self.env, runs=self.runs)

    @property
    def baseline(self) -> Path:
        """What the healthy run of pre remembered: later ones met faults."""
        return min(self.runs.glob("*/baseline-*.json"))

    def suffer(self, state: str, *faults: Fault) -> Ran:
        """Run what is asked in a state with faults planted, and mend them."""
        with contextlib.ExitStack() as planted:
            for fault in faults:
                planted.callback(fault.mend, self.estate)
                fault.plant(self.estate)
            return self.check(state)

    def stops(self, state: str, rows: list[str]) -> bool:
        """Whether one of these rows is a blocker."""
        known = {line.row: line.severity for line in self.healthy[state].result.requirements}
        return any(known.get(row) == "blocker" for row in rows)
