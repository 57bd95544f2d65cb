"""Control groups: each host has its own, and all its processes are found and ended there."""

import contextlib
import os
import signal
from pathlib import Path

from tests.lab.names import PREFIX, host_netns
from tests.lab.process import wait_until

TOP = Path("/sys/fs/cgroup")


def trees() -> list[Path]:
    """Where control groups live: pure v2 has one tree, a hybrid machine a v1 and a v2 tree."""
    if (TOP / "cgroup.controllers").exists():
        return [TOP]
    return [tree for tree in (TOP / "systemd", TOP / "unified") if tree.is_dir()]


def of(host: str) -> list[Path]:
    """The control groups of one host."""
    return [tree / host_netns(host) for tree in trees()]


def leftovers() -> set[str]:
    """The hosts of this prefix that have a control group."""
    found = {group.name for tree in trees() for group in tree.glob(f"{PREFIX}-*")}
    return {name.removeprefix(f"{PREFIX}-") for name in found}


def pids(host: str) -> set[int]:
    """All processes of a host, as this machine numbers them."""
    found: set[int] = set()
    for group in of(host):
        for where, _, _ in os.walk(group):  # not rglob: folders vanish while a host goes down
            with contextlib.suppress(OSError):
                found |= {int(pid) for pid in Path(where, "cgroup.procs").read_text().split()}
    return found


def first_process(host: str) -> int | None:
    """The host's PID 1, as this machine numbers it."""
    for pid in pids(host):
        with contextlib.suppress(OSError):
            status = Path(f"/proc/{pid}/status").read_text()
            numbers = next(line for line in status.splitlines() if line.startswith("NSpid:"))
            inside = "payload" in Path(f"/proc/{pid}/cgroup").read_text()
            if inside and len(numbers.split()) > 2 and numbers.split()[-1] == "1":
                return pid
    return None


def kill(host: str) -> None:
    """End every process of a host, now. Killing nspawn alone would leave an orphan that answers."""
    for group in of(host):
        with contextlib.suppress(OSError):
            (group / "cgroup.kill").write_text("1")

    def nobody_left() -> bool:
        left = pids(host)
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return not left

    wait_until(nobody_left, 60, f"{host}: processes survive SIGKILL")


def remove(host: str) -> None:
    """Drop the (empty) control groups of a host."""
    for group in of(host):
        for where, _, _ in os.walk(group, topdown=False):
            with contextlib.suppress(OSError):
                Path(where).rmdir()
