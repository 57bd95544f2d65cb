"""Operations: what the surroundings do to a run, and what a run does to them."""

import re
import socket
import time

import pytest
from typer.testing import CliRunner

from runner.app import app
from tests.fixtures.suite import check
from tests.fixtures.test_verdict import waiver

pytest_plugins = ["pytester"]

TWO = check("assert 1 == 2") + check(name="test_two", rows="TYK-PRE-002")
SECRET = "no-such-password"  # of the small suite's Redis, by reference
ENCODED = "bm8tc3VjaC1wYXNzd29yZA=="


def test_secrets_in_tickets(run):
    """A password that gets into a message is in no file and not on the terminal; files are 0600."""
    body = f"found = redis.refusal + 'is {SECRET} or {ENCODED}'\nassert found == ''"
    ran = run(check(body, asks="redis"))
    files = [path for path in ran.folder.rglob("*") if path.is_file()]

    assert "<secret:1>" in ran.findings["test_it[main]"]["message"]
    for text in (ran.text, *(path.read_text(errors="replace") for path in files)):
        assert SECRET not in text
        assert ENCODED not in text
    assert {path.stat().st_mode & 0o077 for path in files} == {0}


def test_the_check_changes_the_system(run):
    """What could write is not sent: the check is unknown, nothing is made, and the page says so."""
    source = check("node.run('touch made')", "test_a")
    source += check("node.run('echo x > made')", "test_b")
    source += check("redis.ask('SET', 'made', '1')", "test_c", asks="redis")
    ran = run(source)

    assert set(ran.outcomes.values()) == {"unknown"}
    assert "3 questions were not sent, for they could have written: " in ran.result["notes"][0]
    assert not (run.path / "made").exists()


def test_privileges_differ_between_rehearsal_and_night(run, monkeypatch):
    """What sudo refuses is told with what to grant; what needs it is blocked, never absent."""
    run.write("tools/id", "#!/bin/sh\necho 1000\n").chmod(0o755)
    refusal = "#!/bin/sh\necho 'sudo: a password is required' >&2; exit 1\n"
    run.write("tools/sudo", refusal).chmod(0o755)
    monkeypatch.setenv("PATH", f"{run.path / 'tools'}:/usr/bin:/bin")
    run.inventory(become={"method": "sudo"})
    root = check(
        "assert node.privilege_refusal == ''", marks="pre reaches('privilege')", name="test_root"
    )
    reads = "assert node.run('cat /etc/absent', root=True).rc != 0"
    ran = run(root + check(reads, rows="TYK-PRE-002"))
    granted = CliRunner().invoke(app, ["catalog", "--privileges"]).output

    assert ran.outcomes == {"test_root[gw1]": "fail", "test_it[gw1]": "blocked"}
    assert "sudo: a password is required" in ran.findings["test_root[gw1]"]["message"]
    assert "NOPASSWD: /usr/bin/rpm -Vv --nodeps --noscripts tyk-gateway" in granted


def test_locale_changes_what_programs_say(run, monkeypatch):
    """Commands speak one language, whatever the operator's terminal speaks."""
    for name in ("LANG", "LC_ALL", "LC_MESSAGES", "LANGUAGE"):
        monkeypatch.setenv(name, "de_DE.UTF-8")
    ran = run(check("assert node.run('echo $LC_ALL; cat absent 2>&1').text == ''"))
    (asked,) = ran.findings["test_it[gw1]"]["evidence"]

    assert asked["answer"].startswith("[exit 1] C\n")
    assert "No such file or directory" in asked["answer"]


def test_the_time_zone_of_the_terminal_moves_the_window(run, monkeypatch):
    """The window has a zone of its own: due is due, wherever the operator sits."""
    run.row("TYK-PRE-001", due="TYK-STEP-001")
    run.row("TYK-STEP-001", verified_by="step", phases=["gate"])
    run.inventory(freeze=60)
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    try:
        far = run(TWO)
    finally:
        monkeypatch.undo()
        time.tzset()

    assert far.outcomes["test_it[gw1]"] == "due"
    assert far.result["started_at"].endswith("+00:00")
    assert far.result["timezone"] == "UTC"


def test_a_clock_is_wrong(estate):
    """Ages of backups and licences are judged by clocks: one that differs is a finding."""
    ran = estate.check({"answer": "gw1 $ date -u*", "text": "1700000000.5\n"}, rows="EST-003")

    assert ran.outcomes["test_clocks_agree[gw1]"] == "fail"
    assert ran.outcomes["test_clocks_agree[gw2]"] == "pass"


def test_the_new_version_writes_another_form(estate):
    """What no longer reads as it did is unknown, with the rest of the run untouched."""
    new = (
        {"answer": "GET gateway:gw1 /hello", "text": '{"State": {"code": "OK"}}'},
        {"answer": "GET gateway:gw1 /tyk/apis *", "text": '{"apis": {"items": []}}'},
        {"answer": "gw1 $ systemctl show *", "text": "Active: yes, since Tuesday\n"},
    )
    ran = estate.check(*new, rows="TYK-POST-009 TYK-POST-002 TYK-POST-022", phase="post")
    names = ("test_gateway_runs_the_target_version[{}]", "test_service_is_running[{}.tyk-gateway]",
             "test_apis_survive[{}]")  # fmt: skip

    assert {ran.outcomes[name.format("gw1")] for name in names} == {"unknown"}
    assert {ran.outcomes[name.format("gw2")] for name in names} == {"pass"}


def test_a_check_needs_the_target_versions_code(estate):
    """Days before, nothing of the target is there: what only it can answer is not applicable."""
    before = estate.check(rows="TYK-POST-012")
    after = estate.check(rows="TYK-POST-012", phase="post")

    assert before.outcomes["test_gateway_is_ready[gw1]"] == "not-applicable"
    assert after.outcomes["test_gateway_is_ready[gw1]"] == "pass"


def test_waivers_rot(run):
    """An expired waiver accepts nothing; one that is not needed any more is named."""
    run.write("waivers.yaml", waiver("TYK-PRE-001", hours=-1))
    expired = run(TWO)
    run.write("waivers.yaml", waiver("TYK-PRE-002"))
    needless = run()

    assert (expired.outcomes["test_it[gw1]"], expired.status) == ("fail", 1)
    assert "no longer needed" in " ".join(needless.result["notes"])


@pytest.mark.parametrize(
    ("old", "new"),
    [("[TYK-PRE-001]", "['*']"), ("approved_by: Bo", "approved_by: Ann"), ("expires", "until")],
    ids=["all-rows", "by-oneself", "for-ever"],
)
def test_a_blanket_ignore(run, old, new):
    """A waiver names its rows, has an end, and is another person's; else it accepts nothing."""
    run.write("waivers.yaml", waiver("TYK-PRE-001").replace(old, new))
    ran = run(TWO)

    assert ran.status in {1, 4}
    assert "accepted risk" not in ran.text
    assert ran.status == 4 or ran.outcomes["test_it[gw1]"] == "fail"


def test_the_network_is_needed_at_run_time(estate, monkeypatch):
    """A recording is judged, and its page opens, without a single connection."""
    monkeypatch.setattr(socket, "getaddrinfo", None)
    monkeypatch.setattr(socket.socket, "connect", None)
    ran = estate.check(rows="TYK-PRE-046 EST-002")
    page = (ran.folder / "report.html").read_text()

    assert set(ran.outcomes.values()) == {"pass"}
    assert not re.findall(r"""(?:src=|@import|url\(|<link[^>]+href=)\s*["']?https?:""", page)


def test_a_huge_unreadable_report(run):
    """Megabytes of answers: the page stays small, the verdict stands first, nothing is lost."""
    body = "assert node.run('seq -f {}%0990.0f 900').text == ''"
    ran = run("".join(check(body.format(n), f"test_{n}") for n in range(12)))
    summary = (ran.folder / "summary.txt").read_text()
    page = (ran.folder / "report.html").read_text()

    assert sum(len(f["evidence"]) for f in ran.result["findings"]) == 12
    assert len(page.encode()) < 2_000_000
    assert page.index("NO-GO") < page.index("seq -f")
    assert len(summary) < 10_000
    assert "NO-GO" in summary.splitlines()[0] + summary.splitlines()[1]
    assert (ran.folder / "recording.jsonl").stat().st_size > 9_000_000
