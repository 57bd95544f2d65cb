"""Processes named vshell: how they are started, found and ended."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

from tests.lab.axway_programs.install import Install

PROGRAM = "Linux.x86_64/bin/vshell"
PATIENCE = 60.0


def find(install: Install, title: str) -> list[int]:
    """The processes of this installation with this title."""
    program, found = install.at(PROGRAM).resolve(), []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (folder / "cmdline").read_bytes().rstrip(b"\0").decode()
            if words == title and (folder / "exe").readlink() == program:
                found.append(int(folder.name))
    return found


def start(install: Install, title: str, serves: str, port: int) -> bool:
    """Start one in the background; whether it listens, rather than ended."""
    words = ("PATH", "HOME", "LANG", "USER")
    environment = {word: os.environ[word] for word in words if word in os.environ}
    environment |= {"VDISTDIR": str(install.top), "VSHELL": serves, "PYTHONSAFEPATH": "1"}
    folder = install.at(".standin")
    # Its words are its title and nothing else: what to run stands on its standard input.
    with (folder / "run.py").open() as program, Path(os.devnull).open("w") as nowhere:
        process = subprocess.Popen(
            [title],
            executable=install.at(PROGRAM),
            stdin=program,
            stdout=nowhere,
            stderr=nowhere,
            env=environment,
            cwd=install.top,
            start_new_session=True,
        )
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        if listens(process.pid, port):
            process.returncode = 0  # it outlives us
            return True
        time.sleep(0.05)
    return False


def listens(pid: int, port: int) -> bool:
    """Whether this very process listens on a port: another one may have it."""
    inodes = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            words = line.split()
            if words[3] == "0A" and int(words[1].rpartition(":")[2], 16) == port:
                inodes.add(f"socket:[{words[9]}]")
    with contextlib.suppress(OSError):
        links = Path(f"/proc/{pid}/fd").iterdir()
        return any(os.readlink(link) in inodes for link in links)  # noqa: PTH115 (no path)
    return False


def stop(install: Install, title: str) -> bool:
    """End them and wait for it; whether there was one."""
    pids = find(install, title)
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    end = time.monotonic() + PATIENCE
    while find(install, title) and time.monotonic() < end:
        time.sleep(0.05)
    return bool(pids)


def taken(port: int) -> bool:
    """Whether anybody listens on a port of this host."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 2):
        return True
    return False
