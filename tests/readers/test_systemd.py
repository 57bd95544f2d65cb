"""What `systemctl show` says, of systemd 219 to 252."""

from datetime import UTC, datetime

import pytest

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from readers.systemd import EnvironmentFile, show_script, timestamp, unit_state

RUNNING = """\
Type=simple
MainPID=111
NRestarts=0
ExecMainStartTimestamp=Sat 2026-11-21 02:24:11 UTC
ExecStart={ path=/opt/tyk-gateway/tyk ; argv[]=/opt/tyk-gateway/tyk --conf \
/opt/tyk-gateway/tyk.conf ; ignore_errors=no ; start_time=[Sat 2026-11-21 02:24:11 UTC] ; \
stop_time=[n/a] ; pid=111 ; code=(null) ; status=0/0 }
Environment=TYK_GW_SECRET=x "TYK_GW_NAME=two words"
EnvironmentFiles=/etc/default/tyk-gateway (ignore_errors=yes)
EnvironmentFiles=/etc/sysconfig/tyk-gateway (ignore_errors=no)
LimitNOFILE=80000
User=
Id=tyk-gateway.service
LoadState=loaded
ActiveState=active
SubState=running
FragmentPath=/lib/systemd/system/tyk-gateway.service
DropInPaths=/etc/systemd/system/tyk-gateway.service.d/limits.conf
UnitFileState=enabled
NeedDaemonReload=no
Result=success
"""
ABSENT = """\
MainPID=0
NRestarts=0
ExecMainStartTimestamp=
LimitNOFILE=524288
Id=nosuch.service
LoadState=not-found
ActiveState=inactive
SubState=dead
FragmentPath=
UnitFileState=
NeedDaemonReload=no
"""
UNIT = "tyk-gateway"


def answer(stdout="", stderr="", rc=0):
    """What a command gave."""
    raw = stdout if isinstance(stdout, bytes) else stdout.encode()
    return CommandAnswer(rc, raw, stderr.encode())


def test_a_running_unit():
    """Every property has its type."""
    found = unit_state(answer(RUNNING), UNIT)

    assert (found.exists, found.running, found.enabled) == (True, True, True)
    assert found.exec_start == ("/opt/tyk-gateway/tyk", "--conf", "/opt/tyk-gateway/tyk.conf")
    assert found.exec_main_start == datetime(2026, 11, 21, 2, 24, 11, tzinfo=UTC)
    assert found.environment_files == (
        EnvironmentFile("/etc/default/tyk-gateway", optional=True),
        EnvironmentFile("/etc/sysconfig/tyk-gateway", optional=False),
    )
    assert found.environment == (("TYK_GW_SECRET", "x"), ("TYK_GW_NAME", "two words"))
    assert found.drop_in_paths == ("/etc/systemd/system/tyk-gateway.service.d/limits.conf",)
    assert (found.main_pid, found.n_restarts, found.limit_nofile) == (111, 0, 80000)


def test_a_unit_that_is_not_there():
    """Absence is an answer, exit status 0."""
    found = unit_state(answer(ABSENT), "nosuch")

    assert (found.exists, found.running, found.enabled) == (False, False, False)
    assert found.exec_main_start is None


def test_el7_counts_no_restarts():
    """Systemd 219 has no NRestarts: None, not 0."""
    old = RUNNING.replace("NRestarts=0\n", "").replace("LimitNOFILE=80000", "LimitNOFILE=infinity")
    found = unit_state(answer(old), UNIT)

    assert (found.n_restarts, found.limit_nofile) == (None, None)


def test_a_newer_systemd_says_flags():
    """`flags=` in place of `ignore_errors=`."""
    new = RUNNING.replace("; ignore_errors=no ; start", "; flags= ; start")

    assert unit_state(answer(new), UNIT).exec_start[0] == "/opt/tyk-gateway/tyk"


@pytest.mark.parametrize(
    "bad",
    [
        answer(""),
        answer("", "System has not been booted with systemd as init system\n", 1),
        answer("", "Failed to connect to bus: Permission denied\n", 1),
        answer("", "sudo: a password is required\n", 1),
        answer("", "sh: systemctl: command not found\n", 127),
        answer(RUNNING[:300]),
        answer(RUNNING[:-5]),
        answer(RUNNING.replace("LoadState=loaded\n", "")),
        answer(RUNNING.replace("ActiveState=active", "ActiveState=")),
        answer(RUNNING.replace("ActiveState=active", "ActiveState=splendid")),
        answer(RUNNING.replace("MainPID=111", "MainPID=many")),
        answer(RUNNING.replace("NeedDaemonReload=no", "NeedDaemonReload=perhaps")),
        answer(RUNNING.replace("NeedDaemonReload=no\n", "")),
        answer(RUNNING.replace("02:24:11 UTC\n", "02:24:11 CET\n")),
        answer(RUNNING + RUNNING),
        answer("<html>no</html>\n"),
        answer(b"\x00\x01\n"),
        answer(RUNNING.replace(" ; ignore_errors=no ; start_time", " start")),
        answer(RUNNING.replace("EnvironmentFiles=/etc/default", "EnvironmentFiles=etc")),
    ],
)
def test_cannot_tell(bad):
    """Nothing is guessed from half an answer."""
    with pytest.raises(CannotTell):
        unit_state(bad, UNIT)


@pytest.mark.parametrize("text", ["", "n/a", "0"])
def test_no_time(text):
    """Never started."""
    assert timestamp(text) is None


@pytest.mark.parametrize("text", ["yesterday", "Sat 2026-13-41 02:24:11 UTC", "1795227849"])
def test_strange_time(text):
    """Anything else cannot be told."""
    with pytest.raises(CannotTell):
        timestamp(text)


def test_the_script():
    """One call asks for all."""
    assert show_script("a b.service").startswith("systemctl show 'a b.service' --no-pager -p Id,")
