"""How long a plan takes, what earlier changes measured of it, and until when to decide."""

from datetime import timedelta

import pytest

from findings.change import PlanEntry, Started, StepEnd
from runner.clock import ends, measured, timed, way_back_end
from tests.runner.fakes import END, START, command, plan

DRAINED = {"done": "drain", "name": "Ben"}


def minutes(number):
    return timedelta(minutes=number)


def test_steps_and_gates_follow_each_other():
    rows = timed(plan(), START, END)

    assert rows[0].begins == START + minutes(0.5)  # the gate at the beginning
    assert rows[1].begins == rows[0].begins + minutes(1)
    assert rows[2].begins == rows[1].begins + minutes(1 + 0.5)  # the gate before it
    assert ends(plan(), rows) == rows[-1].begins + minutes(1 + 0.5 + 3)


def test_each_step_brings_the_last_moment_nearer_by_its_undo():
    rows = timed(plan(), START, END)

    assert [END - row.decide_by for row in rows] == [
        minutes(3 + undo) for undo in (0, 5, 10, 10, 10, 15, 20)
    ]


def test_what_was_measured_replaces_the_estimate():
    rows = timed(plan(), START, END, {"dashboard.dash1.makecache": 4.0})

    assert rows[1].begins == rows[0].begins + minutes(4)
    assert [row.is_measured for row in rows] == [True, *[False] * 6]


def test_an_empty_plan_takes_no_time():
    assert ends(plan(steps=()), []) is None


@pytest.mark.parametrize(("way", "ender"), [("yes", None), ("no", "a"), ("until b", "b")])
def test_the_step_that_ends_the_way_back(way, ender):
    steps = [command("x", "gw1", "w", key=key) for key in ("a", "b")]
    found = way_back_end(plan(steps=(steps[0].model_copy(update={"way_back": way}), steps[1])))

    assert (found and found.key) == ender


def tick(world, took):
    """Let each command take its minutes."""

    def slow(step):
        world.now += minutes(took.get(step.key, 0))

    world.before_run = slow


def test_an_earlier_change_of_the_same_plan_gives_its_times(world):
    tick(world, {"gateway.gw1.update": 7})
    world.upgrade(**DRAINED)

    assert measured(world.runs, world.plan)["gateway.gw1.update"] == 7
    tick(world, {"gateway.gw1.update": 9})
    world.upgrade(**DRAINED)
    assert world.change.plan.measured["gateway.gw1.update"] == 7
    assert measured(world.runs, world.plan)["gateway.gw1.update"] == 9


def test_another_command_under_the_same_key_is_no_measure(world):
    world.upgrade(**DRAINED)
    steps = world.plan.steps
    other = steps[5].model_copy(update={"argv": ("do", "update", "gateway-3")})
    known = measured(world.runs, plan(steps=(*steps[:5], other)))

    assert "gateway.gw1.update" not in known
    assert "dashboard.dash1.update" in known


def test_a_step_that_took_a_second_try_or_was_found_out_about_is_no_measure(world):
    world.upgrade(**DRAINED)
    entry, key = world.change.plan, "dashboard.dash1.restart"
    tools = world.tools()
    from runner.change import Work  # noqa: PLC0415

    work = Work(world.journal.parent, redactor=tools.redactor, now=tools.now, signals=tools.signals)
    work.write(PlanEntry(plan=entry.plan, sha256=entry.sha256))
    for outcome in ("failed", "done"):
        work.write(Started(step=key))
        work.write(StepEnd(step=key, outcome=outcome))
    work.close()

    assert measured(world.runs, world.plan) == {}


def test_a_journal_that_can_not_be_read_measures_nothing(world):
    world.upgrade(**DRAINED)
    world.journal.write_text("nonsense\n" * 2)

    assert measured(world.runs, world.plan) == {}
