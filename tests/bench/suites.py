"""The two rootdirs that are measured: this checkout's plugin, and plain testinfra with requests."""

import json
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.bench.network import HERE, HTTP_PORT, STATE, address

ROOT = HERE.parents[1]
OURS, PLAIN = STATE / "ours", STATE / "plain"
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
    """Write both, with an inventory and a list of addresses for each size of the fleet."""
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
    for folder in (OURS, PLAIN):
        shutil.copy(STATE / "ssh_config", folder)
    for size in sizes:
        fleet = {f"n{number + 1}": address(number) for number in range(size)}
        _write(OURS / f"{size}.yaml", json.dumps(_inventory(fleet)))  # JSON is YAML
        _write(PLAIN / f"{size}.json", json.dumps(fleet))


def _inventory(fleet: dict[str, str]) -> dict[str, object]:
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
        "timeouts": {"connect": "20", "command": "60", "http": "20"},  # a busy machine is no fault
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
