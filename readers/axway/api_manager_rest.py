"""API Manager's REST API, version 1.3: who and what there is, by id."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from probes.answers import HttpAnswer
from probes.errors import CannotTell
from readers.axway.documents import field, json_of
from readers.versions import Version, parse

ROOT = "/api/portal/v1.3"
LISTS = ("organizations", "users", "applications", "proxies", "apirepo")
# Pages of before 7.7.20200930 that `update-apimanager` makes disappear; /logout is left alone.
STATIC = ("/login-failed", "/registration-failed", "/request-forgotten-pw-failed")
Content = dict[str, dict[str, dict[str, Any]]]  # kind, id, what was said
_KEPT = (
    "name", "loginName", "organizationId", "state", "enabled", "role", "path", "version",
    "development", "type", "basePath",
)  # fmt: skip


@dataclass(frozen=True)
class Thing:
    """An organization, a user, an application or an API: what of it does not change by use."""

    id: str
    said: Mapping[str, str]

    @property
    def name(self) -> str:
        """Its login, or its name."""
        return self.said.get("loginName") or self.said.get("name") or self.id


@dataclass(frozen=True)
class Person:
    """Who we are logged in as."""

    login: str
    role: str
    enabled: bool
    must_change: bool | None  # the password; None: not told

    @property
    def admin(self) -> bool:
        """Whether it is an administrator of API Manager."""
        return self.role == "admin"


@dataclass(frozen=True)
class Config:
    """What API Manager says of itself."""

    version: Version
    portal: bool | None  # an API Portal is attached


def _body(answer: HttpAnswer, path: str) -> Any:
    """Give the body of a 200; say what another status means."""
    what = f"API Manager {path}"
    if answer.status in (401, 403):
        raise CannotTell(
            f"{what}: HTTP {answer.status}: the account is refused",
            "See accounts.api_admin and accounts.api_user in the inventory.",
        )
    if answer.status == 409:
        raise CannotTell(f"{what}: HTTP 409: the account must change its password first",
                         "Log in as this account and change it.")  # fmt: skip
    if answer.status != 200:
        raise CannotTell(f"{what}: HTTP {answer.status}: {answer.text[:80]!r}")
    return json_of(answer.body, what)


def things(answer: HttpAnswer, path: str) -> dict[str, Thing]:
    """Read a list, by id. An empty one is an answer: whether it may be, the check knows."""
    document = _body(answer, path)
    if not isinstance(document, list):
        raise CannotTell(f"API Manager {path}: is no list")
    found: dict[str, Thing] = {}
    for one in document:
        key = field(one, "id", str, f"API Manager {path}")
        if key in found:
            raise CannotTell(f"API Manager {path}: {key} stands twice")
        said = {name: _word(one[name]) for name in _KEPT if one.get(name) is not None}
        found[key] = Thing(key, said)
    return found


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def person(answer: HttpAnswer) -> Person:
    """Read `/currentuser`."""
    what = "API Manager /currentuser"
    document = _body(answer, "/currentuser")
    attributes = field(document, "authAttrs", dict, what, default={})
    return Person(
        login=field(document, "loginName", str, what), role=field(document, "role", str, what),
        enabled=field(document, "enabled", bool, what),
        must_change=field(attributes, "changePassword", bool, what, default=None),
    )  # fmt: skip


def login(answer: HttpAnswer, *, admin: bool) -> list[str]:
    """Name what keeps an account from its work, by its `/currentuser`."""
    if answer.status in (401, 403):
        return [f"HTTP {answer.status}: the login is refused"]
    if answer.status == 409:
        return ["HTTP 409: the password must be changed first"]
    found = person(answer)
    if found.must_change is None:
        raise CannotTell("API Manager /currentuser: whether the password must change is not told")
    return [
        why for why, holds in (
            ("is not enabled", not found.enabled),
            ("the password must be changed first", found.must_change),
            (f"has the role {found.role}: not that of an administrator", admin and not found.admin),
            ("is an administrator: a plain user is wanted", not admin and found.admin),
        ) if holds
    ]  # fmt: skip


def config(answer: HttpAnswer) -> Config:
    """Read `/config`."""
    what = "API Manager /config"
    document = _body(answer, "/config")
    version = parse(field(document, "productVersion", str, what))
    return Config(version, field(document, "isApiPortalConfigured", bool, what, default=None))


def quotas(answer: HttpAnswer, path: str = "/quotas") -> dict[str, Any]:
    """Read quotas, by id: their restrictions without what counts. One object, or a list."""
    document = _body(answer, path)
    found: dict[str, Any] = {}
    for one in document if isinstance(document, list) else [document]:
        key = field(one, "id", str, f"API Manager {path}")
        rules = field(one, "restrictions", list, f"API Manager {path}", default=[])
        found[key] = {
            "type": _word(one.get("type", "")), "name": _word(one.get("name", "")),
            "restrictions": sorted((_rule(rule) for rule in rules), key=str),
        }  # fmt: skip
    return found


def _rule(rule: Any) -> dict[str, Any]:
    if not isinstance(rule, dict):
        raise CannotTell("API Manager: a quota's restriction is not understood")
    return {key: rule[key] for key in ("api", "method", "type", "config") if key in rule}


def licensed(answer: HttpAnswer) -> bool:
    """Whether `/license`, which needs no account, says something."""
    if answer.status != 200:
        raise CannotTell(f"API Manager /license: HTTP {answer.status}")
    said = answer.text.strip()
    if said.startswith(("<", "{")):
        raise CannotTell(f"API Manager /license: not understood: {said[:80]!r}")
    return bool(said.strip('"'))


def losses(before: Mapping[str, Content], now: Mapping[str, Content]) -> list[str]:
    """Name, by instance, what was there before and is gone or another now. New things are no loss.

    CannotTell where there was nothing before: equal to nothing proves nothing.
    """
    return [
        f"{instance}: {kind}: {loss}"
        for instance, kinds in before.items()
        for kind, things_before in kinds.items()
        for loss in _losses(instance, kind, things_before, now.get(instance, {}).get(kind, {}))
    ]


def _change(old: Any, new: Any) -> str:
    """Say what a value was and is; of two lists, what only one of them has."""
    if isinstance(old, list) and isinstance(new, list):
        old, new = ([one for one in these if one not in others]
                    for these, others in ((old, new), (new, old)))  # fmt: skip
        old, new = (", ".join(map(_flat, these)) or "nothing" for these in (old, new))
        return f"had {old}, has {new}"
    return f"was {old!r}, is {new!r}"


def _flat(value: Any) -> str:
    """`api=* messages=1000 per=1 period=second method=* type=throttle` of a quota's rule."""
    if not isinstance(value, dict):
        return str(value)
    return " ".join(
        _flat(one) if isinstance(one, dict) else f"{key}={one}"
        for key, one in sorted(value.items())
    )


def _losses(
    instance: str, kind: str, before: dict[str, dict[str, Any]], now: dict[str, dict[str, Any]]
) -> list[str]:
    if not before:
        raise CannotTell(
            f"{instance}: {kind}: there was none before: nothing to compare with",
            "Find out whether there really is none. If so, waive this row with that reason.",
        )
    found = list[str]()
    for key, said in before.items():
        name = f"{said.get('loginName') or said.get('name') or 'one'} ({key})"
        if key not in now:
            found.append(f"{name} is gone: {len(before)} before, {len(now)} now")
            continue
        found += [
            f"{name}: {word} {_change(old, now[key].get(word))}"
            for word, old in said.items()
            if now[key].get(word) != old
        ]
    return found
