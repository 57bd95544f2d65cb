"""The back ends of API Manager: which hosts their addresses name."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from probes.errors import CannotTell, NotApplicable
from readers.axway.api_manager import ApiManager
from readers.axway.node import AxwayNode
from readers.axway.platform import JVMS

ALLOWED = "-Dcom.axway.apimanager.backend.url.validation.hostname.allowunderscore=true"


def hosts(managers: Iterable[ApiManager]) -> tuple[tuple[str, str], ...]:
    """Give the name and the host of each back end. Not applicable where there is none at all."""
    if not (asked := list(managers)):
        raise NotApplicable("no group has API Manager")
    found: set[tuple[str, str]] = set()
    for one in asked:
        for key, thing in one.things("apirepo").items():
            url = thing.said.get("basePath", "")
            if not (host := urlsplit(url).hostname):
                raise CannotTell(f"{one!r}: the back end {thing.name}: no host in {url[:120]!r}")
            found.add((f"{thing.name} ({key})", host))
    if not found:
        raise NotApplicable("API Manager has no back end")
    return tuple(sorted(found))


def allowed(nodes: Iterable[AxwayNode]) -> bool:
    """Whether 7.7 is set to take an underscore in a host, for all instances of each host."""
    return all(
        any(ALLOWED in jvm.all for name in JVMS if (jvm := one.new.jvm(name)) is not None)
        for one in nodes
    )
