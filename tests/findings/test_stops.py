"""What stands in the way is told once, root cause first, with whose it is and what to do."""

import pytest

from findings.stops import stops
from tests.findings.runs import cell, finding


def told(plan, found):
    """Give (requirement, message) of each stop."""
    return [(stop.requirements[0], stop.message) for stop in stops(plan, found)]


def test_stop_says_whose_it_is_what_to_do_and_how_to_check_again():
    planned = cell(46, "main")
    (stop,) = stops((planned,), [finding(planned, "fail", message="assert '4.0' in ('7.0',)")])

    assert (stop.owner, stop.do, stop.command) == ("dba", "Mend 46.", "mend 46")
    assert stop.then == "pytest -m pre --requirement=TYK-PRE-046"
    assert (stop.target, stop.title) == ("main", "Redis does thing 46.")
    assert stop.message == "assert '4.0' in ('7.0',)"


def test_failed_come_before_unknown_and_settled_are_not_told():
    plan = tuple(cell(n) for n in range(1, 7))
    outcomes = ("pass", "unknown", "fail", "waived", "attested", "not-applicable")
    found = [finding(c, o, message=o) for c, o in zip(plan, outcomes, strict=True)]

    assert told(plan, found) == [("TYK-PRE-003", "fail"), ("TYK-PRE-002", "unknown")]


def test_failing_warnings_are_no_stops():
    planned = cell(1, severity="warning")

    assert stops((planned,), [finding(planned, "fail")]) == ()


def test_due_stops_only_outside_pre():
    pre, post = cell(1), cell(1, phase="post")

    assert stops((pre,), [finding(pre, "due")]) == ()
    assert len(stops((post,), [finding(post, "due")])) == 1


def test_blocked_are_told_with_their_root_through_any_number_of_links():
    plan = tuple(cell(n) for n in range(1, 6))
    found = [
        finding(plan[0], "unknown", message="no answer from redis:main"),
        finding(plan[1], "blocked", blocked_by=plan[0].cell),
        finding(plan[2], "blocked", blocked_by=plan[1].cell),
        finding(plan[3], "fail", message="wrong"),
        finding(plan[4], "unknown", message="sudo refused"),
    ]

    assert told(plan, found) == [
        ("TYK-PRE-004", "wrong"),
        ("TYK-PRE-001", "no answer from redis:main\nand 2 checks that need it"),
        ("TYK-PRE-005", "sudo refused"),
    ]


def test_root_that_is_only_a_warning_stops_when_a_blocker_hangs_on_it():
    root, needs = cell(1, severity="warning"), cell(2)
    held = finding(needs, "blocked", blocked_by=root.cell)

    assert told((root, needs), [finding(root, "fail", message="refused"), held]) == [
        ("TYK-PRE-001", "refused\nand 1 check that needs it")
    ]


def test_root_that_holds_only_warnings_is_no_stop():
    root, needs = cell(1, severity="warning"), cell(2, severity="warning")

    assert stops((root, needs), [finding(root, "fail"), finding(needs, "blocked")]) == ()


def test_blocked_blocker_never_vanishes():
    one, two, fine = cell(1), cell(2), cell(3)
    for causes in (("", ""), ("gone", "gone"), (two.cell, one.cell), (one.cell, fine.cell)):
        found = [
            finding(one, "blocked", blocked_by=causes[0]),
            finding(two, "blocked", blocked_by=causes[1]),
            finding(fine),
        ]

        assert [s.requirements for s in stops((one, two, fine), found)] == [
            one.requirements,
            two.requirements,
        ]


def test_circle_that_a_blocked_cell_leads_into_has_an_end():
    plan = tuple(cell(n) for n in range(1, 4))
    causes = (plan[1].cell, plan[2].cell, plan[1].cell)
    found = [finding(c, "blocked", blocked_by=b) for c, b in zip(plan, causes, strict=True)]

    assert len(stops(plan, found)) == 3


def test_failed_warning_that_blocks_comes_after_failed_blockers():
    root, needs, failed = cell(1, severity="warning"), cell(2), cell(3)
    found = [
        finding(root, "fail"),
        finding(needs, "blocked", blocked_by=root.cell),
        finding(failed, "fail"),
    ]

    assert [name for name, _ in told((root, needs, failed), found)] == [
        "TYK-PRE-003",
        "TYK-PRE-001",
    ]


@pytest.mark.parametrize(
    ("remedy", "expected"),
    [
        ({"text": "Ask."}, ("dba", "Ask.", "")),
        (
            {"command": "ls", "owner": "ops"},
            ("ops", "Find out why, mend it, then check again.", "ls"),
        ),
        ({"owner": "ops"}, ("dba", "Mend 1.", "mend 1")),
    ],
)
def test_remedy_is_taken_whole_from_one_place(remedy, expected):
    planned = cell(1)
    (stop,) = stops((planned,), [finding(planned, "fail", remedy=remedy)])

    assert (stop.owner, stop.do, stop.command) == expected


def test_remedy_of_the_finding_is_nearer_than_the_catalogues():
    planned = cell(1)
    remedy = {"text": "Ask for sudo rights.", "command": "visudo"}
    (stop,) = stops((planned,), [finding(planned, "unknown", remedy=remedy)])

    assert (stop.owner, stop.do, stop.command) == ("dba", "Ask for sudo rights.", "visudo")


def test_stop_without_any_remedy_still_says_what_to_do():
    planned = cell(1, remedy={})
    (stop,) = stops((planned,), [finding(planned, "fail")])

    assert stop.do
