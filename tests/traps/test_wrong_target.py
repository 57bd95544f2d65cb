"""False green by looking elsewhere: another machine, another moment, another question."""

import shutil

import pytest

from tests.fixtures.suite import CONFTEST, ROOT
from tests.traps.recorded import HEALTHY

pytest_plugins = ["pytester"]

WELL = "test_gateway_is_well[gw1]"


def test_two_names_lead_to_one_machine(estate):
    """A virtual address, a stale DNS entry, a copied line: two nodes are one machine."""
    one = {"answer": "gw? $ uname -n*", "text": "gw1\n0123456789abcdef0123456789abcdef\n"}
    ran = estate.check(one, rows="EST-002")

    assert ran.outcomes["test_no_machine_is_named_twice[lab]"] == "fail"
    assert (
        "gw1 and gw2 are one machine"
        in ran.findings["test_no_machine_is_named_twice[lab]"]["message"]
    )


def test_another_machine_answers_by_the_same_name(estate):
    """After the change a name leads elsewhere: each node is asked who it is, and compared."""
    other = {"answer": "gw1 $ uname -n*", "text": "gw1\nffffffffffffffffffffffffffffffff\n"}
    ran = estate.check(other, rows="EST-002", phase="post")
    shown = {node["name"]: node["identity"] for node in ran.result["nodes"]}

    assert ran.outcomes["test_node_is_the_machine_of_before[gw1]"] == "fail"
    assert "f" * 32 in shown["gw1"]
    assert "f" * 32 in (ran.folder / "report.html").read_text()


def test_a_staging_address_is_asked_in_place_of_the_node(estate):
    """Where another program or machine may answer for a gateway, its answer proves nothing."""
    estate.edit(("gateway: {port: 8080}", "gateway: {port: 8080, host: staging.example.net}"))
    ran = estate.check(rows="TYK-POST-008")

    assert ran.outcomes["test_gateway_port_is_its_own[gw1]"] == "unknown"


def test_a_load_balancer_hides_a_dead_node(estate):
    """One gateway is dead and the other answers: each is asked by itself, the run is not GO."""
    dead = {"answer": "GET gateway:gw2 *", "error": {"Refused": ["gateway:gw2", "refused"]}}
    ran = estate.check(dead, rows="TYK-PRE-012")

    assert ran.outcomes["test_gateway_answers[gw1]"] == "pass"
    assert ran.outcomes["test_gateway_answers[gw2]"] == "fail"
    assert ran.outcomes["test_gateway_is_well[gw2]"] == "blocked"
    assert ran.result["verdict"] == "NO-GO"


def test_health_answers_before_the_configuration_is_loaded(estate):
    """`pass` of a gateway that has looked at nothing, and has loaded no API, is none."""
    early = (
        {"answer": "GET gateway:gw1 /hello", "drop": ["details"]},
        {"answer": "GET gateway:gw1 /tyk/apis *", "text": "[]"},
    )
    ran = estate.check(*early, rows="TYK-POST-008 TYK-POST-022", phase="post", words=("--demo",))

    assert ran.outcomes[WELL] == "fail"
    assert ran.outcomes["test_apis_survive[gw1]"] == "unknown"


def test_status_200_is_taken_for_health(estate):
    """A gateway without Redis answers 200 all the same: the body is read."""
    ill = {"status": "warn", "details.redis.status": "fail", "details.redis.output": "down"}
    ran = estate.check(
        {"answer": "GET gateway:gw1 /hello", "status": 200, "json": ill}, rows="TYK-PRE-012"
    )

    assert ran.outcomes[WELL] == "fail"


def test_the_new_package_is_there_and_the_old_program_runs(estate):
    """The version that runs is asked of the process, not of the package alone."""
    old = {"answer": "GET gateway:gw1 /hello", "json": {"version": "v5.3.9"}}
    ran = estate.check(old, rows="EST-005", phase="post")

    assert ran.outcomes["test_target_version_is_installed_and_runs[gw1.tyk-gateway]"] == "fail"
    assert ran.outcomes["test_target_version_is_installed_and_runs[gw2.tyk-gateway]"] == "pass"


def test_a_backup_that_is_a_file_of_nothing(estate):
    """That a file is there is no backup: it is read to its end, and counted."""
    damaged = {
        "answer": "data1 # redis-check-rdb *",
        "rc": 1,
        "text": "--- RDB ERROR DETECTED ---\n",
    }
    ran = estate.check(damaged, rows="TYK-PRE-047a")

    assert ran.outcomes["test_snapshot_is_whole[main]"] in {"fail", "unknown"}
    assert ran.result["partial"]


@pytest.fixture
def blunted(pytester):
    """Give Tyk's checks of the licence in a folder of their own, to be made blunt."""
    tyk, estate = pytester.path / "checks" / "tyk", pytester.path / "checks" / "estate"
    shutil.copytree(ROOT / "checks" / "tyk" / "requirements", tyk / "requirements")
    (tyk / "cases").mkdir()
    shutil.copy(ROOT / "checks" / "tyk" / "cases" / "licence.yaml", tyk / "cases")
    estate.mkdir()
    shutil.copy(ROOT / "checks" / "estate" / "requirements.toml", estate)
    settings = (ROOT / "pyproject.toml").read_text().replace('["."]', f'["{ROOT}"]', 1)
    (pytester.path / "pyproject.toml").write_text(settings)
    (pytester.path / "conftest.py").write_text(CONFTEST)
    text = (ROOT / "checks" / "tyk" / "test_licence.py").read_text()

    def show(old: str, new: str) -> tuple[int, str]:
        assert old in text
        (tyk / "test_licence.py").write_text(text.replace(old, new))
        words = ["--selftest", f"--healthy={HEALTHY}", "-k", "outlasts", "-p", "no:cacheprovider"]
        ran = pytester.runpytest_inprocess(*words)
        return int(ran.ret), "\n".join(ran.outlines)

    return show


def test_a_check_that_can_not_fail(blunted):
    """The selftest names a check that passes where it must fail, and one that asks nothing."""
    whole = blunted("assert ends > needed", "assert ends > needed")
    blunt = blunted("assert ends > needed", "assert ends or needed")
    idle = blunted(
        "ends, needed = Licence(dashboard).ends, max", "ends, needed = now + margin, min"
    )

    assert whole[0] == 0
    assert "1 of 1 checks shown able to fail" in whole[1]
    assert blunt[0] == idle[0] == 1
    assert "is pass, not fail" in blunt[1]
    assert "0 of 1 checks shown able to fail" in idle[1]
