"""Tyk as a whole: what runs, what its configurations name, what stands beside it, what is new."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from inventory import Inventory
from probes.engine import Engine
from probes.errors import CannotTell
from readers import sites
from readers.tyk import control_api, hello, log_lines, settings
from readers.tyk.gateway import Gateway
from readers.tyk.matrix import matrices
from readers.tyk.pump import Pump
from readers.tyk.services import TykService
from readers.versions import Version, parse, within

_CERTIFICATES = (".pem", ".crt", ".cer", ".cert")
_KEY_SETTINGS = ("key_file", "private_key", "private_key_path", "keyfile", "ssl_key")


def ports(service: TykService) -> tuple[int, ...]:
    """Give the ports of a service: a gateway's control port is beside its port for traffic."""
    config = service.config
    found = {settings.port(config)}
    if config.component == "gateway" and (traffic := config.number("listen_port")):
        found.add(traffic)
    return tuple(sorted(found))


def certificate_files(service: TykService) -> tuple[str, ...]:
    """Give the files of the configuration that hold certificates: not keys, not folders."""
    named = settings.files(service.config)
    found = {
        service.absolute(path)
        for setting, path, of_tls in named
        if of_tls
        and not setting.lower().endswith(_KEY_SETTINGS)
        and (path.endswith(_CERTIFICATES) or "cert" in setting.lower() or "ca" in setting.lower())
        and not path.endswith("/")
    }
    return tuple(sorted(found))


def beside(inventory: Inventory, component: str) -> Version | None:
    """Give the version that `mdcb` or `portal` will have; None where there is none."""
    if component in inventory.versions:
        return parse(inventory.versions[component].to)
    stays = getattr(inventory.tyk, component, None)
    return parse(stays) if stays else None


def running(service: TykService) -> str:
    """Give the version that the process itself names; of a Dashboard, that of its program.

    A sentence in its place where the process is older than the installed package.
    """
    if isinstance(service, Gateway):
        return str(service.hello.version)
    if isinstance(service, Pump) and (named := log_lines.version_of(service.log)):
        return str(named)
    process = service.process
    if process.replaced or process.started < process.installed:
        return "an older program than the installed one"
    return str(service.package.vendor)


def expected(engine: Engine, inventory: Inventory) -> dict[str, bool]:
    """Give each change of the hop that can be seen, by a name, and whether it has happened."""
    found: dict[str, bool] = {}
    for change in matrices()["expected"]:
        hop = inventory.versions.get(change["component"])
        see = _SEEN.get(change["what"])
        if hop is None or see is None or within(hop.from_, change["since"]):
            continue
        if not within(hop.to, change["since"]):
            continue
        for node in inventory.with_role(change["component"]):
            name = f"{node.name}: {change['what']} of the {change['component']}: {change['after']}"
            found[name] = see(engine, inventory, node.name, change)
    return found


def _ready(engine: Engine, inventory: Inventory, node: str, _: Mapping[str, Any]) -> bool:
    """Whether the gateway has a readiness endpoint; 503 is an answer of it, too."""
    gateway = Gateway(engine, inventory, node)
    answer = gateway.get(gateway.ready_path)
    if answer.status not in (200, 404, 503):
        raise CannotTell(f"{node}: /ready: HTTP {answer.status}")
    return answer.status != 404 and hello.ready(answer, parse("5.8.3")) is not None


def _log_format(engine: Engine, inventory: Inventory, node: str, change: Mapping[str, Any]) -> bool:
    """Whether the process of now writes `message`; `log_format: legacy` keeps the old form."""
    make = {"gateway": Gateway, "pump": Pump}[change["component"]]
    one = make(engine, inventory, node)
    if one.config.text("log_format") == "legacy":
        return True
    told = [line.message for line in one.log if log_lines.log_line(line.message).level]
    if not told:
        raise CannotTell(f"{node}: not one line of the logger since the start")
    return all("message=" in text or '"message"' in text for text in told)


def _fields(engine: Engine, inventory: Inventory, node: str, change: Mapping[str, Any]) -> bool:
    """Whether each API definition that the gateway gives has one of the new fields.

    Fields of a part are left out: parts of older definitions have fields of the same name.
    """
    gateway = Gateway(engine, inventory, node)
    answer = gateway.control("/tyk/apis")
    if not control_api.apis(answer):
        raise CannotTell(f"{node}: no API, so no definition to look at")
    new = {str(field) for field in change["fields"] if "." not in str(field)}
    return all(new & document.keys() for document in json.loads(answer.body))


_SEEN: dict[str, Callable[[Engine, Inventory, str, Mapping[str, Any]], bool]] = {
    "ready-endpoint": _ready,
    "log-format": _log_format,
    "api-definition-fields": _fields,
}


def balancer_status(engine: Engine, inventory: Inventory) -> int:
    """Give the HTTP status of the gateways' health by way of the load balancer.

    Asked from the node that the inventory says, else from the first gateway's.
    """
    balancer = inventory.tyk.load_balancer if inventory.tyk else None
    gateways = inventory.with_role("gateway")
    if balancer is None or not gateways:
        raise CannotTell("the inventory names no load balancer, or no gateway behind it")
    via = balancer.reach.via if balancer.reach and balancer.reach.via else gateways[0].name
    path = _path_for_callers(Gateway(engine, inventory, gateways[0].name))
    return sites.status(engine, via, balancer, path)


def _path_for_callers(gateway: Gateway) -> str:
    """Give what callers can ask: the health, or an open canary where that has a port of its own."""
    control = gateway.config.number("control_api_port")
    if not control or control == gateway.config.number("listen_port"):
        return gateway.health_path
    canaries = gateway.inventory.tyk.canaries if gateway.inventory.tyk else ()
    open_ = [one for one in canaries if one.header is None and one.status == _WELL]
    if not open_:
        raise CannotTell(
            "the gateways' health is on their control port, which callers do not reach",
            "Name a canary that needs no credential and gets 200: the load balancer is asked it.",
        )
    return open_[0].path


_WELL = 200
