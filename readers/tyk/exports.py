"""APIs and policies as they were exported from the Dashboard, and as it lists them now.

Two forms are read: the two listings that the vendor's backup script writes (`{"apis": [...]}` and
`{"Data": [...]}`, one file each), and the folder of `tyk-sync dump` (`.tyk.json`, `api-ID.json`,
`oas-ID.json`, `policy-ID.json`).
"""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from probes.answers import HttpAnswer
from probes.errors import CannotTell
from readers import backups
from readers.backups import Entry
from readers.tyk import dashboard_api
from readers.tyk.services import TykService

INDEX = ".tyk.json"
_OF_SYNC = re.compile(r"(?P<kind>api|oas|policy)-(?P<id>[^/]+)\.json")


@dataclass(frozen=True)
class Exported:
    """What an export holds. `oldest`: when its oldest file was written."""

    apis: frozenset[str]
    policies: frozenset[str]
    oldest: datetime
    problems: tuple[str, ...]


def listed(dashboard: TykService) -> tuple[frozenset[str], frozenset[str]]:
    """Give the ids of the APIs and of the policies that the Dashboard lists now."""
    apis = dashboard_api.apis(_ask(dashboard, "/api/apis?p=-1"))
    policies = dashboard_api.policies(_ask(dashboard, "/api/portal/policies?p=-1"))
    return frozenset(api.id for api in apis), frozenset(policies)


def exported(dashboard: TykService) -> Exported:
    """Give what the export holds."""
    folder = backups.place_of(dashboard.inventory, "exports")
    node = dashboard.backup_node
    entries = [one for one in backups.listing(node, folder) if one.path.endswith(".json")]
    if not entries:
        raise CannotTell(f"{node.name}: {folder} holds no .json file: nothing was exported")
    if any(entry.path == INDEX for entry in entries):
        return of_sync(tuple(entries), node.text(f"{folder}/{INDEX}"))
    texts = {entry.path: node.text(f"{folder}/{entry.path}") for entry in entries}
    return of_script(tuple(entries), texts)


def _ask(dashboard: TykService, path: str) -> HttpAnswer:
    section = dashboard.inventory.tyk
    if section is None or section.dashboard_key is None:
        raise CannotTell(
            "the inventory has no tyk.dashboard_key: what the Dashboard lists is not known",
            "Give a user's API access key, by reference, as tyk.dashboard_key.",
        )
    return dashboard.get(path, ("Authorization", section.dashboard_key))


def of_script(entries: tuple[Entry, ...], texts: dict[str, str]) -> Exported:
    """Read the listings of the vendor's backup script; other files are left alone."""
    apis, policies, used, problems = set[str](), set[str](), list[Entry](), list[str]()
    for entry in entries:
        document = _json(texts[entry.path])
        if document is None:
            problems.append(f"{entry.path} is no JSON")
        elif isinstance(document, dict) and isinstance(document.get("apis"), list):
            used.append(entry)
            apis |= {_id((one or {}).get("api_definition"), "api_id") for one in document["apis"]}
        elif isinstance(document, dict) and isinstance(document.get("Data"), list):
            used.append(entry)
            policies |= {_id(one, "id", "_id") for one in document["Data"]}
    if not used:
        raise CannotTell("the export is not understood: no file lists APIs or policies")
    oldest = min(entry.modified for entry in used)
    return Exported(frozenset(apis), frozenset(policies), oldest, tuple(problems))


def of_sync(entries: tuple[Entry, ...], index: str) -> Exported:
    """Read a folder of `tyk-sync dump`: what its index names, as far as the files are there."""
    document = _json(index)
    if not isinstance(document, dict) or not isinstance(document.get("files"), list):
        raise CannotTell(f"{INDEX} is not understood: it lists no files")
    there = {entry.path: entry for entry in entries}
    found: dict[str, set[str]] = {"api": set(), "oas": set(), "policy": set()}
    problems, used = list[str](), [there[INDEX]]
    for one in [*document["files"], *(document.get("policies") or [])]:
        name = str(one.get("file")) if isinstance(one, dict) else ""
        if not (match := _OF_SYNC.fullmatch(name)):
            raise CannotTell(f"{INDEX} is not understood: {name[:80]!r}")
        if name not in there or there[name].size == 0:
            problems.append(f"{name} is empty" if name in there else f"{name} is not there")
            continue
        found[match["kind"]].add(match["id"])
        used.append(there[name])
    oldest = min(entry.modified for entry in used)
    apis = frozenset(found["api"] | found["oas"])
    return Exported(apis, frozenset(found["policy"]), oldest, tuple(problems))


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _id(document: Any, *names: str) -> str:
    """Give the first id that the document has."""
    found = [document[name] for name in names if document.get(name)] if document else []
    if not found or not isinstance(found[0], str):
        raise CannotTell("the export is not understood: an entry without an id")
    return found[0]
