"""`/hello` and `/ready`, and the probes behind them."""

import threading
import time

from .build import VERSION, at_least
from .gateway_node import OUTPUT_DOWN, Node
from .redis_client import RedisDownError
from .web import Answer, Request, as_json

FAILS_WITH_503 = at_least("5.8.6") and not at_least("5.8.13")
HAS_READY = at_least("5.8.3")
MASCOT = ["⠀⣀⣤⣶⣾⣿⣷⣶⣤⣀⠀"] * 25


def watch(node: Node) -> None:
    """Look at the stores again and again; the first look is one interval after the start."""

    def loop() -> None:
        while True:
            time.sleep(node.interval)
            _probe(node)

    threading.Thread(target=loop, daemon=True).start()


def _probe(node: Node) -> None:
    stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    found = {"redis": {"status": "pass", "componentType": "datastore", "time": stamp}}
    try:
        node.redis.call("SET", "tyk-liveness-probe", "tyk-liveness-probe", "EX", 10)
    except RedisDownError as error:
        plain = OUTPUT_DOWN if not at_least("5.8.0") or "dial" not in str(error) else str(error)
        found["redis"] = {
            "status": "fail",
            "output": plain,
            "componentType": "datastore",
            "time": stamp,
        }
    if node.settings["use_db_app_configs"]:
        found["dashboard"] = {"status": "pass", "componentType": "system", "time": stamp}
        if not node.dashboard_up:
            found["dashboard"] = {
                "status": "fail",
                "output": "dashboard is down? Heartbeat is failing",
                "componentType": "system",
                "time": stamp,
            }
    node.health = found


def hello(node: Node, request: Request) -> Answer:
    """Liveness: passes for one interval whatever the stores do."""
    if request.method != "GET":
        return as_json(405, {"status": "error", "message": "Method Not Allowed"})
    failed = [name for name, part in node.health.items() if part["status"] == "fail"]
    status = "pass"
    if failed:
        status = "fail" if len(failed) == len(node.health) else "warn"
    code = 200
    if failed and FAILS_WITH_503:
        code, status = 503, "fail"
    body = {"status": status, "version": VERSION, "description": "Tyk GW"}
    return _greet(node, as_json(code, body | ({"details": node.health} if node.health else {})))


def ready(node: Node, request: Request) -> Answer:
    """Readiness: Redis answers, and one reload succeeded. It does not count the APIs."""
    if not HAS_READY:
        return Answer(404, b"Not Found", kind="text/plain; charset=utf-8")
    if request.method != "GET":
        return as_json(405, {"status": "error", "message": "Method Not Allowed"})
    if node.health.get("redis", {}).get("status") == "fail":
        return as_json(503, {"status": "error", "message": "Redis connection not available"})
    if not node.reloaded:
        message = "A successful API reload did not happen"
        return as_json(503, {"status": "error", "message": message})
    body = {"status": "pass", "version": VERSION, "description": "Tyk GW Ready"}
    return _greet(node, as_json(200, body | ({"details": node.health} if node.health else {})))


def _greet(node: Node, answer: Answer) -> Answer:
    """The first answer of each process carries a picture in its headers."""
    with node.lock:
        first, node.greeted = not node.greeted, True
    if first and not node.settings["hide_generator_header"]:
        answer.headers |= {f"X-Mascot-{at:03}": line for at, line in enumerate(MASCOT)}
    return answer
