"""Inventories of Axway domains: of one host, of several, with and without what there may be."""

import json
from pathlib import Path

import yaml

from inventory.load import parse
from runner.plans import plan_of

EXAMPLE = Path(__file__).parents[1] / "inventory" / "axway.yaml"
GIVEN = yaml.load(EXAMPLE.read_text(), yaml.BaseLoader)
OLD, NEW = "/opt/Axway-7.5.3/apigateway", "/opt/Axway-7.7/apigateway"


def estate(*changes):
    """Give an inventory; a change is a path of keys and a value, None removes the key."""
    raw = json.loads(json.dumps(GIVEN))
    for path, value in changes:
        *way, last = path.split("/")
        place = raw
        for key in way:
            place = place[key]
        place.pop(last, None) if value is None else place.__setitem__(last, value)
    return parse(yaml.safe_dump(raw, sort_keys=False).encode(), Path("/x/inventory.yaml"))


SINGLE = (
    ("nodes", {
        "gwa": {"address": "10.213.78.10", "roles": ["admin-node-manager", "gateway"]},
        "cas1": {"address": "10.213.78.21", "roles": ["cassandra"]},
    }),
    ("axway/hosts", {"gwa": {"name": "nodea.example"}}),
    ("axway/groups", {"payments": GIVEN["axway"]["groups"]["payments"]}),
    ("axway/instances", {"pay1": GIVEN["axway"]["instances"]["pay1"]}),
)  # fmt: skip
BARE = (  # no Cassandra, and so neither KPS nor API Manager
    ("stores", None), ("backups/cassandra", None), ("versions/cassandra", None),
    ("axway/groups", {"payments": {"name": "Payments"}, "partners": {}}),
    ("nodes/cas1", None), ("nodes/cas2", None), ("nodes/cas3", None), ("axway/databases", None),
    ("backups/databases", None), ("axway/calls", None),
)  # fmt: skip
DATABASE = {"url": "jdbc:mysql://db:3306/m", "url_new": "jdbc:mysql://db:3306/m77",
            "holds": ["metrics"], "username": "m"}  # fmt: skip
RICH = (
    ("axway/accounts/directory", {"username": "ann", "password": "env:LAB_ANN_PASSWORD"}),
    ("axway/databases/metrics", DATABASE),
    ("axway/skip_db_upgrade", "true"),
    ("stores/kps/addresses", ["10.213.78.21:9043", "10.213.78.22:9043"]),
    ("nodes/ana1", {"address": "10.213.78.31", "roles": ["analytics"]}),
    ("versions/analytics", {"from": "7.5.3", "to": "7.7.20240830"}),
    ("axway/analytics", {"node": "ana1", "installation": {
        "old": "/opt/Axway-7.5.3/analytics", "new": "/opt/Axway-7.7/analytics"}}),
)  # fmt: skip
ZDU = (("axway/mode", "zdu"), ("strategy", "rolling"), ("axway/zdu", {"config": "/srv/zdu.json"}),
       ("axway/hosts/gwc", {"name": "nodec.example"}))  # fmt: skip
FORMS = {
    "several hosts": (),
    "one host": SINGLE,
    "no Cassandra": BARE,
    "all there is": RICH,
    "zdu": ZDU,
    "an early update": (("versions/gateway/to", "7.7.20200130"),),
}


def plan(form="several hosts", *more):
    return plan_of(estate(*FORMS[form], *more))


def keys(plan):
    return [step.key for step in plan.steps]


def steps(form="several hosts", *more):
    return {step.key: step for step in plan(form, *more).steps}


def gates(plan):
    return [gate for step in plan.steps for gate in (*step.before, *step.after)]
