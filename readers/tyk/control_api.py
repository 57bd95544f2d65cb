"""The gateway's control API: APIs, policies, keys. Its order is random: compare by id."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from probes.answers import HttpAnswer
from probes.errors import CannotTell, NotApplicable
from readers.tyk.plugins import Plugin, plugins_of

# Classic definitions: the flag and our word for it.
_AUTH = {
    "use_keyless": "keyless",
    "use_standard_auth": "auth-token",
    "enable_jwt": "jwt",
    "use_oauth2": "oauth",
    "use_basic_auth": "basic",
    "enable_signature_checking": "hmac",
    "use_mutual_tls_auth": "mtls",
    "use_openid": "openid",
    "enable_coprocess_auth": "custom",
    "use_go_plugin_auth": "go-plugin",
    "custom_plugin_auth_enabled": "custom",
}
_DENIED = "Attempted administrative access with invalid or missing key!"


@dataclass(frozen=True)
class Api:
    """An API as the gateway serves it: what callers can tell apart, and no field of one version."""

    id: str
    name: str
    org: str
    active: bool
    listen_path: str
    target_url: str
    auth: tuple[str, ...]
    is_oas: bool
    domain: str
    plugins: tuple[Plugin, ...]

    @property
    def protected(self) -> bool:
        """Whether a caller needs a credential."""
        return "keyless" not in self.auth

    def remembered(self) -> dict[str, Any]:
        """Give what a baseline keeps and a later version says the same way."""
        return {
            "name": self.name,
            "org": self.org,
            "active": self.active,
            "listen_path": self.listen_path,
            "target_url": self.target_url,
            "auth": list(self.auth),
            "is_oas": self.is_oas,
            "domain": self.domain,
        }


def apis(answer: HttpAnswer) -> tuple[Api, ...]:
    """Read GET /tyk/apis, by id. OAS APIs are in it too, in classic form.

    An empty list is an answer. CannotTell for a wrong secret, another shape, and an id met twice.
    """
    return api_list(_list(answer, "/tyk/apis"), "/tyk/apis")


def api_list(documents: Iterable[Any], what: str) -> tuple[Api, ...]:
    """Read classic definitions, wherever they come from."""
    found = sorted((_api(document, what) for document in documents), key=lambda api: api.id)
    _once((api.id for api in found), what)
    return tuple(found)


def by_id(listed: Iterable[Api]) -> dict[str, dict[str, Any]]:
    """Give the form for a baseline: id to what is remembered of it."""
    return {api.id: api.remembered() for api in listed}


def changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Say what of the APIs of before is gone or different; new ones are no change of those."""
    found = []
    for name, was in sorted(before.items()):
        if name not in now:
            found.append(f"API {name} ({was.get('name')}) is not served")
            continue
        found += [
            f"API {name} ({was.get('name')}): {key} was {value!r}, is {now[name].get(key)!r}"
            for key, value in was.items()
            if now[name].get(key) != value
        ]
    return found


def collisions(listed: Iterable[Api]) -> tuple[str, ...]:
    """Name listen paths that two active APIs of one domain share, or that a gateway has changed."""
    active = [api for api in listed if api.active]
    counted = Counter((api.domain, api.listen_path.rstrip("/")) for api in active)
    twice = {path or "/" for (_, path), count in counted.items() if count > 1}
    moved = {
        api.listen_path
        for api in active
        if api.listen_path.rstrip("/").endswith(f"-{api.id}") and len(api.listen_path) > len(api.id)
    }
    return tuple(sorted(twice | moved))


def oas_ids(answer: HttpAnswer) -> tuple[str, ...]:
    """Read GET /tyk/apis/oas: the ids. NotApplicable where the gateway has no such endpoint."""
    if answer.status == 404 and answer.text.strip() == "404 page not found":
        raise NotApplicable("this gateway has no /tyk/apis/oas (before 4.1)")
    found = []
    for document in _list(answer, "/tyk/apis/oas"):
        info = document
        for key in ("x-tyk-api-gateway", "info", "id"):
            info = info.get(key) if isinstance(info, dict) else None
        if not isinstance(info, str) or not info:
            raise CannotTell("/tyk/apis/oas: a document without an id")
        found.append(info)
    _once(found, "/tyk/apis/oas")
    return tuple(sorted(found))


def policies(answer: HttpAnswer) -> tuple[str, ...]:
    """Read GET /tyk/policies: the ids. `_id` is empty for policies of a file.

    NotApplicable where the gateway has no such endpoint (404 before 4.1.0).
    """
    if answer.status == 404 and answer.text.strip() == "404 page not found":
        raise NotApplicable("this gateway has no /tyk/policies (before 4.1.0)")
    found = []
    for document in _list(answer, "/tyk/policies"):
        name = (document.get("id") or document.get("_id")) if isinstance(document, dict) else None
        if not isinstance(name, str) or not name:
            raise CannotTell("/tyk/policies: a policy without an id")
        found.append(name)
    _once(found, "/tyk/policies")
    return tuple(sorted(found))


def keys(answer: HttpAnswer) -> tuple[str, ...]:
    """Read GET /tyk/keys: names as the gateway keeps them, hashed or not (then: secrets).

    Redis down gives an empty list with 200: trust an empty list only beside details.redis `pass`.
    NotApplicable where listing hashed keys is switched off.
    """
    if answer.status == 404 and "Hashed key listing is disabled" in answer.text:
        raise NotApplicable("listing hashed keys is off (enable_hashed_keys_listing)")
    document = _document(answer, "/tyk/keys")
    found = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(found, list) or not all(isinstance(key, str) and key for key in found):
        raise CannotTell(f"/tyk/keys: not understood: {answer.text[:80]!r}")
    _once(found, "/tyk/keys")
    return tuple(sorted(found))


def closed(answer: HttpAnswer) -> bool:
    """Whether the control API refuses a caller without the secret: True for 403, False for 200."""
    if answer.status == 403 and _DENIED in answer.text:
        return True
    if answer.status == 200 and isinstance(_document(answer, "/tyk/apis"), list):
        return False
    raise CannotTell(f"control API: HTTP {answer.status}: {answer.text[:80]!r}")


def _document(answer: HttpAnswer, what: str) -> Any:
    """Give the body of a 200."""
    if answer.status == 403:
        raise CannotTell(
            f"{what}: HTTP 403: the gateway does not take our secret",
            "Give the gateway's own `secret` as tyk.gateway_secret in the inventory.",
        )
    if answer.status != 200:
        raise CannotTell(f"{what}: HTTP {answer.status}: {answer.text[:80]!r}")
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise CannotTell(f"{what}: a body that is no JSON: {answer.text[:80]!r}") from error


def _list(answer: HttpAnswer, what: str) -> list[Any]:
    """Give the body of a 200 that is a list."""
    found = _document(answer, what)
    if not isinstance(found, list):
        raise CannotTell(f"{what}: not a list: {answer.text[:80]!r}")
    return found


def _once(ids: Iterable[str], what: str) -> None:
    """Refuse a list that names one id twice: which of the two is served cannot be told."""
    twice = sorted(name for name, count in Counter(ids).items() if count > 1)
    if twice:
        raise CannotTell(f"{what}: met twice: {', '.join(twice)[:160]}", "Give each its own id.")


def _api(document: Any, what: str) -> Api:
    """Read one classic definition."""
    if not isinstance(document, dict) or not isinstance(document.get("proxy"), dict):
        raise CannotTell(f"{what}: a definition without a proxy")
    proxy = document["proxy"]
    name = _text(document, "api_id", what)
    if not name or not isinstance(document.get("active"), bool):
        raise CannotTell(f"{what}: a definition without api_id or active")
    if not _text(proxy, "listen_path", what):
        raise CannotTell(f"{what}: {name}: no listen_path")
    return Api(
        id=name,
        name=_text(document, "name", what),
        org=_text(document, "org_id", what),
        active=document["active"],
        listen_path=proxy["listen_path"],
        target_url=_text(proxy, "target_url", what),
        auth=_auth(document, what),
        is_oas=document.get("is_oas") is True,
        domain=_text(document, "domain", what),
        plugins=plugins_of(document),
    )


def _text(document: Mapping[str, Any], key: str, what: str) -> str:
    """Give a text; an absent one is empty, as in the gateway."""
    value = document.get(key, "")
    if not isinstance(value, str):
        raise CannotTell(f"{what}: {key} is no text")
    return value


def _auth(document: Mapping[str, Any], what: str) -> tuple[str, ...]:
    """Name the ways a caller proves who it is. None set: the gateway wants its auth token."""
    flags = {name: document.get(name, False) for name in _AUTH}
    if not all(isinstance(value, bool) for value in flags.values()):
        raise CannotTell(f"{what}: {document['api_id']}: authentication is not understood")
    found = {word for name, word in _AUTH.items() if flags[name]}
    if flags["use_keyless"]:
        return ("keyless",)
    return tuple(sorted(found or {"auth-token"}))
