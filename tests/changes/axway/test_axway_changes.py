"""A change of the Axway domain: broken and taken back, then killed on its way to its end."""

import pytest

from tests.changes.axway.course import NEW, states, versions
from tests.changes.axway.person import secrets_in
from tests.changes.torment import twice
from tests.lab.axway.places import HOSTS

GATES = ["g1", "g2", "g2s", "g3", "g3", "g3"]


def test_cassandra_is_upgraded_member_by_member_while_the_old_system_serves(course):
    done = [key for key, state in states(course.changes["waits"]).items() if state == "done"]

    order = [key for key in done if key.endswith((".drain", ".rewrite"))]
    assert order == [f"cassandra.{name}.{what}" for name in HOSTS for what in ("drain", "rewrite")]
    assert {f"cassandra.{name}.repair" for name in HOSTS} <= set(done)
    assert (course.releases["before"], course.releases["waits"]) == ({"2.2.8"}, {"2.2.12"})
    assert course.rows["waits"] == course.rows["before"]
    assert course.answers["waits"] == course.answers["before"]


def test_a_broken_apply_stops_it_and_says_what_happened(course):
    ended, change = course.ended["broken"], course.changes["broken"]

    assert ended.status == 11, ended
    assert "host.gw2.apply failed" in ended.output
    assert "No suitable driver found" in ended.output
    assert "way back" in ended.output
    assert states(change)["host.gw3.apply"] == "waiting"
    assert versions(course.titles["broken"]) == {NEW}


def test_going_back_over_data_has_to_be_accepted(course):
    refused = course.ended["refused"]

    assert refused.status == 11, refused
    assert "going back loses data" in refused.output
    assert "--accept-data-loss" in refused.output


def test_it_is_taken_back_to_what_it_was(course):
    back = course.ended["back"]

    assert back.status == 12, back
    assert course.changes["back"].over
    assert course.titles["back"] == course.titles["before"]
    assert course.answers["back"] == course.answers["before"]


def test_the_kps_is_that_of_the_snapshot(course):
    assert course.rows["broken"] == course.rows["before"]
    assert course.rows["back"] == course.rows["before"]
    assert any(course.rows["before"].values())


def test_after_kills_the_second_try_ends_well(course):
    end = course.ended["end"]

    assert end.status == 0, end
    assert course.changes["end"].over
    assert set(states(course.changes["end"]).values()) <= {"done", "skipped"}
    assert versions(course.titles["end"]) == {NEW}
    assert {name: len(found) for name, found in course.titles["end"].items()} == {
        name: len(found) for name, found in course.titles["before"].items()
    }
    assert course.answers["end"] == course.answers["before"]


def test_the_kps_is_encrypted_anew_at_the_very_end_and_nothing_is_lost(course):
    before, after = course.rows["before"], course.rows["end"]

    assert {name: [row[0] for row in found] for name, found in after.items()} == {
        name: [row[0] for row in found] for name, found in before.items()
    }
    assert all(row[1].startswith("pbkdf2:") for found in after.values() for row in found)


@pytest.mark.parametrize("moment", ["back", "end"])
def test_no_command_is_done_twice(course, moment):
    assert twice(course.directories[moment] / "journal.jsonl") == []


@pytest.mark.parametrize("moment", ["back", "end"])
def test_no_secret_stands_in_anything_that_is_left(course, moment):
    directory = course.directories[moment]

    assert secrets_in(directory, course.operator.env) == []
    assert "<secret:" in (directory / "journal.jsonl").read_text()


def test_each_gate_was_asked_in_its_place(course):
    asked = [run.gate for _, run in course.changes["end"].phases if run.gate.startswith("g")]

    assert asked == GATES


def test_each_gate_holds_by_its_own_findings(course):
    runs = [run for moment in ("back", "end") for _, run in course.changes[moment].phases]

    assert [run.why for run in runs if run.holds and run.why] == []
    assert {run.verdict for run in runs if not (run.gate or run.on)} == {"GO"}


def test_the_new_ca_was_kept_for_the_gates(course):
    kept = course.operator.env / "domain-new.pem"

    assert "BEGIN CERTIFICATE" in kept.read_text()
    assert kept.read_text() != (course.operator.env / "domain-old.pem").read_text()


def test_the_journals_are_whole(course):
    for moment in ("back", "end"):
        verified = course.operator.reads("verify", str(course.directories[moment]))
        assert verified.status == 0, verified
