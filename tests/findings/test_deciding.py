"""Until when to decide, from the window, the steps that were done and the way back."""

from datetime import UTC, datetime, timedelta

from findings.change import Change, ChangeHeader, PhaseRun, PlanEntry, StepLine
from findings.deciding import (
    decide_by,
    last_moment,
    minutes,
    remaining_undo,
    way_back_ended,
    way_back_ends,
)
from findings.step import Plan, Step, Truth

END = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def step(key, **changes):
    given = {"key": key, "title": key, "truth": Truth(by="repeatable"), "undo_minutes": 10.0}
    return Step(**{**given, **changes})


def line(key, state="waiting", action="upgrade", **changes):
    return StepLine(step=step(key, **changes), action=action, state=state)


def change(*steps, back=(), measured=None):
    header = ChangeHeader(
        environment="lab", product="tyk", change="CHG1", strategy="downtime", versions={},
        timezone="UTC", window_start="", window_end="", freeze="", operator="anna",
        started_at="", tool_version="1", catalogue="9f3c", inventory_sha256="", nodes=(),
    )  # fmt: skip
    plan = Plan(action="rollback", product="tyk", steps=tuple(one.step for one in back))
    entry = PlanEntry(plan=plan, sha256="", measured=measured or {}) if back else None
    return Change(header=header, steps=steps, back=back, way_back=entry, last_at="", head="")


def test_deciding_leaves_room_for_the_undo_and_for_its_proof():
    assert decide_by(END, 20, 5) == END - timedelta(minutes=25)


def test_what_was_begun_has_to_be_undone_whether_it_ended_well_or_not():
    states = ("done", "failed", "unknown", "running", "skipped", "undone", "waiting")

    assert remaining_undo(change(*(line(state, state) for state in states))) == 40


def test_once_going_back_was_begun_only_the_rest_of_that_counts():
    back = (line("b1", "done", "rollback", minutes=4), line("b2", "failed", "rollback", minutes=5),
            line("b3", action="rollback", minutes=6))  # fmt: skip

    assert remaining_undo(change(line("a", "done"), back=back)) == 11
    assert remaining_undo(change(line("a", "done"), back=back, measured={"b3": 2})) == 7


def test_the_way_back_ends_at_the_first_step_that_ends_it():
    until = change(line("a", way_back="until c"), line("b"), line("c"), line("d", way_back="no"))
    never = change(line("a"), line("b"))

    assert way_back_ends(until).step.key == "c"
    assert way_back_ends(change(line("a"), line("b", way_back="no"))).step.key == "b"
    assert way_back_ends(never) is None


def test_a_step_that_ends_it_has_ended_it_once_it_was_begun():
    assert way_back_ended(change(line("a", "done"), line("b", way_back="no"))) is None
    assert way_back_ended(change(line("b", "running", way_back="no"))).step.key == "b"


def test_a_measured_time_goes_before_an_estimate():
    entry = PlanEntry(
        plan=Plan(action="upgrade", product="tyk", steps=()), sha256="", measured={"a": 0.5}
    )

    assert minutes(entry, step("a", minutes=3)) == 0.5
    assert minutes(entry, step("b", minutes=3)) == 3


def test_a_change_without_an_end_of_its_window_has_no_such_moment():
    assert last_moment(change(line("a", "done"))) is None


def test_the_last_moment_counts_what_was_done_and_what_a_proof_took():
    given = change(line("a", "done"), line("b"))
    header = given.header.model_copy(update={"window_end": "2026-11-22T03:00:00+00:00"})
    ran = PhaseRun(
        phase="pre", when="first", directory="x", verdict="GO", holds=True, status=0, seconds=120
    )
    known = given.model_copy(update={"header": header, "phases": (("", ran),)})

    assert last_moment(known) == END - timedelta(minutes=12)
    assert last_moment(known, 30) == END - timedelta(minutes=32)
