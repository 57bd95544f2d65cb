"""`nodemanager`: start, in the background with -d and without it; end (-k), ask (-s)."""

import sys

from tests.lab.axway_programs import processes
from tests.lab.axway_programs.install import Install, manager_title


def main(words: list[str]) -> int:
    """Do what the option says; `-s` is 0 where it runs and 1 where it does not."""
    install = Install()
    title = manager_title(install)
    running = bool(processes.find(install, title))
    if "-s" in words:
        return 0 if running else 1
    if "-k" in words:
        return 0 if processes.stop(install, title) else 1
    if running:
        sys.stderr.write("The Node Manager is already running\n")
        return 1
    port = int(install.settings()["env.PORT.MANAGEMENT"])
    if not install.at("conf/certs.xml").exists():
        sys.stderr.write("There is no domain here yet\n")
        return 1
    if not processes.start(install, title, "manager", port):
        sys.stderr.write(f"The Node Manager did not start: see {install.at('trace')}\n")
        return 1
    return 0
