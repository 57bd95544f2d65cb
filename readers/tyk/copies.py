"""What of a Tyk service should have a backup: its files, and their copies on the same node."""

import json

from probes.errors import CannotTell, NotApplicable
from readers import backups
from readers.backups import Copy, TreeCopy, flaws, tree_flaws
from readers.tyk import settings
from readers.tyk.config import omits_file
from readers.tyk.gateway import Gateway
from readers.tyk.services import TykService
from readers.versions import parse

_MCP_SINCE = "5.14"  # [measured; older ones by their source]
_HALVES = ("-oas.json", "-mcp.json")  # of an API that is kept in two files


def conf_copies(service: TykService) -> tuple[Copy, ...]:
    """Give what the configuration is made of, and its backups.

    That is one file; where the program reads none, it is what sets the unit's variables.
    """
    if not omits_file(service.component, service.environment):
        return _copies(service, service.conf_path)
    state = service.unit_state
    paths = [path for path, raw in service.environment_files.items() if raw is not None]
    return _copies(service, *(paths or state.drop_in_paths or (state.fragment_path,)))


def environment_copies(service: TykService) -> tuple[Copy, ...]:
    """Give the environment files that there are, and their backups. NotApplicable for none."""
    paths = [path for path, raw in service.environment_files.items() if raw is not None]
    if not paths:
        raise NotApplicable(f"{service.unit} has no environment file on {service.node.name}")
    return _copies(service, *paths)


def certificate_copies(service: TykService) -> tuple[Copy, ...]:
    """Give the keys and certificates that are named, and their backups. NotApplicable for none."""
    named = {service.absolute(path) for _, path, tls in settings.files(service.config) if tls}
    if not named:
        raise NotApplicable(f"{service.unit} names no key or certificate on {service.node.name}")
    return _copies(service, *sorted(named))


def folder_copy(service: TykService, setting: str) -> TreeCopy:
    """Give the folder that a setting names, and its backup. NotApplicable where it names none."""
    if not (path := service.config.text(setting)):
        raise NotApplicable(f"{service.unit} has no {setting} on {service.node.name}")
    place = backups.place_of(service.inventory, "config")
    return backups.tree_copy(service.node, place, service.absolute(path))


def api_copy(gateway: Gateway) -> TreeCopy:
    """Give the folder of API definitions, and its backup."""
    _api_files(gateway)
    return folder_copy(gateway, "app_path")


def passed_over(gateway: Gateway) -> list[str]:
    """Name the API files that the gateway passes over.

    An OAS API is kept in two files, `ID.json` and `ID-oas.json`: an id that ends as the second does
    makes its own file one of another API's. [measured]
    """
    folder, tree = _api_files(gateway)
    halves = _HALVES if gateway.hop.to >= parse(_MCP_SINCE) else _HALVES[:1]
    names = sorted(name for name in tree if "/" not in name and name.endswith(".json"))
    own = [name for name in names if not name.endswith(halves)]
    others = [(name, half) for name in names for half in halves if name.endswith(half)]
    return [
        *(f"{folder}/{name}: {why}" for name in own if (why := _flaw(gateway, folder, name, tree))),
        *(
            f"{folder}/{name}: counts as a part of {name.removesuffix(half)}.json, which is absent"
            for name, half in others
            if f"{name.removesuffix(half)}.json" not in tree
        ),
    ]


def _flaw(gateway: Gateway, folder: str, name: str, tree: dict[str, str]) -> str:
    """Why the gateway passes a definition over; empty where it does not."""
    text = gateway.node.text(f"{folder}/{name}")
    gateway.hide(text)
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return "is no JSON"
    if not isinstance(document, dict):
        return "is no API definition"
    parts = [f"{name.removesuffix('.json')}{half}" for half in _HALVES]
    whole = document.get("is_oas") is not True or any(part in tree for part in parts)
    return "" if whole else f"is of an OAS API, and {parts[0]} is not there"


def _api_files(gateway: Gateway) -> tuple[str, dict[str, str]]:
    """Give the folder of API definitions and its files. NotApplicable where there is no API."""
    if not (path := gateway.config.text("app_path")):
        raise NotApplicable(f"{gateway.unit} has no app_path on {gateway.node.name}")
    folder = gateway.absolute(path)
    if (tree := gateway.node.tree(folder)) is None:
        raise CannotTell(f"{gateway.node.name}: there is no {folder}, which app_path names")
    if not tree and gateway.loaded:
        raise CannotTell(f"{gateway.node.name}: {folder} is empty, and the gateway serves APIs")
    if not tree:
        raise NotApplicable(f"the gateway of {gateway.node.name} has no API")
    return folder, tree


def policy_flaws(service: TykService) -> list[str]:
    """Say what is wrong with the copy of policies that lie in files. NotApplicable for others."""
    where, config = service.node.name, service.config
    source = config.text("policies.policy_source") or "file"
    if source != "file":
        raise NotApplicable(f"policies of {where} come from {source}, not from files")
    if config.text("policies.policy_path"):
        return tree_flaws(folder_copy(service, "policies.policy_path"), service.home)
    if not (path := config.text("policies.policy_record_name")):
        raise NotApplicable(f"{service.unit} has no policies on {where}")
    return flaws(_copies(service, service.absolute(path))[0], service.home)


def _copies(service: TykService, *paths: str) -> tuple[Copy, ...]:
    place = backups.place_of(service.inventory, "config")
    return backups.copies(service.node, place, paths)
