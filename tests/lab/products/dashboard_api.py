"""What the dashboard answers: to users, to administrators, and to gateways."""

import json
import time
import uuid
from typing import Any

from .bson import ObjectId
from .log import Log
from .mongo_client import Mongo, MongoDownError
from .redis_client import Redis, RedisDownError
from .settings import Settings
from .web import TEXT, Answer, Request, as_json

SAY = Log("main")
NODE_TTL = 30
UNAUTHORISED = {"Status": "Error", "Message": "Not authorised", "Meta": None}


class Api:
    """Answers from the database."""

    def __init__(self, settings: Settings, mongo: Mongo, redis: Redis, licensed: bool) -> None:  # noqa: FBT001
        """Serve these stores."""
        self.settings, self.mongo, self.redis = settings, mongo, redis
        self.licensed = licensed

    def answer(self, request: Request) -> Answer:
        """Find who asks, check the credential, read the database."""
        path = request.path.rstrip("/")
        if path == f"/{self.settings['health_check_endpoint_name'] or 'hello'}":
            return as_json(200, {"status": "ok"})
        try:
            if path.startswith("/api/"):
                return self._user(request, path)
            if path.startswith("/admin/"):
                return self._admin(request, path)
            if path.startswith(("/register/", "/system/")):
                return self._gateway(request, path)
        except MongoDownError as error:
            SAY.error(f"Database error: {error}")
            message = {"Status": "Error", "Message": "Could not retrieve data", "Meta": None}
            return as_json(500, message)
        return Answer(404, b"404 page not found\n", kind=TEXT)

    def _all(self, collection: str, query: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        return [_plain(document) for document in self.mongo.find(collection, query)]

    def _user(self, request: Request, path: str) -> Answer:
        key = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not key or not self.mongo.find("tyk_analytics_users", {"access_key": key}):
            return as_json(401, UNAUTHORISED)
        if request.method != "GET":
            return as_json(405, {"Status": "Error", "Message": "Method not allowed", "Meta": None})
        pages = {
            "/api/apis": self._api_list,
            "/api/portal/policies": self._policy_list,
            "/api/users": self._user_list,
            "/api/system/stats": self._stats,
        }
        if path not in pages:
            return Answer(404, b"404 page not found\n", kind=TEXT)
        return as_json(200, pages[path]())

    def _api_list(self) -> dict[str, Any]:
        found = [{"api_definition": _definition(one)} for one in self._all("tyk_apis")]
        return {"apis": found, "pages": 1}

    def _policy_list(self) -> dict[str, Any]:
        return {"Data": self._all("tyk_policies"), "Pages": 1}

    def _user_list(self) -> dict[str, Any]:
        users = self._all("tyk_analytics_users")
        return {"users": [{**one, "password": "", "access_key": ""} for one in users], "pages": 1}

    def _stats(self) -> dict[str, Any]:
        stats = {"license": {"valid": self.licensed}}
        return {"status": "ok", "message": "", "stats": stats}

    def _admin(self, request: Request, path: str) -> Answer:
        secret = self.settings["admin_secret"]
        if not secret or request.headers.get("admin-auth", "") != secret:
            return as_json(401, UNAUTHORISED)
        if path == "/admin/organisations":
            found = self._all("tyk_organisations")
            return as_json(200, {"organisations": found, "pages": 0})
        return Answer(404, b"404 page not found\n", kind=TEXT)

    def _gateway(self, request: Request, path: str) -> Answer:
        if request.headers.get("Authorization", "") != self.settings["shared_node_secret"]:
            return as_json(
                403, {"Status": "Error", "Message": "Authorization failed", "Meta": None}
            )
        if not self.licensed:
            return as_json(404, {"Status": "Error", "Message": "No nodes available", "Meta": None})
        message: Any = ""
        if path == "/register/node":
            identity = str(uuid.uuid4())
            self._remember(identity)
            message = {"NodeID": identity}
        elif path == "/register/ping":
            self._remember(request.headers.get("X-Tyk-NodeID", ""))
        elif path == "/system/apis":
            message = [_for_gateway(one) for one in self._all("tyk_apis")]
        elif path == "/system/policies":
            message = [_policy(one) for one in self._all("tyk_policies")]
        else:
            return Answer(404, b"404 page not found\n", kind=TEXT)
        return as_json(200, {"Status": "OK", "Message": message, "Nonce": str(uuid.uuid4())})

    def _remember(self, identity: str) -> None:
        """Keep the register of live gateways in Redis, where the real one keeps it."""
        try:
            name = f"tyk-node-prefix{identity}"
            self.redis.call("SET", name, json.dumps({"seen": time.time_ns()}), "EX", NODE_TTL)
        except RedisDownError as error:
            SAY.error(f"Cannot register the node: {error}")


def _plain(value: Any) -> Any:
    """A document as JSON can hold it."""
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, ObjectId):
        return str(value)
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def _definition(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name not in ("_id", "oas")}


def _for_gateway(document: dict[str, Any]) -> dict[str, Any]:
    found = {"api_definition": _definition(document)}
    return found | ({"oas": document["oas"]} if document.get("oas") else {})


def _policy(document: dict[str, Any]) -> dict[str, Any]:
    name = document.get("id") or document["_id"]
    return {**document, "id": name}
