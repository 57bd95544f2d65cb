"""Killed at any entry of a whole upgrade and its rollback, a rerun ends in the right state.

The journal dies after an entry, or in the middle of one; the world keeps what was done until then.
"""

import os

import pytest

from findings.chain import written
from findings.folding import change_of
from findings.journal import Journal, verify
from tests.runner.fakes import Killed, World, plan

UPGRADED = [step.key for step in plan().steps if step.kind == "command"]
TOUCHING = [step.key for step in plan().steps if step.undo_minutes and step.kind == "command"]
UNDONE = [f"{key}.undo" for key in reversed(TOUCHING)]
REPEATABLE = {step.key for step in plan().steps if step.truth.by == "repeatable"}
GIVEN = {"done": "drain", "name": "Ben"}
ENTRIES = 60  # of an upgrade and its rollback, and some: a kill that never comes shows nothing new


class Clock:
    """Counts entries; at the one that is chosen the process dies."""

    def __init__(self, last, *, torn=False):
        self.left, self.torn, self.dead = last, torn, False

    def journal(self):
        clock = self

        class Dying(Journal):
            def append(self, kind, data, at, *, sync=True):
                if clock.dead:
                    raise Killed
                clock.left -= 1
                if clock.left < 0 and clock.torn:
                    clock.dead = True
                    os.write(self._descriptor, written({"n": 1, "kind": kind, "data": data})[:-9])
                    raise Killed
                head = super().append(kind, data, at, sync=sync)
                if clock.left <= 0 and not clock.torn:
                    clock.dead = True
                    raise Killed
                return head

        return Dying


def whole(world, journal):
    """Upgrade, then roll back: one life of a runner. Gives where it was when it died."""
    assert world.upgrade(journal=journal, **GIVEN) == 0
    assert world.rollback(journal=journal, yes=True, name="Ben") == 12


def entries_of_a_whole_life(tmp_path):
    (tmp_path / "counting").mkdir()
    world = World(tmp_path / "counting")
    whole(world, Journal)
    return len(world.journal.read_text().splitlines())


def test_the_kills_below_reach_every_entry(tmp_path):
    assert entries_of_a_whole_life(tmp_path) <= ENTRIES


def killed(world, clock):
    """Let a runner live until its clock runs out; tell what it was at."""
    journal = clock.journal()
    try:
        world.upgrade(journal=journal, **GIVEN)
    except Killed:
        return "upgrade"
    try:
        world.rollback(journal=journal, yes=True, name="Ben")
    except Killed:
        return "rollback"
    return ""


def done_once(world, wanted):
    """What was done is what was wanted, in that order; only the repeatable may stand twice."""
    assert sorted(set(world.done)) == sorted(wanted)
    twice = {key for key in world.done if world.done.count(key) > 1}
    assert twice <= {key for key in wanted if key.removesuffix(".undo") in REPEATABLE}
    assert list(dict.fromkeys(world.done)) == wanted


@pytest.mark.parametrize("forgetful", [False, True], ids=["kept", "units-lost"])
@pytest.mark.parametrize("torn", [False, True], ids=["after", "within"])
@pytest.mark.parametrize("entry", range(1, ENTRIES + 1))
def test_killed_at_any_entry_it_goes_on_and_does_nothing_twice(world, entry, torn, forgetful):
    world.forgetful = forgetful
    at = killed(world, Clock(entry, torn=torn))
    if not at or _was_through(world.change, at):
        return
    if at == "upgrade":
        assert world.upgrade(**GIVEN) == 0
        done_once(world, UPGRADED)
    else:
        assert world.rollback(yes=True, name="Ben") == 12
        done_once(world, [*UPGRADED, *UNDONE])
    assert verify(world.journal) == []
    assert _was_through(world.change, at)


def _was_through(change, action):
    """Only the last word to the terminal may be missing."""
    return any(one.action == action for one in change.finished)


@pytest.mark.parametrize("torn", [False, True], ids=["after", "within"])
@pytest.mark.parametrize("entry", range(1, 26))
def test_killed_at_any_entry_of_an_upgrade_the_way_back_undoes_what_was_done(world, entry, torn):
    killed(world, Clock(entry, torn=torn))
    did = [key for key in dict.fromkeys(world.done) if key in TOUCHING]
    if world.rollback(yes=True, name="Ben") == 10:
        assert did == []
        return
    undone = [key for key in world.done if key.endswith(".undo")]

    assert [key.removesuffix(".undo") for key in reversed(undone)] == did
    assert verify(world.journal) == []
    assert world.change.finished[-1].status == 12


@pytest.mark.parametrize("second", range(1, 8))
@pytest.mark.parametrize("first", range(6, 24, 3))
def test_killed_again_and_again_it_still_ends_well(world, first, second):
    for clock in (Clock(first), Clock(second, torn=True), Clock(second + 1)):
        killed(world, clock)
    if not world.change.way_back:
        world.upgrade(**GIVEN)
    assert world.rollback(yes=True, name="Ben") == 12
    done_once(world, [*UPGRADED, *UNDONE])


def test_a_kill_leaves_a_change_that_reads_as_incomplete(world):
    killed(world, Clock(12))

    assert change_of(world.journal).incomplete


def test_a_step_that_was_sent_and_never_arrived_is_done_once(world):
    def dies(step):
        if step.key == "gateway.gw1.update":
            raise Killed

    world.before_run = dies
    with pytest.raises(Killed):
        world.upgrade(**GIVEN)
    world.before_run = lambda _: None

    assert world.upgrade() == 0
    done_once(world, UPGRADED)


def test_the_node_forgets_the_tries_that_were_lost_too(world):
    key, forgot = "dashboard.dash1.update", []
    lost(world, key)  # sent, and never arrived: resume takes its name on the node
    keep = world.forget
    world.forget = lambda step, unit: forgot.append(unit) or keep(step, unit)

    assert world.upgrade(**GIVEN) == 0
    line = next(one for one in world.change.steps if one.step.key == key)
    assert line.tries == 2
    assert forgot[:2] == [*line.earlier, line.unit]
    assert len(set(forgot)) == 3  # and the gateway's


def test_a_torn_line_is_taken_off_and_noted(world):
    killed(world, Clock(10, torn=True))
    world.upgrade(**GIVEN)

    assert "torn" in world.change.sessions[-1].note


def test_an_edited_journal_is_refused_and_nothing_is_done(world):
    killed(world, Clock(14))
    before = list(world.done)
    world.journal.write_text(world.journal.read_text().replace("dash1", "dash2", 1))

    assert world.upgrade(**GIVEN) == 11
    assert world.done == before
    assert "edited" in world.screen


def lost(world, key="dashboard.dash1.restart"):
    """Die while a step is under way."""

    def dies(step):
        if step.key == key:
            raise Killed

    world.before_run = dies
    with pytest.raises(Killed):
        world.upgrade(**GIVEN)
    world.before_run = lambda _: None


def test_what_nobody_can_tell_stops_and_a_persons_word_settles_it(world):
    lost(world)
    world.unclear.add("dashboard.dash1.restart")

    assert world.upgrade() == 11
    assert "look at the node; then, if it was done: python -m runner upgrade" in world.screen
    assert "--done dashboard.dash1.restart" in world.screen
    assert "--not-done dashboard.dash1.restart" in world.screen
    assert world.change.steps[2].state == "unknown"
    assert world.upgrade(done="dashboard.dash1.restart", name="Ben") == 11  # now the drain
    assert world.change.steps[2].state == "done"
    assert "dashboard.dash1.restart" not in world.done
    assert [(one.kind, one.name, one.reason) for _, one in world.change.decisions] == [
        ("confirm", "Ben", "done")
    ]


def test_a_person_who_says_that_it_was_not_done_has_it_done(world):
    lost(world)
    world.unclear.add("dashboard.dash1.restart")

    assert world.upgrade(not_done="dashboard.dash1.restart", name="Ben") == 11
    assert world.done.count("dashboard.dash1.restart") == 1


def test_a_word_against_what_the_world_shows_does_not_count(world):
    lost(world)

    assert world.upgrade(done="dashboard.dash1.restart", name="Ben") == 11
    assert "Ben says done, but it is not-done: seen" in world.screen


def test_what_still_runs_is_waited_for(world):
    lost(world)
    world.running.add("dashboard.dash1.restart")

    assert world.upgrade() == 11
    assert "wait until it has ended, then:" in world.screen
    assert world.rollback(yes=True, name="Ben") == 11
    assert not [key for key in world.done if key.endswith(".undo")]


def test_a_word_about_no_step_names_those_there_are(world):
    assert world.upgrade(done="dran", name="Ben") == 11
    assert "the plan has no step dran" in world.screen
    assert "drain" in world.screen
