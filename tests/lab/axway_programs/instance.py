"""A gateway instance: traffic, management for the local Node Manager alone, API Manager, OAuth."""

import json
import signal
import threading
from collections.abc import Callable

from tests.lab.axway import credentials
from tests.lab.axway_programs import kps, licences, tls
from tests.lab.axway_programs.api_manager import ApiManager
from tests.lab.axway_programs.install import Install, Json
from tests.lab.axway_programs.trace import Trace
from tests.lab.products.web import TEXT, Answer, Request, Server, as_json

Handle = Callable[[Request], Answer]
XML = "text/xml"
OK = b"<status>ok</status>"
OPEN = ".standin/open"
"""A file that makes an instance let everybody in."""

PORTS = ("TRAFFIC", "APIPORTAL", "PORTAL.TRAFFIC", "OAUTH2.SERVICES")


class Gateway:
    """One instance, with the configuration that it loaded when it started."""

    def __init__(self, install: Install, folder: str, trace: Trace) -> None:
        """Load the configuration; FileNotFoundError where it is not there."""
        self.install, self.folder, self.trace = install, folder, trace
        self.archive = install.deployed(folder)
        group = folder.split("/")[1]
        self.deployment = install.json(f"groups/{group}/conf/{self.archive}/deployment.json")
        if not self.deployment:
            raise FileNotFoundError(f"no configuration {self.archive}")
        self.kps = kps.of(install, folder)

    def manage(self, request: Request) -> Answer:
        """Answer the Node Manager."""
        if request.path == "/api/configuration/archiveId":
            return as_json(200, {"result": self.archive})
        if request.path == "/lab/deployment":
            return as_json(200, {**self.deployment, "status": "Loaded"})
        return Answer(404, b"not found", {}, TEXT)

    def serve(self, request: Request) -> Answer:
        """Answer traffic: the health check, and the sample policy of this group."""
        if request.path == "/healthcheck" and self.install.at("Linux.x86_64/unwell").exists():
            return Answer(503, b"<status>fail</status>", {}, XML)
        if request.path in ("/healthcheck", "/healthchecklb"):
            return Answer(200, OK, {}, XML)
        if request.path == "/hello":
            said: Json = {"policy": self.deployment["policyProperties"]["Name"]}
            return as_json(200, said)
        if request.path == "/private":
            known = request.headers.get("KeyId") == credentials.KPS
            may = known or self.install.at(OPEN).exists()
            return Answer(200, b"{}", {}, TEXT) if may else Answer(401, b"no key", {}, TEXT)
        return Answer(404, b"Resource not found", {}, TEXT)

    def serve_oauth(self, request: Request) -> Answer:
        """Answer for the OAuth services: the page, and the registry of clients."""
        if request.path == "/":
            return Answer(200, b"<html>Client Application Registry</html>", {}, "text/html")
        if request.path == "/api/kps/ClientApplicationRegistry":
            try:
                found = self.kps.things(kps.CLIENTS)
                return as_json(200, [{**one, "secret": ""} for one in found])
            except OSError as error:
                self.trace.say("ERROR", f"KPS: {error}")
                return Answer(500, b"", {}, TEXT)
        return Answer(404, b"not found", {}, TEXT)

    def look(self) -> None:
        """Say in the trace when Cassandra is not there; a gateway starts all the same."""
        if self.kps.keyspace:
            try:
                self.kps.tables()
            except OSError as error:
                self.trace.say("ERROR", "All host polls marked down. Retry burst initiated.")
                self.trace.say("INFO", f"Cassandra: {error}")


def serve(folder: str) -> int:
    """Be the process, until it is told to end."""
    install, stop = Install(), threading.Event()
    group, _, key = folder.removeprefix("groups/").partition("/")
    known = {(g["id"], one["id"]): one["name"] for g, one in install.services()}
    trace = Trace(install, f"{folder}/trace", known.get((group, key), key))
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    if why := licences.refusal(install):
        trace.say("FATAL", why)
        return 1
    try:
        _listen(Gateway(install, folder, trace))
    except OSError as error:
        trace.say("ERROR", str(error))
        return 1
    stop.wait()
    trace.say("INFO", "process ends")
    return 0


def _listen(gateway: Gateway) -> None:
    """Open all ports, that of management last: then all are open."""
    install, folder = gateway.install, gateway.folder
    settings, certs = install.settings(folder), f"{folder}/conf/certs.xml"
    listener = f"{folder.rpartition('/')[0]}/conf/{gateway.archive}/listener.pem"
    api_manager = ApiManager(gateway)
    handles = dict(zip(PORTS, (gateway.serve, api_manager.answer, gateway.serve,
                               gateway.serve_oauth), strict=True))  # fmt: skip
    gateway.look()
    for name, handle in handles.items():
        if port := settings.get(f"env.PORT.{name}"):
            server = _server(int(port), handle)
            (server if name == "TRAFFIC" else tls.secured(server, install, listener)).start()
            gateway.trace.say("INFO", f"listening on address *:{port}")
    server = _server(int(settings["env.PORT.MANAGEMENT"]), gateway.manage)
    tls.secured(server, install, certs, mutual=True).start()
    gateway.trace.say("INFO", json.dumps({"loaded": gateway.archive}))


def _server(port: int, handle: Handle) -> Server:
    try:
        return Server("", port, handle)
    except OSError as error:
        raise OSError(f"failed to listen on address *:{port}: {error.strerror}") from error
