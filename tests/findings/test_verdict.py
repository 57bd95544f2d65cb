"""Each rule of the verdict has a run here that would be GO without the rule."""

import itertools

import pytest

from findings.finding import OUTCOMES
from findings.plan import RunEnding
from findings.verdict import exit_status, judge
from tests.findings.runs import ENDED, cell, finding, header, row

PLAN = (cell(1), cell(2), cell(3, "gw2"))


def run(*outcomes, plan=PLAN, ending=ENDED, **changes):
    """Judge the plan with these outcomes; the others pass."""
    found = itertools.zip_longest(plan, outcomes[: len(plan)], fillvalue="pass")
    return judge(header(plan, **changes), plan, [finding(*pair) for pair in found], ending)


def test_all_passed_is_go():
    judged = run()

    assert (judged.verdict, judged.headline, judged.reasons) == ("GO", "GO", ())
    assert (judged.partial, judged.notes) == (False, ())


def test_failed_blocker_is_no_go():
    judged = run("fail")

    assert (judged.verdict, judged.headline) == ("NO-GO", "NO-GO")
    assert judged.reasons == ("blocker failed: TYK-PRE-001 on gw1: Redis does thing 1.",)


def test_failed_blockers_come_first_among_the_reasons():
    judged = run("unknown", "fail", ending=RunEnding(ended_at="", interrupted="Ctrl-C"))

    assert judged.verdict == "NO-GO"
    assert judged.reasons[0].startswith("blocker failed: TYK-PRE-002")
    assert "interrupted: Ctrl-C" in judged.reasons[1]
    assert judged.reasons[2].startswith("blocker could not be told: TYK-PRE-001")


@pytest.mark.parametrize("outcome", ["unknown", "blocked"])
def test_unsettled_blocker_is_unknown(outcome):
    judged = run(outcome)

    assert (judged.verdict, judged.headline, len(judged.reasons)) == ("UNKNOWN", "UNKNOWN", 1)


def test_many_blocked_are_one_reason():
    plan = tuple(cell(n) for n in range(1, 8))
    root = "checks/estate/test_nodes.py::test_reached[gw1]"
    found = [finding(plan[0]), *(finding(c, "blocked", blocked_by=root) for c in plan[1:])]

    judged = judge(header(plan), plan, found, ENDED)

    assert judged.verdict == "UNKNOWN"
    assert judged.reasons == (f"6 blockers are blocked by {root}",)


@pytest.mark.parametrize("outcome", ["waived", "attested", "due", "not-applicable"])
def test_settled_blocker_lets_go(outcome):
    assert run(outcome).verdict == "GO"


@pytest.mark.parametrize("phase", ["post", "gate"])
def test_due_settles_nothing_outside_pre(phase):
    plan = tuple(c.model_copy(update={"phase": phase}) for c in PLAN)

    assert run("due", plan=plan, phase=phase).verdict == "UNKNOWN"
    assert run("pass", plan=plan, phase=phase).verdict == "GO"


@pytest.mark.parametrize(("seen", "verdict"), [("outcome", "GO"), ("readiness", "UNKNOWN")])
def test_a_rollback_is_go_only_where_something_was_seen_to_be_back(seen, verdict):
    """Before anything was done, its rows do not apply: that is no rollback that went well."""
    plan = tuple(c.model_copy(update={"phase": "rollback"}) for c in PLAN)
    rows = tuple(
        row(name, phases=("rollback",), rollback=seen) for c in PLAN for name in c.requirements
    )
    judged = run(plan=plan, phase="rollback", rows=rows)

    assert judged.verdict == verdict
    assert verdict == "GO" or "nothing was done that could be rolled back" in judged.reasons[0]


def test_a_gate_misses_no_node_that_it_does_not_look_at():
    plan = tuple(c.model_copy(update={"phase": "gate"}) for c in PLAN[:2])

    nodes = (*header(PLAN).nodes,)

    assert run(plan=plan, phase="gate", gate="updated", nodes=nodes, rows=()).verdict == "GO"
    assert run(plan=plan, phase="gate", nodes=nodes, rows=()).verdict == "UNKNOWN"


@pytest.mark.parametrize("severity", ["warning", "info"])
@pytest.mark.parametrize("outcome", ["fail", "unknown", "blocked"])
def test_what_is_no_blocker_is_named_and_does_not_stop(severity, outcome):
    plan = (cell(1, severity=severity), *PLAN[1:])
    judged = run(outcome, plan=plan)

    assert (judged.verdict, judged.reasons) == ("GO", ())
    kind = {"warning": "1 warning", "info": "1 info row"}[severity]
    said = {"fail": "failed", "unknown": "could not be told", "blocked": "blocked"}[outcome]
    assert judged.notes == (f"{kind} {said}: TYK-PRE-001 on gw1",)


def test_unsigned_attestation_that_is_no_blocker_does_not_stop():
    plan = (cell(1, severity="info", attestation=True, target="estate", node=""), *PLAN[1:])

    assert run("unknown", plan=plan).verdict == "GO"


def test_unsigned_attestation_that_is_a_blocker_stops():
    plan = (*PLAN, cell(4, attestation=True, target="estate", node=""))

    assert run("pass", "pass", "pass", "unknown", plan=plan).verdict == "UNKNOWN"


def test_narrowed_run_is_partial_and_never_go():
    judged = run(narrowed=("-k redis",), whole=214)

    assert (judged.verdict, judged.headline) == ("UNKNOWN", "PARTIAL 3 of 214")
    assert judged.partial
    assert "-k redis" in judged.reasons[0]


def test_narrowing_that_leaves_nothing_out_is_still_partial():
    judged = run(narrowed=("--lf",))

    assert (judged.verdict, judged.headline) == ("UNKNOWN", "PARTIAL 3 of 3")


def test_narrowing_that_nobody_named_is_partial_all_the_same():
    assert run(whole=4).headline == "PARTIAL 3 of 4"


def test_plan_larger_than_the_phase_is_not_go():
    assert run(whole=2).verdict == "UNKNOWN"


def test_failed_blocker_of_a_narrowed_run_is_no_go():
    judged = run("fail", narrowed=("-k redis",), whole=214)

    assert (judged.verdict, judged.headline) == ("NO-GO", "PARTIAL 3 of 214, 1 blocker failed")


def test_interrupted_run_is_unknown_even_when_no_cell_is_missing():
    judged = run(ending=RunEnding(ended_at="", interrupted="Ctrl-C"))

    assert (judged.verdict, judged.headline) == ("UNKNOWN", "UNKNOWN")


def test_run_without_an_end_is_stamped():
    assert run(ending=None).headline == "INCOMPLETE, UNKNOWN"
    assert run("fail", ending=None).headline == "INCOMPLETE, NO-GO"
    assert run(whole=9, ending=None).headline == "INCOMPLETE, PARTIAL 3 of 9"


def test_empty_plan_is_unknown():
    judged = judge(header(()), (), (), ENDED)

    assert judged.verdict == "UNKNOWN"
    assert "nothing was planned" in judged.reasons


@pytest.mark.parametrize("severity", ["blocker", "warning", "info"])
def test_missing_finding_is_unknown(severity):
    plan = (*PLAN, cell(4, severity=severity))
    judged = judge(header(plan), plan, [finding(c) for c in PLAN], ENDED)

    assert judged.verdict == "UNKNOWN"
    assert judged.reasons == (f"1 cell was not run: {plan[3].cell}",)


@pytest.mark.parametrize("second", ["pass", "fail"])
def test_second_finding_of_a_cell_is_unknown(second):
    found = [*(finding(c) for c in PLAN), finding(PLAN[0], second)]
    judged = judge(header(PLAN), PLAN, found, ENDED)

    assert judged.verdict == "UNKNOWN"
    assert "more than one finding" in judged.reasons[0]


def test_blocker_that_failed_twice_failed():
    found = [*(finding(c) for c in PLAN[1:]), *[finding(PLAN[0], "fail")] * 2]

    assert judge(header(PLAN), PLAN, found, ENDED).verdict == "NO-GO"


def test_finding_of_no_planned_cell_is_unknown():
    found = [finding(c) for c in (*PLAN, cell(9))]
    judged = judge(header(PLAN), PLAN, found, ENDED)

    assert judged.verdict == "UNKNOWN"
    assert "no place in the plan" in judged.reasons[0]


def test_cell_that_is_planned_twice_is_unknown():
    plan = (*PLAN, PLAN[0])

    assert judge(header(plan), plan, [finding(c) for c in PLAN], ENDED).verdict == "UNKNOWN"


@pytest.mark.parametrize("change", [{"severity": "info"}, {"phase": "post"}])
def test_finding_that_differs_from_its_plan_is_unknown(change):
    found = [finding(PLAN[0], "pass", **change), *(finding(c) for c in PLAN[1:])]

    assert judge(header(PLAN), PLAN, found, ENDED).verdict == "UNKNOWN"


def test_severity_is_the_plans_and_not_the_findings():
    found = [finding(PLAN[0], "fail", severity="info"), *(finding(c) for c in PLAN[1:])]

    assert judge(header(PLAN), PLAN, found, ENDED).verdict == "NO-GO"


def test_plan_of_another_phase_is_unknown():
    plan = tuple(c.model_copy(update={"phase": "post"}) for c in PLAN)

    assert run(plan=plan, phase="pre").verdict == "UNKNOWN"


def test_node_without_a_pass_is_unknown():
    judged = run("pass", "pass", "not-applicable")

    assert judged.verdict == "UNKNOWN"
    assert judged.reasons == ("no check passed on gw2",)


def test_pass_counts_for_the_node_of_its_finding():
    plan = (*PLAN[:2], cell(3, "gw2", node=""))
    found = [*(finding(c) for c in PLAN[:2]), finding(plan[2], node="gw2")]

    assert judge(header(PLAN), plan, found, ENDED).verdict == "GO"


def test_node_of_the_plan_stands_over_that_of_the_finding():
    found = [*(finding(c) for c in PLAN[:2]), finding(PLAN[2], node="gw9")]

    assert judge(header(PLAN), PLAN, found, ENDED).verdict == "GO"


def test_finding_that_was_not_planned_is_told_once_however_often_it_is_there():
    found = [*(finding(c) for c in PLAN), *[finding(cell(9))] * 2]

    assert len(judge(header(PLAN), PLAN, found, ENDED).reasons) == 1


def test_only_not_applicable_is_unknown():
    judged = run(*["not-applicable"] * 3)

    assert judged.verdict == "UNKNOWN"
    assert judged.reasons[-1] == "no check passed at all"


def test_inventory_without_nodes_is_unknown():
    assert run(nodes=()).verdict == "UNKNOWN"


def test_check_that_is_still_to_come_holds_back_go():
    rows = (*header(PLAN).rows, row("TYK-PRE-009", planned=True, severity="info"))
    judged = run(rows=rows)

    assert judged.verdict == "UNKNOWN"
    assert judged.reasons == ("1 check is still to come: TYK-PRE-009",)


def test_blocker_that_is_still_to_come_is_told_once():
    rows = (*header(PLAN).rows, row("TYK-PRE-009", planned=True))

    assert run(rows=rows).reasons == ("1 check is still to come: TYK-PRE-009",)


def test_narrowed_run_does_not_list_every_row_it_left_out():
    rows = (*header(PLAN).rows, row("TYK-PRE-009"))

    assert len(run(rows=rows, narrowed=("-k redis",), whole=4).reasons) == 1


def test_blocked_cell_that_names_no_cause_is_told_all_the_same():
    found = [finding(PLAN[0], "blocked"), *(finding(c) for c in PLAN[1:])]
    judged = judge(header(PLAN), PLAN, found, ENDED)

    assert judged.reasons == ("1 blocker is blocked by a cell that it does not name",)


@pytest.mark.parametrize("change", [{"phases": ("post",)}, {"applies_not": "only for rolling"}])
def test_check_to_come_of_another_phase_or_case_does_not(change):
    rows = (*header(PLAN).rows, row("TYK-PRE-009", planned=True, **change))

    assert run(rows=rows).verdict == "GO"


@pytest.mark.parametrize("how", ["check", "attestation"])
def test_blocker_row_without_a_cell_is_unknown(how):
    rows = (*header(PLAN).rows, row("TYK-PRE-009", verified_by=how))
    judged = run(rows=rows)

    assert judged.verdict == "UNKNOWN"
    assert judged.reasons == ("1 blocker has no cell: TYK-PRE-009",)


@pytest.mark.parametrize(
    "change",
    [
        {"verified_by": "step"},
        {"verified_by": "declined", "reason": "ours"},
        {"applies_not": "only for rolling"},
        {"phases": ("post",)},
        {"severity": "warning"},
    ],
)
def test_row_that_needs_no_cell_does_not_hold_back_go(change):
    assert run(rows=(*header(PLAN).rows, row("TYK-PRE-009", **change))).verdict == "GO"


def test_accepted_risks_are_counted_in_the_headline():
    warning = cell(4, severity="warning")

    assert run("waived").headline == "GO with 1 accepted risk"
    assert run("pass", "waived", "pass", "waived", plan=(*PLAN, cell(4))).headline == (
        "GO with 2 accepted risks"
    )
    assert run("pass", "pass", "pass", "waived", plan=(*PLAN, warning)).headline == "GO"


def test_what_is_due_is_told_in_the_time_of_the_window():
    assert run("due").headline == "GO, 1 due at 21:00"
    assert run("pass", "due", "pass", "waived", plan=(*PLAN, cell(4))).headline == (
        "GO with 1 accepted risk, 1 due at 21:00"
    )
    assert run("due", freeze="").headline == "GO, 1 due"


def test_go_needs_every_blocker_settled_whatever_else_came_out():
    for outcomes in itertools.product(OUTCOMES, repeat=3):
        judged = run(*outcomes)
        if judged.verdict == "GO":
            assert not {"fail", "unknown", "blocked"} & set(outcomes)
            assert outcomes[2] == "pass"
            assert "pass" in outcomes[:2]
        assert (judged.verdict == "NO-GO") == ("fail" in outcomes)
        assert (judged.verdict == "GO") == (judged.reasons == ())


@pytest.mark.parametrize(
    ("verdict", "partial", "status"),
    [
        ("GO", False, 0),
        ("NO-GO", False, 1),
        ("UNKNOWN", False, 7),
        ("UNKNOWN", True, 7),
        ("NO-GO", True, 7),
        ("GO", True, 7),
        ("anything else", False, 7),
    ],
)
def test_exit_status(verdict, partial, status):
    assert exit_status(verdict, partial) == status


def test_blockers_are_told_with_the_root_and_not_with_a_cell_that_is_blocked_itself():
    """The cell to mend is the first of the chain."""
    plan = [cell(n) for n in (1, 2, 3)]
    found = [
        finding(plan[0], "unknown"),
        finding(plan[1], "blocked", blocked_by=plan[0].cell),
        finding(plan[2], "blocked", blocked_by=plan[1].cell),
    ]

    reasons = judge(header(plan), plan, found, ENDED).reasons

    assert f"2 blockers are blocked by {plan[0].cell}" in reasons


def test_a_cause_that_nobody_found_is_named_as_it_was_given():
    plan = [cell(1)]
    found = [finding(plan[0], "blocked", blocked_by="checks/x.py::test_gone[gw1]")]

    reasons = judge(header(plan), plan, found, ENDED).reasons

    assert "1 blocker is blocked by checks/x.py::test_gone[gw1]" in reasons
