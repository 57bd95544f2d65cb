"""The Dashboard's user API: APIs, policies, users, the licence's figures."""

import json
from typing import Any

from probes.answers import HttpAnswer
from probes.errors import CannotTell
from readers.tyk.control_api import Api, api_list


def apis(answer: HttpAnswer) -> tuple[Api, ...]:
    """Read GET /api/apis?p=-1, by id."""
    entries = _entries(answer, "apis", "/api/apis")
    documents = [entry.get("api_definition") for entry in entries]
    return api_list(documents, "/api/apis")


def policies(answer: HttpAnswer) -> tuple[str, ...]:
    """Read GET /api/portal/policies?p=-1: the ids."""
    what = "/api/portal/policies"
    found = []
    for entry in _entries(answer, "Data", what):
        name = entry.get("id") or entry.get("_id")
        if not isinstance(name, str) or not name:
            raise CannotTell(f"{what}: a policy without an id")
        found.append(name)
    if len(set(found)) != len(found):
        raise CannotTell(f"{what}: an id is met twice")
    return tuple(sorted(found))


def user_count(answer: HttpAnswer) -> int:
    """Count the users of GET /api/users?p=-1. Their names and addresses are not kept."""
    return len(_entries(answer, "users", "/api/users"))


def _entries(answer: HttpAnswer, key: str, what: str) -> list[dict[str, Any]]:
    """Give the list under `key` of a 200 that holds all pages."""
    if answer.status in (401, 403):
        raise CannotTell(
            f"{what}: HTTP {answer.status}: the Dashboard does not take our key",
            "Give a user's API access key as tyk.dashboard_key in the inventory.",
        )
    if answer.status != 200:
        raise CannotTell(f"{what}: HTTP {answer.status}: {answer.text[:80]!r}")
    try:
        document = json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise CannotTell(f"{what}: a body that is no JSON: {answer.text[:80]!r}") from error
    entries = document.get(key) if isinstance(document, dict) else None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise CannotTell(f"{what}: not understood: {answer.text[:80]!r}")
    pages = document.get("pages", document.get("Pages", 1))
    if isinstance(pages, int) and pages > 1:
        raise CannotTell(f"{what}: {pages} pages, and only one was read")
    return entries
