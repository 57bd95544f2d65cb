"""What a rehearsal's rollback took replaces the estimate of each undo, in plan and decide-by."""

from datetime import timedelta

from findings.deciding import last_moment, remaining_undo
from runner.clock import timed
from runner.executor import Ran
from runner.undoing import undone_in
from tests.runner.fakes import END, START, plan, way_back

DRAINED = {"done": "drain", "name": "Ben"}
DECIDED = {"yes": True, "name": "Ben"}
UPDATE = "gateway.gw1.update"


def undoing(change):
    """Say of each step of the way back what it undoes; two are of one step."""
    made = way_back(change)
    keys = {
        step.key: step.key.removesuffix(".undo").replace("gw1.restart", "gw1.update")
        for step in made.steps
    }
    return made.model_copy(
        update={"steps": tuple(s.model_copy(update={"undoes": keys[s.key]}) for s in made.steps)}
    )


def rehearse(world, monkeypatch, took):
    monkeypatch.setattr("tests.runner.fakes.way_back", undoing)
    world.upgrade(**DRAINED)

    def slow(step):
        world.now += timedelta(minutes=took.get(step.key, 0))

    world.before_run = slow
    status = world.rollback(**DECIDED)
    world.now = START
    world.before_run = lambda _: None
    return status


def test_the_parts_of_an_undo_are_added(world, monkeypatch):
    assert rehearse(world, monkeypatch, {f"{UPDATE}.undo": 7, "gateway.gw1.restart.undo": 2}) == 12

    assert undone_in(world.runs, world.plan)[UPDATE] == 9


def test_the_next_change_decides_by_what_was_measured(world, monkeypatch):
    rehearse(world, monkeypatch, {f"{UPDATE}.undo": 31})
    world.shut["post"] = ()
    world.upgrade(**DRAINED)
    change = world.change

    assert change.plan.undone_in[UPDATE] == 31
    others = sum(change.plan.undone_in.get(s.key, s.undo_minutes) for s in world.plan.steps)
    assert remaining_undo(change) == others
    assert others >= 31
    assert END - last_moment(change) >= timedelta(minutes=31)


def test_a_plan_shows_it_before_anything_is_begun():
    rows = timed(plan(), START, END, {}, {"dashboard.dash1.update": 41})

    assert END - rows[1].decide_by == timedelta(minutes=3 + 41)


def test_a_rollback_that_did_not_end_well_or_took_a_second_try_measures_nothing(world, monkeypatch):
    world.says[f"{UPDATE}.undo"] = Ran(1, "no such package")
    assert rehearse(world, monkeypatch, {}) == 11
    assert undone_in(world.runs, world.plan) == {}
    world.says.clear()
    assert world.rollback(**DECIDED) == 12

    measured = undone_in(world.runs, world.plan)
    assert UPDATE not in measured
    assert "dashboard.dash1.update" in measured


def test_another_command_under_the_same_key_is_no_measure(world, monkeypatch):
    rehearse(world, monkeypatch, {})
    steps = [
        step.model_copy(update={"argv": ("do", "update", "3")}) if step.key == UPDATE else step
        for step in plan().steps
    ]

    assert UPDATE not in undone_in(world.runs, plan(steps=tuple(steps)))


def test_what_is_left_is_counted_as_it_was_measured(world):
    def slow(step):
        world.now += timedelta(minutes=100 if step.key == "gateway.gw1.restart" else 0)

    world.before_run = slow
    world.upgrade(**DRAINED)
    world.now, world.before_run = END - timedelta(minutes=60), lambda _: None
    world.says["dashboard.dash1.restart"] = Ran(1, "no")
    assert world.upgrade(**DRAINED) == 11

    assert "the steps that are left take 10" in world.screen
    assert "longer than the window" in world.screen
