"""The inventory of a domain that `init` writes can be loaded as it is."""

from dataclasses import replace

import pytest

from inventory import InventoryError, load
from runner.init import Machine
from runner.init_axway import Domain, render_domain

ONE = Domain(
    environment="prod",
    change="CHG0123457",
    nodes={"gwa": Machine("10.0.0.10", ("admin-node-manager", "gateway"))},
    groups={"payments": {"pay1": "gwa"}},
    versions=("7.5.3", "7.7.20240830"),
    start="2026-11-21 22:00",
    end="2026-11-22 06:00",
    timezone="Europe/Berlin",
)
THREE = replace(
    ONE,
    nodes={
        **ONE.nodes,
        "gwb": Machine("10.0.0.11", ("admin-node-manager", "gateway")),
        **{f"cas{n}": Machine(f"10.0.0.2{n}", ("cassandra",)) for n in range(3)},
    },
    groups={"payments": {"pay1": "gwa", "pay2": "gwb"}, "partners": {"par1": "gwb"}},
    hosts={"gwa": "nodea.example"},
    keyspaces={"payments": "x1_group_2"},
    api_manager=frozenset({"payments"}),
)


@pytest.fixture
def written(tmp_path):
    """Write an inventory and load it."""

    def write(domain):
        path = tmp_path / "inventory.yaml"
        path.write_text(render_domain(domain), encoding="utf-8")
        return load(path)

    return write


def test_one_host_is_enough(written):
    """A domain without Cassandra has no store."""
    inventory = written(ONE)

    assert (inventory.axway.mode, inventory.strategy) == ("standard", "downtime")
    assert [*inventory.axway.instances_of(node="gwa")] == ["pay1"]
    assert inventory.stores == {}


def test_a_larger_domain_is_written_whole(written):
    """Hosts, groups, instances and the cluster."""
    inventory = written(replace(THREE, first="gwb"))
    axway = inventory.axway

    assert axway.first_of(("gwa", "gwb")) == "gwb"
    assert axway.host_name("gwa") == "nodea.example"
    assert axway.groups["payments"].keyspace == "x1_group_2"
    assert inventory.stores["kps"].keyspaces["x1_group_2"] == {"DC1": 3}
    assert {"api-manager", "cassandra-kps", "multi-node"} <= inventory.declares()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"versions": ("7.5.3", "7.7")}, "write its date too|write all 3 parts"),
        ({"groups": {"payments": {"pay1": "gwx"}}}, "there is no node gwx"),
        ({"old": "/opt/Axway-7.7/apigateway"}, "old and new overlap"),
        ({"environment": 'prod", x: "'}, "must be made of"),
    ],
)
def test_what_can_not_be_right_is_refused(wrong, words):
    """Nothing is written that could not be loaded."""
    with pytest.raises(InventoryError, match=words):
        render_domain(replace(ONE, **wrong))
