"""The bench: its figures on made-up runs, and a quick run of the real thing where it can be."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.bench import goss_fleet, network, results
from tests.bench.__main__ import options
from tests.bench.measuring import Series
from tests.bench.peers import HUGE, LIMIT_NAME, MUX, OURS_NAME, PEERS, SMALL, XDIST, goss
from tests.bench.suites import LARGE

ROOT = Path(__file__).resolve().parents[1]
LACKING = network.missing()
RUNS = [
    Series("slow", 3, [12.0, 10.0, 11.0], [1.0, 1.0, 1.0]),
    Series(OURS_NAME, 1, [1.0, 1.2, 0.9], [0.5, 0.5, 0.5]),
    Series(OURS_NAME, 3, [1.1, 1.2, 1.0], [0.5, 0.6, 0.7]),
    Series(OURS_NAME, 30, [5.0, 6.0, 5.5], [2.0, 3.0, 4.0]),
]


def test_medians_spread_and_ratios():
    line = next(line for line in results.lines(RUNS, [1, 3, 30]) if line.nodes == 3)

    assert (line.peer, line.runs, line.seconds, line.spread) == ("slow", 3, 11.0, (10.0, 12.0))
    assert line.ratio == pytest.approx(10.0)


def test_a_size_that_was_not_run_is_marked_and_follows_from_the_largest_that_was():
    made = results.lines(RUNS, [1, 3, 30])

    guessed = next(line for line in made if line.peer == "slow" and line.nodes == 30)
    assert (guessed.runs, guessed.seconds, guessed.ratio) == (0, 110.0, pytest.approx(20.0))
    assert guessed.cells()[0] == "slow (extrapolated)"
    assert [line.peer for line in made if line.nodes == 1] == [OURS_NAME]


def test_goals_say_by_how_much_they_are_missed():
    small, large = results.goals(RUNS)

    assert small.met
    assert str(small).endswith("1.10 s of at most 1.36 s: met")
    assert str(large).endswith("5.50 s of at most 4.60 s: NOT met, by 0.90 s")


def test_table_has_one_width():
    written = results.table(results.lines(RUNS, [1, 3, 30])).splitlines()

    assert len({len(line) for line in written}) == 1
    assert len(written) == 2 + 5


def test_every_peer_is_measured_three_times_where_all_are():
    assert {min(peer.rounds) for peer in PEERS} == {1, SMALL}
    assert {peer.rounds[SMALL] for peer in PEERS} == {3}
    assert PEERS[-1].rounds == {1: 3, SMALL: 3, LARGE: 3, HUGE: 3}


def test_goss_is_a_peer_where_its_binary_is_given():
    given = options(["--goss=bin/goss"])
    peer = goss(given.goss)

    assert peer.words(3)[0] == "bin/goss"
    assert peer.program[1].endswith("goss_fleet.py")
    assert options([]).goss is None


def test_a_node_asks_goss_for_its_own_address():
    found = yaml.safe_load(goss_fleet.checks("10.1.2.3", "8080"))

    assert [len(found[kind]) for kind in ("file", "command", "port", "http")] == [6, 7, 5, 10]
    assert all(one.startswith("http://10.1.2.3:8080/hello?") for one in found["http"])


def test_goals_beside_others_name_what_is_not_met_and_why():
    runs = [
        Series(OURS_NAME, 1, [1.0], [0.5]),
        Series(OURS_NAME, LARGE, [5.0], [2.0]),
        Series(OURS_NAME, HUGE, [80.0], [2.0]),
        Series(XDIST, LARGE, [20.0], [9.0]),
        Series(LIMIT_NAME, LARGE, [4.0], [2.0]),
    ]

    said = [str(goal) for goal in results.goals(runs)][1:]

    assert said[0].endswith(
        "1.25 times of at most 1.20 times: NOT met, by 0.05 times. " + results.WHY_LIMIT
    )
    assert "4.00 of at least 5.00: NOT met, by 1.00. " in said[1]
    assert said[2].endswith("16.00 times of at most 14.00 times: NOT met, by 2.00 times")


@pytest.mark.skipif(bool(LACKING), reason=f"no fleet here: {'; '.join(LACKING)}")
@pytest.mark.parametrize("more", [(), ("--python-link",)], ids=["compiled", "python"])
def test_quick_run_measures_and_leaves_nothing(tmp_path, more):
    page = tmp_path / "page.md"

    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "--quick", "--rtt=4", f"--out={page}", *more],
        cwd=ROOT,
        env={**os.environ, "BENCH_PREFIX": "benchself"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    rows = [line.split("|") for line in page.read_text().splitlines() if line.startswith("| ")]
    cells = {(row[1].strip(), row[2].strip()): [cell.strip() for cell in row[3:-1]] for row in rows}
    assert set(cells) >= {(MUX, "3"), (OURS_NAME, "1"), (OURS_NAME, "3")}
    items, runs, seconds, _, cpu, ratio = cells[MUX, "3"]
    assert (items, runs) == ("120", "1")
    ours = float(cells[OURS_NAME, "3"][2])
    assert float(ratio) == pytest.approx(float(seconds) / ours, rel=0.05)
    assert float(cpu) > 0
    assert not list(Path("/run/netns").glob("benchself*"))
    assert not Path(network.STATE).with_name("benchself-fleet").exists()
