"""What a run takes of the machine besides time: memory and descriptors of all its processes."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.bench.network import NEAR
from tests.lab.process import run

EVERY = 0.5  # seconds between two looks
KIB = 1024


@dataclass
class Usage:
    """The most that was seen at one moment: MiB of PSS, processes, file descriptors."""

    memory: float = 0.0
    largest: float = 0.0  # of it the process that had most: pytest
    processes: int = 0
    descriptors: int = 0


@contextmanager
def watched() -> Iterator[Usage]:
    """Look at every process on the clients' side until the block ends."""
    usage, over = Usage(), threading.Event()

    def look() -> None:
        while not over.wait(EVERY):
            _look(usage)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield usage
    finally:
        over.set()
        thread.join()


def _look(usage: Usage) -> None:
    sizes, descriptors = [], 0
    for pid in run("ip", "netns", "pids", NEAR, check=False).stdout.split():
        with suppress(OSError):  # it ended
            sizes.append(_pss(Path("/proc", pid, "smaps_rollup").read_text()))
            descriptors += len(list(Path("/proc", pid, "fd").iterdir()))
    if sizes and sum(sizes) > usage.memory:
        usage.memory, usage.largest = sum(sizes), max(sizes)
    usage.processes = max(usage.processes, len(sizes))
    usage.descriptors = max(usage.descriptors, descriptors)


def _pss(rollup: str) -> float:
    """Read the MiB of a process that count for it alone, its share of what it shares included."""
    (line,) = (line for line in rollup.splitlines() if line.startswith("Pss:"))
    return int(line.split()[1]) / KIB
