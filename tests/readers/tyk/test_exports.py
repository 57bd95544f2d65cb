"""Exports of the Dashboard, in both forms that the vendor's tools write."""

import json
from datetime import UTC, datetime

import pytest

from probes.errors import CannotTell
from readers.backups import Entry
from readers.tyk import exports

OLD, NEW = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
APIS = json.dumps({"apis": [{"api_definition": {"api_id": "a"}}], "pages": 1})
POLICIES = json.dumps({"Data": [{"id": "", "_id": "p"}], "Pages": 1})


def entry(path, modified=NEW, size=9):
    return Entry(path, size, modified)


def test_the_backup_script():
    found = exports.of_script(
        (entry("apis.json"), entry("policies.json", OLD)),
        {"apis.json": APIS, "policies.json": POLICIES},
    )
    assert (found.apis, found.policies, found.oldest) == ({"a"}, {"p"}, OLD)
    assert found.problems == ()


def test_a_file_that_is_cut_off_is_a_problem():
    found = exports.of_script(
        (entry("apis.json"), entry("policies.json")),
        {"apis.json": APIS, "policies.json": POLICIES[:9]},
    )
    assert found.problems == ("policies.json is no JSON",)


@pytest.mark.parametrize("text", ["{}", "[]", '{"apis": [{}]}', '{"Data": [null]}', ""])
def test_what_lists_nothing_is_no_export(text):
    with pytest.raises(CannotTell):
        exports.of_script((entry("a.json"),), {"a.json": text})


def test_tyk_sync():
    index = {
        "files": [{"file": "api-a.json"}, {"file": "oas-b.json"}],
        "policies": [{"file": "policy-p.json"}, {"file": "policy-q.json"}],
    }
    there = (
        entry(".tyk.json"),
        entry("api-a.json", OLD),
        entry("oas-b.json"),
        entry("policy-p.json", size=0),
    )
    found = exports.of_sync(there, json.dumps(index))
    assert (found.apis, found.policies, found.oldest) == ({"a", "b"}, frozenset(), OLD)
    assert found.problems == ("policy-p.json is empty", "policy-q.json is not there")


@pytest.mark.parametrize("index", ["", "[]", "{}", '{"files": [{"file": "../etc/passwd"}]}'])
def test_an_index_that_is_not_understood(index):
    with pytest.raises(CannotTell):
        exports.of_sync((entry(".tyk.json"),), index)
