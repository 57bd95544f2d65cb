"""Ours alone, elsewhere than on a usual day: other round trips, dead and slow nodes, start-up."""

import statistics
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from tests.bench import suites
from tests.bench.measuring import Say, timed, timed_as
from tests.bench.peers import CHECKS, HUGE, OURS_PEER, PEERS, SHIPPED
from tests.bench.results import Goal
from tests.bench.sampling import watched
from tests.bench.suites import DEAD, IMPATIENT, LARGE, SLOW, SLOW_ALONE

ROUND_TRIPS = (0.0, 1.0, 100.0)  # ms, beside that of the main table
OFTEN = 3
NOISE = 1.15  # what the same run takes more or less from one time to the next
MEMORY, START_UP = 300.0, 0.8
NOTHING = ("-k", "asks_nothing")
WHY_SLOW = (
    "The others' work is on the processors that the slow one needs, too; what it takes alone is "
    "measured without them."
)
WHY_START = (
    "Ours loads the inventory's models and the templates of its page, and writes and closes six "
    "reports, a recording and a journal: bare pytest writes one page."
)
WHY_MEMORY = (
    "Every node keeps its ssh until the run ends, so that a check may ask at any time: about "
    "1.3 MiB each; the rest is pytest's: an item and a finding for each check on each node."
)


@dataclass(frozen=True)
class Fact:
    """A line of the page's list: what, and what was measured."""

    what: str
    measured: str


def elsewhere(fleet: Callable[[float], AbstractContextManager[str]], say: Say) -> list[Fact]:
    """Measure ours on the usual fleet at other round trips."""
    found = []
    for milliseconds in ROUND_TRIPS:
        with fleet(milliseconds):
            suites.write([LARGE])
            taken = [timed(OURS_PEER, LARGE)[0] for _ in range(OFTEN)]
        found.append(Fact(f"ours, {LARGE} nodes, {milliseconds:g} ms round trip", _spread(taken)))
        say(f"{found[-1].what}: {found[-1].measured}")
    return found


def troubled(usual: float, say: Say) -> tuple[list[Fact], list[Goal]]:
    """Measure dead nodes, a slow one, and the start; `usual`: seconds of the usual fleet."""
    dead = _median(DEAD, f"{CHECKS * LARGE} planned = ")
    alone = _median(SLOW_ALONE, f"{CHECKS} planned = {CHECKS} pass")
    slow = _median(SLOW, f"{CHECKS * LARGE} planned = {CHECKS * LARGE} pass")
    bare, start = _start_up()
    facts = [
        Fact(f"3 of {LARGE} nodes dead", f"{dead:.2f} s"),
        Fact("a node that takes 2 s for its login and for each answer, alone", f"{alone:.2f} s"),
        Fact(f"{LARGE} nodes, one of them so slow", f"{slow:.2f} s"),
        Fact("start-up: ten checks that ask nothing, bare pytest", f"{bare:.2f} s"),
        Fact("the same ten, ours, with its six reports", f"{start:.2f} s"),
    ]
    for fact in facts:
        say(f"{fact.what}: {fact.measured}")
    goals = [
        Goal(f"3 dead of {LARGE} cost one connect timeout ({IMPATIENT} s)",
             usual * NOISE + IMPATIENT, dead),
        Goal("one slow node delays only itself", max(usual, alone) * NOISE, slow,
             why=WHY_SLOW),
        Goal("start-up over bare pytest with the same plugins", START_UP, start - bare,
             why=WHY_START),
    ]  # fmt: skip
    return facts, goals


def _start_up() -> tuple[float, float]:
    """Give seconds of bare pytest and of ours, in turn."""
    bare = next(peer for peer in PEERS if peer.name == SHIPPED)
    taken = [
        (
            timed_as(bare, 1, "10 passed", *NOTHING)[0],
            timed_as(OURS_PEER, 1, "10 pass", *NOTHING)[0],
        )
        for _ in range(OFTEN)
    ]
    return statistics.median(one for one, _ in taken), statistics.median(one for _, one in taken)


def _median(inventory: str, wanted: str) -> float:
    return statistics.median(timed_as(OURS_PEER, inventory, wanted)[0] for _ in range(OFTEN))


def _spread(taken: list[float]) -> str:
    return f"{statistics.median(taken):.2f} s ({min(taken):.2f}-{max(taken):.2f})"


def sizes_of(say: Say) -> tuple[list[Fact], list[Goal]]:
    """Look at memory and descriptors of ours, in runs of their own: looking costs, too."""
    facts, goals = [], []
    for size in (LARGE, HUGE):
        with watched() as usage:
            timed(OURS_PEER, size)
        text = (
            f"{usage.memory:.0f} MiB of all processes (PSS), {usage.largest:.0f} MiB of them "
            f"pytest's; {usage.processes} processes, {usage.descriptors} descriptors"
        )
        facts.append(Fact(f"ours, {size} nodes, at most at one moment", text))
        say(f"{facts[-1].what}: {text}")
        if size == HUGE:
            what = f"memory of {size} nodes and {size * CHECKS} items"
            goals.append(Goal(what, MEMORY, usage.memory, " MiB", why=WHY_MEMORY))
    return facts, goals
