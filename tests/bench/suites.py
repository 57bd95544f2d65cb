"""The rootdirs that are measured: this checkout's plugin, plain testinfra, and the limit."""

import json
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.bench.network import DEAD_ADDRESSES, HERE, HTTP_PORT, SLOW_ADDRESS, STATE, address

LARGE = 30
ROOT = HERE.parents[1]
OURS, PLAIN, LIMIT = STATE / "ours", STATE / "plain", STATE / "limit"
RECORDED = LIMIT / "declared.jsonl"
DEAD, SLOW, SLOW_ALONE = "3-dead", "1-slow", "slow-alone"
PATIENT, IMPATIENT = 20, 2  # seconds until a node is given up: a busy machine is no fault
ROW = """[{row}]
subject = "bench"
statement = "It holds."
phases = ["{phase}"]
target = "node"
severity = "blocker"
consequence = "outage"
origin = "vendor"
verified_by = "check"
remedy = {{owner = "platform", text = "Mend it."}}
source = "the bench"
"""
PLAIN_SETTINGS = """[pytest]
addopts = ["--import-mode=importlib"]
markers = ["pre: as in ours", "requirement(*rows): as in ours"]
"""


def write(sizes: list[int]) -> None:
    """Write all, with an inventory and a list of addresses for each size of the fleet."""
    _write(OURS / "checks" / "tyk" / "test_fleet.py", _read("forty_checks.py"))
    named = dict.fromkeys(re.findall(r"TYK-PRE-\d+", _read("forty_checks.py")))
    rows = "\n".join(_row(row, "pre") for row in named)
    _write(OURS / "checks" / "tyk" / "requirements.toml", rows)
    _write(OURS / "checks" / "estate" / "requirements.toml", _row("EST-999", "gate"))
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    here = settings.replace('pythonpath = ["."]', f'pythonpath = ["{ROOT}"]')
    _write(OURS / "pyproject.toml", here)
    shutil.copy(ROOT / "conftest.py", OURS)
    _write(PLAIN / "test_fleet.py", _read("forty_checks.py"))
    _write(PLAIN / "conftest.py", _read("peer_conftest.py"))
    _write(PLAIN / "pytest.toml", PLAIN_SETTINGS)
    _write(LIMIT / "test_fleet.py", _read("forty_checks.py"))
    _write(LIMIT / "conftest.py", _read("declared_conftest.py"))
    _write(LIMIT / "pytest.toml", f'{PLAIN_SETTINGS}pythonpath = ["{ROOT}"]\n')
    for folder in (OURS, PLAIN, LIMIT):
        shutil.copy(STATE / "ssh_config", folder)
    for size in sizes:
        fleet = {f"n{number + 1}": address(number) for number in range(size)}
        for folder in (OURS, LIMIT):
            _write(folder / f"{size}.yaml", json.dumps(_inventory(fleet)))  # JSON is YAML
        _write(PLAIN / f"{size}.json", json.dumps(fleet))
    _write_troubled(max(size for size in sizes if size <= LARGE))


def _write_troubled(size: int) -> None:
    """Write fleets of which some nodes are dead, or one is slow; and the slow one alone."""
    fleet = {f"n{number + 1}": address(number) for number in range(size)}
    ill = dict(zip(fleet, DEAD_ADDRESSES, strict=False))
    _write(OURS / f"{DEAD}.yaml", json.dumps(_inventory({**fleet, **ill}, IMPATIENT)))
    _write(OURS / f"{SLOW}.yaml", json.dumps(_inventory({**fleet, "n1": SLOW_ADDRESS})))
    _write(OURS / f"{SLOW_ALONE}.yaml", json.dumps(_inventory({"n1": SLOW_ADDRESS})))


def _inventory(fleet: dict[str, str], connect: int = PATIENT) -> dict[str, object]:
    """A valid inventory; its store is there because the rules want one, and is never asked."""
    now = datetime.now(UTC)  # noqa: TID251 (a window around the bench's own time)
    minutes = {"freeze": -60, "start": 30, "end": 360}
    window = {key: f"{now + timedelta(minutes=at):%Y-%m-%d %H:%M}" for key, at in minutes.items()}
    return {
        "environment": "bench",
        "product": "tyk",
        "change": "BENCH1",
        "strategy": "downtime",
        "window": {**window, "timezone": "UTC"},
        "versions": {"gateway": {"from": "5.3.9", "to": "5.8.9"}},
        "ssh": {"config": "ssh_config"},
        "become": {"method": "none"},
        "timeouts": {"connect": str(connect), "command": "60", "http": "20"},
        "tyk": {"mode": "file", "install": "repository"},
        "stores": {
            "main": {
                "type": "redis",
                "topology": "single",
                "addresses": ["127.0.0.1:1"],
                "password": "env:BENCH_PASSWORD",
                "reach": "direct",
            }
        },
        "nodes": {name: _node(where) for name, where in fleet.items()},
    }


def _node(where: str) -> dict[str, object]:
    gateway = {"host": where, "port": f"{HTTP_PORT}", "reach": "direct"}
    return {"address": where, "roles": ["gateway"], "endpoints": {"gateway": gateway}}


def _row(row: str, phase: str) -> str:
    return ROW.format(row=row, phase=phase)


def _read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
