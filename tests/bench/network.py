"""The fleet: two network namespaces, a delaying link, one sshd and one HTTP stub behind it.

The sshd listens on every address of a range: each address is a light node of its own to a client.
Everything carries one prefix and is swept at start and end, also after a kill.
"""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.lab.process import run, wait_until

PREFIX = os.environ.get("BENCH_PREFIX", "bench")
NEAR, FAR, DEVICE = f"{PREFIX}-near", f"{PREFIX}-far", f"{PREFIX}0"
STATE = Path(tempfile.gettempdir()) / f"{PREFIX}-fleet"
HERE = Path(__file__).resolve().parent
RANGE = "10.66.0.0/16"
NOBODY = "10.68.0.0/16"  # packets to it are swallowed: who is there says nothing
DEAD_ADDRESSES = ("10.68.0.1", "10.68.0.2", "10.68.0.3")
SLOW_ADDRESS = "10.66.200.1"  # the node there takes SLOW seconds for a login and for each answer
SLOW = 2
ENDS = {NEAR: "10.67.0.1/30", FAR: "10.67.0.2/30"}
HTTP_PORT, JUMP_PORT = 8080, 2222
STARTED: list["subprocess.Popen[bytes]"] = []
NEEDS = ("ssh", "sshd", "ssh-keygen", "ip", "nsenter", "unshare", "mount")
# HOME: bash under sshd reads ~/.bashrc for each command, and this machine's own may be slow
SSHD = """Port 22
ListenAddress 0.0.0.0
HostKey {state}/host_key
AuthorizedKeysFile {state}/key.pub
PidFile none
StrictModes no
UsePAM no
UseDNS no
PasswordAuthentication no
PermitRootLogin prohibit-password
MaxStartups 1000
MaxSessions 20
SetEnv HOME={state} PATH={state}/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
Match LocalAddress {slow}
ForceCommand sleep {seconds}; eval "$SSH_ORIGINAL_COMMAND"
"""
# The post-quantum default of OpenSSH 9.2 costs a client 60 ms of a processor for each handshake:
# with 30 at once a second of two processors, which is nobody's but ssh's. Every peer uses this.
KEX = "curve25519-sha256"
SSH_CONFIG = f"""Host *
KexAlgorithms {KEX}
User root
IdentityFile {{state}}/key
IdentitiesOnly yes
UserKnownHostsFile {{state}}/known_hosts
GlobalKnownHostsFile /dev/null
StrictHostKeyChecking yes
"""
# What stands in for programs of a node. There is no systemd; and dpkg-query takes 7 ms to read what
# this machine has installed, which 30 machines would each do on processors of their own.
STUBS = {
    "systemctl": """#!/bin/sh
case $1 in
is-active) echo active ;;
is-enabled) echo enabled ;;
show) printf 'LoadState=loaded\\nActiveState=active\\nUnitFileState=enabled\\n' ;;
esac
""",
    "dpkg-query": "#!/bin/sh\necho install ok installed 1.0-1\n",
}
IN_A_RUN_OF_ITS_OWN = (
    "mount -t tmpfs tmpfs /run && mkdir -m 755 -p /run/sshd /run/systemd/system && exec "
)


def missing() -> list[str]:
    """What this machine lacks for a fleet, in words; empty: nothing."""
    lacking = [f"no {name}" for name in NEEDS if not shutil.which(name, path=_path())]
    if sys.platform != "linux":
        lacking.append("not Linux")
    elif os.geteuid() != 0:
        lacking.append("not root: network namespaces are made by root")
    if not Path("/dev/net/tun").exists():
        lacking.append("no /dev/net/tun")
    return lacking


def _path() -> str:
    return f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"


def address(number: int) -> str:
    """The address of the n-th node, from 0."""
    return f"10.66.{1 + number // 250}.{1 + number % 250}"


def near(*argv: object) -> list[str]:
    """The command line that runs `argv` on the clients' side."""
    return ["nsenter", f"--net=/run/netns/{NEAR}", *(str(word) for word in argv)]


def sweep() -> None:
    """Remove all that carries the prefix, whoever left it."""
    for name in (NEAR, FAR):
        if Path("/run/netns", name).exists():
            end_clients(name)
            run("ip", "netns", "del", name)
    shutil.rmtree(STATE, ignore_errors=True)


def end_clients(namespace: str = NEAR) -> None:
    """End what still runs in a namespace, such as the masters of ControlPersist."""

    def left() -> list[str]:
        return run("ip", "netns", "pids", namespace).stdout.split()

    def ended() -> bool:
        for pid in left():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)
        return not left()

    wait_until(ended, 10, f"processes in {namespace} do not end")


@contextlib.contextmanager
def fleet(milliseconds: float, *, compiled: bool = True) -> Iterator[str]:
    """Bring the fleet up, with this round trip; give the words for what moves its packets."""
    with _alone():
        sweep()
        try:
            STATE.mkdir(mode=0o700)
            _network()
            moves = _link(round(milliseconds * 500), compiled=compiled)
            _sshd()
            stub = str(HERE / "stub.py")
            _start(FAR, sys.executable, stub, str(HTTP_PORT), SLOW_ADDRESS, str(SLOW))
            for port in (22, HTTP_PORT):
                wait_until(lambda port=port: _answers(port), 20, f"port {port} of the fleet")
            yield moves
        finally:
            sweep()
            while STARTED:
                STARTED.pop().wait()


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    lock = Path(tempfile.gettempdir(), f"{PREFIX}.lock").open("w")  # noqa: SIM115
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit(f"another bench runs here (prefix {PREFIX})") from None
        yield


def _network() -> None:
    for name, end in ENDS.items():
        run("ip", "netns", "add", name)
        run("ip", "-n", name, "link", "set", "lo", "up")
        run("ip", "-n", name, "tuntap", "add", "dev", DEVICE, "mode", "tun")
        run("ip", "-n", name, "addr", "add", end, "dev", DEVICE)
        run("ip", "-n", name, "link", "set", DEVICE, "txqueuelen", "10000", "up")
    for addresses in (RANGE, NOBODY):
        run("ip", "-n", NEAR, "route", "add", addresses, "dev", DEVICE)
    run("ip", "-n", FAR, "route", "add", "local", RANGE, "dev", "lo")


def _link(one_way: int, *, compiled: bool) -> str:
    mover = STATE / "mover"
    compiler = shutil.which("gcc") or shutil.which("cc")
    words = [sys.executable, str(HERE / "link.py"), NEAR, FAR, DEVICE, str(one_way)]
    if compiler and compiled:
        run(compiler, "-O2", "-o", mover, HERE / "mover.c")
        words.append(str(mover))
    _start("", *words)
    return "a compiled mover" if len(words) > 6 else "a mover in Python, which costs processor"


def _sshd() -> None:
    for name in ("host_key", "key"):
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", STATE / name)
    public = (STATE / "host_key.pub").read_text()
    (STATE / "known_hosts").write_text(f"10.66.* {public}")
    (STATE / "ssh_config").write_text(SSH_CONFIG.format(state=STATE))
    (STATE / "sshd_config").write_text(SSHD.format(state=STATE, slow=SLOW_ADDRESS, seconds=SLOW))
    (STATE / "bin").mkdir()
    for name, script in STUBS.items():
        (STATE / "bin" / name).write_text(script)
        (STATE / "bin" / name).chmod(0o755)
    sshd = f"{shutil.which('sshd', path=_path())} -D -e -f {STATE}/sshd_config"
    private = ("unshare", "--mount", "--propagation", "private", "sh", "-c")
    _start(FAR, *private, IN_A_RUN_OF_ITS_OWN + sshd)


def jump_host() -> str:
    """Start an sshd with its own MaxStartups in front of the fleet; give its `host:port`."""
    plain = SSHD.replace("Port 22\n", f"Port {JUMP_PORT}\n").replace("MaxStartups 1000\n", "")
    config = plain.format(state=STATE, slow=SLOW_ADDRESS, seconds=SLOW)
    (STATE / "jump_config").write_text(config)
    public = (STATE / "host_key.pub").read_text()
    with (STATE / "known_hosts").open("a") as known:
        known.write(f"[10.66.*]:{JUMP_PORT} {public}")
    _start(FAR, str(shutil.which("sshd", path=_path())), "-D", "-e", "-f", f"{STATE}/jump_config")
    wait_until(lambda: _answers(JUMP_PORT), 20, "the jump host")
    return f"{address(0)}:{JUMP_PORT}"


def _start(namespace: str, *words: str) -> None:
    """Start a program of the fleet; the sweep ends it, by its namespace."""
    enter = ["nsenter", f"--net=/run/netns/{namespace}"] if namespace else []
    log = STATE / f"{len(list(STATE.glob('*.log')))}.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [*enter, *words],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    STARTED.append(process)


def _answers(port: int) -> bool:
    script = f"import socket; socket.create_connection(('{address(0)}', {port}), 2).close()"
    return run(*near(sys.executable, "-c", script), check=False).returncode == 0
