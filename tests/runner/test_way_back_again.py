"""A rollback that stopped before its first step, or had nothing to undo: it can be gone on with."""

import pytest

from findings.chain import JournalError
from findings.change import StepEnd
from findings.folding import change_of
from findings.step import Gate
from runner.change import Work
from runner.executor import Ran
from tests.runner.fakes import Killed, breach, way_back

DRAINED = {"done": "drain", "name": "Ben"}
DECIDED = {"yes": True, "name": "Ben"}


def shut_before_the_first(monkeypatch, world):
    """Let the first step of the way back stand behind a gate of its own."""

    def made(change):
        plan = way_back(change)
        first, *others = plan.steps
        gate = Gate(phase="gate", name="undo")
        return plan.model_copy(
            update={"steps": (first.model_copy(update={"before": (gate,)}), *others)}
        )

    monkeypatch.setattr("tests.runner.fakes.way_back", made)
    world.shut["undo"] = breach("TYK-RB-003")


def test_an_unclear_step_of_the_upgrade_does_not_spoil_the_second_try(world, monkeypatch):
    def dies(step):
        if step.key == "gateway.gw1.update":
            raise Killed

    world.before_run = dies
    with pytest.raises(Killed):
        world.upgrade(**DRAINED)
    world.before_run = lambda _: None
    world.unclear.add("gateway.gw1.update")
    shut_before_the_first(monkeypatch, world)

    assert world.rollback(**DECIDED) == 11
    world.shut.clear()
    assert world.rollback(**DECIDED) == 12
    assert change_of(world.journal).over


def test_an_entry_that_nobody_could_read_back_is_not_written(world):
    world.upgrade(**DRAINED)
    before = world.journal.read_bytes()
    tools = world.tools()
    work = Work(world.journal.parent, redactor=tools.redactor, now=tools.now, signals=tools.signals)
    with pytest.raises(JournalError, match="the plan has no step nowhere"):
        work.write(StepEnd(step="nowhere", outcome="done"))
    work.close()

    assert world.journal.read_bytes() == before


@pytest.mark.parametrize("key", ["dashboard.dash1.makecache", "dashboard.dash1.update"])
def test_a_first_step_that_failed_and_did_nothing_leaves_the_upgrade_open(world, key):
    world.says[key] = Ran(1, "Cannot find a valid baseurl")

    assert world.upgrade() == 11
    assert world.rollback(**DECIDED) == 10
    assert "nothing was done that could be rolled back" in world.screen
    assert "python -m runner upgrade" in world.screen
    world.says.clear()
    assert world.upgrade(**DRAINED) == 0


def test_a_plan_without_steps_begins_no_rollback(world, monkeypatch):
    world.upgrade(**DRAINED)
    monkeypatch.setattr(
        "tests.runner.fakes.way_back", lambda change: way_back(change).model_copy(
            update={"steps": ()}
        )
    )  # fmt: skip

    assert world.rollback(**DECIDED) == 10
    assert world.change.way_back is None


def test_what_left_no_trace_does_not_bind_the_change_to_its_inventory(world):
    world.says["dashboard.dash1.makecache"] = Ran(1, "no route")
    world.upgrade()
    first = world.journal
    world.file.write_text(world.file.read_text() + "# another window was approved\n")
    world.says.clear()

    assert world.upgrade(**DRAINED) == 0
    assert world.journal != first


def test_a_change_that_was_refused_at_its_beginning_hides_no_earlier_one(world):
    world.upgrade(**DRAINED)
    upgraded = world.journal
    world.shut["pre"] = breach("EST-005")
    assert world.upgrade() == 10
    assert world.journal != upgraded
    world.shut.clear()

    assert world.rollback(**DECIDED) == 12
    assert change_of(upgraded).over
    assert world.rollback(**DECIDED) == 12
    assert "was rolled back already" in world.screen


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("from: 5.3.9, to: 5.8.9", "from: 5.8.9, to: 5.9.0", "gateway went from 5.3.9 to 5.8.9"),
        ("gw1", "gw7", "node gw1 is no longer in it"),
        (
            "roles: [dashboard, pump]}",
            "roles: [pump]}\n  dash2: {address: 10.213.77.19, roles: [dashboard]}",
            "dash1 is no longer a dashboard",
        ),
    ],
)
def test_nobody_goes_back_by_the_inventory_of_another_change(world, old, new, says):
    world.upgrade(**DRAINED)
    before = list(world.done)
    text = world.file.read_text()
    assert old in text
    world.file.write_text(text.replace(old, new))

    assert world.rollback(**DECIDED) == 11
    assert says in world.screen
    assert world.done == before


def test_a_rehearsal_with_the_same_ticket_is_another_change(world):
    world.says["gateway.gw1.update"] = Ran(1, "broken")
    world.upgrade(**DRAINED)
    staging, done = world.journal, list(world.done)
    world.file.write_text(world.file.read_text().replace("environment: lab", "environment: prod"))
    world.says.clear()

    assert world.rollback(**DECIDED) == 10
    assert world.done == done
    assert world.upgrade(**DRAINED) == 0
    assert world.journal != staging
    assert world.change.header.environment == "prod"
    assert world.done[len(done) :] == [s.key for s in world.plan.steps if s.kind == "command"]


def test_the_line_to_type_asks_for_no_less_than_was_asked(world):
    world.upgrade(**DRAINED)

    assert world.rollback(restore=("redis",), accept_data_loss="lab", name="Ben") == 11
    assert "--restore redis --accept-data-loss lab --yes --name" in world.screen


def test_a_restore_that_comes_too_late_is_refused(world):
    world.upgrade(**DRAINED)
    world.says["gateway.gw1.update.undo"] = Ran(1, "no such package")
    world.rollback(**DECIDED)
    world.says.clear()

    assert world.rollback(**DECIDED, restore=("mongo",)) == 11
    assert "begun without restoring mongo" in world.screen
    assert "--restore mongo" not in world.screen.partition("do  ")[2]
    assert world.rollback(**DECIDED) == 12
