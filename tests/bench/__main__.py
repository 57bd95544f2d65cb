"""`python -m tests.bench`: measure, print the table, write RESULTS.md."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tests.bench import domain, machine, network, paper, results, scenarios, suites
from tests.bench.measuring import BenchError, Series, measure
from tests.bench.peers import CHECKS, MUX, OURS_NAME, PEERS, SMALL, Peer, goss
from tests.bench.profiling import hot_spots
from tests.bench.scenarios import Fact
from tests.bench.suites import LARGE
from tests.lab import packages
from tests.lab.process import LabError

RESULTS = network.HERE / "RESULTS.md"
MILLISECONDS = 20.0


def options(words: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured")
    parser.add_argument("--all", action="store_true", help="the slow peers in every round too")
    parser.add_argument("--minutes", type=float, default=10, help="start no run that ends later")
    parser.add_argument("--rtt", type=float, default=MILLISECONDS, help="round trip, ms")
    parser.add_argument("--out", type=Path, default=RESULTS, help="where the page goes")
    parser.add_argument("--quick", action="store_true", help="one round, ours and ControlPath")
    parser.add_argument("--goss", type=Path, help="goss' binary: measured over ssh, too")
    parser.add_argument("--python-link", action="store_true", help="use no compiled mover")
    return parser.parse_args(words)


def main() -> int:
    """Measure; where there can be no fleet, say why and end well."""
    given = options()
    if network.missing():
        try:
            packages.install("hosts")
        except LabError as error:
            _say(str(error))
    if lacking := network.missing():
        _say(f"missing: {'; '.join(lacking)}: no fleet here, nothing was measured")
        return 0
    try:
        page = bench(given)
    except BenchError as error:
        _say(f"not measured: {error}")
        return 1
    given.out.write_text(page, encoding="utf-8")
    _say(page)
    return 0


def bench(given: argparse.Namespace) -> str:
    """Bring the fleet up, take all rounds, give the page."""
    peers, rounds = _chosen(given)
    sizes = sorted({size for peer in peers for size in peer.rounds})
    before = machine.load()
    with network.fleet(given.rtt, compiled=not given.python_link) as mover:
        suites.write(sizes)
        found = measure(peers, rounds, given.minutes, _say)
        made, reached = results.lines(found, sizes), results.goals(found)
        facts = [] if given.quick else _more(found, reached)
        hot = [] if all(goal.met for goal in reached) else hot_spots(min(LARGE, max(sizes)))
    if not given.quick:
        facts[:0] = scenarios.elsewhere(network.fleet, _say)
        more, goal = domain.measured(_say)
        facts, reached = facts + more, reached + goal
    words = [machine.busy(before), _how(given, mover, found)]
    return page_of(made, facts, reached, words, hot)


def _more(found: Sequence[Series], reached: list[results.Goal]) -> list[Fact]:
    """Measure what the table has no column for; the goals of it are added to `reached`."""
    usual = results.medians(found)[LARGE]
    facts = list[Fact]()
    for part in (
        lambda: scenarios.troubled(usual, _say),
        lambda: scenarios.sizes_of(_say),
        paper.measured,
    ):
        more, goals = part()
        facts += more
        reached += goals
    return facts


def _chosen(given: argparse.Namespace) -> tuple[list[Peer], int]:
    if given.quick:
        few = [replace(peer, rounds={SMALL: 1}) for peer in PEERS if peer.name == MUX]
        ours = [replace(peer, rounds={1: 1, SMALL: 1}) for peer in PEERS if peer.name == OURS_NAME]
        return few + ours, 1
    often = {True: given.rounds}
    others = [goss(given.goss.resolve())] if given.goss else []
    return [
        replace(
            peer,
            rounds={
                size: often.get(given.all or least > 1, least)
                for size, least in peer.rounds.items()
            },
        )
        for peer in (*others, *PEERS)
    ], given.rounds


def _how(given: argparse.Namespace, mover: str, found: Sequence[Series]) -> str:
    largest = max(one.nodes for one in found)
    return (
        f"{CHECKS} checks a node: 20 ask the node itself, 10 ask over HTTP, 10 ask nothing. "
        f"1 to {largest} light nodes, {given.rtt:g} ms round trip ({mover}), HTTP answers after "
        "50 ms. Peers take turns within a round. Seconds are of the whole process, start to exit; "
        "ours writes all its reports in them. Client CPU is of pytest and all its ssh. Every "
        f"peer's ssh exchanges keys by {network.KEX}: OpenSSH's own choice may cost it 60 ms of a "
        "processor a handshake. The nodes share this machine's processors with the clients; "
        f"{' and '.join(network.STUBS)} are stubs there."
    )


def page_of(
    made: Sequence[results.Line],
    facts: Sequence[Fact],
    reached: Sequence[results.Goal],
    words: Sequence[str],
    hot: Sequence[str],
) -> str:
    """Write the page."""
    parts = ["# The bench", *words, results.table(made)]
    few = [f"{line.peer} at {line.nodes} nodes: {line.runs}" for line in made if 0 < line.runs < 3]
    if few:
        parts.append(f"Fewer than three runs, for their length: {'; '.join(few)}.")
    guessed = sorted({f"{line.peer} at {line.nodes} nodes" for line in made if not line.runs})
    if guessed:
        parts.append(
            f"Extrapolated, never run at that size: {', '.join(guessed)}. Each is as many times "
            "the largest size it was run at as it has nodes."
        )
    if facts:
        parts += ["## Elsewhere", "\n".join(f"* {one.what}: {one.measured}" for one in facts)]
    parts.append("## Goals")
    parts.append("\n".join(f"* {goal}" for goal in reached) or "none measured")
    if hot:
        parts.append("Own time by function, in one run of ours under cProfile (main thread, slower")
        parts[-1] += " than without):\n\n```\n" + "\n".join(hot) + "\n```"
    parts += ["## Machine", "\n".join(f"* {line}" for line in machine.described())]
    return "\n\n".join(parts) + "\n"


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
