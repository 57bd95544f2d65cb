"""The control machine's disk is full: the runner stops with a sentence, and a rerun goes on."""

import resource

import pytest

from findings.journal import verify

GIVEN = {"done": "drain", "name": "Ben"}


@pytest.fixture
def full():
    """Let no file grow any more, once it is called; with no room named, they may again.

    The test itself gives the room back: pytest writes its word between a test and its tear-down,
    and where that goes to a file it would be one that may not grow.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(path, room=None):
        limit = soft if room is None else path.stat().st_size + room
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))

    yield fill
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("room", [0, 40, 400, 900])
def test_a_full_disk_stops_and_is_named(world, full, room):
    def fill(step):
        if step.key == "dashboard.dash1.update":
            full(world.journal, room)

    world.before_run = fill

    status = world.upgrade(**GIVEN)
    full(world.journal)

    assert status == 11
    assert f"the journal can not be written: {world.journal}: File too large" in world.screen
    assert "make room on this machine's disk, then: python -m runner upgrade" in world.screen
    assert verify(world.journal) == []
    world.before_run = lambda _: None
    assert world.upgrade(**GIVEN) == 0
    assert world.done.count("dashboard.dash1.update") == 1


def test_before_anything_was_begun_nothing_is_done(world, full):
    world.runs.mkdir()
    full(world.file, -world.file.stat().st_size)

    status = world.upgrade(**GIVEN)
    full(world.file)

    assert status == 11
    assert world.done == []


def test_a_folder_that_can_not_be_made_is_a_sentence(world):
    world.runs.write_text("a file stands in the way")

    assert world.upgrade(**GIVEN) == 11
    assert "stopped: " in world.screen
    assert world.done == []
