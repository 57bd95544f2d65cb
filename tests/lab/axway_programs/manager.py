"""A Node Manager: port 8090 with TLS and HTTP Basic, in the shapes of the vendor's REST API.

What begins with /lab/ is the stand-ins' own way to each other, and nobody else's business.
"""

import base64
import io
import json
import re
import signal
import threading
import time
import zipfile
from collections.abc import Callable

from tests.lab.axway_programs import joining, tls
from tests.lab.axway_programs.install import Install, Json
from tests.lab.axway_programs.trace import Trace
from tests.lab.axway_programs.users import Users, basic
from tests.lab.products.web import TEXT, Answer, Request, Server, as_json

HTML = "text/html; charset=UTF-8"
HEADERS = {"X-Frame-Options": "SAMEORIGIN", "X-Content-Type-Options": "nosniff"}
INSTANCE = re.compile(r"/api/(router|deployment/archive)/service/(instance-\d+)(/.*|)")


class Manager:
    """The Node Manager of one host; an Admin Node Manager tells of the whole domain."""

    def __init__(self, install: Install) -> None:
        """Answer from the files that are there at each question."""
        self.install, self.users = install, Users(install)

    @property
    def admin(self) -> bool:
        """Whether it is an Admin Node Manager."""
        own = self.install.mine("nodemanager")
        return any(one["tags"].get("internal_admin_nm") == "true" for _, one in own)

    def answer(self, request: Request) -> Answer:
        """Answer, or refuse."""
        if request.path.rstrip("/") == "/login" or request.path == "/":
            return Answer(200, b"<html>API Gateway Manager</html>", dict(HEADERS), HTML)
        name, password = basic(request.headers)
        if not self.users.known(name, password):
            denied = {"WWW-Authenticate": 'Basic realm="API Gateway Manager"', **HEADERS}
            return Answer(401, b"<html>Access Denied</html>", denied, HTML)
        if request.path.startswith("/lab/"):
            return joining.answer(self.install, request)
        if found := INSTANCE.fullmatch(request.path):
            return self._of_instance(found[1], found[2], found[3], request)
        plain: dict[str, Callable[[], object]] = {
            "/api/topology": lambda: self.install.topology,
            "/api/topology/hosts": lambda: self.install.topology["hosts"],
            "/api/rbac/currentuser": lambda: name,
            "/api/rbac/permissions/currentuser": lambda: {
                "user": name,
                "permissions": self.users.permissions(name),
            },
            "/api/deployment/domain/deployments": lambda: self._deployments(request),
        }
        if self.admin and request.method in ("GET", "HEAD") and request.path in plain:
            return as_json(200, {"result": plain[request.path]()}, headers=dict(HEADERS))
        return Answer(404, b"not found", dict(HEADERS), TEXT)

    def _of_instance(self, what: str, key: str, path: str, request: Request) -> Answer:
        if what == "router":
            return self.route(key, path, request)
        if (host := self._host(key)) not in ("", self.install.host):
            return self._ask(host, request.path, request)
        got = self.route(key, "/lab/deployment", request)
        if got.status != 200:
            return got
        said = json.loads(got.body)
        group = next(group["id"] for group, one in self.install.services() if one["id"] == key)
        folder = f"groups/{group}/conf/{said['rootProperties']['Id']}"
        packed = base64.b64encode(_archive(self.install, folder)).decode()
        root = {**said["rootProperties"], "Name": said["policyProperties"]["Name"]}
        return as_json(200, {"result": {"data": packed, "rootProperties": root}})

    def _deployments(self, request: Request) -> Json:
        found: Json = {}
        for group, one in self.install.services():
            if one["type"] == "gateway":
                got = self.route(one["id"], "/lab/deployment", request)
                if got.status == 200:
                    found.setdefault(group["id"], {})[one["id"]] = json.loads(got.body)
        return found

    def route(self, key: str, path: str, request: Request) -> Answer:
        """Pass a question on to an instance: here, or by way of its host's Node Manager."""
        if not (host := self._host(key)):
            return Answer(404, b"no such service", {}, TEXT)
        if host != self.install.host:
            return self._ask(host, f"/api/router/service/{key}{path}", request)
        port = next(o["managementPort"] for _, o in self.install.services() if o["id"] == key)
        try:
            return tls.ask(self.install, "127.0.0.1", port, path)
        except OSError as error:
            return Answer(503, f"{host}: {error}".encode(), {}, TEXT)

    def _host(self, key: str) -> str:
        """Where an instance is; empty where there is none of that id."""
        hosts = {one["id"]: one["name"] for one in self.install.topology["hosts"]}
        found = (hosts[one["hostID"]] for _, one in self.install.services() if one["id"] == key)
        return next(found, "")

    def _ask(self, host: str, path: str, request: Request) -> Answer:
        """Pass a question on to another host's Node Manager."""
        through = {"Authorization": request.headers.get("Authorization", "")}
        try:
            return tls.ask(self.install, host, 8090, path, headers=through)
        except OSError as error:
            return Answer(503, f"{host}: {error}".encode(), {}, TEXT)


def _archive(install: Install, folder: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(install.at(folder).rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo(str(path.relative_to(install.at(folder))))
                archive.writestr(entry, path.read_bytes())
    return packed.getvalue()


def serve(_: str) -> int:
    """Be the process, until it is told to end."""
    install, stop = Install(), threading.Event()
    trace = Trace(install, "trace", f"Node Manager on {install.host}")
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    port = int(install.settings()["env.PORT.MANAGEMENT"])
    try:
        server = Server("", port, Manager(install).answer)
    except OSError as error:
        trace.say("ERROR", f"failed to listen on address *:{port}: {error.strerror}")
        return 1
    tls.secured(server, install, "conf/certs.xml").start()
    trace.say("INFO", f"listening on address *:{port}")
    if "DbConnection" in install.text("conf/fed/PrimaryStore.xml"):  # it makes metrics
        install.put(f"events/processed/events-{time.time_ns()}.log", "{}\n")
    stop.wait()
    trace.say("INFO", "process ends")
    return 0
