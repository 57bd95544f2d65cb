"""Trace files in the vendor's form, one for each start of a process."""

import os
import threading
import time

from tests.lab.axway_programs.install import Install


class Trace:
    """`<server>_<yyyymmddhhmmss>.trc` in a folder of the installation."""

    def __init__(self, install: Install, folder: str, server: str) -> None:
        """Begin a file, with the head that names product and version."""
        stamp = time.strftime("%Y%m%d%H%M%S")
        path = install.at(f"{folder}/{server.replace(' ', '_')}_{stamp}.trc")
        path.parent.mkdir(parents=True, exist_ok=True)
        self.file = path.open("a", encoding="utf-8")
        self.lock = threading.Lock()
        now = time.strftime("%a, %d %b %Y %H:%M:%S")
        self.file.write(f"# ProductName={server} {install.version} rev. 5a5a5a5 (Linux.x86_64)\n")
        self.file.write(f"# CurrentDate={now}\n")
        self.say("INFO", "process starts")

    def say(self, level: str, text: str) -> None:
        """Write a line."""
        now = time.time_ns() // 1_000_000
        when = time.strftime("%d/%b/%Y:%H:%M:%S", time.localtime(now / 1000))
        with self.lock:
            self.file.write(f"{level:7} {when}.{now % 1000:03d} [{os.getpid():x}] {text}\n")
            self.file.flush()
