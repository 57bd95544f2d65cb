"""What a gateway serves, to whom, and what the pump takes: the parts that need no node."""

import json
from types import SimpleNamespace

import pytest

from inventory.tyk import Canary
from probes.answers import HttpAnswer
from probes.errors import CannotTell, NotApplicable
from readers.calls import Called, opened, refuses
from readers.tyk import analytics, canaries, control_api, version_keys
from readers.tyk.config import parse_config
from readers.tyk.plugins import Plugin
from readers.tyk.pump import Backlog
from readers.versions import parse


def api(*auth, plugins=(), active=True):
    """An API of which only this matters."""
    return SimpleNamespace(id="1", name="Orders", active=active, auth=auth, plugins=plugins)


def canary(**more):
    """A canary without a credential."""
    return Canary.model_validate({"name": "orders", "path": "/orders/", **more})


def test_a_canary_that_gets_its_answer():
    """Status and headers; the case of a header's name does not matter."""
    called = Called(canary(expect={"X-Kind": "a"}), HttpAnswer(200, (("x-kind", "a"),), b""))

    assert called.wrong == ()


def test_a_canary_that_does_not():
    """Each difference is named."""
    called = Called(canary(expect={"X-Kind": "a"}), HttpAnswer(404, (), b""))

    assert called.wrong == (
        "orders: HTTP 404 instead of 200",
        "orders: X-Kind: (none) instead of a",
    )


def test_what_no_canary_covers():
    """Ways of authentication and Go plugins; what is not active counts for nothing."""
    plugin = Plugin("go", "/opt/p/sign.so")
    served = (api("jwt"), api("keyless", plugins=(plugin,)), api("basic", active=False))

    assert canaries.uncovered(served, [canary()]) == (
        "no canary for jwt, as Orders has it",
        "no canary for the plugin /opt/p/sign.so of Orders",
    )
    assert canaries.uncovered((served[1],), [canary(plugin="sign.so")]) == ()
    assert canaries.uncovered((served[1],), [canary(plugin="sign", api="2")]) != ()


@pytest.mark.parametrize(
    ("now", "count"),
    [("HTTP 401", 0), ("HTTP 403", 0), ("HTTP 200", 1), ("HTTP 404", 1), ("keyless", 1)],
)
def test_an_api_that_was_closed(now, count):
    """Only a refusal is one: what the upstream says comes from an open API."""
    assert len(opened({"1": "HTTP 401"}, {"1": now})) == count


def test_an_api_that_was_never_closed():
    """It cannot open, and one that is gone is not open."""
    assert opened({"1": "keyless", "2": "HTTP 401"}, {"1": "keyless"}) == []
    assert not refuses("keyless")


def test_changes_of_apis():
    """Gone and different ones are named, new ones are not."""
    before = {"1": {"name": "a", "listen_path": "/a/"}, "2": {"name": "b"}}
    now = {"1": {"name": "a", "listen_path": "/a/-1"}, "3": {"name": "c"}}

    assert control_api.changes(before, now) == [
        "API 1 (a): listen_path was '/a/', is '/a/-1'",
        "API 2 (b) is not served",
    ]


@pytest.mark.parametrize(
    ("lengths", "fetched"),
    [((0, 0), True), ((3, 2, 9), True), ((3, 3), False), ((1, 2, 5), False)],
)
def test_a_backlog(lengths, fetched):
    """It is fetched when it was empty or became shorter once, whatever the traffic."""
    assert Backlog("list", lengths, 5.6).fetched is fetched


def config(**document):
    """A gateway's configuration."""
    return parse_config("gateway", json.dumps(document), {})


def test_lists_of_records():
    """One list, or eleven; and those of the other form."""
    many = {"enable_multiple_analytics_keys": True, "serializer_type": "protobuf"}

    assert analytics.lists(config()) == (analytics.LIST,)
    assert len(analytics.lists(config(analytics_config=many))) == 22


def test_the_redis_of_records():
    """The gateway's own, or a separate one."""
    own = {"storage": {"host": "a", "port": 1}}
    other = {"enable_separate_analytics_store": True, "analytics_storage": {"host": "b"}}

    assert analytics.addresses(config(**own)) == ("a:1",)
    assert analytics.addresses(config(**own, **other)) == ("b:6379",)


def test_the_version_in_redis():
    """5.3 leaves none; elsewhere none is a finding."""
    assert version_keys.left_version("v5.8.9", parse("5.8.9")) == "5.8.9"
    assert version_keys.left_version(None, parse("5.8.9")) == "none"
    with pytest.raises(NotApplicable):
        version_keys.left_version(None, parse("5.3.9"))
    with pytest.raises(CannotTell):
        version_keys.left_version(["5.8.9"], parse("5.8.9"))
