"""The lab's own corner of the machine: a tmpfs for state, a network namespace with a bridge."""

import contextlib
import ctypes
import os
import shutil
import signal
from pathlib import Path

from tests.lab import groups
from tests.lab.names import BRIDGE, NET, NETNS, PREFIX, STATE, host_netns, mac
from tests.lab.process import locked, run

CLONE_NEWNET = 0x40000000


def prepare() -> None:
    """Make the state folder and the network, where they are not there yet."""
    with locked():
        STATE.mkdir(parents=True, exist_ok=True)
        if not STATE.is_mount():
            # What the hosts tell as their disk: the memory that it takes is what lies on it.
            run("mount", "-t", "tmpfs", "-o", "mode=755,size=64g", PREFIX, STATE)
        if not NETNS.exists():
            run("ip", "netns", "add", PREFIX)
        bridge = f"{PREFIX}br"
        if run("ip", "-n", PREFIX, "link", "show", bridge, check=False).returncode:
            ip("link", "set", "lo", "up")
            ip("link", "add", bridge, "address", mac(BRIDGE), "type", "bridge")
            ip("addr", "add", f"{BRIDGE}/{NET.prefixlen}", "dev", bridge)
            ip("link", "set", bridge, "up")


def ip(*words: object, netns: str = PREFIX) -> None:
    """Change links or addresses inside the lab."""
    run("ip", "-n", netns, *words)


def enter() -> None:
    """Move this process, before it starts any thread, into the lab's network.

    A command started from outside does it with `nsenter --net=/run/netns/PREFIX`.
    """
    prepare()
    with NETNS.open() as namespace:
        if ctypes.CDLL(None, use_errno=True).setns(namespace.fileno(), CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "setns into the lab")


def remove(host: str) -> None:
    """Drop processes, file system, cable and namespace of one host; each may be gone already."""
    groups.kill(host)
    run("umount", "-l", STATE / "hosts" / host / "root", check=False)
    with contextlib.suppress(OSError):
        address = (STATE / "hosts" / host / "address").read_text()
        run("ip", "-n", PREFIX, "link", "del", f"{PREFIX}v{address.rsplit('.', 1)[1]}", check=False)
    run("ip", "netns", "del", host_netns(host), check=False)
    groups.remove(host)
    shutil.rmtree(STATE / "hosts" / host, ignore_errors=True)


def sweep() -> list[str]:
    """Remove all that carries the prefix, whoever left it; the names of the hosts found."""
    known = groups.leftovers()
    spaces = NETNS.parent.glob(f"{PREFIX}-*") if NETNS.parent.is_dir() else []
    known |= {space.name.removeprefix(f"{PREFIX}-") for space in spaces}
    known |= {folder.name for folder in (STATE / "hosts").glob("*")}
    for host in sorted(known):
        remove(host)
    if NETNS.exists():
        _end_processes()
        run("ip", "netns", "del", PREFIX)
    while STATE.is_mount():
        run("umount", "-l", STATE)
    shutil.rmtree(STATE, ignore_errors=True)
    return sorted(known)


def _end_processes() -> None:
    """End what still runs in the lab's network (ssh masters, the package server), but not us."""
    own = {os.getpid(), *_parents(os.getpid())}
    for pid in run("ip", "netns", "pids", PREFIX).stdout.split():
        if int(pid) not in own:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)


def _parents(pid: int) -> list[int]:
    found = []
    while pid > 1:
        stat = Path(f"/proc/{pid}/stat").read_text()
        pid = int(stat.rpartition(")")[2].split()[1])
        found.append(pid)
    return found
