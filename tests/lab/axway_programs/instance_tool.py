"""`startinstance -n NAME -g GROUP`: start in the background, end (-k), ask (-s)."""

import argparse
import sys

from tests.lab.axway_programs import processes
from tests.lab.axway_programs.install import Install, Json


def main(words: list[str]) -> int:
    """Without a name it starts the one instance of the host, or lists what there is."""
    parser = argparse.ArgumentParser("startinstance", add_help=False)
    for option in ("-n", "-g"):
        parser.add_argument(option, default="")
    for option in ("-d", "-k", "-s", "-q"):
        parser.add_argument(option, action="store_true")
    chosen = parser.parse_args(words)
    install = Install()
    known = install.mine("gateway")
    found = [
        (group, one)
        for group, one in known
        if chosen.n in ("", one["name"]) and chosen.g in ("", group["name"])
    ]
    if len(found) != 1:
        for group, one in known:
            sys.stdout.write(f'startinstance -n "{one["name"]}" -g "{group["name"]}"\n')
        return 1
    return _do(install, chosen, *found[0])


def _do(install: Install, chosen: argparse.Namespace, group: Json, one: Json) -> int:
    title = install.title(group, one)
    running = bool(processes.find(install, title))
    if chosen.s:
        return 0 if running else 1
    if chosen.k:
        return 0 if processes.stop(install, title) else 1
    if running:
        sys.stderr.write(f"{one['name']} is already running\n")
        return 1
    folder = f"groups/{group['id']}/{one['id']}"
    if processes.start(install, title, f"instance {folder}", one["managementPort"]):
        return 0
    sys.stderr.write(f"{one['name']} did not start: see {install.at(folder)}/trace\n")
    return 1
