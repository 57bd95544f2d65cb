"""The inventory that `init` writes can be loaded as it is."""
# ruff: noqa: E501 - tables, one row a line

from dataclasses import replace
from pathlib import Path

import pytest

from inventory import InventoryError, load, parse
from runner.init import Machine, Start, nodes_by_role, render_inventory

START = Start(
    environment="prod",
    change="CHG0123456",
    nodes=nodes_by_role(
        {
            "gateway": ["gw1=10.0.0.10", "gw2=10.0.0.11"],
            "dashboard": ["dash1=10.0.0.12"],
            "pump": ["dash1"],
            "redis": ["data1.example.com"],
            "mongo": ["data1.example.com"],
        }
    ),
    versions={"gateway": ("5.3.9", "5.8.9"), "dashboard": ("5.3.9", "5.8.9"), "pump": ("1.12.0", "1.14.0")},
    start="2026-11-21 22:00",
    end="2026-11-22 04:00",
    timezone="Europe/Berlin",
)  # fmt: skip


@pytest.fixture
def written(tmp_path):
    """Write an inventory and load it."""

    def write(start):
        path = tmp_path / "inventory.yaml"
        path.write_text(render_inventory(start), encoding="utf-8")
        return load(path)

    return write


def test_what_was_said_is_in_it(written):
    """Nodes with all their roles, versions and the window arrive as they were given."""
    inventory = written(START)

    assert {name: (n.address, n.roles) for name, n in inventory.nodes.items()} == {
        "gw1": ("10.0.0.10", ("gateway",)),
        "gw2": ("10.0.0.11", ("gateway",)),
        "dash1": ("10.0.0.12", ("dashboard", "pump")),
        "data1.example.com": ("data1.example.com", ("redis", "mongo")),
    }
    assert inventory.upgrade_order == ("dashboard", "gateway", "pump")
    assert inventory.window.start.isoformat() == "2026-11-21T22:00:00+01:00"
    assert inventory.stores["documents"].addresses == ("data1.example.com:27017",)


MANAGED = {"redis": ("r1.example.com:6380",), "postgres": ("[fd00::1]:5432",)}
NO_STORES = {name: m for name, m in START.nodes.items() if not name.startswith("data")}


@pytest.mark.parametrize(
    "changes",
    [
        {"mode": "file"},
        {"install": "local-rpm"},
        {"become": "none", "ssh_user": "ops@bastion"},
        {"redis_topology": "sentinel"},
        {"redis_topology": "cluster"},
        {"nodes": NO_STORES, "managed": MANAGED},
        {"strategy": "blue-green", "freeze": "2026-11-20 18:00"},
    ],
)
def test_every_choice_loads(written, changes):
    """Whatever may be chosen gives an inventory that loads."""
    inventory = written(replace(START, **changes))

    assert inventory.environment == "prod"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"change": "CHG 1"}, "change: 'CHG 1' must be made of"),
        ({"change": "x\nproduct: axway"}, "change: "),
        ({"environment": "a: b"}, "environment: "),
        ({"environment": "{a}"}, "environment: "),
        ({"nodes": {}}, "nodes: names no node"),
        ({"nodes": {"gw1": Machine("-oProxyCommand=x", ("gateway",))}}, "is no address"),
        ({"versions": {}}, "versions: names no component"),
        ({"end": "2026-11-21 20:00"}, "ends before it starts"),
        ({"nodes": NO_STORES}, "no store of type redis"),
    ],
)
def test_what_can_not_be_right_is_told(changes, words):
    """Nothing that the checks would refuse is written, and nothing given becomes YAML of its own."""
    with pytest.raises(InventoryError, match=words):
        render_inventory(replace(START, **changes))


def test_two_addresses_of_one_node():
    """A node is one machine."""
    with pytest.raises(ValueError, match="gw1 has two addresses"):
        nodes_by_role({"gateway": ["gw1=10.0.0.1"], "pump": ["gw1=10.0.0.2"]})


def test_comments_name_only_keys_that_exist():
    """A line that is offered as a comment loads when the comment sign is taken away."""
    text = render_inventory(START)
    for old, new in (
        ("  # packages:", "  packages:"),
        ("  # repositories:", "  repositories:"),
        ("  # licensed_nodes:", "  licensed_nodes:"),
        ("  # gateway_secret:", "  gateway_secret:"),
        ("  # canaries:\n  #   -", "  canaries:\n    -"),
        ("  # load_balancer:", "  load_balancer:"),
        ("  # plugins: {folder: /opt/tyk-gateway/middleware, staging_node: ...}", "  plugins: {staging_node: gw1}"),
        ("  # mdcb:", "  mdcb:"),
        ("  # portal:", "  portal:"),
        ("# support: {contract: ..., case: ...}", "support: {contract: c, case: d}"),
        ("    # tls:", "    tls:"),
        ("    # reach:", "    reach:"),
    ):  # fmt: skip
        assert old in text
        text = text.replace(old, new)

    assert {"mdcb", "plugins", "canary", "support"} <= parse(text.encode(), Path("i")).declares()
