"""Starting programs and waiting for them."""

import contextlib
import fcntl
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from tests.lab.names import LOCK, NETNS

T = TypeVar("T")

Done = subprocess.CompletedProcess[str]


class LabError(RuntimeError):
    """A part of the lab did not do what it must."""


def run(*argv: object, check: bool = True, text: str | None = None, timeout: float = 900) -> Done:
    """Run a program; one that fails is an error that says what it printed."""
    words = [str(word) for word in argv]
    done = subprocess.run(
        words,
        input=text,
        stdin=subprocess.DEVNULL if text is None else None,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=timeout,
        check=False,
    )
    if check and done.returncode:
        raise LabError(f"{' '.join(words)}: rc {done.returncode}\n{done.stdout}{done.stderr}")
    return done


def in_lab(*argv: object) -> list[str]:
    """The command line that runs `argv` inside the lab's network.

    nsenter and not `ip netns exec`, which mounts a new /sys and hides the control groups.
    """
    return ["nsenter", f"--net={NETNS}", *(str(word) for word in argv)]


def wait_until(test: Callable[[], T], seconds: float, what: str, pause: float = 0.02) -> T:
    """Ask until the answer is true."""
    end = time.monotonic() + seconds
    while not (got := test()):
        if time.monotonic() > end:
            raise TimeoutError(f"{what} (waited {seconds:.0f} s)")
        time.sleep(pause)
    return got


@contextlib.contextmanager
def locked() -> Iterator[None]:
    """One process at a time changes what all hosts of a lab share."""
    LOCK.parent.mkdir(parents=True, exist_ok=True)
    with LOCK.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def write(path: Path, text: str, mode: int = 0o644, owner: int = 0) -> None:
    """Put a file where another may be (also where a link points into the machine's own files)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_text(text)
    path.chmod(mode)
    os.chown(path, owner, owner)
