"""How a service goes back is read of its node: here of the lab's recording, and of changed ones."""

import json
from pathlib import Path

import pytest

from fixtures.cases import Case
from fixtures.changing import changed
from inventory import load
from probes.engine import Engine
from probes.redaction import Redactor
from probes.replay import ReplayWorld, answers_of
from runner.plans.tyk_reading import Back, Reading
from runner.plans.tyk_services import services

HEALTHY = Path(__file__).parents[2] / "checks" / "tyk" / "cases" / "healthy"
UPGRADED = {
    **answers_of(HEALTHY / "pre.jsonl"),
    **answers_of(HEALTHY / "gate-back.jsonl"),
    **answers_of(HEALTHY / "gate-updated.jsonl"),
    **answers_of(HEALTHY / "gate-undo.jsonl"),
}
INVENTORY = load(HEALTHY / "inventory.yaml")
GATEWAY = services(INVENTORY, "gateway")[0]
DRY = "gw1 # d=*--assumeno history undo 2"
GONE = 'Error: The following problems occurred:\n  Cannot find rpm nevra "tyk-gateway-5.3.9".\n'


def reading(*changes, world=UPGRADED):
    """Give a reading of the recording with some answers changed."""
    case = Case.model_validate({"outcome": "pass", "change": list(changes)})
    redactor = Redactor()
    return Reading(Engine(ReplayWorld(changed(world, case)), redactor), INVENTORY)


def test_the_upgrades_own_transaction_is_undone():
    assert reading().back(GATEWAY) == Back("undo", 2)


def test_a_package_that_is_the_old_one_stays():
    before = answers_of(HEALTHY / "pre.jsonl")

    assert reading(world=before).back(GATEWAY).how == "nothing"


OTHERWISE = {
    "the dry run finds no old package": {"answer": DRY, "text": "", "err": GONE},
    "the dry run would remove it": {"answer": DRY, "replace": ["Downgrading:", "Removing:"]},
    "the transaction was cut off": {
        "answer": "gw1 # yum history info 2", "replace": [": Success", ": Failure: 1"],
    },
    "it holds another package": {
        "answer": "gw1 # yum history info 2",
        "replace": ["Altered:\n", "Altered:\n    Upgrade  openssl-3.0.8-1.x86_64 @base\n"],
    },
    "the history can not be read": {"answer": "gw1 # yum history list tyk-gateway", "text": "?"},
}  # fmt: skip


@pytest.mark.parametrize("why", OTHERWISE)
def test_the_exact_old_version_is_taken_where(why):
    back = reading(OTHERWISE[why]).back(GATEWAY)

    assert (back.how, back.source) == ("downgrade", "tyk-gateway-5.3.9")
    assert back.why


def test_without_an_old_package_there_is_no_way_back_and_the_remedy_is_told():
    only = "Available Packages\ntyk-gateway.x86_64   5.8.9-1   tyk_tyk-gateway\n"
    back = reading(
        {"answer": DRY, "text": "", "err": GONE},
        {"answer": "gw1 $ *--showduplicates list tyk-gateway", "text": only},
        {
            "answer": "gw1 $ d=$(mktemp -d) || exit 125; trap 'rm -rf \"$d\"' EXIT; yum --setopt="
            'cachedir="$d" --setopt=logdir="$d" -y \'--setopt=*.skip_if_unavailable=0\' '
            "--showduplicates list tyk-gateway",
            "kind": "command",
            "text": only,
        },
    ).back(GATEWAY)

    assert back.how == "none"
    assert "is not to be had" in back.why
    assert "old package" in back.do


def test_a_node_that_does_not_answer_is_no_way_back():
    dead = {"answer": "gw1 $ rpm -qa *", "error": {"NoAnswer": ["node:gw1", "no route"]}}

    assert reading(dead).back(GATEWAY).how == "none"


def test_a_file_that_is_as_its_backup_stays():
    assert reading().changed_files(GATEWAY) == ()


def test_a_file_that_differs_from_its_backup_is_restored():
    kept = json.loads((HEALTHY / "baseline.json").read_text())["values"]["configuration"]
    own = f"{kept['gw1.tyk-gateway']['/opt/tyk-gateway/tyk.conf']}  /opt/"
    asked = "gw1 # sha256sum -- /opt/tyk-gateway/tyk.conf /var/backups/*"
    found = reading({"answer": asked, "replace": [own, "0" * 64 + "  /opt/"]})

    assert [copy.path for copy in found.changed_files(GATEWAY)] == ["/opt/tyk-gateway/tyk.conf"]
