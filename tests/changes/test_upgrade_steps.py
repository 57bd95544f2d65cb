"""One upgrade by the runner that everything happens to: `incidents.py` says what, and in order."""

import json

import pytest

from tests.changes.changing import versions
from tests.changes.incidents import INCIDENTS
from tests.changes.torment import doubts, twice

TOUCHED = {"running", "failed", "unknown"}
FILES = {"journal.jsonl", "report.html", "report.pdf", "summary.md", "summary.txt", "change.json"}


@pytest.mark.parametrize("incident", INCIDENTS, ids=lambda one: one.name)
def test_what_goes_wrong_stops_it_with_what_to_do(course, incident):
    met = course.met[incident.name]
    untold = [text for text in incident.says if text not in met.said]

    assert untold == [], met.ended
    assert met.ended.status == 11, met.ended
    if incident.at is not None:
        assert (met.stopped_at, met.state) == (incident.at, incident.state), met.ended


@pytest.mark.parametrize("incident", INCIDENTS, ids=lambda one: one.name)
def test_nothing_half_done_is_left_unnamed(course, incident):
    met = course.met[incident.name]
    half = [line.step.key for line in met.change.steps if line.state in TOUCHED]
    silent = "disk-of-this-machine-full"  # it can not be known to whoever can not write it

    assert [key for key in half if key not in met.said and incident.name != silent] == []


def test_it_ends_well(course):
    end = course.met["end"]

    assert end.ended.status == 0, end.ended
    assert (end.change.finished[-1].verdict, end.change.over) == ("GO", True)
    assert {path.name for path in course.operator.directory.iterdir()} >= FILES
    assert json.loads((course.operator.directory / "change.json").read_text())


def test_its_journal_is_whole(course):
    verified = course.operator.reads("verify", str(course.operator.directory))

    assert verified.status == 0, verified


def test_every_service_is_upgraded_runs_and_comes_back_after_a_boot(course):
    found = versions(course.operator.estate)

    assert set(found.values()) == {"5.8.9 active enabled", "1.14.0 active enabled"}


def test_no_step_is_done_twice(course):
    assert set(course.done.values()) == {1}
    assert twice(course.operator.directory / "journal.jsonl") == []


def test_after_each_kill_the_journal_is_read_and_the_report_says_that_it_ended_early(course):
    kills = course.operator.kills

    assert len(kills) >= 1
    assert [doubt for kill in kills if (doubt := doubts(kill))] == []


def test_at_least_fifteen_faults_are_met():
    assert len(INCIDENTS) >= 15
