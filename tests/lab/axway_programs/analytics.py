"""API Gateway Analytics: its tool `analytics`, its process with a console, `upgradeconfig`."""

import argparse
import shutil
import signal
import sys
import threading
from pathlib import Path

from tests.lab.axway_programs import processes
from tests.lab.axway_programs.install import Install
from tests.lab.axway_programs.trace import Trace
from tests.lab.products.web import TEXT, Answer, Request, Server

TITLE = "API Gateway Analytics (vshell)"
PORT = 8040
URL = "federated:file:///"


def main(words: list[str]) -> int:
    """Start it in the background, end it (-k), or ask (-s)."""
    install = Install()
    running = bool(processes.find(install, TITLE))
    if "-s" in words:
        return 0 if running else 1
    if "-k" in words:
        return 0 if processes.stop(install, TITLE) else 1
    if running or not processes.start(install, TITLE, "analytics", PORT):
        sys.stderr.write("Analytics is already running, or did not start: see its trace\n")
        return 1
    return 0


def upgraded(words: list[str]) -> int:
    """`upgradeconfig -u URL -o FOLDER`: carry a configuration over to 7.7."""
    parser = argparse.ArgumentParser("upgradeconfig")
    for option in ("-u", "-o"):
        parser.add_argument(option, required=True)
    chosen = parser.parse_args(words)
    source, target = Path("/" + chosen.u.removeprefix(URL).lstrip("/")).parent, Path(chosen.o)
    for path in sorted(source.iterdir()):
        shutil.copyfile(path, target / path.name)
    with (target / "configs.xml").open("a", encoding="utf-8") as file:
        file.write("<!-- upgraded to 7.7 -->\n")
    return 0


def console(request: Request) -> Answer:
    """Answer a browser."""
    if request.path == "/":
        return Answer(200, b"<html>API Gateway Analytics</html>", {}, "text/html")
    return Answer(404, b"not found", {}, TEXT)


def serve(_: str) -> int:
    """Be the process, until it is told to end."""
    install, stop = Install(), threading.Event()
    trace = Trace(install, "trace", "Analytics")
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    try:
        Server("", PORT, console).start()
    except OSError as error:
        trace.say("ERROR", f"failed to listen on address *:{PORT}: {error.strerror}")
        return 1
    stop.wait()
    return 0
