"""False green by comparison and by memory: nothing equals nothing, and old answers."""

import pytest

from tests.fixtures.suite import check

pytest_plugins = ["pytester"]

BODY = """
value = json.loads(node.run('cat value.json').text)
assert value == baseline('value', value)
"""
COMPARES = "import json\n" + check(
    BODY, asks="node, baseline", rows="TYK-POST-001", marks="pre post"
)


def test_empty_equals_empty(run):
    """Two empty lists are no agreement: before and after, an empty value is unknown."""
    run.write("value.json", "[]")
    before = run(COMPARES)
    run.write("value.json", '["a"]')
    run(COMPARES)
    run.write("value.json", "[]")
    after = run(phase="post")

    assert before.outcomes == after.outcomes == {"test_it[gw1]": "unknown"}
    assert {before.status, after.status} == {7}


def test_missing_data_is_agreement(run):
    """What pre never saw of a target is not taken as unchanged."""
    run.write("value.json", '["a"]')
    run(COMPARES)
    run.checks(COMPARES.replace("'value'", "'another'"))
    ran = run(phase="post")

    assert ran.outcomes == {"test_it[gw1]": "unknown"}
    assert "did not remember another" in ran.findings["test_it[gw1]"]["message"]


def test_one_of_two_did_not_answer_and_they_agree(estate):
    """A comparison of several nodes of which one is silent is no pass."""
    silent = {"answer": "GET gateway:gw2 /tyk/apis *", "error": {"NoAnswer": ["gateway:gw2", "x"]}}
    ran = estate.check(silent, rows="TYK-POST-022", phase="post")

    assert ran.outcomes["test_apis_survive[gw1]"] == "pass"
    assert ran.outcomes["test_apis_survive[gw2]"] in {"unknown", "blocked"}


@pytest.mark.parametrize("rc", [127, 1])
def test_a_negative_passes_for_the_wrong_reason(run, monkeypatch, rc):
    """`not running` of a unit that systemd does not know, or where there is no systemd."""
    tools = run.path / "tools"
    shown = "echo LoadState=not-found; echo ActiveState=inactive" if rc == 1 else "exit 127"
    run.write("tools/systemctl", f"#!/bin/sh\n{shown}\n").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:/usr/bin:/bin")
    ran = run(check("assert not host.service('tyk-gatway').is_running", asks="host"))

    assert ran.outcomes == {"test_it[gw1]": "unknown"}
    assert ran.status == 7


def test_no_error_in_a_log_that_we_may_not_read(estate):
    """`No fatal line` needs a log whose lines we see: an empty one and a refusal are unknown."""
    hint = "Hint: You are currently not seeing messages from other users and the system.\n"
    dark = {"answer": "gw1 # journalctl *", "text": "", "err": hint}
    ran = estate.check(dark, rows="TYK-POST-026a", phase="post")

    assert ran.outcomes["test_no_fatal_line[gw1.tyk-gateway]"] == "unknown"
    assert ran.outcomes["test_no_fatal_line[gw2.tyk-gateway]"] == "pass"


def test_permission_denied_is_read_as_absent(estate):
    """A file that we may not see is not a file that is not there."""
    denied = "cat: /opt/tyk-gateway/tyk.conf: Permission denied\n"
    change = {
        "answer": "gw1 # cat -- /opt/tyk-gateway/tyk.conf",
        "rc": 1,
        "text": "",
        "err": denied,
    }
    ran = estate.check(change, rows="TYK-PRE-035a TYK-PRE-044b")

    assert ran.outcomes["test_configuration_can_be_read[gw1.tyk-gateway]"] == "unknown"
    assert ran.outcomes["test_gateway_secret_is_set[gw1]"] == "unknown"


def test_an_answer_from_a_cache(run):
    """Each run asks anew; a recording is stamped REPLAY and is never GO."""
    source = check("assert node.run('cat state').text == 'well'")
    run.write("state", "well")
    first = run(source)
    run.write("state", "ill")
    second = run()
    again = run(None, f"--replay={first.folder / 'recording.jsonl'}")

    assert [first.status, second.status] == [0, 1]
    assert again.outcomes == {"test_it[gw1]": "pass"}
    assert again.result["headline"] == "REPLAY, UNKNOWN"
    assert again.status == 7


def test_a_wiped_and_seeded_data_store(estate):
    """The same number of keys is not the same keys: names are compared."""
    (answer,) = [key for key in estate.keys("post") if "SCAN-ALL apikey-" in key]
    before = estate.answer("post", answer)
    seeded = [f"apikey-{number:064x}" for number in range(len(before))]
    again = estate.check(rows="TYK-POST-024", phase="post")
    ran = estate.check({"answer": answer, "value": seeded}, rows="TYK-POST-024", phase="post")

    assert again.outcomes["test_keys_survive[main]"] == "pass"
    assert ran.outcomes["test_keys_survive[main]"] == "fail"


def test_an_api_that_everybody_may_call_now(estate):
    """It answers with 200, faster than ever: that it asks for no credential is a breach."""
    ran = estate.check(
        {"answer": "HEAD gateway:gw1 /orders/", "status": 200}, rows="EST-009", phase="post"
    )

    assert ran.outcomes["test_closed_apis_stay_closed[gw1]"] == "fail"


def test_a_version_that_nobody_wrote_rules_for(estate):
    """A target that no table knows is unknown, not `nothing to complain about`."""
    estate.edit(("gateway: {from: 5.3.9, to: 5.8.9}", "gateway: {from: 5.3.9, to: 7.0.0}"))
    ran = estate.check(rows="TYK-PRE-046 TYK-PRE-011 TYK-PRE-010")
    found = ran.findings["test_redis_version_is_supported[main]"]

    assert found["outcome"] == "unknown"
    assert "no table says" in found["message"]
    assert ran.outcomes["test_target_release_is_supported[lab]"] == "unknown"
    assert ran.status == 7
