"""API keys and their sessions in Redis."""

import base64
import json
import os
from typing import Any

from .build import at_least
from .gateway_node import Node
from .murmur import murmur64
from .redis_client import RedisDownError
from .web import Answer, Request, as_json

NOT_SESSIONS = ("apikey-quota-", "apikey-rate-limit-")
ZEROES: dict[str, Any] = {
    "oauth_client_id": "",
    "oauth_keys": None,
    "certificate": "",
    "basic_auth_data": {"password": "", "hash_type": ""},
    "jwt_data": {"secret": ""},
    "hmac_enabled": False,
    "is_inactive": False,
    "data_expires": 0,
    "monitor": {"trigger_limits": None},
    "tags": [],
    "session_lifetime": 0,
}
"""Fields that the old version answers with although they are empty; the new one drops them."""


def stored_name(node: Node, token: str) -> str:
    """The Redis key of a token."""
    return f"apikey-{murmur64(token) if node.settings['hash_keys'] else token}"


def session(node: Node, token: str) -> dict[str, Any] | None:
    """The session of a token; None when there is none. RedisDownError when Redis does not say."""
    text = node.redis.call("GET", stored_name(node, token))
    return json.loads(text) if text else None


def names(node: Node) -> list[str]:
    """Names of all keys as Redis holds them."""
    found = node.redis.scan("apikey-*")
    return [name.removeprefix("apikey-") for name in found if not name.startswith(NOT_SESSIONS)]


def show(node: Node, key: str, *, hashed: bool) -> Answer:
    """One session, in the form of this version."""
    try:
        name = f"apikey-{key}" if hashed else stored_name(node, key)
        text = node.redis.call("GET", name)
    except RedisDownError:
        text = None
    if not text:
        return as_json(404, {"status": "error", "message": "Key not found"})
    found = json.loads(text)
    if at_least("5.8.0"):
        return as_json(200, {name: value for name, value in found.items() if value})
    return as_json(200, {**ZEROES, **found})


def create(node: Node, request: Request) -> Answer:
    """Issue a key."""
    wanted = json.loads(request.body or b"{}")
    inner = {"org": wanted.get("org_id", "default"), "id": os.urandom(16).hex(), "h": "murmur64"}
    token = base64.b64encode(json.dumps(inner, separators=(",", ":")).encode()).decode()
    try:
        node.redis.call("SET", stored_name(node, token), json.dumps(wanted))
    except RedisDownError:
        message = "Failed to create key, ensure security settings are correct."
        return as_json(500, {"status": "error", "message": message})
    answer = {"key": token, "status": "ok", "action": "added"}
    if node.settings["hash_keys"]:
        answer["key_hash"] = murmur64(token)
    return as_json(200, answer)
