"""Go plugins and bundles that API definitions name, and the file names the gateway looks for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from probes.errors import CannotTell
from readers.versions import parse

_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64", "s390x": "s390x"}
_HOOKS = ("pre", "post", "post_key_auth", "response")
_OAS_HOOKS = (
    "prePlugin",
    "postAuthenticationPlugin",
    "postPlugins",
    "postPlugin",
    "responsePlugin",
)
_VERSIONED = re.compile(r"(?P<name>.+)_v?(?P<version>\d+(?:\.\d+)+)_(?P<os>[a-z]+)_(?P<arch>\w+)")


@dataclass(frozen=True, order=True)
class Plugin:
    """What an API loads: kind `go` with the path of a file, or `bundle` with its name."""

    kind: str
    path: str


def plugins_of(document: Mapping[str, Any]) -> tuple[Plugin, ...]:
    """List the plugins of one API definition, classic or OAS, each once.

    CannotTell where a part that may hold plugins has another shape.
    """
    found = {Plugin("go", path) for path in _classic(document) | _oas(document) if path}
    if bundle := document.get("custom_middleware_bundle"):
        found.add(Plugin("bundle", str(bundle)))
    return tuple(sorted(found))


def file_names(path: str, version: str, machine: str) -> tuple[str, ...]:
    """Name the files that a gateway tries for a plugin, in its order: `x_v5.8.15_linux_amd64.so`.

    `machine` is what `uname -m` says. CannotTell for a machine that the vendor has no gateway for.
    """
    if machine not in _ARCHITECTURES:
        raise CannotTell(f"no Tyk gateway is published for {machine}")
    file = PurePosixPath(path)
    known = _VERSIONED.fullmatch(file.stem)
    stem = known["name"] if known else file.stem
    tail = f"{parse(version)}_linux_{_ARCHITECTURES[machine]}{file.suffix or '.so'}"
    return (
        str(file.with_name(f"{stem}_v{tail}")),
        str(file.with_name(f"{stem}_{tail}")),
        str(file),
    )


def _classic(document: Mapping[str, Any]) -> set[str]:
    """Find paths in a classic definition."""
    found = set[str]()
    middleware = _part(document, "custom_middleware")
    if str(middleware.get("driver", "")).lower() == "goplugin":
        for hook in _HOOKS:
            found |= {_path(entry, "path") for entry in _entries(middleware, hook)}
        found.add(str(_part(middleware, "auth_check").get("path", "")))
    for version in _part(_part(document, "version_data"), "versions").values():
        paths = _part(version if isinstance(version, Mapping) else {}, "extended_paths")
        found |= {
            _path(entry, "plugin_path")
            for entry in _entries(paths, "go_plugin")
            if entry.get("disabled") is not True
        }
    analytics = _part(document, "analytics_plugin")
    found.add(str(analytics.get("plugin_path", "")) if analytics.get("enable", True) else "")
    return found


def _oas(document: Mapping[str, Any]) -> set[str]:
    """Find paths in an OAS definition."""
    middleware = _part(_part(document, "x-tyk-api-gateway"), "middleware")
    overall = _part(middleware, "global")
    if str(_part(overall, "pluginConfig").get("driver", "")).lower() != "goplugin":
        return set()
    found = set[str]()
    for hook in _OAS_HOOKS:
        value = overall.get(hook)
        entries = _entries(overall, hook)
        if isinstance(value, Mapping):
            entries = _entries(value, "plugins")
        found |= {_path(entry, "path") for entry in entries}
    return found


def _part(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Give a part that is an object; absent and null are empty."""
    value = document.get(key)
    if value is None or isinstance(value, Mapping):
        return value or {}
    raise CannotTell(f"API definition: {key} is not understood")


def _entries(document: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """Give a part that is a list of objects; absent and null are empty."""
    value = document.get(key)
    if value is None or isinstance(value, Mapping):
        return []
    if isinstance(value, list) and all(isinstance(entry, Mapping) for entry in value):
        return value
    raise CannotTell(f"API definition: {key} is not understood")


def _path(entry: Mapping[str, Any], key: str) -> str:
    """Give the path of an entry."""
    return str(entry.get(key) or "")


@dataclass(frozen=True, order=True)
class Hook:
    """A function of a Go plugin that an API calls: the file and the symbol in it."""

    path: str
    symbol: str


def hooks_of(document: Mapping[str, Any]) -> tuple[Hook, ...]:
    """List the functions that one classic definition calls; OAS APIs are listed in that form, too.

    CannotTell for a plugin without a symbol: it cannot be tried.
    """
    found = set[Hook]()
    middleware = _part(document, "custom_middleware")
    if str(middleware.get("driver", "")).lower() == "goplugin":
        entries = [entry for hook in _HOOKS for entry in _entries(middleware, hook)]
        entries.append(_part(middleware, "auth_check"))
        found |= {Hook(_path(one, "path"), _path(one, "name")) for one in entries}
    for version in _part(_part(document, "version_data"), "versions").values():
        paths = _part(version if isinstance(version, Mapping) else {}, "extended_paths")
        for one in _entries(paths, "go_plugin"):
            if one.get("disabled") is not True:
                found.add(Hook(_path(one, "plugin_path"), _path(one, "func_name")))
    analytics = _part(document, "analytics_plugin")
    if analytics.get("enable", True):
        found.add(Hook(_path(analytics, "plugin_path"), _path(analytics, "func_name")))
    found = {hook for hook in found if hook.path}
    if nameless := sorted(hook.path for hook in found if not hook.symbol):
        raise CannotTell(f"plugins without a function's name: {', '.join(nameless)}")
    return tuple(sorted(found))
