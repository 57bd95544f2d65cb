"""Axway's rows: complete, ours in words, and decided where the vendor's pages contradict."""

from collections import Counter
from pathlib import Path

import pytest

from catalog.conditions import applies, facts_of
from catalog.loading import load
from inventory import parse

ROOT = Path(__file__).parents[2]
AXWAY = load(ROOT / "checks" / "axway")
EXAMPLE = ROOT / "tests" / "inventory" / "axway.yaml"
GATES = {"analytics", "back", "begin", "g1", "g2", "g2s", "g3"}
TENS = {  # the numbers that a sheet uses: first and last of each run
    "PRE": [
        (1, 17), (20, 30), (40, 65), (70, 76), (80, 114), (120, 143), (150, 172),
    ],
    "STEP": [
        (1, 16), (20, 31), (40, 67), (70, 74), (80, 86),
    ],
    "POST": [(1, 28), (30, 36), (40, 68)],
    "RB": [(1, 19)],
}  # fmt: skip


def facts(*changes):
    """Give what conditions ask for, of the example with some texts replaced."""
    text = EXAMPLE.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return facts_of(parse(text.encode(), EXAMPLE))


def test_every_row_of_the_sheets_is_there_and_no_other():
    """A row that is missing is never asked."""
    runs = {kind: [n for a, b in runs for n in range(a, b + 1)] for kind, runs in TENS.items()}
    expected = {f"AXW-{kind}-{n:03}" for kind, ns in runs.items() for n in ns}

    assert set(AXWAY.base_ids) ^ expected == set()
    assert len(AXWAY.base_ids) == 294


def test_rows_of_the_page_that_the_user_began_with_are_told():
    """The catalogue says which they are, and what of them a probe can see is a check."""
    seed = {row.id for row in AXWAY.values() if row.seed}

    assert len(seed) == 119
    assert {"AXW-PRE-040", "AXW-PRE-128", "AXW-POST-041", "AXW-STEP-066"} <= seed
    assert not {"AXW-PRE-003", "AXW-POST-007"} & seed


def test_at_least_190_ids_are_verified_by_a_check_or_a_step():
    """What a probe can see is not asked of people."""
    seen = {row.id for row in AXWAY.values() if row.verified_by in ("check", "step")}

    assert len(seen) >= 190


def test_all_that_has_no_check_yet_is_marked():
    """A phase that holds one is never GO."""
    wanted = {row.row for row in AXWAY.values() if row.verified_by in ("attestation", "declined")}

    assert {r.row for r in AXWAY.values() if r.planned} & wanted == set()


def test_every_row_that_asks_for_something_says_what_to_do():
    """Also a warning has a way on."""
    silent = [
        row.row
        for row in AXWAY.values()
        if row.verified_by != "declined" and not (row.remedy.owner and row.remedy.text)
    ]

    assert silent == []


def test_no_two_rows_say_the_same():
    """Two letters of one id may; two ids may not, unless they speak of before and after."""
    said = Counter((row.statement, row.phases) for row in AXWAY.values())
    twice = {statement for (statement, _), n in said.items() if n > 1}
    ids = [{row.id for row in AXWAY.values() if row.statement == one} for one in twice]

    assert [found for found in ids if len(found) > 1] == []


def test_gates_are_those_of_the_plan():
    """A misspelt one would never be asked."""
    assert set(AXWAY.gates) == GATES


def test_what_holds_only_when_the_old_system_is_down_is_asked_then():
    """At g2 it still serves: the two moments are not one."""
    down = {row.id for row in AXWAY.values() if "g2s" in row.gates and "g2" not in row.gates}
    up = {row.id for row in AXWAY.values() if "g2" in row.gates and "g2s" not in row.gates}

    assert {"AXW-STEP-041", "AXW-STEP-042", "AXW-STEP-044", "AXW-PRE-163"} <= down
    assert {"AXW-STEP-031", *(f"AXW-PRE-06{n}" for n in range(4)), "AXW-STEP-040"} <= up


def test_backups_and_analytics_are_due_until_the_freeze():
    """And a gate asks for them again: the first one, or the one before upgrade."""
    due = {row.id for row in AXWAY.values() if row.due}

    assert due == {
        *("AXW-PRE-020", "AXW-PRE-021", "AXW-PRE-022", "AXW-PRE-023"),
        # Analytics goes first, which may be in the same night.
        *("AXW-PRE-112", "AXW-STEP-070", "AXW-STEP-071", "AXW-STEP-073", "AXW-STEP-074"),
    }
    gates = {row.gates for row in AXWAY.values() if row.due}
    assert gates == {("begin",), ("g1", "analytics")}


def test_kinds_of_the_way_back():
    """Readiness is asked before the change; what was done and what came of it, afterwards."""
    ready = {row.id for row in AXWAY.values() if row.rollback == "readiness"}
    outcome = {row.id for row in AXWAY.values() if row.rollback == "outcome"}

    assert ready == {"AXW-RB-001", "AXW-RB-004"}
    assert {"AXW-RB-002", "AXW-RB-003", "AXW-RB-013"} <= outcome
    assert all("pre" in row.phases for row in AXWAY.values() if row.id in ready)
    assert AXWAY["AXW-RB-006"].phases == ("post", "rollback")


def test_be_aware_rows_are_signed_together():
    """One signature, once."""
    group = {row.row for row in AXWAY.values() if row.group == "procedure-read"}

    assert group == {
        "AXW-PRE-015", "AXW-PRE-110", "AXW-POST-060", "AXW-POST-063", "AXW-POST-066",
    }  # fmt: skip


MODES = [("standard", "downtime"), ("zdu", "rolling")]


@pytest.mark.parametrize(("mode", "strategy"), MODES)
def test_old_processes_are_down_everywhere_or_the_page_is_declined(mode, strategy):
    """The page on sysupgrade and the page on its sample scripts say the opposite."""
    zdu = f"mode: {mode}\n  zdu: {{config: /zdu/topology.json}}\n  #"
    found = facts(
        ("mode: standard ", zdu if mode == "zdu" else "mode: standard "),
        ("strategy: downtime", f"strategy: {strategy}"),
    )
    now = {row.row for row in AXWAY.of("AXW-STEP-041") if not applies(row, found)}
    scripts = [row.row for row in AXWAY.values() if row.when.mode == "zdu"]

    assert now == {"AXW-STEP-041a" if mode == "standard" else "AXW-STEP-041b"}
    assert AXWAY["AXW-STEP-041b"].verified_by == "declined"
    assert all(bool(applies(AXWAY[row], found)) == (mode == "standard") for row in scripts)


def test_the_vendors_trial_on_production_is_declined():
    """It creates a group and deploys to it; comparing shows the same."""
    row = AXWAY["AXW-PRE-040b"]

    assert (row.verified_by, bool(row.reason)) == ("declined", True)
    assert AXWAY["AXW-PRE-040a"].verified_by == "check"


HOPS = [  # row, from, to, whether it applies
    ("AXW-PRE-129", "7.5.2", "7.7.20240830", True),
    ("AXW-PRE-129", "7.5.3", "7.7.20240830", False),
    ("AXW-PRE-143", "7.5.3", "7.7.20240830", False),
    ("AXW-PRE-143", "7.6.2", "7.7.20240830", True),
    ("AXW-PRE-013a", "7.5.3", "7.7.20200330", True),
    ("AXW-PRE-013b", "7.5.3", "7.7.20200130", True),
    ("AXW-PRE-099", "7.5.3", "7.7.20200330", False),
    ("AXW-PRE-160", "7.5.3", "7.7.20200730", True),
    ("AXW-POST-036", "7.5.3", "7.7.20200930", False),
    ("AXW-POST-031", "7.5.3", "7.7.20210130", False),
    ("AXW-POST-031", "7.5.3", "7.7.20210330", True),
    ("AXW-STEP-066", "7.6.2", "7.7.20240830", True),
    ("AXW-RB-008", "7.5.1", "7.7.20240830", True),
]


@pytest.mark.parametrize("hop", HOPS, ids=lambda hop: "-".join(map(str, hop)))
def test_rows_follow_the_updates_date(hop):
    """Where the vendor's pages differ by update, the date of the target decides."""
    row, old, new, expected = hop
    found = facts(("from: 7.5.3, to: 7.7.20240830", f"from: {old}, to: {new}"))

    assert (applies(AXWAY[row], found) == "") is expected


def test_cassandras_steps_apply_only_where_it_is_upgraded():
    """Who has 2.2.12 already has nothing to do."""
    without = facts(("  cassandra: {from: 2.2.8, to: 2.2.12}\n", ""))
    steps = [f"AXW-STEP-{n:03}" for n in range(1, 10)]

    assert [applies(AXWAY[row], facts()) for row in steps] == [""] * 9
    assert all(applies(AXWAY[row], without) for row in steps)
