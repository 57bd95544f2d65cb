"""The stand-ins' own parts, where a mistake would make the whole lab lie."""

import datetime as dt
import json
import urllib.error
import urllib.request

import bson
import pytest

from tests.lab.products import bson as small_bson
from tests.lab.products import gateway_health, gateway_loader, gateway_settings
from tests.lab.products.gateway_control import FORBIDDEN, Control
from tests.lab.products.gateway_node import Node
from tests.lab.products.log import Log
from tests.lab.products.murmur import murmur64
from tests.lab.products.redis_client import Redis
from tests.lab.products.settings import BadSettingsError, Settings
from tests.lab.products.web import Answer, Request, Server, as_json

DOCUMENT = {
    "text": "Zürich",
    "small": 7,
    "big": 1 << 40,
    "ratio": 0.5,
    "yes": True,
    "nothing": None,
    "list": [1, "two", {"three": 3}],
    "when": dt.datetime(2026, 11, 21, 22, 0, tzinfo=dt.UTC),
}


def test_bson_is_what_pymongo_writes():
    assert small_bson.encode(DOCUMENT) == bson.encode(DOCUMENT)


def test_bson_is_read_as_it_was_written():
    assert small_bson.decode(bson.encode(DOCUMENT)) == DOCUMENT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "0000000000000000"),
        ("hello", "cbd8a7b341bd9b02"),
        ("The quick brown fox jumps over the lazy dog", "e34bbc7bbc071b6c"),
    ],
)
def test_key_names_are_murmur3(text, expected):
    assert murmur64(text) == expected


def test_environment_beats_file(tmp_path, monkeypatch):
    path = tmp_path / "tyk.conf"
    path.write_text('{"storage": {"password": "file"}, "listen_port": 1} and what follows')
    settings = Settings("TYK_GW_", gateway_settings.DEFAULTS)
    settings.read(str(path))
    monkeypatch.setenv("TYK_GW_STORAGE_PASSWORD", "environment")

    assert (settings["storage.password"], settings["listen_port"]) == ("environment", 1)


def test_wrong_type_is_refused(tmp_path):
    path = tmp_path / "tyk.conf"
    path.write_text('{"listen_port": "many"}')

    with pytest.raises(BadSettingsError, match="listen_port"):
        Settings("TYK_GW_", gateway_settings.DEFAULTS).read(str(path))


def node(tmp_path, **conf):
    """A gateway in file mode, without a Redis behind it."""
    path = tmp_path / "tyk.conf"
    path.write_text(
        json.dumps({"storage": {"type": "redis", "host": "127.0.0.1", "port": 1}, **conf})
    )
    settings = gateway_settings.load(str(path), Log())
    return Node(settings, Redis(settings, "storage"))


def ask(path, secret="", method="GET"):
    headers = {"X-Tyk-Authorization": secret} if secret else {}
    return Request(method, path, {}, headers, b"")


def test_empty_secret_opens_the_control_api(tmp_path):
    control = Control(node(tmp_path, secret=""), None)

    assert control.answer(ask("/tyk/apis")).status == 200
    assert control.answer(ask("/tyk/apis", "x")).status == 403


def test_wrong_secret_is_refused_in_the_vendors_words(tmp_path):
    answer = Control(node(tmp_path, secret="right"), None).answer(ask("/tyk/apis", "wrong"))

    assert (answer.status, json.loads(answer.body)["message"]) == (403, FORBIDDEN)


def test_redis_down_lists_no_keys_and_calls_it_well(tmp_path):
    control = Control(node(tmp_path, secret="s"), None)

    answer = control.answer(ask("/tyk/keys", "s"))

    assert (answer.status, json.loads(answer.body)) == (200, {"keys": []})


def test_hello_passes_without_details_before_the_first_probe(tmp_path):
    answer = gateway_health.hello(node(tmp_path), ask("/hello"))

    assert json.loads(answer.body) == {
        "status": "pass",
        "version": "0.0.0",
        "description": "Tyk GW",
    }
    assert len([name for name in answer.headers if name.startswith("X-Mascot-")]) == 25


def test_hello_refuses_head(tmp_path):
    assert gateway_health.hello(node(tmp_path), ask("/hello", method="HEAD")).status == 405


def test_oas_api_needs_its_companion_and_oas_names_vanish(tmp_path):
    folder = tmp_path / "apps"
    folder.mkdir()
    api = {"api_id": "a", "name": "A", "proxy": {"listen_path": "/a/"}}
    (folder / "plain.json").write_text(json.dumps(api))
    (folder / "lonely.json").write_text(json.dumps({**api, "api_id": "b", "is_oas": True}))
    (folder / "x-oas.json").write_text(json.dumps({**api, "api_id": "c"}))
    (folder / "broken.json").write_text("{")
    found = node(tmp_path, app_path=str(folder))

    assert [api["api_id"] for api, _ in gateway_loader.from_files(found)] == ["a"]


def test_listen_path_collision_keeps_both_ids(tmp_path):
    found = node(tmp_path)
    apis = [({"api_id": name, "proxy": {"listen_path": "/o/"}}, None) for name in ("a", "b")]

    gateway_loader._take(found, apis, {})

    assert {name: api["proxy"]["listen_path"] for name, api in found.apis.items()} == {
        "a": "/o/",
        "b": "/o/-b-2",
    }


def test_server_answers_over_http_and_a_taken_port_is_an_error():
    def handle(request: Request) -> Answer:
        return as_json(200 if request.path == "/" else 404, {"path": request.path}, chunked=True)

    server = Server("127.0.0.1", 0, handle).start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    with urllib.request.urlopen(url) as got:
        assert json.load(got) == {"path": "/"}
    with pytest.raises(urllib.error.HTTPError, match="404") as refused:
        urllib.request.urlopen(f"{url}/no")
    refused.value.close()
    with pytest.raises(OSError, match="in use"):
        Server("127.0.0.1", server.server_address[1], handle)
    server.shutdown()
    server.server_close()
