"""No value from outside reaches a shell unquoted: names, paths, versions, whatever a node says."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from inventory import InventoryError, load, parse
from runner.plans import axway, tyk
from tests.fuzz.evil import EVIL, MARK, loose, poisoned

ROOT = Path(__file__).resolve().parents[2]
HEALTHY = {name: ROOT / "checks" / name / "cases" / "healthy" for name in ("tyk", "axway")}
EXAMPLES = {"tyk": "example.yaml", "axway": "axway.yaml"}
PLANS = {"tyk": tyk, "axway": axway}
PATHS = {"tyk": {"install": "local-rpm", "rpm_folder": "/srv/rpms"}}  # where a plan has them
# Words that are names: what is no letter, digit, dot, underscore or hyphen is refused.
NAMES = {"environment", "change", "versions.gateway.from", "versions.gateway.to", "ssh.user"}


def accepts(document):
    try:
        parse(json.dumps(document).encode(), Path("inventory.yaml"))
    except InventoryError:
        return False
    return True


def evil_inventory(file, section=None):
    document = yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)
    document[document["product"]] |= section or {}
    return poisoned(document, accepts)


@pytest.mark.parametrize(
    ("script", "bad"),
    [
        (f"cat {shlex.quote('/x' + EVIL)}", False),
        (f"cat /x{EVIL}", True),
        (f'cat "/x{EVIL}"', True),
        (f"cat '/x{EVIL}'", True),
        (shlex.join(["sh", "-c", f"cat {shlex.quote(EVIL)}"]), False),
        (shlex.join(["sh", "-c", f"cat {EVIL}"]), True),
    ],
)
def test_the_judge_knows_what_is_quoted(script, bad):
    assert loose(script) is bad


@pytest.mark.parametrize("product", HEALTHY)
def test_names_and_versions_hold_nothing_of_a_shell(product):
    _, _, refused = evil_inventory(ROOT / "tests" / "inventory" / EXAMPLES[product])

    assert set(refused) >= NAMES
    assert any(place.startswith("nodes.") and ".roles." in place for place in refused)


@pytest.mark.parametrize("product", HEALTHY)
def test_every_string_that_a_check_asks_with_stays_one_word(product, tmp_path):
    document, taken, _ = evil_inventory(HEALTHY[product] / "inventory.yaml")
    (tmp_path / "inventory.yaml").write_text(json.dumps(document))
    asked = []
    for phase in ("pre", "post"):
        out = tmp_path / f"{phase}.jsonl"
        line = [sys.executable, "-m", "pytest", "-m", phase, "-q", "-p", "tests.fuzz.capturing"]
        line += [f"--inventory={tmp_path}", f"--runs={tmp_path / 'runs'}", "--demo"]
        line += [f"--replay={HEALTHY[product] / phase}.jsonl", "-p", "no:cacheprovider"]
        environment = {**os.environ, "EVIL_OUT": str(out), "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            line, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert "planned = " in done.stdout, done.stdout + done.stderr
        if out.exists():
            asked += [json.loads(each) for each in out.read_text(encoding="utf-8").splitlines()]
    scripts = {each["script"] for each in asked if each["script"]}

    assert taken
    assert len(scripts) >= 10
    assert [script for script in scripts if loose(script)] == []
    assert [each["key"] for each in asked if "\n" in each["key"] and not each["script"]] == []


@pytest.mark.parametrize("product", HEALTHY)
def test_every_string_that_a_plan_runs_with_stays_one_word(product, tmp_path):
    example = ROOT / "tests" / "inventory" / EXAMPLES[product]
    document, taken, _ = evil_inventory(example, PATHS.get(product))
    (tmp_path / "inventory.yaml").write_text(json.dumps(document))
    plan = PLANS[product].plan(load(tmp_path / "inventory.yaml"))
    lines = [shlex.join(step.argv) for step in plan.steps if step.argv]

    assert taken
    assert any(MARK in line for line in lines)
    assert [line for line in lines if loose(line)] == []
