"""The control API below /tyk."""

import random
import time
from collections.abc import Callable
from typing import Any

from . import gateway_keys as keys
from .build import at_least
from .gateway_loader import Dashboard, reload
from .gateway_node import Node
from .log import Log
from .redis_client import RedisDownError
from .web import TEXT, Answer, Request, as_json

FORBIDDEN = "Attempted administrative access with invalid or missing key!"
OK = {"status": "ok", "message": ""}
CLASSIC = "the requested API definition is in Tyk classic format, please use old api endpoint"


class Control:
    """Answers for one node."""

    def __init__(self, node: Node, dashboard: Dashboard | None) -> None:
        """Serve what the node knows."""
        self.node, self.dashboard = node, dashboard
        self.reload: Callable[[], None] = lambda: reload(node, dashboard)

    def answer(self, request: Request) -> Answer:
        """Check the secret, then find the page. An empty secret lets everybody in."""
        if request.headers.get("X-Tyk-Authorization", "") != self.node.settings["secret"]:
            Log("main").warning(FORBIDDEN)
            return _error(403, FORBIDDEN)
        words = request.path.removeprefix("/tyk").strip("/").split("/")
        page = getattr(self, f"_{words[0]}", None)
        if page is None or not words[0].isalpha():
            return Answer(404, b"404 page not found\n", {"X-Content-Type-Options": "nosniff"}, TEXT)
        return page(request, words[1:])

    def _apis(self, request: Request, rest: list[str]) -> Answer:
        if request.method != "GET":
            if self.dashboard:
                return _error(
                    500, "Due to enabled use_db_app_configs, please use the Dashboard API"
                )
            return _error(405, "Method Not Allowed")
        if rest[:1] == ["oas"]:
            return self._oas(rest[1:])
        if rest:
            found = self.node.apis.get(rest[0])
            return as_json(200, found) if found else _error(404, "API not found")
        return as_json(200, _shuffled(self.node.apis), chunked=True)

    def _oas(self, rest: list[str]) -> Answer:
        if not rest:
            return as_json(200, [self._served(one) for one in _shuffled(self.node.oas)])
        if rest[0] in self.node.oas:
            return as_json(200, self._served(self.node.oas[rest[0]]))
        return _error(400, CLASSIC) if rest[0] in self.node.apis else _error(404, "API not found")

    def _served(self, document: dict[str, Any]) -> dict[str, Any]:
        """An OAS document with this gateway's own address in it."""
        extension = document.get("x-tyk-api-gateway") or {}
        path = extension.get("server", {}).get("listenPath", {}).get("value", "/")
        port = self.node.settings["listen_port"]
        return {**document, "servers": [{"url": f"http://localhost:{port}{path}"}]}

    def _policies(self, _: Request, rest: list[str]) -> Answer:
        if rest:
            found = self.node.policies.get(rest[0])
            return as_json(200, found) if found else _error(404, "Policy not found")
        return as_json(200, _shuffled(self.node.policies))

    def _keys(self, request: Request, rest: list[str]) -> Answer:
        if request.method == "POST" and rest == ["create"]:
            return keys.create(self.node, request)
        if rest:
            hashed = request.query.get("hashed") == "true"
            return keys.show(self.node, rest[0], hashed=hashed)
        settings = self.node.settings
        if settings["hash_keys"] and not settings["enable_hashed_keys_listing"]:
            text = "Hashed key listing is disabled in config (enable_hashed_keys_listing)"
            return _error(404, text)
        try:
            return as_json(200, {"keys": keys.names(self.node)})
        except RedisDownError:
            return as_json(200, {"keys": []})  # a false zero, as measured

    def _org(self, _: Request, __: list[str]) -> Answer:
        return as_json(200, {"keys": []})

    def _certs(self, _: Request, __: list[str]) -> Answer:
        return as_json(200, {"certs": None})

    def _health(self, request: Request, _: list[str]) -> Answer:
        wanted = request.query.get("api_id")
        if not wanted:
            return _error(400, "missing api_id parameter")
        if wanted not in self.node.apis:
            return _error(404, "API ID not found")
        names = ("throttle_reqests_per_second", "quota_violations_per_second")
        names += ("key_failures_per_second", "average_upstream_latency")
        return as_json(200, dict.fromkeys((*names, "average_requests_per_second"), 0))

    def _reload(self, request: Request, rest: list[str]) -> Answer:
        if rest == ["group"]:
            try:
                self.node.redis.call("PUBLISH", "tyk.cluster.notifications", "GroupReload")
            except RedisDownError:
                Log("pub-sub").error("Could not send notification")
        elif request.query.get("block") == "true":
            time.sleep(0.4)
            self.reload()
        else:
            self.reload()
        return as_json(200, OK)

    def _debug(self, _: Request, __: list[str]) -> Answer:
        return _error(405, "Method not supported")

    def _schema(self, _: Request, __: list[str]) -> Answer:
        size = 57_000 if at_least("5.8.0") else 40_000
        filler = {"openapi": "3.0.3", "description": "x" * size}
        return as_json(200, {"status": "Success", "message": "", "schema": filler})


def _error(status: int, message: str) -> Answer:
    return as_json(status, {"status": "error", "message": message})


def _shuffled(found: dict[str, Any]) -> list[Any]:
    """The order is another at every call, as measured."""
    values = list(found.values())
    random.shuffle(values)
    return values
