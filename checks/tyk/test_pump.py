"""The pump takes records out of Redis. What nobody fetches within a minute is gone."""

import pytest


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.reaches("pump")
@pytest.mark.requirement("TYK-POST-013", "TYK-PRE-012")
def test_pump_answers(pump):
    """The pump answers on its port."""
    assert pump.refusal == ""


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("TYK-POST-013", "TYK-PRE-012")
def test_pump_lives(pump):
    """The pump's health endpoint says its word. It is constant: it shows a process, no more."""
    assert pump.health == "ok"


@pytest.mark.post
@pytest.mark.requirement("TYK-POST-014")
def test_pump_runs_the_target_version(pump, upgrade):
    """The pump that was started last is of the target version."""
    assert pump.started_version == upgrade["pump"].to


@pytest.mark.post
@pytest.mark.eventually(within=60)
@pytest.mark.requirement("TYK-POST-016")
def test_every_pump_was_initialised(pump):
    """Every pump of the configuration was initialised at the last start."""
    assert pump.missing == ()


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("TYK-POST-016", "TYK-POST-017")
def test_pump_writes_what_it_fetches(pump, now):
    """The pump fetches records and writes them: the journal has no failure that goes on."""
    assert pump.unwritten(now) == ()


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("TYK-POST-017")
def test_pump_keeps_up(pump):
    """Each list of records is empty, or becomes shorter within three rounds of fetching."""
    assert [str(backlog) for backlog in pump.backlogs if not backlog.fetched] == []
