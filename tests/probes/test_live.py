"""The real world's loop: nothing that takes long on a busy machine runs in it."""

import threading

import pytest

from inventory import load
from probes import live
from probes.live import LiveWorld
from probes.questions import Command, Http
from probes.redaction import Redactor

INVENTORY = """environment: small
product: tyk
change: CHG1
strategy: downtime
window:
  {start: 2026-11-21 22:00, end: 2026-11-22 04:00, freeze: 2026-11-21 21:00, timezone: UTC}
versions: {gateway: {from: 5.3.9, to: 5.8.9}}
become: {method: none}
tyk: {mode: file, install: repository}
timeouts: {connect: 60, command: 60, http: 60}
stores: {main: {type: redis, topology: single, addresses: ["127.0.0.1:1"], reach: direct}}
nodes:
  gw1: {transport: local, roles: [gateway], endpoints: {gateway: {port: 1, reach: direct}}}
"""


@pytest.fixture
def world(tmp_path):
    (tmp_path / "inventory.yaml").write_text(INVENTORY)
    world = LiveWorld(load(tmp_path / "inventory.yaml"), Redactor())
    yield world
    world.close()


def test_a_driver_that_is_slow_to_import_holds_no_node_up(world, monkeypatch):
    told, really = threading.Event(), live.load_driver

    def slow(kind):
        assert told.wait(60), "the node was not asked meanwhile"
        really(kind)

    monkeypatch.setattr(live, "load_driver", slow)
    page = world.start(Http("gateway:gw1", "/hello"), again=False)
    said = world.start(Command("gw1", "echo here"), again=False).result(timeout=60)
    told.set()

    assert said.value.text == "here\n"
    assert "refuses connections" in str(page.result(timeout=60).error)
