"""The document of a run: nothing planned is lost in it, and nothing is better than it was found."""

import itertools
import json

import pytest

from findings.build import build
from findings.finding import OUTCOMES
from findings.ledger import WORST_FIRST
from findings.plan import RunEnding
from findings.result import RunResult
from tests.findings.runs import ENDED, cell, finding, header, row

PLAN = (cell(1), cell(2), cell(3, "gw2"))


def line(result, name):
    """Give the requirement line of a row."""
    (found,) = (r for r in result.requirements if r.row == name)
    return found


def test_run_that_is_go():
    result = build(header(PLAN), PLAN, [finding(c) for c in PLAN], ENDED, "7b1e")

    assert (result.verdict, result.headline, result.reasons, result.stops) == ("GO", "GO", (), ())
    assert result.accounting_line == "3 planned = 3 pass -> GO"
    assert result.vendor_line == "vendor page: 3 of 3 statements: 3 checked"
    assert (result.chain_head, result.ended_at) == ("7b1e", ENDED.ended_at)
    assert (result.incomplete, result.partial, result.could_not_see) == (False, False, ())
    assert result.baseline is None
    assert list(result.versions) == ["gateway", "dashboard"]


def test_result_survives_json():
    result = build(header(PLAN), PLAN, [finding(c) for c in PLAN[:2]], None)

    assert RunResult.model_validate(json.loads(result.model_dump_json())) == result


def test_run_without_an_end_is_incomplete():
    result = build(header(PLAN), PLAN, [finding(c) for c in PLAN], None)

    assert (result.verdict, result.incomplete) == ("UNKNOWN", True)
    assert result.headline.startswith("INCOMPLETE")
    assert result.ended_at == "2026-11-20T17:02:11Z"


def test_cells_that_were_not_run_are_shown():
    ending = RunEnding(ended_at="", interrupted="Ctrl-C")
    result = build(header(PLAN), PLAN, [finding(PLAN[1])], ending)

    assert [f.cell for f in result.findings] == [c.cell for c in PLAN]
    assert [f.outcome for f in result.findings] == ["unknown", "pass", "unknown"]
    assert result.findings[0].message == "not run: Ctrl-C"
    assert result.accounting == {"pass": 1, "unknown": 2}


def test_findings_follow_the_plan_and_strays_stand_last():
    found = [finding(c) for c in (cell(9), *reversed(PLAN))]
    result = build(header(PLAN), PLAN, found, ENDED)

    assert [f.cell for f in result.findings] == [c.cell for c in (*PLAN, cell(9))]
    assert result.verdict == "UNKNOWN"


@pytest.mark.parametrize("pair", list(itertools.combinations(WORST_FIRST, 2)))
def test_row_shows_its_worst_cell(pair):
    plan = (cell(1, "gw1"), cell(1, "gw2"))
    for outcomes in (pair, pair[::-1]):
        found = [finding(c, o) for c, o in zip(plan, outcomes, strict=True)]
        shown = line(build(header(plan), plan, found, ENDED), "TYK-PRE-001")

        assert shown.outcome == pair[0]
        assert shown.cells == tuple(c.cell for c in plan)


def test_every_outcome_has_its_place_in_the_order():
    assert set(WORST_FIRST) == set(OUTCOMES)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"verified_by": "declined", "reason": "it is for Docker"}, "it is for Docker"),
        ({"planned": True}, "its check is still to come"),
        ({"applies_not": "only for rolling"}, "only for rolling"),
        ({"verified_by": "step"}, "a step of the run"),
        ({"severity": "info"}, "no cell of this run looks at it"),
    ],
)
def test_row_without_a_cell_says_why(change, reason):
    rows = (*header(PLAN).rows, row("TYK-PRE-009", **change))
    result = build(header(PLAN, rows=rows), PLAN, [finding(c) for c in PLAN], ENDED)

    assert (line(result, "TYK-PRE-009").outcome, line(result, "TYK-PRE-009").reason) == (
        None,
        reason,
    )


def test_row_that_was_narrowed_out_says_so():
    rows = (*header(PLAN).rows, row("TYK-PRE-009"))
    given = header(PLAN, rows=rows, narrowed=("-k redis",), whole=4)
    result = build(given, PLAN, [finding(c) for c in PLAN], ENDED)

    assert line(result, "TYK-PRE-009").reason == "not in this narrowed run"


def test_rows_of_other_phases_are_left_out():
    rows = (*header(PLAN).rows, row("TYK-POST-001", phases=("post",)))
    result = build(header(PLAN, rows=rows), PLAN, [finding(c) for c in PLAN], ENDED)

    assert [r.row for r in result.requirements] == ["TYK-PRE-001", "TYK-PRE-002", "TYK-PRE-003"]


def test_row_that_does_not_apply_says_why():
    found = [finding(PLAN[0], "not-applicable", message="no pump"), *map(finding, PLAN[1:])]

    assert line(build(header(PLAN), PLAN, found, ENDED), "TYK-PRE-001").reason == "no pump"


def test_differences_are_collected():
    difference = {"name": "apis", "target": "gw1", "before": 41, "after": 40}
    found = [finding(PLAN[0], "fail", differences=(difference,)), *map(finding, PLAN[1:])]
    result = build(header(PLAN), PLAN, found, ENDED)

    assert [(d.before, d.after) for d in result.differences] == [(41, 40)]


def test_node_that_was_not_reached_is_told_with_what_it_cost():
    root, needs, other = cell(1, "gw2"), cell(2, "gw2"), cell(3, "gw1")
    plan = (root, needs, other)
    found = [
        finding(root, "unknown", message="timeout"),
        finding(needs, "blocked", blocked_by=root.cell),
        finding(other),
    ]
    ending = RunEnding(
        ended_at="", unreached={"gw2": "no route to host"}, identities={"gw1": "gw1 3f"}
    )
    result = build(header(plan), plan, found, ending)
    nodes = {node.name: node for node in result.nodes}

    assert result.could_not_see == ("gw2: no route to host; 2 checks could not tell",)
    assert (nodes["gw2"].reached, nodes["gw2"].why) == (False, "no route to host")
    assert (nodes["gw1"].reached, nodes["gw1"].identity) == (True, "gw1 3f")


def test_store_that_was_not_reached_is_told_too():
    root, needs, other = cell(1, "main", node=""), cell(2, "main", node=""), cell(3)
    found = [
        finding(root, "fail", message="connection refused\nmore"),
        finding(needs, "blocked", blocked_by=root.cell),
        finding(other),
    ]
    result = build(header((root, needs, other)), (root, needs, other), found, ENDED)

    assert result.could_not_see == ("main: connection refused; 1 check could not tell",)


def test_node_that_nobody_heard_of_is_not_called_reached():
    result = build(header(PLAN), PLAN, [finding(c) for c in PLAN[:2]], None)

    assert [(n.reached, n.why) for n in result.nodes] == [
        (True, ""),
        (False, "nothing was heard from it"),
    ]


def test_notes_and_baseline_come_from_the_ending():
    ending = RunEnding(
        ended_at="",
        notes=("late redaction: 1",),
        baseline_path="baseline-1.json",
        baseline_sha256="ab",
        baseline_taken_at="2026-11-20T17:02:11Z",
        baseline_values=12,
    )
    result = build(header(PLAN), PLAN, [finding(c) for c in PLAN], ending)

    assert result.notes == ("late redaction: 1",)
    assert result.baseline is not None
    assert (result.baseline.path, result.baseline.values) == ("baseline-1.json", 12)


def test_go_has_nothing_that_stops():
    for outcomes in itertools.product(OUTCOMES, repeat=3):
        found = [finding(c, o) for c, o in zip(PLAN, outcomes, strict=True)]
        result = build(header(PLAN), PLAN, found, ENDED)

        assert sum(result.accounting.values()) == result.planned
        assert result.verdict != "GO" or result.stops == ()
        assert result.verdict != "NO-GO" or result.stops != ()
        assert result.accounting_line.endswith(f"-> {result.headline}")
