"""A long step on a real host: it outlives connections, this program, and is started once.

One host of the lab is enough; its packages are those of the lab's first gateway.
"""

import concurrent.futures
import contextlib
import datetime as dt
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from findings.step import Secret, Truth
from inventory import Inventory
from probes.engine import Engine
from probes.live import LiveWorld
from probes.redaction import Redactor
from runner import units, wire
from runner.on_nodes import OnNodes
from runner.truth import find_out
from tests.lab import base, packages, rpms, space, web
from tests.lab.hosts import Host
from tests.lab.names import FIRST_HOST, NETNS, STATE
from tests.lab.process import wait_until
from tests.runner.estates import REMOTE, one_node, step

LACKING = packages.missing()
pytestmark = pytest.mark.skipif(bool(LACKING), reason=f"no lab here: {'; '.join(LACKING)}")
ROOT = Path(__file__).resolve().parents[2]
GO = "/srv/go"
UNTIL_GO = f"echo begun; while [ ! -e {GO} ]; do sleep 0.1; done; echo over; exit 7"
GATEWAY = "tyk-gateway"
REST = "[Service]\nExecStart=/bin/sleep 9999\n[Install]\nWantedBy=multi-user.target\n"
DIES = """
import sys
import time
from pathlib import Path
from probes.redaction import Redactor
from runner.on_nodes import OnNodes
from tests.runner.test_long_steps import UNTIL_GO, estate
from tests.runner.estates import step
OnNodes(estate(Path(sys.argv[1])), Redactor()).run(
    step("sh", "-c", UNTIL_GO, long=True), sys.argv[2], lambda text: print(text, end="", flush=True)
)
"""


def estate(folder: Path) -> Inventory:
    """Give the inventory of the one host."""
    return one_node(folder, REMOTE, "{method: sudo}", f"{{config: {STATE}/ssh_config, user: ops}}")


@pytest.fixture(scope="module")
def gw1() -> Iterator[Host]:
    """A host with sshd, systemd and yum, and this lab's packages on offer."""
    space.sweep()
    try:
        space.prepare()
        base.build(rpms.built() / "shim.rpm")
        web.fill()
        web.serve()
        host = Host("gw1")
        host.create(FIRST_HOST).boot().wait()
        host.put(f"/etc/yum.repos.d/tyk_{GATEWAY}.repo", web.repo_text(GATEWAY))
        yield host
    finally:
        space.sweep()


@pytest.fixture(autouse=True)
def inside(tmp_path, monkeypatch) -> None:
    """Let ssh start in the lab's network."""
    (tmp_path / "bin").mkdir()
    ssh = tmp_path / "bin" / "ssh"
    ssh.write_text(f'#!/bin/sh\nexec nsenter --net={NETNS} /usr/bin/ssh "$@"\n')
    ssh.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    monkeypatch.setattr(wire, "SILENCE", 3.0)


@pytest.fixture
def executor(gw1, tmp_path) -> Iterator[OnNodes]:
    """The steps of the host; afterwards nothing is left of them."""
    gw1.run(f"rm -f {GO}; mkdir -p /srv")
    made = OnNodes(estate(tmp_path), Redactor())
    yield made
    made.close()
    gw1.run(f"touch {GO}; rm -rf {units.BASE}")


@pytest.fixture
def unit(request) -> str:
    """Give a name that no other test has."""
    return units.unit_name(request.node.name, os.getpid())


@pytest.fixture
def engine(tmp_path) -> Iterator[Engine]:
    """What reads the world."""
    redactor = Redactor()
    made = Engine(LiveWorld(estate(tmp_path), redactor), redactor)
    yield made
    made.close()


class Following:
    """A step that another thread carries out; what is told so far."""

    def __init__(self, call, *words) -> None:
        self.text = ""
        self._pool = concurrent.futures.ThreadPoolExecutor(1)
        self._future = self._pool.submit(call, *words, self._hear)

    def _hear(self, text: str) -> None:
        self.text += text

    def until(self, word: str, seconds: float = 30) -> None:
        wait_until(lambda: word in self.text, seconds, f"{word!r} is not told: {self.text!r}")

    def end(self, seconds: float = 40):
        with contextlib.closing(self):
            return self._future.result(seconds)

    def close(self) -> None:
        self._pool.shutdown(wait=False)


def waiting(seconds: float = 60):
    """Give a step that lasts until GO is there."""
    return step("sh", "-c", UNTIL_GO, long=True, seconds=seconds)


def test_words_come_as_they_are_and_status_and_output_are_seen(executor, unit):
    words = ["$HOME", "${PATH}", "%n", "'", '"', "a\nb", "`id`", "\\", "ä", "$$"]
    program = 'for w; do printf "[%s]" "$w"; done; id -u; pwd; echo err >&2; exit 3'
    ran = executor.run(step("sh", "-c", program, "sh", *words, long=True), unit, print)

    assert ran.status == 3
    assert ran.output == "".join(f"[{word}]" for word in words) + "0\n/\nerr\n"


def test_a_secret_comes_through_a_pipe_and_is_nowhere_else(gw1, executor, unit, monkeypatch):
    monkeypatch.setenv("LAB_PASSWORD", secret := "correct-horse-battery")
    asked = (Secret(name="password", reference="env:LAB_PASSWORD"), Secret(name="passphrase"))
    program = 'IFS= read -r a; IFS= read -r b; echo "$a" | wc -c; echo "[$b]"; cat | wc -c'

    ran = executor.run(step("sh", "-c", program, long=True, secrets=asked), unit, print)

    seen = (
        f"grep -rls {secret} {units.BASE} /run/systemd /var/log /tmp; journalctl | grep -c {secret}"
    )
    assert (ran.status, ran.output.split()) == (0, [f"{len(secret) + 1}", "[]", "0"])
    assert gw1.run(seen, check=False).stdout.strip() == "0"


@pytest.mark.parametrize("leaves", [False, True])
def test_what_a_step_started_goes_on_only_where_that_is_its_purpose(gw1, executor, unit, leaves):
    program = "setsid sleep 4242 >/dev/null 2>&1 </dev/null & sleep 0.2"

    executor.run(step("sh", "-c", program, long=True, leaves=leaves), unit, print)

    def left():
        return bool(gw1.run("pgrep -f '[s]leep 4242'", check=False).stdout.strip())

    try:
        wait_until(lambda: left() is leaves, 10, f"it is {'gone' if leaves else 'there'}")
        assert left() is leaves
    finally:
        gw1.run("pkill -f '[s]leep 4242'", check=False)


def test_its_folder_is_roots_alone_and_forgotten_when_that_is_said(gw1, executor, unit):
    one = step("echo", "hi", long=True)
    executor.run(one, unit, print)

    modes = f"stat -c '%U %a' {units.BASE} {units.folder(unit)} {units.folder(unit)}/out"
    assert gw1.run(modes).stdout.split("\n")[:3] == ["root 700", "root 700", "root 600"]
    assert executor.resume(one, unit, print).output == "hi\n"
    executor.forget(one, unit)
    assert gw1.run(f"ls {units.BASE}").stdout == ""


def test_one_that_runs_is_not_forgotten(gw1, executor, unit):
    following = Following(executor.run, waiting(), unit)
    following.until("begun")

    executor.forget(waiting(), unit)

    gw1.run(f"touch {GO}")
    assert following.end().status == 7


def test_a_connection_that_is_cut_does_not_end_it(gw1, executor, unit):
    following = Following(executor.run, waiting(), unit)
    following.until("begun")

    gw1.plug(to=False)
    try:
        following.until("what was started goes on there")
        gw1.run(f"touch {GO}")
    finally:
        gw1.plug(to=True)
    ran = following.end()

    assert (ran.status, ran.output) == (7, "begun\nover\n")
    assert "gw1 answers again" in following.text


def test_a_node_that_stays_away_leaves_the_end_unknown(gw1, executor, unit):
    following = Following(executor.run, waiting(seconds=5), unit)
    following.until("begun")

    gw1.plug(to=False)
    try:
        ran = following.end()
    finally:
        gw1.plug(to=True)

    assert ran.status is None
    assert "does not answer any more" in ran.why
    gw1.run(f"touch {GO}")
    assert executor.resume(waiting(), unit, print).status == 7


def test_another_process_goes_on_where_one_was_killed(gw1, executor, unit, tmp_path):
    line = [sys.executable, "-c", DIES, str(tmp_path), unit]
    with subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdout.readline() == "begun\n"
        killed.send_signal(signal.SIGKILL)

    following = Following(executor.resume, waiting(), unit)
    following.until("begun")
    gw1.run(f"touch {GO}")
    ran = following.end()

    assert (ran.status, ran.output) == (7, "begun\nover\n")


def test_a_reboot_in_the_middle_is_no_end(gw1, executor, unit):
    following = Following(executor.run, waiting(), unit)
    following.until("begun")

    gw1.cut()
    gw1.boot().wait()
    ran = following.end()

    assert (ran.status, ran.output) == (None, "begun\n")
    assert "was rebooted in the middle" in ran.why
    assert executor.resume(waiting(), unit, print).why == ran.why


def test_one_that_is_ended_from_outside_has_no_status(gw1, executor, unit):
    following = Following(executor.run, waiting(), unit)
    following.until("begun")

    gw1.run(f"systemctl kill -s KILL {unit}")
    ran = following.end()

    assert ran.status is None
    assert "Result=signal" in ran.why


def test_what_takes_longer_than_it_may_is_not_ended(gw1, executor, unit):
    ran = executor.run(waiting(seconds=2), unit, print)

    assert ran.status is None
    assert "still at work after 2 s" in ran.why
    gw1.run(f"touch {GO}")
    assert executor.resume(waiting(), unit, print).status == 7


def test_a_full_disk_of_the_node_does_not_lose_the_status(gw1, executor, unit):
    gw1.run(f"mkdir -p {units.BASE} && mount -t tmpfs -o size=64k,mode=700 full {units.BASE}")
    try:
        fill = f"cat /dev/zero >{units.BASE}/full; exit 5"
        assert executor.run(step("sh", "-c", fill, long=True), unit, print).status == 5
    finally:
        gw1.run(f"umount {units.BASE}")


def test_of_many_starts_under_one_name_one_is_carried_out(gw1, executor, unit):
    gw1.run("rm -f /srv/times")
    one = step("sh", "-c", "echo started >>/srv/times; sleep 1", long=True)
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        ran = list(pool.map(lambda _: executor.run(one, unit, print), range(4)))

    assert gw1.get("/srv/times") == "started\n"
    assert [one.status for one in ran].count(0) == 1
    assert all("knows an earlier start" in one.why for one in ran if one.status is None)


def test_a_start_that_arrives_after_it_was_given_up_finds_its_name_taken(gw1, executor, unit):
    one = step("touch", "/srv/late", long=True)

    assert executor.resume(one, unit, print) is None

    said = gw1.run(units.start_script(unit, "0123456789abcdef", one.argv)).stdout
    assert said == f"@taken {units.VOID}\n"
    assert gw1.run("test -e /srv/late", check=False).returncode == 1
    assert executor.run(one, unit, print).status == 0  # the runner itself may use it again


def test_without_sudo_nothing_is_started_and_the_line_is_named(gw1, executor, unit):
    gw1.run("mv /etc/sudoers.d/ops /srv/ops")
    try:
        ran = executor.run(step("touch", "/srv/made", long=True), unit, print)
    finally:
        gw1.run("mv /srv/ops /etc/sudoers.d/ops")

    assert ran.status == 126
    assert "a password is required" in ran.why
    assert "ops ALL=(root) NOPASSWD: /bin/sh;" in ran.do
    assert (
        gw1.run(f"test -e /srv/made || test -e {units.folder(unit)}", check=False).returncode == 1
    )


def utc() -> str:
    """Give the time as the journal has it."""
    return dt.datetime.fromtimestamp(
        float(subprocess.check_output(["date", "+%s.%N"])), dt.UTC
    ).isoformat()


def update(verb: str, version: str):
    """Give the step that leads the gateway's package to a version."""
    truth = Truth(by="package", package=GATEWAY, version=version)
    argv = ("yum", "-y", verb, f"{GATEWAY}-{version}")
    return step(*argv, long=True, seconds=60, truth=truth)


def test_the_world_tells_of_a_package(gw1, executor, engine, unit, tmp_path):
    inventory = estate(tmp_path)
    gw1.run(f"yum -y install {GATEWAY}-5.3.9")
    ended = time.monotonic()  # the history knows seconds: what follows is to be of a later one
    begun = wait_until(lambda: utc() if time.monotonic() > ended + 2 else "", 30, "no later second")
    up = update("update", "5.8.9")
    assert find_out(up, begun, engine, inventory).state == "not-done"

    gw1.run("mv /usr/bin/getent /usr/bin/getent.right")  # %pre asks it: the transaction has begun
    gw1.put(
        "/usr/bin/getent", f"#!/bin/sh\necho here; until [ -e {GO} ]; do sleep 0.1; done\n", 0o755
    )
    following = Following(executor.run, up, unit)
    begun_in_rpm = "pgrep -f 'bin/getent group [t]yk'"
    wait_until(lambda: not gw1.run(begun_in_rpm, check=False).returncode, 30, "no transaction")
    assert find_out(up, begun, engine, inventory, unit).state == "running"
    assert "yum -y update" in find_out(up, begun, engine, inventory).why

    gw1.run(f"systemctl kill -s KILL {unit}; mv -f /usr/bin/getent.right /usr/bin/getent")
    assert following.end().status is None
    broken = find_out(up, begun, engine, inventory, unit)
    assert broken.state == "unclear"
    assert "yum history redo" in broken.do

    gw1.run("yum -y history redo last", check=False)
    assert find_out(up, begun, engine, inventory, unit).state == "done"
    later = utc()
    assert find_out(update("downgrade", "5.3.9"), later, engine, inventory).state == "not-done"


def test_the_world_tells_of_a_unit(gw1, executor, engine, tmp_path):
    inventory = estate(tmp_path)
    restart = step("systemctl", "restart", "rest", truth=Truth(by="restarted", unit="rest"))
    enable = step("systemctl", "enable", "rest", truth=Truth(by="enabled", unit="rest"))
    gw1.put("/etc/systemd/system/rest.service", REST)
    gw1.run("systemctl daemon-reload")
    begun = utc()

    assert find_out(restart, begun, engine, inventory).state == "not-done"
    assert find_out(enable, begun, engine, inventory).state == "not-done"
    for one in (restart, enable):
        assert executor.run(one, "", print).status == 0
        assert find_out(one, begun, engine, inventory).state == "done"
    gw1.run("systemctl stop rest")
    assert find_out(restart, begun, engine, inventory).state == "unclear"


def test_a_node_that_does_not_answer_tells_nothing(gw1, engine, tmp_path):
    gw1.plug(to=False)
    try:
        found = find_out(update("update", "5.8.9"), utc(), engine, estate(tmp_path))
    finally:
        gw1.plug(to=True)

    assert found.state == "unclear"
    assert found.do
    assert shlex.split(found.do)
