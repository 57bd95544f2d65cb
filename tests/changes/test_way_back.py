"""The same change taken back by the runner, at the very end: the estate is as it was before it."""

import pytest

from tests.changes.changing import configuration, transactions, versions
from tests.changes.torment import KILLS, SEED, Torment, doubts, twice
from tests.lab.faults import FAULTS
from tests.lab.operating import WHO


@pytest.fixture(scope="module")
def begun(course):
    """Two tries of a rollback that can not be: nothing is done."""
    operator = course.operator
    nobody = operator.types("rollback")
    FAULTS["old-version-gone"].plant(operator.estate)
    try:
        gone = operator.types("rollback", "--yes", "--name", WHO)
    finally:
        FAULTS["old-version-gone"].mend(operator.estate)
    return nobody, gone, transactions(operator.estate)


@pytest.fixture(scope="module")
def back(begun, course):
    """The rollback, killed now and then."""
    del begun
    operator = course.operator
    return Torment(operator, SEED).leads("rollback", "--yes", "--name", WHO, kills=KILLS)


def test_nobody_confirmed_it(begun):
    nobody = begun[0]

    assert nobody.status == 11, nobody
    assert "nobody confirmed it" in nobody.output
    assert "--yes --name 'YOUR NAME'" in nobody.output


def test_an_old_version_that_is_gone_ends_it_before_its_first_step(begun):
    gone = begun[1]

    assert gone.status == 11, gone
    assert "there is no way back" in gone.output
    assert "Put the old package into the repository" in gone.output


def test_it_is_taken_back(back, course):
    assert back.status == 12, back
    assert course.operator.change.finished[-1].verdict == "GO"


@pytest.mark.usefixtures("back")
def test_the_estate_is_as_before(course):
    estate = course.operator.estate

    assert versions(estate) == course.versions
    assert configuration(estate) == course.files


@pytest.mark.usefixtures("back")
def test_no_step_back_is_done_twice(begun, course):
    operator = course.operator

    assert transactions(operator.estate) == {name: n + 1 for name, n in begun[2].items()}
    assert twice(operator.directory / "journal.jsonl") == []


@pytest.mark.usefixtures("back")
def test_each_kill_left_what_can_be_read(course):
    kills = [kill for kill in course.operator.kills if kill.moment.startswith("rollback")]

    assert len(kills) >= 1
    assert [doubt for kill in kills if (doubt := doubts(kill))] == []


@pytest.mark.usefixtures("back")
def test_status_says_that_it_is_over(course):
    operator = course.operator
    told = operator.types("status")

    assert told.status == 0
    assert "rolled back: " in told.output


@pytest.mark.usefixtures("back")
def test_its_journal_is_whole(course):
    verified = course.operator.reads("verify", str(course.operator.directory))

    assert verified.status == 0, verified
