"""The gateway: command line, start order, signals."""

import json
import os
import re
import signal
import socket
import sys
import threading
import time
from typing import NoReturn

from . import gateway_health, gateway_loader, gateway_settings, gateway_traffic
from .build import VERSION, at_least
from .gateway_control import Control
from .gateway_node import OUTPUT_DOWN, Node
from .log import Log
from .redis_client import Redis, RedisDownError
from .web import TEXT, Answer, Request, Server

SAY = Log("main")
CHANNEL = "tyk.cluster.notifications"
DRAINS = at_least("5.8.3")
"""From here on a stop waits for requests in flight."""
HIDDEN_START_LINES = (
    OUTPUT_DOWN,
    "Could not set version in versionStore",
    "cannot set key in pollerCacheKey",
    "Connection to Redis failed, reconnect in 10s",
)


def main() -> NoReturn:
    """Do what the command line says."""
    words = sys.argv[1:]
    if "--version" in words:
        sys.exit(_to_stderr(VERSION))
    if words[:1] == ["version"]:
        sys.exit(_version(as_json="--json" in words))
    if words[:1] == ["lint"]:
        sys.exit("open cli/linter/schema.json: no such file or directory")
    if words[:2] == ["plugin", "load"]:
        sys.exit(_plugin(words))
    _serve(words[words.index("--conf") + 1] if "--conf" in words else "tyk.conf")


def _to_stderr(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def _version(*, as_json: bool) -> None:
    made = {"Version": VERSION, "BuiltBy": "goreleaser", "BuildDate": "2026-01-01", "Commit": "lab"}
    go = {"Os": "linux", "Arch": "amd64", "Version": "go1.23.10"}
    if as_json:
        sys.stdout.write(json.dumps({**made, "Go": go}) + "\n")
        return
    sys.stdout.write(f"Release version: {VERSION}\n")


def _plugin(words: list[str]) -> str | None:
    path = words[words.index("-f") + 1] if "-f" in words else ""
    if not os.path.exists(path):  # noqa: PTH110
        return f"error: plugin file not found: {path}"
    named = re.search(r"_v([0-9.]+)_", path)
    if named and named[1] != VERSION:
        return "error: plugin was built with a different version of package"
    sys.stdout.write("loaded ok\n")
    return None


def _serve(path: str) -> NoReturn:
    settings = gateway_settings.load(path, SAY)
    node = Node(settings, Redis(settings, "storage"))
    SAY.info(f"Tyk API Gateway {VERSION}")
    _check_templates(settings["template_path"])
    _greet_redis(node)
    _write_pid(settings["pid_file_location"])
    extra = socket.create_server(("127.0.0.1", 0))  # each gateway has this one more
    stop = threading.Event()
    servers: list[Server] = []
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    dashboard = gateway_loader.start(node)
    control = Control(node, dashboard)
    _listen(node, control, servers)
    SAY.info(f"Tyk Gateway started ({VERSION})")
    gateway_health.watch(node)
    threading.Thread(target=_reload_signals, args=(node, control), daemon=True).start()
    stop.wait()
    _end(servers)
    extra.close()
    sys.stdout.flush()
    os._exit(0)


def _check_templates(folder: str) -> None:
    if folder and not os.path.exists(os.path.join(folder, "error.json")):  # noqa: PTH110, PTH118
        _to_stderr("panic: html/template: pattern matches no files")
        os._exit(2)


def _greet_redis(node: Node) -> None:
    """Leave the version in Redis; 5.3.9 loses a race at each start and never does."""
    if not at_least("5.8.0"):
        for line in HIDDEN_START_LINES:
            SAY.error(line)
        return
    try:
        node.redis.call("SET", "version-check-gateway", VERSION)
        SAY.info("storage: connected to redis")
    except RedisDownError:
        SAY.error("storage: timeout connecting")
        SAY.error("Could not set version in versionStore")


def _write_pid(path: str) -> None:
    SAY.info(f"PIDFile location set to: {path}")
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
        with open(path, "w") as file:  # noqa: PTH123
            file.write(str(os.getpid()))
    except OSError as error:
        SAY.error(f"Failed to write PIDFile: {error}")


def _listen(node: Node, control: Control, servers: list[Server]) -> None:
    """Take the ports. One that is taken does not end the program, and is never tried again."""
    settings = node.settings
    host = settings["listen_address"]
    own = settings["control_api_port"]
    SAY.info("--> Standard listener (http)", port=f":{settings['listen_port']}")
    plan = {settings["listen_port"]: _handler(node, None if own else control, traffic=True)}
    if own:
        plan[own] = _handler(node, control, traffic=False)
    for port, handle in plan.items():
        SAY.warning(f"Starting HTTP server on:{host or '[::]'}:{port}")
        try:
            servers.append(Server(host, port, handle).start())
        except OSError:
            for _ in range(2):
                why = f"listen tcp {host}:{port}: bind: address already in use"
                SAY.error("Can't start listener", error=why)


def _handler(node: Node, control: Control | None, *, traffic: bool):
    live = node.settings["health_check_endpoint_name"] or "hello"
    ready = node.settings["readiness_check_endpoint_name"] or "ready"

    def handle(request: Request) -> Answer:
        if control is not None:
            if request.path == f"/{live}":
                return gateway_health.hello(node, request)
            if request.path == f"/{ready}":
                return gateway_health.ready(node, request)
            if request.path == "/tyk" or request.path.startswith("/tyk/"):
                return control.answer(request)
        if traffic:
            return gateway_traffic.answer(node, request)
        return Answer(404, b"Not Found", kind=TEXT)

    return handle


def _reload_signals(node: Node, control: Control) -> None:
    """Listen for reload signals; 5.3.9 begins 10 s late."""
    time.sleep(0 if at_least("5.8.0") else 10)
    while True:
        try:
            link = node.redis.connect()
            link.socket.settimeout(None)
            link.call("SUBSCRIBE", CHANNEL)
            while True:
                link.read()
                control.reload()
        except OSError:
            Log("pub-sub").error("Connection to Redis failed, reconnect in 10s")
            time.sleep(10)


def _end(servers: list[Server]) -> None:
    """Stop listening; the new version waits for requests in flight, the old one cuts them."""
    SAY.info("Terminating.")
    for server in servers:
        server.shutdown()
        server.server_close()
    end = time.monotonic() + 30
    while DRAINS and any(server.busy for server in servers) and time.monotonic() < end:
        time.sleep(0.05)
