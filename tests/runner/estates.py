"""Small inventories, and steps on their nodes."""

from pathlib import Path

from findings.step import Step, Truth
from inventory import Inventory
from inventory.load import parse

TEXT = """environment: lab
product: tyk
change: CHG1
strategy: downtime
window: {{start: 2026-11-21 22:00, end: 2026-11-22 04:00, freeze: 2026-11-21 21:00, timezone: UTC}}
versions: {{gateway: {{from: 5.3.9, to: 5.8.9}}}}
ssh: {ssh}
become: {become}
timeouts: {{connect: 2, command: 5, http: 5}}
nodes:
  gw1: {node}
stores: {{main: {{type: redis, topology: single, addresses: ["10.213.77.10:6379"]}}}}
tyk: {{mode: file, install: repository}}
"""
LOCAL = "{transport: local, roles: [gateway, redis]}"
REMOTE = "{address: 10.213.77.10, roles: [gateway, redis]}"


def one_node(
    folder: Path, node: str = LOCAL, become: str = "{method: none}", ssh: str = "{user: ops}"
) -> Inventory:
    """Give an inventory of one node, which is this machine."""
    text = TEXT.format(node=node, become=become, ssh=ssh)
    return parse(text.encode(), folder / "inventory.yaml")


def step(*argv: str, **settings) -> Step:
    """Give a step with a command on gw1."""
    given = {"key": "gateway.gw1.update", "title": "Update", "truth": Truth(by="repeatable")}
    return Step(**{**given, "node": "gw1", "argv": argv, "seconds": 20, **settings})
