"""Canaries: what the requests of the inventory cover."""

from collections.abc import Iterable
from pathlib import PurePosixPath

from inventory.calls import Auth
from inventory.tyk import Canary
from readers.tyk.control_api import Api
from readers.tyk.plugins import Plugin

# The gateway's word for a way of authentication, and the inventory's.
_KINDS: dict[str, Auth] = {
    "keyless": "keyless",
    "auth-token": "token",
    "jwt": "jwt",
    "openid": "jwt",
    "oauth": "oauth",
    "basic": "basic",
}


def uncovered(apis: Iterable[Api], canaries: Iterable[Canary]) -> tuple[str, ...]:
    """Name the ways of authentication, and the Go plugins, that no canary goes through."""
    listed, active = tuple(canaries), [api for api in apis if api.active]
    called = {canary.auth for canary in listed}
    ways = {word: api for api in active for word in api.auth}
    found = [
        f"no canary for {word}, as {api.name} has it"
        for word, api in sorted(ways.items())
        if _KINDS.get(word, "custom") not in called
    ]
    found += [
        f"no canary for the plugin {plugin.path} of {api.name}"
        for api in active
        for plugin in api.plugins
        if plugin.kind == "go" and not any(_through(one, api, plugin) for one in listed)
    ]
    return tuple(found)


def _through(canary: Canary, api: Api, plugin: Plugin) -> bool:
    """Whether a canary says that it goes through a plugin of an API."""
    file = PurePosixPath(plugin.path)
    return canary.plugin in (file.name, file.stem) and canary.api in (None, api.id)
