"""What a node, a log or an API says to harm its reader does nothing, wherever it is shown."""

import json
import re
import shutil
from xml.etree import ElementTree as ET

import pytest

from tests.end_to_end.replaying import offline
from tests.end_to_end.running import run, unwell
from tests.lab.planting import give_back, keep
from tests.reports.browser import dom, needs_chromium, paper_text

SCRIPT = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
NASTY = f"{SCRIPT}\x1b[31mred\x1b]0;owned\x07\x00\u202eevil\u2028\x9b2J ]]> `|*_[x](javascript:1)"
RAW = "\x1b\x07\x00\x9b\u202e\u2028"
MARK = "onerror"  # a part of it that must be seen, as text


def _list_of_apis():
    api = {"api_id": "a1", "name": NASTY, "slug": NASTY, "org_id": NASTY, "active": True}
    api |= {"use_keyless": True, "proxy": {"listen_path": f"/{SCRIPT}/", "target_url": SCRIPT}}
    return json.dumps([api])


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """A run on answers that attack: log lines, bodies, API names, nodes and stores."""
    user = offline(tmp_path_factory.mktemp("hostile"))
    entry = {"__REALTIME_TIMESTAMP": "1795262340000000", "PRIORITY": "3", "_PID": "1"}
    entry |= {"MESSAGE": f'time="2026-11-21" level=error msg="{NASTY}"', "__CURSOR": NASTY}
    recording = user.other(
        {"answer": "gw1 # journalctl *", "text": json.dumps(entry) + "\n"},
        {"answer": "gw1 $ uname -n*", "text": f"{NASTY}\nabc\n"},
        {"answer": "gw2 $ df -P -k*", "text": NASTY, "err": NASTY, "rc": 1},
        {"answer": "gw2 # rpm -V*", "text": NASTY, "rc": 1},
        {"answer": "GET gateway:gw1 /tyk/apis*", "text": _list_of_apis()},
        {"answer": "GET gateway:gw1 /hello", "status": 500, "text": NASTY},
        {"answer": "GET dashboard:dash1 /api/apis*", "text": json.dumps({"apis": NASTY})},
        {"answer": "redis:main INFO server", "text": f"redis_version:{NASTY}"},
        {"answer": "dash1 # cat -- /etc/yum.repos.d/*", "text": f"[{NASTY}]\nname={NASTY}\n"},
        {"answer": "dash1 # id -u", "error": {"Refused": ("privilege:dash1", NASTY)}},
        {"answer": "GET pump:dash1 /health", "error": {"NoAnswer": ("pump:dash1", NASTY)}},
    )
    ran = user.check("-m", "pre", "-vv", "--color=yes", recording=recording)
    assert ran.result.verdict != "GO"
    assert MARK in ran.output
    return ran


@needs_chromium
@pytest.mark.parametrize("javascript", [True, False])
def test_the_page_does_nothing(shown, tmp_path, javascript):
    html = dom(shown.folder / "report.html", tmp_path / "profile", javascript=javascript)

    assert "<title>owned" not in html
    assert "onerror=&quot;" in html or 'onerror="document' in html
    assert not re.search(r"<img[^>]*onerror", html)


@pytest.mark.parametrize("name", ["summary.txt", "summary.md", "report.html", "junit.xml"])
def test_no_file_that_is_read_holds_a_control_character(shown, name):
    text = (shown.folder / name).read_text(encoding="utf-8")

    assert [character for character in RAW if character in text] == []
    assert name == "summary.txt" or "<script>document" not in text


def test_the_terminal_gets_no_codes_but_pytests_own(shown):
    """Its colours are `ESC [ digits m`; whatever else begins with ESC came from an answer."""
    plain = re.sub(r"\x1b\[[\d;]*m", "", shown.output)

    assert [character for character in RAW if character in plain] == []
    assert "\x1b[31mred" not in shown.output


def test_the_machine_readable_files_can_be_read(shown):
    assert json.loads((shown.folder / "findings.json").read_text())["verdict"] != "GO"
    assert ET.parse(shown.folder / "junit.xml").findall(".//testcase")


def test_the_paper_can_be_printed(shown):
    words = paper_text(shown.folder / "report.pdf")

    assert shown.result.headline in words
    assert [character for character in RAW if character in words] == []


TALKS = f"printf '%s\\n' {'welcome'!r} '\x1b[2J' \"<script>\" ; printf complaint >&2\n"


def test_a_node_that_greets_is_understood(before):
    """A banner, a message of the day, and start files that print, change no outcome."""
    host = before.estate["gw1"]
    files = ["/etc/motd", "/etc/issue.net", "/home/ops/.bashrc", "/home/ops/.profile"]
    files += ["/etc/ssh/sshd_config.d/banner.conf"]
    for path in files:
        keep(host, path)
    try:
        for path in files[:2]:
            host.put(path, f"Authorised use only {SCRIPT}\x1b[2J\n")
        for path in files[2:4]:
            host.put(path, TALKS, owner="ops:ops")
        host.put(files[4], "Banner /etc/issue.net\n")
        host.run(
            "sed -i '1i Include /etc/ssh/sshd_config.d/*.conf' /etc/ssh/sshd_config; "
            "systemctl restart ssh"
        )
        ran = before.check("-m", "pre")
    finally:
        for path in files:
            give_back(host, path)
        host.run("sed -i 1d /etc/ssh/sshd_config; systemctl restart ssh")
    gw1 = {one.cell: one.outcome for one in ran.result.findings if one.node == "gw1"}

    assert gw1 == {cell: before.healthy.outcomes[cell] for cell in gw1}, unwell(ran)
    assert "\x1b[2J" not in ran.output


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("gw1,10.213.77.10 ssh-ed25519 {other}\n", "REMOTE HOST IDENTIFICATION HAS CHANGED"),
        ("", "No ED25519 host key is known for"),
    ],
    ids=["wrong", "unknown"],
)
def test_a_host_key_that_is_not_known_is_told(before, tmp_path, line, told):
    env = tmp_path / "env"
    shutil.copytree(before.env, env)
    known = (env / "known_hosts").read_text().splitlines(keepends=True)
    other = next(one.split()[2] for one in known if one.startswith("gw2"))
    kept = [one for one in known if not one.startswith("gw1")]
    (env / "known_hosts").write_text("".join([*kept, line.format(other=other)]))
    config = env / "ssh_config"
    config.write_text(
        re.sub(r"(UserKnownHostsFile) \S+", rf"\1 {env}/known_hosts", config.read_text())
    )
    ran = run("-m", "pre", env=env, runs=tmp_path / "runs")
    (stop,) = [one for one in ran.result.stops if one.requirements == ("EST-001",)]

    assert (ran.result.verdict, ran.status) == ("UNKNOWN", 7)
    assert stop.target == "gw1"
    assert "host key" in stop.message.lower()
    assert told in str([one.message for one in ran.result.findings]) or "known_hosts" in stop.do
