"""The control API, as it was measured."""

import json

import pytest

from probes.answers import HttpAnswer
from probes.errors import CannotTell, NotApplicable
from readers.tyk import control_api
from readers.tyk.plugins import Plugin, file_names, plugins_of

ORDERS = {
    "name": "Orders",
    "api_id": "orders-api",
    "org_id": "default",
    "active": True,
    "use_keyless": False,
    "use_standard_auth": True,
    "proxy": {"listen_path": "/orders/", "target_url": "http://127.0.0.1:9000"},
    "auth": {"auth_header_name": "Authorization"},
    "custom_middleware": {"driver": "", "pre": None, "response": []},
}
OPEN = {
    **ORDERS,
    "api_id": "open",
    "use_keyless": True,
    "proxy": {"listen_path": "/open/", "target_url": ""},
}
OAS = {**OPEN, "api_id": "petstore", "is_oas": True, "enable_jwt": True, "use_keyless": False}
DENIED = (
    '{"status":"error","message":"Attempted administrative access with invalid or missing key!"}\n'
)


def http(body, status=200):
    """What the gateway gave."""
    if not isinstance(body, str | bytes):
        body = json.dumps(body)
    return HttpAnswer(status, (), body if isinstance(body, bytes) else body.encode())


def test_apis():
    """By id, whatever the order; OAS in the same list."""
    found = control_api.apis(http([OPEN, ORDERS]))

    assert found == control_api.apis(http([ORDERS, OPEN]))
    assert [(api.id, api.auth, api.protected) for api in found] == [
        ("open", ("keyless",), False),
        ("orders-api", ("auth-token",), True),
    ]
    assert control_api.apis(http("[]")) == ()
    oas = control_api.apis(http([OAS]))[0]
    assert (oas.is_oas, oas.auth) == (True, ("auth-token", "jwt"))
    assert control_api.by_id(found)["open"]["listen_path"] == "/open/"


def test_fields_of_a_newer_version_do_not_count():
    """The same API has 14 more fields on 5.14."""
    newer = {**ORDERS, "upstream_auth": {"enabled": False}, "jwt_jwks_uris": None}

    assert control_api.by_id(control_api.apis(http([newer]))) == control_api.by_id(
        control_api.apis(http([ORDERS]))
    )


def test_no_flag_means_the_auth_token():
    """An API without any flag is not open."""
    bare = {key: value for key, value in ORDERS.items() if not key.startswith("use_")}

    assert control_api.apis(http([bare]))[0].auth == ("auth-token",)


def test_collisions():
    """A shared path, and a path that the gateway has changed."""
    second = {**ORDERS, "api_id": "orders-api-2"}
    moved = {**second, "proxy": {**ORDERS["proxy"], "listen_path": "/orders/-orders-api-2"}}

    assert control_api.collisions(control_api.apis(http([ORDERS, OPEN]))) == ()
    assert control_api.collisions(control_api.apis(http([ORDERS, second]))) == ("/orders",)
    assert control_api.collisions(control_api.apis(http([ORDERS, moved]))) == (
        "/orders/-orders-api-2",
    )


SHAPES = [
    http(""),
    http(DENIED, 403),
    http("404 page not found", 404),
    http("Not Found", 404),
    http("[]", 500),
    http("{}"),
    http("null"),
    http("<html>"),
    http(b"\x00\xff"),
    http('[{"api_id": "a"'),
    http([None]),
    http(["orders"]),
    http("[" * 100_000),
]


@pytest.mark.parametrize(
    "bad",
    [
        *SHAPES,
        http([ORDERS, ORDERS]),
        http([{**ORDERS, "api_id": ""}]),
        http([{**ORDERS, "active": None}]),
        http([{**ORDERS, "proxy": None}]),
        http([{**ORDERS, "proxy": {"target_url": "x"}}]),
        http([{**ORDERS, "use_keyless": "no"}]),
        http([{**ORDERS, "custom_middleware": "x"}]),
        http([{**ORDERS, "name": 5}]),
    ],
)
def test_apis_cannot_tell(bad):
    """No shape is guessed, and no id counted twice."""
    with pytest.raises(CannotTell):
        control_api.apis(bad)


def test_oas_policies_and_keys():
    """Ids only."""
    oas = [{"x-tyk-api-gateway": {"info": {"id": "petstore"}}}]

    assert control_api.oas_ids(http(oas)) == ("petstore",)
    assert control_api.policies(http([{"id": "b", "_id": ""}, {"id": "a"}])) == ("a", "b")
    assert control_api.policies(http([{"_id": "5f1"}])) == ("5f1",)
    assert control_api.keys(http({"keys": ["e8", "e6"]})) == ("e6", "e8")


def test_not_there_in_that_version():
    """404 of an old gateway, and a listing that is switched off."""
    with pytest.raises(NotApplicable):
        control_api.policies(http("404 page not found\n", 404))
    with pytest.raises(NotApplicable):
        control_api.oas_ids(http("404 page not found\n", 404))
    off = "Hashed key listing is disabled in config (enable_hashed_keys_listing)"
    with pytest.raises(NotApplicable):
        control_api.keys(http({"status": "error", "message": off}, 404))


@pytest.mark.parametrize("bad", [shape for shape in SHAPES if shape.status != 404])
def test_lists_cannot_tell(bad):
    """The same for each list."""
    for read in (control_api.oas_ids, control_api.policies, control_api.keys):
        with pytest.raises(CannotTell):
            read(bad)


@pytest.mark.parametrize(
    "bad", [{"keys": None}, {"keys": [1]}, {"keys": [""]}, {"keys": ["a", "a"]}]
)
def test_keys_cannot_tell(bad):
    """Every name counts once."""
    with pytest.raises(CannotTell):
        control_api.keys(http(bad))


def test_closed():
    """An empty secret opens the control API."""
    assert control_api.closed(http(DENIED, 403))
    assert not control_api.closed(http([]))
    for bad in (http("", 403), http("{}"), http("Not Found", 404), http("", 502)):
        with pytest.raises(CannotTell):
            control_api.closed(bad)


def test_plugins():
    """In every place where a definition may name one."""
    document = {
        "custom_middleware": {
            "driver": "goplugin",
            "pre": [{"name": "A", "path": "/p/a.so"}],
            "auth_check": {"path": "/p/auth.so"},
        },
        "version_data": {
            "versions": {
                "Default": {
                    "extended_paths": {
                        "go_plugin": [
                            {"plugin_path": "/p/c.so"},
                            {"plugin_path": "/p/off.so", "disabled": True},
                        ]
                    }
                }
            }
        },
        "custom_middleware_bundle": "b.zip",
        "x-tyk-api-gateway": {
            "middleware": {
                "global": {
                    "pluginConfig": {"driver": "goplugin"},
                    "prePlugin": {"plugins": [{"path": "/p/oas.so"}]},
                    "postPlugins": [{"path": "/p/a.so"}],
                }
            }
        },
    }

    assert plugins_of(document) == (
        Plugin("bundle", "b.zip"),
        Plugin("go", "/p/a.so"),
        Plugin("go", "/p/auth.so"),
        Plugin("go", "/p/c.so"),
        Plugin("go", "/p/oas.so"),
    )
    assert plugins_of({"custom_middleware": {"driver": "otto", "pre": [{"path": "x.js"}]}}) == ()


@pytest.mark.parametrize("path", ["/p/auth.so", "/p/auth_v5.3.9_linux_amd64.so"])
def test_plugin_file_names(path):
    """The versioned names come first, also for a path that carries the old version."""
    assert file_names(path, "v5.8.15", "x86_64") == (
        "/p/auth_v5.8.15_linux_amd64.so",
        "/p/auth_5.8.15_linux_amd64.so",
        path,
    )
    with pytest.raises(CannotTell):
        file_names(path, "5.8.15", "riscv64")
