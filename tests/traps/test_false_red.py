"""False red: a stop must be one that a person can act on, and only where going on does damage."""

import json

import pytest

import reports.page
from fixtures import rehearsal, waiting
from tests.fixtures.suite import check

pytest_plugins = ["pytester"]

COUNT = 'echo x >> seen; test "$(wc -l < seen)" -ge 3 && echo up || echo down\n'
WARMS_UP = check(
    "assert node.run('sh count').text.strip() == 'up'",
    rows="TYK-POST-001",
    marks="post eventually(within=90)",
)

QUICK = pytest.mark.usefixtures("quick")


@pytest.fixture
def quick(monkeypatch):
    """Try again after a moment."""
    monkeypatch.setattr(waiting, "TICK", 0.05)
    monkeypatch.setattr(rehearsal, "TICK", 0.05)


def test_a_blocker_without_a_remedy(run):
    """A blocker that does not say who does what is refused; one that stops us says it on top."""
    run.row("TYK-PRE-001", remedy={"owner": "", "text": ""})
    refused = run(check("assert False"))
    run.row("TYK-PRE-001", remedy={"owner": "dba", "text": "Upgrade it.", "command": "do it"})
    (stop,) = run(check("assert False")).result["stops"]

    assert refused.status == 4
    assert "TYK-PRE-001" in refused.text
    assert (stop["owner"], stop["do"], stop["command"]) == ("dba", "Upgrade it.", "do it")
    assert "pytest" in stop["then"]


def test_volatile_fields_differ(estate):
    """Order and times that change by themselves are no difference, and are not remembered."""
    key = "GET gateway:gw1 /tyk/apis [X-Tyk-Authorization: <secret>]"
    listed = json.loads(estate.answer("post", key).text)
    text = json.dumps([{**one, "last_updated": "2099-01-01", "x_new": 1} for one in listed[::-1]])
    ran = estate.check({"answer": key, "text": text}, rows="TYK-POST-022", phase="post")

    assert ran.outcomes["test_apis_survive[gw1]"] == "pass"
    assert len(listed) > 1


def test_a_threshold_that_can_only_be_tightened(estate):
    """Our own figures stand in the inventory: who knows better says so there."""
    name = "test_snapshot_holds_the_keys[main]"
    grown = {
        "answer": "redis:main INFO keyspace",
        "value": "# Keyspace\r\ndb0:keys=11,expires=3\r\n",
    }
    tight = estate.check(grown, rows="TYK-PRE-047a")
    estate.edit(("key_drift_percent: 20", "key_drift_percent: 90"))
    loose = estate.check(grown, rows="TYK-PRE-047a")

    assert [ran.outcomes[name] for ran in (tight, loose)] == ["fail", "pass"]


@QUICK
def test_a_transient_state_after_a_restart(run):
    """What warms up is asked until it holds, for a while that the inventory limits."""
    run.write("count", COUNT)
    late = run(WARMS_UP, phase="post")
    run.inventory(timeouts={"command": "10", "warm_up": "0.2"})
    run.write("count", "echo down\n")
    never = run(phase="post")

    assert late.outcomes == {"test_it[gw1]": "pass"}
    assert never.outcomes == {"test_it[gw1]": "fail"}


@QUICK
def test_a_retry_hides_that_it_is_flaky(run, monkeypatch):
    """A pass on the third try is shown as one, also where the page leaves evidence out."""
    run.write("count", COUNT)
    small = run(WARMS_UP, phase="post")
    run.write("seen", "")
    monkeypatch.setattr(reports.page, "DETAILS", reports.page.DETAILS[1:])  # of a large estate
    large = run(phase="post")

    assert small.findings["test_it[gw1]"]["tries"] == 3
    for ran in (small, large):
        assert "on try 3" in (ran.folder / "report.html").read_text()


@QUICK
def test_what_must_not_happen_is_tried_until_it_passes(run):
    """Without the mark there is one try, and before the change there is one with it."""
    run.write("count", COUNT)
    plain = run(WARMS_UP.replace("@pytest.mark.eventually(within=90)\n", ""), phase="post")
    run.write("seen", "")
    before = run(WARMS_UP.replace("mark.post", "mark.pre").replace("POST", "PRE"))

    assert plain.outcomes == before.outcomes == {"test_it[gw1]": "fail"}
    assert before.findings["test_it[gw1]"]["tries"] == 1


def test_one_root_cause_is_forty_failures(run):
    """One dead Redis is one finding: what needs it is blocked by that one, and counted apart."""
    dead = "raise NoAnswer('redis:main', 'silence')"
    root = check(dead, "test_root", asks="redis", marks="pre reaches('redis')", rows="TYK-PRE-002")
    needs = "".join(check(dead, f"test_{number}", asks="redis") for number in range(40))
    ran = run(needs + root + check(name="test_other", rows="TYK-PRE-003"))

    assert ran.result["accounting"] == {"pass": 1, "unknown": 1, "blocked": 40}
    assert [stop["target"] for stop in ran.result["stops"]] == ["main"]
    assert "40 blockers are blocked by checks/tyk/test_small.py::test_root[main]" in ran.text


def test_warnings_that_nobody_reads(run):
    """A warning does not stop; it is counted and named in what goes into the ticket."""
    run.row("TYK-PRE-001", severity="warning")
    ran = run(check("assert False") + check(name="test_two", rows="TYK-PRE-002"))
    note = "1 warning failed: TYK-PRE-001 on gw1"

    assert ran.status == 0
    assert "1 pass + 1 fail -> GO" in ran.text
    assert note in ran.result["notes"]
    assert "TYK-PRE-001" in (ran.folder / "summary.txt").read_text()


def test_what_can_hold_only_later_stops_days_before(run):
    """A backup after the freeze is due, not missing; from the freeze on it stops."""
    run.row("TYK-PRE-001", due="TYK-STEP-001")
    run.row("TYK-STEP-001", verified_by="step", phases=["gate"])
    source = check("assert False") + check(name="test_two", rows="TYK-PRE-002")
    run.inventory(freeze=60)
    early = run(source)
    run.inventory(freeze=-1)
    late = run()

    assert (early.outcomes["test_it[gw1]"], early.status) == ("due", 0)
    assert (late.outcomes["test_it[gw1]"], late.status) == ("fail", 1)


def test_a_row_of_another_version_stops_this_one(run):
    """What does not apply to this change is not asked, and the reason stands in the table."""
    run.row("TYK-PRE-001", component="gateway", when={"crosses": "9.0.0"})
    ran = run(check("assert node.run('echo asked').rc") + check(name="test_b", rows="TYK-PRE-002"))
    (line,) = [line for line in ran.result["requirements"] if line["row"] == "TYK-PRE-001"]

    assert ran.outcomes["test_it[gw1]"] == "not-applicable"
    assert ran.asked["gw1 $ echo asked"] == 0
    assert line["reason"]
    assert ran.status == 0
