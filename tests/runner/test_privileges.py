"""`catalog --privileges`: exactly what a recording asked, in the words of each system."""

import json
import shutil
import subprocess
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from probes.answers import CommandAnswer
from probes.recording import Recorder
from probes.redaction import Redactor
from runner.app import app
from runner.privileges import as_text, asked, rules_of

AT = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)
VISUDO = shutil.which("visudo", path="/usr/sbin:/sbin:/usr/bin")
KEYS = [
    "now",
    "gw1 # cat -- /opt/tyk-gateway/tyk.conf",
    "gw2 # cat -- /opt/tyk-gateway/tyk.conf",
    "gw1 # stat -L -c '%F|%s' -- /opt/tyk-gateway/tyk.conf",
    "gw1 # ps -e -o pid= -o args=",
    "gw1 # readlink -- /proc/4175/exe",
    "gw1 # journalctl -u tyk-pump --since @1795259682",
    "gw1 # ss -ltnp",
    "gw1 # sync",
    "gw1 # find /a -type f -exec sha256sum -- '{}' +",
    "gw1 # cd '/a b' && find . -name '*.rpmnew'",
    "gw1 # if true\nthen id -u\nfi",
    "gw1 $ uname -n",
    "twice 30 s: gw1 $ systemctl show tyk-gateway",
    "twice 6 s: redis:main LLEN analytics-tyk-system-analytics",
    "redis:main CONFIG GET dir",
    "redis:main MASTERS",
    "redis:main 10.0.0.1:6379 SCAN-ALL orgkey.* 1000",
    "redis:main 10.0.0.1:6379 SCAN-LASTING apikey-* 1000 7",
    'mongo:documents admin {"hello": 1}',
    'mongo:documents admin {"replSetGetStatus": 1}',
    'mongo:documents tyk_analytics {"listCollections": 1}',
    'mongo:documents tyk_analytics {"aggregate": "a", "pipeline": [{"$collStats": {}}]}',
    "GET gateway:gw1 /tyk/apis [X-Tyk-Authorization: <secret>]",
    "GET gateway:gw2 /tyk/keys/0f3a?hashed=true [X-Tyk-Authorization: <secret>]",
    "GET dashboard:dash1 /api/apis?p=-1 [Authorization: <secret>]",
    "HEAD gateway:gw1 /orders/",
]


@pytest.fixture
def recording(tmp_path):
    recorder = Recorder(tmp_path / "recording.jsonl", Redactor())
    for key in KEYS:
        recorder.write(key, "Command", AT, 0.1, CommandAnswer(0, b"", b""))
    recorder.close()
    return tmp_path / "recording.jsonl"


@pytest.fixture
def lines(recording):
    return as_text(asked([recording]), "check").splitlines()


def rules(lines):
    return [line for line in lines if line.startswith("check ALL=(root) NOPASSWD: ")]


def test_a_command_of_several_nodes_is_one_line(lines):
    conf = "check ALL=(root) NOPASSWD: /usr/bin/cat -- /opt/tyk-gateway/tyk.conf"

    assert rules(lines).count(conf) == 1
    assert not [line for line in lines if "uname" in line or "systemctl" in line]


def test_a_command_without_arguments_allows_none(lines):
    assert 'check ALL=(root) NOPASSWD: /usr/bin/sync ""' in lines
    assert "check ALL=(root) NOPASSWD: /usr/sbin/ss -ltnp" in lines


@pytest.mark.parametrize(
    ("script", "rule"),
    [
        ("ps -o pid=", r"/usr/bin/ps -o pid\="),
        ("stat -c '%F|a:b,c' -- '/a b'", r"/usr/bin/stat -c %F|a\:b\,c -- /a\ b"),
        ("find /a -name '*.rpm?'", r"/usr/bin/find /a -name \*.rpm\?"),
        (r"grep 'a\.b' /f", r"/usr/bin/grep a\\\\.b /f"),
        ("/opt/x/redis-check-rdb /d", "/opt/x/redis-check-rdb /d"),
        ("id -u; true", r"/bin/sh -c id\ -u;\ true"),
        ("cat -- '#x' '!y' '[z]'", r"/usr/bin/cat -- \#x \!y \[z\]"),
    ],
)
def test_signs_that_sudoers_knows_are_escaped(script, rule):
    assert list(rules_of(script)) == [rule]


def test_a_process_id_becomes_digits_and_never_a_star():
    found = list(rules_of("readlink -- /proc/4175/exe"))

    assert len(found) == 7
    assert "/usr/bin/readlink -- /proc/[1-9][0-9]/exe" in found
    assert not [rule for rule in found if "*" in rule]


def test_an_instant_becomes_ten_digits():
    (rule,) = rules_of("journalctl --since @1795259682")

    assert rule == f"/usr/bin/journalctl --since @{'[0-9]' * 10}"


def test_what_sudoers_can_not_say_is_named(lines):
    assert list(rules_of("a\nb")) == []
    assert [line for line in lines if line.startswith("# no exact line") and "if true" in line]


@pytest.mark.skipif(VISUDO is None, reason="visudo is not installed")
def test_visudo_accepts_the_lines(lines, tmp_path):
    end = next(at for at, line in enumerate(lines) if not line)
    file = tmp_path / "sudoers"
    file.write_text("\n".join([*lines[:end], ""]))

    done = subprocess.run([VISUDO, "-cf", file], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


def test_redis_is_granted_reads_and_the_keys_that_were_read(lines):
    (line,) = [line for line in lines if line.startswith("ACL SETUSER")]

    assert line == (
        "ACL SETUSER upgrade-checks on >PASSWORD %R~analytics-tyk-system-analytics "
        "%R~apikey-* +config|get +llen +scan +ttl"
    )


def test_mongo_is_granted_actions_on_its_databases(lines):
    (line,) = [line for line in lines if line.startswith("db.createRole(")]
    role = json.loads(line.removeprefix("db.createRole(").removesuffix(")"))

    assert role["privileges"] == [
        {
            "resource": {"db": "tyk_analytics", "collection": ""},
            "actions": ["collStats", "find", "listCollections"],
        },
        {"resource": {"cluster": True}, "actions": ["replSetGetStatus"]},
    ]


def test_endpoints_are_named_with_their_permission_and_without_keys(lines):
    assert "dashboard: GET /api/apis?p=-1 with Authorization (apis: read)" in lines
    assert any(line.startswith("gateway: GET /tyk/keys/KEY?hashed=true with") for line in lines)
    assert "gateway: HEAD /orders/" in lines
    assert not [line for line in lines if "0f3a" in line or "<secret" in line]


def test_the_healthy_recording_is_the_default():
    done = CliRunner().invoke(app, ["catalog", "--privileges"])

    assert done.exit_code == 0, done.output
    assert "ops ALL=(root) NOPASSWD: /usr/bin/cat -- /opt/tyk-gateway/tyk.conf" in done.output


def test_a_run_of_ones_own_and_an_account_can_be_given(recording):
    said = CliRunner().invoke(
        app, ["catalog", "--privileges", f"--recording={recording}", "--account=check"]
    )

    assert "check ALL=(root) NOPASSWD: /usr/sbin/ss -ltnp" in said.output


def test_a_file_that_is_no_recording_is_refused(tmp_path):
    (tmp_path / "x").write_text("{}\n{}\n")

    said = CliRunner().invoke(app, ["catalog", "--privileges", f"--recording={tmp_path / 'x'}"])

    assert said.exit_code == 2
    assert "no answer of a recording" in said.output


def test_the_plans_commands_are_granted_apart_for_the_window():
    """Who checks may not change anything; who upgrades may, and for the window only."""
    told = CliRunner().invoke(app, ["catalog", "--privileges"]).output
    checks, _, window = told.partition("# For the account that upgrades")

    assert "systemctl restart" not in checks
    assert "ops ALL=(root) NOPASSWD: /usr/bin/systemctl restart tyk-gateway" in window
    assert "#   yum -y update tyk-gateway-5.8.9" in window
    assert "yum -y downgrade tyk-pump-1.12.0" in window


def test_a_transactions_number_is_any_number():
    assert list(rules_of("yum history info 17"))[1] == "/usr/bin/yum history info [1-9][0-9]"
