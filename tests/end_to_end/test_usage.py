"""What a pytest user does, does what they expect; what a user gets wrong is told, and never GO."""

import shutil
from xml.etree import ElementTree as ET

import pytest

from tests.end_to_end.replaying import BASELINE, HEALTHY, offline
from tests.lab.names import CHECKOUT


@pytest.fixture
def user(tmp_path):
    """A person with the recording of a healthy estate."""
    return offline(tmp_path)


def _checks(ran) -> set[str]:
    return {finding.check for finding in ran.result.findings}


def test_the_plain_call_is_the_whole_phase(user):
    ran = user.check("-m", "pre", "--junitxml=" + str(user.scratch / "junit.xml"))

    assert (ran.result.verdict, ran.status) == ("GO", 0)
    assert len(ET.parse(user.scratch / "junit.xml").findall(".//testcase")) == len(
        ran.result.findings
    )


def test_collecting_contacts_nothing_and_leaves_nothing(user):
    ran = user.check("--collect-only", "-q", "-m", "pre")

    assert ran.status == 0
    assert "test_redis.py::test_redis_version_is_supported[main]" in ran.output
    assert not user.runs.exists()


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("-m", "pre", "-k", "redis"), "-k"),
        (("-m", "pre", "--requirement=TYK-PRE-046"), "--requirement=TYK-PRE-046"),
        (("-m", "pre", "checks/tyk/test_redis.py"), "only checks/tyk/test_redis.py"),
        (
            ("-m", "pre", "checks/tyk/test_redis.py::test_redis_version_is_supported[main]"),
            "only checks/tyk/test_redis.py::test_redis_version_is_supported[main]",
        ),
        (("--phase=pre", "-k", "test_redis_version_is_supported"), "-k"),
    ],
)
def test_a_part_is_partial_and_says_what_narrowed_it(user, words, reason):
    ran = user.check(*words)

    assert (ran.result.verdict, ran.status) == ("UNKNOWN", 7)
    assert "PARTIAL " in ran.result.headline
    assert any(reason in word for word in ran.result.reasons)
    assert "test_redis_version_is_supported" in str(_checks(ran))


def test_the_first_failure_ends_it(user):
    ran = user.check("-m", "pre", "-x", recording=user.other(_old_redis()))

    assert (ran.result.verdict, ran.status) == ("NO-GO", 1)
    assert "TYK-PRE-046" in str(ran.result.stops)
    assert len([one for one in ran.result.findings if one.outcome == "fail"]) == 1


def test_only_what_failed_last_twice(user):
    recording = user.other(_old_redis())
    user.check("-m", "pre", "-k", "redis", recording=recording)

    first = user.check("-m", "pre", "--lf", recording=recording)
    mended = user.check("-m", "pre", "--lf")
    nothing = user.check("-m", "pre", "--lf", "-k", "redis")

    assert [one.requirements for one in first.result.findings] == [("TYK-PRE-046",)]
    assert (first.result.verdict, first.status, mended.status, nothing.status) == ("NO-GO", 7, 7, 7)
    assert [one.outcome for one in mended.result.findings] == ["pass"]
    assert len(nothing.result.findings) > 1


@pytest.mark.parametrize("plugin", ["html", "terminal", "cacheprovider", "junitxml", "logging"])
def test_without_a_plugin_the_verdict_is_the_same(user, plugin):
    ran = user.check("-m", "pre", "-p", f"no:{plugin}", "-k", "redis")

    assert (ran.result.verdict, ran.status) == ("UNKNOWN", 7)
    assert "PARTIAL " in ran.result.headline
    assert (ran.folder / "report.html").stat().st_size > 10_000


def test_from_another_folder_the_checks_are_named(user, tmp_path):
    ran = user.check(
        "-m", "pre", str(CHECKOUT / "checks" / "tyk" / "test_redis.py"), folder=tmp_path
    )

    assert ran.status == 7
    assert "PARTIAL " in ran.result.headline


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("-m", "pre", "-n", "4"), "-n is refused: probes run side by side already"),
        (("-m", "pre", "--requirement=TYK-PRE-O46"), "TYK-PRE-046"),
        (("-m", "prr"), "did you mean -m pre?"),
        ((), "say which phase: pytest -m pre"),
        (("-m", "pre or post"), "Add --phase="),
        (("-m", "pre", "checks/tyk/test_rdis.py"), "there is no such file or folder"),
        (("-m", "pre", "checks/tyk/test_redis.py::test_nothing"), "no check is named by"),
    ],
)
def test_what_is_refused_says_why(user, words, told):
    ran = user.check(*words)

    assert ran.status == 4
    assert told in ran.output
    assert ran.folder is None


def test_elsewhere_without_a_path_nothing_runs(user, tmp_path):
    ran = user.check("-m", "pre", folder=tmp_path)

    assert ran.status == 4
    assert not user.runs.exists()


def test_an_empty_inventory_is_refused(user):
    (user.env / "inventory.yaml").write_text("")
    ran = user.check("-m", "pre")

    assert ran.status == 4
    assert "inventory.yaml" in ran.output


def test_a_typo_in_the_inventory_is_told_with_file_line_and_the_right_word(user):
    user.edit(("    roles: [gateway]\n    zone: dmz\n    end", "    rolse: [gateway]\n    end"))
    ran = user.check("-m", "pre")

    assert ran.status == 4
    assert "inventory.yaml:19" in ran.output
    assert "nodes.gw1.rolse" in ran.output
    assert "did you mean roles?" in ran.output


def test_a_wrong_port_is_told_with_the_endpoint_and_what_to_correct(user):
    what = "gateway:gw1, from gw1: Connection refused"
    refused = ("gateway:gw1", what, "Is the service up, and is the port right?")
    change = {"answer": "* gateway:gw1 *", "error": {"Refused": refused}}
    ran = user.check("-m", "pre", recording=user.other(change))
    (stop,) = [stop for stop in ran.result.stops if what in stop.message]

    assert (ran.result.verdict, ran.status) == ("NO-GO", 1)
    assert stop.target == "gw1"
    assert stop.message.splitlines()[0] == f"{what}. {refused[2]}"


def test_no_sudo_is_told_with_what_to_grant(user):
    change = {"answer": "gw1 # *", "error": {"Refused": ("privilege:gw1", NO_SUDO)}}
    ran = user.check("-m", "pre", recording=user.other(change))
    (stop,) = [stop for stop in ran.result.stops if "EST-004" in stop.requirements]

    assert (ran.result.verdict, ran.status) == ("NO-GO", 1)
    assert stop.message.startswith(NO_SUDO)
    assert "catalog --privileges" in stop.do


NO_SUDO = "gw1: sudo does not let us: sudo: a password is required"


def test_an_empty_backup_is_told_with_its_path(user):
    dump = "/var/backups/tyk/redis/dump.rdb"
    sized = {
        "answer": f"data1 # stat * {dump}",
        "text": "regular file|0|1795262340|640|root|root\n",
    }
    head = {"answer": f"data1 # head * {dump}", "text": ""}
    ran = user.check("-m", "pre", recording=user.other(sized, head))
    (stop,) = ran.result.stops

    assert (ran.result.verdict, ran.status) == ("NO-GO", 1)
    assert stop.message == f"data1:{dump}: there is no file, or an empty one"
    assert stop.do.startswith("Take a snapshot on each master after the freeze")


def test_a_stale_baseline_is_told_with_what_to_do(user):
    change = user.runs / "CHG0123456"
    change.mkdir(parents=True)
    shutil.copy(HEALTHY / "baseline.json", change / "baseline-20260101T000000Z.json")
    user.edit(("change: CHG0123456", "change: CHG0123457"))
    ran = user.check("-m", "post", recording=HEALTHY / "post.jsonl")
    explicit = user.check("-m", "post", BASELINE, recording=HEALTHY / "post.jsonl")

    assert ran.status == 7
    assert "no baseline: There is no complete baseline in" in ran.output
    assert "pytest -m pre" in ran.output
    assert explicit.status == 4
    assert "is of another change: CHG0123456, not CHG0123457" in explicit.output


def _old_redis():
    old = ("redis_version:7.0.15", "redis_version:5.0.0")
    return {"answer": "redis:main INFO server", "replace": old}
