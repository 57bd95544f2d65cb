"""Who holds a lock: a person and a process, and whether that process still runs."""

import contextlib
import json
import os
import socket
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

_LONGEST = 1 << 14


class Holder(BaseModel):
    """Who holds the lock. `began` and `boot` tell its process from a later one of that number."""

    model_config = ConfigDict(frozen=True)

    who: str
    host: str
    machine: str
    pid: int
    began: str
    boot: str
    ticket: str


def ours(operator: str, ticket: str) -> Holder:
    """Give this process as a holder."""
    pid = os.getpid()
    return Holder(
        who=operator,
        host=socket.gethostname(),
        machine=_machine(),
        pid=pid,
        began=_began(pid),
        boot=_boot(),
        ticket=ticket,
    )


def read(descriptor: int) -> Holder | None:
    """Read a lock's file; None where it says nothing that is understood."""
    with contextlib.suppress(OSError, ValueError, ValidationError):
        return Holder.model_validate(json.loads(os.pread(descriptor, _LONGEST, 0)))
    return None


def here(holder: Holder) -> bool:
    """Whether it is a process of this host."""
    return (holder.machine, holder.host) == (_machine(), socket.gethostname())


def alive(holder: Holder) -> bool:
    """Whether its process still runs: the same number, started at the same time, in this boot."""
    return holder.boot == _boot() and bool(holder.began) and _began(holder.pid) == holder.began


def _began(pid: int) -> str:
    """When a process was started, in the kernel's ticks since the boot; empty: there is none."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return stat.rpartition(")")[2].split()[19]


def _boot() -> str:
    return _word("/proc/sys/kernel/random/boot_id")


def _machine() -> str:
    return _word("/etc/machine-id")


def _word(path: str) -> str:
    with contextlib.suppress(OSError):
        return Path(path).read_text(encoding="utf-8").strip()
    return ""
