"""Canaries: requests of the inventory that must get their answer, and what they cover."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from inventory.calls import Auth
from inventory.tyk import Canary
from probes.answers import HttpAnswer
from probes.questions import Http
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


@dataclass(frozen=True)
class Called:
    """A canary and what came back."""

    canary: Canary
    answer: HttpAnswer

    @property
    def wrong(self) -> tuple[str, ...]:
        """What differs from what the canary is meant to get, in words."""
        name, wanted, got = self.canary.name, self.canary.status, self.answer.status
        found = [f"{name}: HTTP {got} instead of {wanted}"] if got != wanted else []
        headers = {key.lower(): value for key, value in self.answer.headers}
        found += [
            f"{name}: {key}: {headers.get(key.lower(), '(none)')} instead of {value}"
            for key, value in self.canary.expect.items()
            if headers.get(key.lower()) != value
        ]
        return tuple(found)


def question(endpoint: str, canary: Canary) -> Http:
    """Make the question; the credential travels as a secret."""
    host = (("Host", canary.host_header),) if canary.host_header else ()
    secret = ((canary.header_name, canary.header),) if canary.header else ()
    return Http(endpoint, canary.path, canary.method, host, secret)


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
