"""Requests to the APIs themselves."""

import json
import time
from typing import Any

from . import gateway_keys as keys
from .gateway_node import Node
from .log import Log
from .redis_client import RedisDownError
from .web import TEXT, Answer, Request, fetch

ANALYTICS = "analytics-tyk-system-analytics"
DISALLOWED = "Access to this API has been disallowed"


def answer(node: Node, request: Request) -> Answer:
    """Find the API by its path, check the caller, ask the upstream, write the record."""
    api = _api(node, request.path)
    if api is None:
        return Answer(404, b"Not Found", kind=TEXT)
    limits = {"X-Ratelimit-Limit": "0", "X-Ratelimit-Remaining": "0", "X-Ratelimit-Reset": "0"}
    if not api.get("use_keyless"):
        refusal, limits = _judge(node, api, request)
        if refusal is not None:
            return refusal
    got = _forward(node, api, request)
    got.headers |= limits
    _record(node, api, request, got.status)
    return got


def _api(node: Node, path: str) -> dict[str, Any] | None:
    paths = {api["proxy"].get("listen_path", "/"): api for api in list(node.apis.values())}
    for prefix in sorted(paths, key=len, reverse=True):
        if path.startswith(prefix) and paths[prefix].get("active", True):
            return paths[prefix]
    return None


def _refuse(node: Node, status: int, message: str) -> Answer:
    headers = {} if node.settings["hide_generator_header"] else {"X-Generator": "tyk.io"}
    return Answer(status, f'{{\n    "error": "{message}"\n}}'.encode(), headers)


def _judge(
    node: Node, api: dict[str, Any], request: Request
) -> tuple[Answer | None, dict[str, str]]:
    """A refusal, or the limits to tell the caller. Redis down and a bad key look the same."""
    header = (api.get("auth") or {}).get("auth_header_name") or "Authorization"
    token = request.headers.get(header, "").removeprefix("Bearer ")
    if not token:
        return _refuse(node, 401, "Authorization field missing"), {}
    try:
        session = keys.session(node, token)
        if session is None or api["api_id"] not in session.get("access_rights", {}):
            return _refuse(node, 403, DISALLOWED), {}
        quota = int(session.get("quota_max", 0))
        name = keys.stored_name(node, token).replace("apikey-", "quota-", 1)
        used = node.redis.call("INCR", name)
        period = int(session.get("quota_renewal_rate", 0)) or 3600
        if used == 1:
            node.redis.call("EXPIRE", name, period)
    except RedisDownError:
        return _refuse(node, 403, DISALLOWED), {}
    if 0 < quota < used:
        return _refuse(node, 403, "Quota exceeded"), {}
    reset = str(time.time_ns() // 10**9 + period)
    left = str(max(quota - used, 0))
    return None, {
        "X-Ratelimit-Limit": str(quota),
        "X-Ratelimit-Remaining": left,
        "X-Ratelimit-Reset": reset,
    }


def _forward(node: Node, api: dict[str, Any], request: Request) -> Answer:
    proxy = api["proxy"]
    path = request.path
    if proxy.get("strip_listen_path"):
        path = path.removeprefix(proxy.get("listen_path", "/").rstrip("/"))
    url = proxy.get("target_url", "").rstrip("/") + path
    body = request.body or None
    try:
        got = fetch(url, {"Accept": "*/*"}, method=request.method, body=body)
    except (OSError, ValueError):
        Log("proxy").error(f"http: proxy error: cannot reach {url}")
        return _refuse(node, 500, "There was a problem proxying the request")
    keep = {"Content-Type", "Server", "Last-Modified"}
    headers = {name: value for name, value in got.headers.items() if name in keep}
    return Answer(got.status, got.body, headers)


def _record(node: Node, api: dict[str, Any], request: Request, status: int) -> None:
    """One line for the pump; the list is lost when nobody fetches it in time."""
    if not node.settings["enable_analytics"]:
        return
    record = {
        "method": request.method,
        "path": request.path,
        "responsecode": status,
        "apiid": api["api_id"],
        "apiname": api.get("name", ""),
        "orgid": api.get("org_id", ""),
        "timestamp": time.time_ns() // 10**9,
    }
    ttl = node.settings["analytics_config.storage_expiration_time"] or 60
    try:
        node.redis.call("RPUSH", ANALYTICS, json.dumps(record))
        node.redis.call("EXPIRE", ANALYTICS, ttl)
    except RedisDownError:
        Log("main").error("Error trying to publish message")
