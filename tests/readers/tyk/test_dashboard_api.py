"""The Dashboard's user API, in the shapes of its own description."""

import json

import pytest

from probes.answers import HttpAnswer
from probes.errors import CannotTell
from readers.tyk import dashboard_api

API = {
    "api_id": "a",
    "name": "A",
    "org_id": "o",
    "active": True,
    "proxy": {"listen_path": "/a/", "target_url": "http://x"},
}
READERS = (dashboard_api.apis, dashboard_api.policies, dashboard_api.user_count)


def http(body, status=200):
    """What the Dashboard gave."""
    if not isinstance(body, str):
        body = json.dumps(body)
    return HttpAnswer(status, (), body.encode())


def test_lists():
    """APIs by id, policies by id, users as a figure."""
    apis = http({"apis": [{"api_definition": API}], "pages": 0})

    assert [api.id for api in dashboard_api.apis(apis)] == ["a"]
    assert dashboard_api.policies(http({"Data": [{"_id": "2"}, {"_id": "1"}], "Pages": 1})) == (
        "1",
        "2",
    )
    assert dashboard_api.user_count(http({"users": [{"email": "x"}], "pages": 1})) == 1
    assert dashboard_api.apis(http({"apis": [], "pages": 0})) == ()


@pytest.mark.parametrize(
    "bad",
    [
        http(""),
        http("<html>"),
        http("[]"),
        http("{}"),
        http({"apis": None, "Data": None, "users": None}),
        http({"apis": ["x"], "Data": ["x"], "users": ["x"]}),
        http({"apis": [], "Data": [], "users": [], "pages": 3}),
        http({"Status": "Error", "Message": "Not authorised", "Meta": None}, 401),
        http({"apis": [], "Data": [], "users": []}, 500),
        http('{"apis": ['),
    ],
)
def test_cannot_tell(bad):
    """A refused key is not an empty Dashboard, and one page of three is not all."""
    for read in READERS:
        with pytest.raises(CannotTell):
            read(bad)


def test_entries_cannot_tell():
    """An entry without its definition or id, or met twice."""
    for read, body in (
        (dashboard_api.apis, {"apis": [{}]}),
        (dashboard_api.apis, {"apis": [{"api_definition": API}, {"api_definition": API}]}),
        (dashboard_api.policies, {"Data": [{}]}),
        (dashboard_api.policies, {"Data": [{"id": "a"}, {"id": "a"}]}),
    ):
        with pytest.raises(CannotTell):
            read(http(body))
