"""`/hello` and `/ready` of a gateway, `/hello` of a Dashboard, `/health` of a pump.

The HTTP status alone says little: most gateways answer 200 when `status` is `fail`, three ranges
answer 503, and for some ten seconds after a start `details` is absent and `status` is `pass`.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from probes.answers import HttpAnswer
from probes.errors import CannotTell, NotApplicable
from readers.versions import Version, parse

Status = Literal["pass", "warn", "fail"]
_WORDS: tuple[Status, ...] = ("pass", "warn", "fail")
_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9_.-]{0,40}")
_NOT_READY = (
    "Redis connection not available",
    "A successful API reload did not happen",
    "Gateway is shutting down",
)


@dataclass(frozen=True)
class Detail:
    """One component in `details`. `time` is that of the last look, not of the request."""

    name: str
    status: Status
    output: str
    time: datetime


@dataclass(frozen=True)
class Hello:
    """What a gateway says of itself."""

    status: Status
    version: Version
    description: str
    details: tuple[Detail, ...]
    code: int

    def detail(self, name: str) -> Detail | None:
        """Give one component, None where it is not there: not looked at, which is not `pass`."""
        return next((one for one in self.details if one.name == name), None)

    def part(self, name: str, since: datetime) -> str:
        """Give `pass` where a look at or after `since` says so; else what is wrong, in words."""
        found = self.detail(name)
        if found is None:
            return "not looked at"
        if found.time < since:
            return f"looked at before the start or long ago, at {found.time:%Y-%m-%d %H:%M:%S}"
        return found.status if found.status == "pass" else f"{found.status}: {found.output}"

    @property
    def looked(self) -> bool:
        """Whether the gateway has looked at all: False in its first seconds."""
        return bool(self.details)


@dataclass(frozen=True)
class Ready:
    """Whether a gateway is ready, and its words when it is not."""

    ready: bool
    message: str
    hello: Hello | None


def hello(answer: HttpAnswer) -> Hello:
    """Read `/hello` of a gateway: 200 or 503 with the same document.

    CannotTell for any other status or shape, 404 and 405 included: another name, another port.
    """
    if answer.status not in (200, 503):
        raise CannotTell(
            f"/hello: HTTP {answer.status}: {answer.text[:80]!r}",
            "See health_check_endpoint_name and control_api_port of tyk.conf, and the inventory.",
        )
    return _hello(_object(answer, "/hello"), answer.status, "/hello")


def ready(answer: HttpAnswer, version: Version) -> Ready:
    """Read `/ready` of a gateway. NotApplicable where that version has none (404 before 5.8.3)."""
    if answer.status == 404:
        if version < parse("5.8.3"):
            raise NotApplicable(f"gateway {version} has no /ready")
        raise CannotTell("/ready: HTTP 404", "See readiness_check_endpoint_name of tyk.conf.")
    document = _object(answer, "/ready")
    if answer.status == 200:
        found = _hello(document, 200, "/ready")
        if found.description != "Tyk GW Ready":
            raise CannotTell(f"/ready: says {found.description!r}")
        return Ready(ready=True, message="", hello=found)
    message = document.get("message")
    if answer.status == 503 and document.get("status") == "error" and message in _NOT_READY:
        return Ready(ready=False, message=str(message), hello=None)
    raise CannotTell(f"/ready: HTTP {answer.status}: {answer.text[:120]!r}")


def dashboard_hello(answer: HttpAnswer) -> str:
    """Read the Dashboard's health: `ok`, its other word, or `HTTP 503` and the like.

    Its document is not specified. CannotTell for a 200 without a `status`, and for 404.
    """
    if answer.status == 404:
        raise CannotTell(
            "Dashboard: its health is at another path: HTTP 404",
            "See health_check_endpoint_name of tyk_analytics.conf.",
        )
    if answer.status != 200:
        return f"HTTP {answer.status}"
    status = _object(answer, "Dashboard").get("status")
    if not isinstance(status, str) or not status:
        raise CannotTell("Dashboard: its health says no status")
    return status


def pump_health(answer: HttpAnswer) -> str:
    """Read `/health` of a pump: `ok`, another word, or `HTTP 503` and the like.

    It only shows that the process listens. CannotTell for 404 and for a 200 of another shape.
    """
    if answer.status == 404:
        raise CannotTell(
            "pump: its health is at another path: HTTP 404",
            "See health_check_endpoint_name of pump.conf.",
        )
    if answer.status != 200:
        return f"HTTP {answer.status}"
    document = _object(answer, "pump /health")
    if set(document) != {"status"} or not isinstance(document["status"], str):
        raise CannotTell(f"pump /health: not understood: {answer.text[:80]!r}")
    return str(document["status"])


def _object(answer: HttpAnswer, what: str) -> Mapping[str, Any]:
    """Give the body as a JSON object."""
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise CannotTell(
            f"{what}: HTTP {answer.status} with a body that is no JSON: {answer.text[:80]!r}"
        ) from error
    if not isinstance(found, dict):
        raise CannotTell(f"{what}: HTTP {answer.status} with a body that is no object")
    return found


def _hello(document: Mapping[str, Any], code: int, what: str) -> Hello:
    """Read the document that /hello and /ready share."""
    version, description = document.get("version"), document.get("description")
    details = document.get("details", {})
    if not isinstance(version, str):
        raise CannotTell(f"{what}: HTTP {code}: version {version!r}")
    if not isinstance(description, str) or not description.startswith("Tyk GW"):
        raise CannotTell(f"{what}: not a Tyk gateway: description {description!r}")
    if not isinstance(details, dict):
        raise CannotTell(f"{what}: details are not understood")
    return Hello(
        status=_status(document, what),
        version=parse(version),
        description=description,
        details=tuple(_detail(name, details[name], what) for name in sorted(details)),
        code=code,
    )


def _status(document: Mapping[str, Any], what: str) -> Status:
    """Read one of the three words."""
    for word in _WORDS:
        if document.get("status") == word:
            return word
    raise CannotTell(f"{what}: status {str(document.get('status'))[:40]!r}")


def _detail(name: str, value: Any, what: str) -> Detail:
    """Read one component."""
    if not isinstance(value, dict) or not _NAME.fullmatch(name):
        raise CannotTell(f"{what}: details are not understood")
    output, time = value.get("output", ""), value.get("time")
    if not isinstance(output, str) or not isinstance(time, str):
        raise CannotTell(f"{what}: {name} is not understood")
    try:
        when = datetime.fromisoformat(time)
    except ValueError as error:
        raise CannotTell(f"{what}: {name}: not a time: {time[:40]!r}") from error
    if when.tzinfo is None:
        raise CannotTell(f"{what}: {name}: a time without its zone")
    return Detail(name, _status(value, f"{what}: {name}"), output, when)
