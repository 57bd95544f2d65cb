"""The way back: decided by a person, in reverse, proven; refused where it would lose data."""

import pytest

from findings.journal import verify
from runner.executor import Ran
from tests.runner.fakes import END, breach, plan

DRAINED = {"done": "drain", "name": "Ben"}
DECIDED = {"yes": True, "name": "Ben", "reason": "an API is gone"}
UNDONE = [
    f"{step.key}.undo" for step in reversed(plan().steps)
    if step.undo_minutes and step.kind == "command"
]  # fmt: skip


def back(world):
    return [key for key in world.done if key.endswith(".undo")]


def test_what_was_done_is_undone_in_reverse_and_proven(world):
    world.upgrade(**DRAINED)
    world.asked.clear()

    assert world.rollback(**DECIDED) == 12
    assert back(world) == UNDONE
    assert [one[:3] for one in world.asked] == [
        ("gate", "readiness", "first"), ("rollback", "", "last"),
    ]  # fmt: skip
    assert [(one.kind, one.name, one.reason) for _, one in world.change.decisions] == [
        ("roll-back", "Ben", "an API is gone")
    ]
    assert verify(world.journal) == []


def test_half_an_upgrade_is_half_undone(world):
    world.says["gateway.gw1.update"] = Ran(1, "broken")
    world.upgrade(**DRAINED)

    assert world.rollback(**DECIDED) == 12
    assert back(world) == [key for key in UNDONE if key != "gateway.gw1.restart.undo"]


def test_without_a_change_there_is_nothing_to_undo(world):
    assert world.rollback(**DECIDED) == 10
    assert "nothing was done that could be rolled back" in world.screen
    assert not world.runs.exists()


def test_before_the_first_step_there_is_nothing_to_undo(world):
    world.shut["pre"] = breach("TYK-PRE-046")
    world.upgrade()

    assert world.rollback(**DECIDED) == 10


def test_nobody_rolls_back_without_a_name(world):
    world.upgrade(**DRAINED)

    assert world.rollback() == 11
    assert back(world) == []
    assert "rollback --inventory" in world.screen
    assert "--yes --name" in world.screen


@pytest.mark.parametrize("said", [["no"], [""], ["yes", ""]])
def test_a_prompt_that_is_not_answered_with_yes_and_a_name_does_nothing(world, said):
    world.upgrade(**DRAINED)

    assert world.rollback(answers=said) == 11
    assert back(world) == []


def test_at_a_terminal_it_shows_what_it_will_do_and_asks(world):
    world.upgrade(**DRAINED)

    assert world.rollback(answers=["yes", "Ben"]) == 12
    assert "undo do restart gateway" in world.screen
    assert world.change.decisions[-1][1].name == "Ben"


def test_no_readiness_no_rollback(world):
    world.upgrade(**DRAINED)
    world.shut["readiness"] = breach("TYK-RB-002")

    assert world.rollback(**DECIDED) == 11
    assert back(world) == []
    assert "--override TYK-RB-002" in world.screen


def test_a_rollback_that_is_not_equal_to_the_baseline_is_13_and_is_proven_again_only(world):
    world.upgrade(**DRAINED)
    world.shut["rollback"] = breach("TYK-RB-010")

    assert world.rollback(**DECIDED) == 13
    assert not world.change.over
    assert world.upgrade() == 11
    assert "a rollback of this change was begun" in world.screen
    world.shut.clear()
    assert world.rollback() == 12
    assert back(world) == UNDONE


def test_a_step_of_the_way_back_that_fails_is_gone_on_with(world):
    world.upgrade(**DRAINED)
    world.says["gateway.gw1.update.undo"] = Ran(1, "no such package")

    assert world.rollback(**DECIDED) == 11
    assert "undone     1 of 4 steps, the last one gateway.gw1.restart.undo" in world.screen
    world.says.clear()
    assert world.rollback() == 12
    assert back(world) == UNDONE


def test_a_change_that_was_rolled_back_is_over(world):
    world.upgrade(**DRAINED)
    world.rollback(**DECIDED)
    before = list(world.done)

    assert world.rollback(**DECIDED) == 12
    assert world.done == before
    assert "was rolled back already" in world.screen


def migrating():
    """Make a restart that migrates what is stored."""
    steps = [
        step.model_copy(update={"data_loss": "APIs that were made since"})
        if step.key == "dashboard.dash1.restart" else
        step.model_copy(update={"way_back": "until dashboard.dash1.restart"})
        for step in plan().steps
    ]  # fmt: skip
    return plan(steps=tuple(steps))


@pytest.mark.parametrize("typed", ["", "prod", "LAB"])
def test_behind_the_point_of_no_return_data_is_lost_only_by_the_environments_name(world, typed):
    world.plan = migrating()
    world.upgrade(**DRAINED)

    assert world.rollback(**DECIDED, accept_data_loss=typed) == 11
    assert back(world) == []
    assert "dashboard.dash1.restart: APIs that were made since" in world.screen
    assert "--accept-data-loss ENVIRONMENT" in world.screen
    assert world.rollback(**DECIDED, accept_data_loss="lab") == 12
    assert [one.kind for _, one in world.change.decisions] == ["accept-data-loss", "roll-back"]


def test_before_that_point_nothing_has_to_be_accepted(world):
    world.plan = migrating()
    world.says["dashboard.dash1.update"] = Ran(1, "broken")
    world.unclear.add("dashboard.dash1.update")
    world.upgrade()

    assert world.rollback(**DECIDED) == 12


def test_behind_a_step_without_a_way_back_nothing_is_undone(world):
    first, *others = plan().steps
    world.plan = plan(steps=(first.model_copy(update={"way_back": "no"}), *others))
    world.upgrade(**DRAINED)

    assert world.rollback(**DECIDED, accept_data_loss="lab") == 11
    assert "behind it there is no way back" in world.screen


def test_going_back_is_never_refused_because_of_the_time(world):
    world.upgrade(**DRAINED)
    world.now = END

    assert world.rollback(answers=["yes", "Ben"]) == 12
    assert "It no longer ends in the window" in world.screen
