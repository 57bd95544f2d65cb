"""From pre to post, and each way in which an upgrade stops: status, sentence, next command."""

import pytest

from findings.journal import verify
from findings.step import Gate
from runner.executor import Ran
from tests.runner.fakes import END, START, breach, plan, steps_of

KEYS = [step.key for step in plan().steps if step.kind == "command"]
DRAINED = {"done": "drain", "name": "Ben"}


def test_an_upgrade_asks_every_gate_and_runs_every_step_in_order(world):
    assert world.upgrade(**DRAINED) == 0
    assert world.done == KEYS
    assert world.asked == [
        ("pre", "", "first", ""),
        ("gate", "begin", "first", ""),
        ("gate", "dashboard-ready", "before", "dashboard.dash1.update"),
        ("post", "", "after", "dashboard.dash1.restart"),
        ("gate", "gateway-ready", "before", "gateway.gw1.update"),
        ("post", "", "after", "gateway.gw1.restart"),
        ("post", "", "last", ""),
    ]
    assert world.change.over
    assert {line.state for line in world.change.steps} == {"done"}
    assert verify(world.journal) == []
    assert world.units == {}


def test_the_journal_belongs_to_its_owner_alone(world):
    world.upgrade(**DRAINED)

    assert world.journal.stat().st_mode & 0o777 == 0o600


def test_pre_that_is_not_go_stops_before_anything_is_done(world):
    world.shut["pre"] = breach("TYK-PRE-046")

    assert world.upgrade() == 10
    assert world.done == []
    assert "TYK-PRE-046 [gw1] is broken" in world.screen
    assert "done       0 of 7 steps" in world.screen
    assert "nothing was changed that would have to be undone" in world.screen
    assert f"upgrade --inventory {world.file} --runs runs" in world.screen


def test_a_gate_at_the_beginning_that_is_shut_leaves_all_as_it_was(world):
    world.shut["begin"] = breach("TYK-PRE-089")

    assert world.upgrade() == 10
    assert world.done == []


def test_a_gate_in_the_middle_stops_and_says_where_the_change_stands(world):
    world.shut["gateway-ready"] = breach("TYK-PRE-020")

    assert world.upgrade(**DRAINED) == 11
    assert world.done == [*KEYS[:4]]
    assert "5 of 7 steps, the last one gateway.gw1.makecache" in world.screen
    assert "gateway.gw1.update and 1 more" in world.screen
    assert "decide by Sun 22 Nov 2026 03:4" in world.screen
    assert "--override TYK-PRE-020" in world.screen
    assert world.change.stopped.status == 11


def test_after_it_was_mended_a_rerun_goes_on_where_it_stopped(world):
    world.shut["gateway-ready"] = breach("TYK-PRE-020")
    world.upgrade(**DRAINED)
    world.shut.clear()
    world.asked.clear()

    assert world.upgrade() == 0
    assert world.done == KEYS
    assert ("pre", "", "first", "") not in world.asked
    assert world.asked[0] == ("gate", "gateway-ready", "before", "gateway.gw1.update")


def test_a_gate_after_a_step_is_asked_again_until_it_held(world):
    world.shut["post"] = breach("TYK-POST-022")

    assert world.upgrade(**DRAINED) == 11
    assert world.done == KEYS[:3]
    world.shut.clear()
    world.asked.clear()
    assert world.upgrade(**DRAINED) == 0
    assert world.asked[0] == ("post", "", "after", "dashboard.dash1.restart")
    assert world.done == KEYS


def test_a_last_post_that_is_not_go_is_no_upgrade(world):
    world.plan = plan(steps=steps_of("gateway", "gw1")[:1])
    world.shut["post"] = breach("TYK-POST-022")

    assert world.upgrade() == 11
    assert not world.change.over
    assert "--override" not in world.screen
    world.shut.clear()
    assert world.upgrade() == 0
    assert len(world.done) == 1


@pytest.mark.parametrize(
    ("ran", "says"),
    [
        (Ran(1, "No package x available.\n"), "status 1: No package x available."),
        (Ran(0, "Nothing to do.\n"), "but printed 'Nothing to do.'"),
        (Ran(0, "Complete!\n"), "but printed no 'Upgraded:'"),
        (Ran(7, "", "sudo was refused", "grant it"), "sudo was refused"),
    ],
)
def test_success_is_told_by_status_and_text(world, ran, says):
    world.says["dashboard.dash1.update"] = ran

    assert world.upgrade() == 11
    assert says in world.screen
    assert "failed     dashboard.dash1.update" in world.screen
    assert world.change.steps[1].state == "failed"
    assert world.change.steps[2].state == "waiting"


def test_a_failed_step_is_found_out_about_before_it_is_done_again(world):
    world.says["dashboard.dash1.restart"] = Ran(1, "timeout")
    world.upgrade()
    world.done.append("dashboard.dash1.restart")  # it started after all
    world.says.clear()

    assert world.upgrade(**DRAINED) == 0
    assert world.done.count("dashboard.dash1.restart") == 1


def test_one_row_is_overridden_by_name_and_for_its_own_breach_alone(world):
    world.shut["gateway-ready"] = breach("TYK-PRE-020")
    given = {"name": "Ben", "reason": "known", "override": "TYK-PRE-020"}

    assert world.upgrade(**DRAINED) == 11
    assert world.upgrade(**given) == 0
    (_, decision), *_ = world.change.decisions
    assert (decision.kind, decision.name, decision.reason, decision.requirement, decision.step) == (
        "override", "Ben", "known", "TYK-PRE-020", "gateway.gw1.update",
    )  # fmt: skip
    run = next(run for _, run in world.change.phases if run.gate == "gateway-ready" and run.holds)
    assert run.why == ("overridden by Ben: TYK-PRE-020 [gw1] is broken",)


@pytest.mark.parametrize(
    "breaches",
    [
        breach("TYK-PRE-021"),
        breach("TYK-PRE-020") + breach("TYK-PRE-021"),
        breach("TYK-PRE-020", "TYK-PRE-021"),
    ],
)
def test_what_was_not_overridden_stops(world, breaches):
    world.shut["dashboard-ready"] = breaches
    given = {"name": "Ben", "reason": "known", "override": "TYK-PRE-020"}

    assert world.upgrade(**given) == 11
    assert world.change.decisions == ()


def test_a_whole_phase_is_never_overridden(world):
    world.shut["pre"] = breach("TYK-PRE-020")

    assert world.upgrade(name="Ben", reason="known", override="TYK-PRE-020") == 10


def test_nothing_begins_before_the_window(world):
    world.now = START.replace(hour=20)

    assert world.upgrade() == 10
    assert "the window begins at Sat 21 Nov 2026 22:00 CET (21:00 UTC)" in world.screen
    assert world.asked == []


def test_nothing_begins_after_the_window(world):
    world.now = END

    assert world.upgrade(after_window=True, name="Ben", reason="late") == 10
    assert world.asked == []


def test_the_next_component_is_not_begun_after_the_window_unless_a_person_decides(world):
    def late(step):
        world.now = END if step.key == "dashboard.dash1.restart" else world.now

    world.before_run = late

    assert world.upgrade(**DRAINED) == 11
    assert world.done == KEYS[:3]
    assert "the window ended at Sun 22 Nov 2026 04:00 CET" in world.screen
    assert "it no longer ends in the window" in world.screen
    assert world.upgrade() == 11
    assert world.upgrade(after_window=True, name="Ben", reason="minutes only") == 0
    assert [one.kind for _, one in world.change.decisions] == ["after-window"]


def test_a_component_that_was_begun_is_ended_after_the_window_with_a_warning(world):
    def late(step):
        world.now = END if step.key == "gateway.gw1.makecache" else world.now

    world.before_run = late

    assert world.upgrade(**DRAINED) == 0
    assert "no longer ends in the window; it had to be decided by" in world.screen


def test_another_plan_than_the_one_that_was_begun_is_refused(world):
    world.shut["gateway-ready"] = breach("TYK-PRE-020")
    world.upgrade(**DRAINED)
    world.shut.clear()
    old = world.plan
    changed = old.steps[5].model_copy(update={"argv": ("do", "update", "other")})
    world.plan = old.model_copy(update={"steps": (*old.steps[:5], changed, old.steps[6])})
    before = list(world.done)

    assert world.upgrade() == 11
    assert world.done == before
    said = "gateway.gw1.update: argv was do update gateway, is do update other"
    assert said in world.screen
    assert "put the inventory back" in world.screen
    world.plan = old
    assert world.upgrade() == 0


def test_an_inventory_that_was_mended_before_anything_was_done_begins_anew(world):
    world.now = START.replace(hour=20)
    world.upgrade()
    first = world.journal
    world.file.write_text(world.file.read_text().replace("2026-11-21 22:00", "2026-11-21 20:30"))
    world.file.write_text(world.file.read_text().replace("2026-11-21 21:00", "2026-11-21 20:30"))

    assert world.upgrade(**DRAINED) == 0
    assert world.journal != first


def test_a_finished_change_is_not_gone_on_with(world):
    world.upgrade(**DRAINED)
    first = world.journal

    assert world.upgrade(**DRAINED) == 0
    assert world.journal != first
    assert world.done == KEYS * 2


def test_a_connection_lost_for_good_is_found_out_about_at_once(world):
    world.says["dashboard.dash1.update"] = Ran(None, "", "the node was rebooted")
    world.done.append("dashboard.dash1.update")

    assert world.upgrade(**DRAINED) == 0
    assert world.change.steps[1].found.state == "done"
    assert world.done.count("dashboard.dash1.update") == 1


def test_a_step_that_was_lost_and_not_done_stops(world):
    world.says["dashboard.dash1.update"] = Ran(None, "", "the node was rebooted")

    assert world.upgrade() == 11
    assert "its end was lost (the node was rebooted), and it was not done" in world.screen


def test_an_error_of_the_runner_itself_is_a_sentence_and_no_loss(world):
    def broken(_):
        raise ZeroDivisionError("oh")

    world.before_run = broken

    assert world.upgrade() == 11
    assert "ZeroDivisionError: oh" in world.change.stopped.why
    assert world.change.steps[0].state == "unknown"
    world.before_run = lambda _: None
    assert world.upgrade(**DRAINED) == 0
    assert world.done == KEYS


def test_a_plan_without_a_last_post_gets_one(world):
    world.plan = plan(last=(Gate(phase="gate", name="end"),))

    assert world.upgrade(**DRAINED) == 0
    assert [one[:3] for one in world.asked[-2:]] == [("gate", "end", "last"), ("post", "", "last")]


def test_secrets_are_neither_in_the_journal_nor_on_the_terminal(world):
    world.secrets = ("hunter2-hunter2",)
    world.says["dashboard.dash1.update"] = Ran(3, "password hunter2-hunter2 refused", "")

    assert world.upgrade() == 11
    assert "hunter2" not in world.journal.read_text() + world.screen
    assert "<secret:1>" in world.screen


def test_a_plan_with_a_secret_in_it_is_not_begun(world):
    world.secrets = ("hunter2-hunter2",)
    first = world.plan.steps[0].model_copy(update={"argv": ("yum", "hunter2-hunter2")})
    world.plan = plan(steps=(first,))

    assert world.upgrade() == 11
    assert world.done == []


def test_a_plan_stands_in_the_journal_before_pre_and_a_rerun_takes_the_new_one(world):
    world.shut["pre"] = breach("TYK-PRE-046")
    world.upgrade()
    assert len(world.change.plan.plan.steps) == 7

    world.plan = plan(steps=steps_of("gateway", "gw1"))
    world.shut.clear()
    assert world.upgrade() == 0
    assert [line.step.key for line in world.change.steps] == [s.key for s in world.plan.steps]
    assert world.change.plan.plan == world.plan


def test_an_override_opens_the_gate_that_was_seen_shut_and_no_other(world):
    given = {"name": "Ben", "reason": "known", "override": "TYK-PRE-020"}
    world.shut["dashboard-ready"] = world.shut["gateway-ready"] = breach("TYK-PRE-020")

    assert world.upgrade(**given, done="drain") == 11
    assert world.change.stopped.step == "gateway.gw1.update"
    assert [one.step for _, one in world.change.decisions] == ["dashboard.dash1.update"]
    assert world.upgrade(**given) == 0
