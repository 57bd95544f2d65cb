"""Watches the command lines of all processes that begin in the lab while something runs."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.lab.names import NETNS, PREFIX

PAUSE = 0.005


def _lines(networks: set[int], seen: dict[str, str]) -> None:
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        with suppress(OSError):
            if (folder / "ns" / "net").stat().st_ino in networks:
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ")
                seen[f"{folder.name} {line!r}"] = line.decode(errors="replace")


@contextmanager
def command_lines() -> Iterator[dict[str, str]]:
    """Give the command lines that were not there before: of the suite, and of what it starts.

    Another lab may run beside this one: what is not in our networks is not ours.
    """
    networks = {path.stat().st_ino for path in (NETNS, *NETNS.parent.glob(f"{PREFIX}-*"))}
    before, seen, done = dict[str, str](), dict[str, str](), threading.Event()
    _lines(networks, before)

    def watch() -> None:
        while not done.wait(PAUSE):
            _lines(networks, seen)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield seen
    finally:
        done.set()
        watcher.join()
        for key in before:
            seen.pop(key, None)
