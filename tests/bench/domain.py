"""`pre` of the healthy Axway domain on the lab, beside `pre` of each of its nodes alone."""

import statistics
import tempfile
import time
from pathlib import Path

from tests.bench.measuring import BenchError, Say
from tests.bench.results import Goal
from tests.bench.scenarios import Fact
from tests.end_to_end.running import RED, Ran, run
from tests.lab.attesting import sign_all
from tests.lab.axway import domain
from tests.lab.axway.places import HOSTS

ROUNDS = 3
TIMES = 2.0
WHOLE = "all nodes"
WHY = "The nodes share this machine's processors; on machines of their own they do not."


def measured(say: Say) -> tuple[list[Fact], list[Goal]]:
    """Boot the domain, take all rounds in turn, and sweep it."""
    if lacking := domain.missing():
        return [Fact("pre of an Axway domain", f"not measured: {'; '.join(lacking)}")], []
    estate = domain.DomainEstate()
    estate.sweep()
    try:
        estate.up()
        with tempfile.TemporaryDirectory() as folder:
            taken = _rounds(_inventory(estate, Path(folder)), Path(folder, "runs"), say)
    finally:
        estate.sweep()
    middle = {what: statistics.median(seconds) for what, seconds in taken.items()}
    slowest = max(HOSTS, key=middle.__getitem__)
    facts = [Fact(f"pre of an Axway domain, {what}", f"{middle[what]:.2f} s") for what in middle]
    text = f"pre of an Axway domain of {len(HOSTS)} hosts takes what {slowest} alone takes"
    return facts, [Goal(text, TIMES, middle[WHOLE] / middle[slowest], " times", why=WHY)]


def _inventory(estate: domain.DomainEstate, folder: Path) -> Path:
    """Write the inventory with each node in a zone of its own; gives its folder."""
    path = estate.inventory(folder / "env")
    text = path.read_text(encoding="utf-8")
    for name in HOSTS:
        text = text.replace(f"  {name}: {{address:", f"  {name}: {{zone: {name}, address:")
    path.write_text(text, encoding="utf-8")
    sign_all(folder / "env", "axway")
    return folder / "env"


def _rounds(env: Path, runs: Path, say: Say) -> dict[str, list[float]]:
    """Give the seconds of each run, from process start to exit, by what it looked at."""
    words = {WHOLE: (), **{name: (f"--zone={name}",) for name in HOSTS}}
    taken: dict[str, list[float]] = {what: [] for what in words}
    for number in range(ROUNDS):
        for what, narrowed in words.items():
            began = time.monotonic()
            ran = run("-m", "pre", *narrowed, env=env, runs=runs)
            taken[what].append(time.monotonic() - began)
            _sound(ran, what)
            say(f"round {number + 1}: pre of a domain, {what}: {taken[what][-1]:.2f} s")
    return taken


def _sound(ran: Ran, what: str) -> None:
    """Raise where a run found something: it was to be measured on a healthy domain."""
    red = [one.cell for one in ran.result.findings if one.outcome in RED]
    if red or not ran.result.findings:
        raise BenchError(f"pre of a domain, {what}: {red or ran.output}")
