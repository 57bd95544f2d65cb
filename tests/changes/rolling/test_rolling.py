"""The vendor's script is a person's step between gates: it fails half-way, then it ends well."""

from tests.changes.axway.course import NEW, OLD, states, versions
from tests.lab.axway.places import HOSTS


def test_analytics_is_upgraded_first_and_proven_before_the_script_may_run(course):
    change = course.changes["waits"]
    done = [key for key, state in states(change).items() if state == "done"]

    assert change.stopped.step == "zdupgrade"
    assert "analytics.gw3.switch" in done
    asked = [(run.gate, run.on, run.holds) for _, run in change.phases if run.on]
    assert asked == [("analytics", ("analytics@gw3",), True)]


def test_the_script_takes_the_host_back_where_it_failed_and_goes_no_further(course):
    assert course.script.returncode == 73
    assert "Status.APPLY_FAILED" in course.script.stdout
    assert [versions({one: course.titles["broken"][one]}) for one in HOSTS] == [
        {NEW}, {OLD}, {OLD},
    ]  # fmt: skip


def test_the_way_back_brings_the_host_back_that_it_left_at_7_7(course):
    back = course.ended["back"]

    assert back.status == 12, back
    assert course.titles["back"] == course.titles["before"]
    assert course.answers["back"] == course.answers["before"]
    assert course.rows["back"] == course.rows["before"]


def test_the_second_try_ends_well_on_every_host(course):
    end = course.ended["end"]

    assert end.status == 0, end
    assert course.changes["end"].over
    assert versions(course.titles["end"]) == {NEW}
    assert {name: len(found) for name, found in course.titles["end"].items()} == {
        name: len(found) for name, found in course.titles["before"].items()
    }
    assert course.answers["end"] == course.answers["before"]


def test_the_gates_stand_around_the_script(course):
    asked = [run.gate for _, run in course.changes["end"].phases if run.gate]

    assert asked == ["begin", "analytics", "g3"]
