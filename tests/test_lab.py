"""The lab itself: hosts, packages, estate, faults. Where there can be none, it is said why."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lab import packages

PREFIX = "labself"
ROOT = Path(__file__).resolve().parents[1]

LACKING = packages.missing()
pytestmark = [
    pytest.mark.skipif(bool(LACKING), reason=f"no lab here: {'; '.join(LACKING)}"),
    pytest.mark.usefixtures("estate"),
]


def lab(*words: str, check: bool = True) -> str:
    """Run the lab's own command line, under a prefix of these tests."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.lab", *words],
        cwd=ROOT,
        env={**os.environ, "LAB_PREFIX": PREFIX},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0 or not check, f"{words}: {done.stdout}{done.stderr}"
    return done.stdout


def hello(host: str) -> dict:
    """What a gateway says of itself."""
    return json.loads(lab("exec", host, "curl -s 127.0.0.1:8080/hello"))


@pytest.fixture(scope="module")
def estate() -> Iterator[None]:
    """An estate that is up, and gone afterwards."""
    lab("sweep")
    lab("up")
    yield
    lab("sweep")


def test_gateways_are_well_and_serve_three_apis():
    said = hello("gw1")

    assert (said["version"], said["status"]) == ("5.3.9", "pass")
    assert {part: found["status"] for part, found in said["details"].items()} == {
        "redis": "pass",
        "dashboard": "pass",
    }
    header = "X-Tyk-Authorization: gateway-Secret-3Kf6"
    apis = json.loads(lab("exec", "gw2", f"curl -s -H '{header}' 127.0.0.1:8080/tyk/apis"))
    assert {api["name"] for api in apis} == {"Orders", "Weather", "Petstore"}


def test_the_machine_is_not_visible_inside():
    assert "ls:" in lab("exec", "gw1", f"ls {ROOT} 2>&1 || true")


def test_redis_and_mongodb_hold_what_was_seeded():
    redis = "redis-cli -a redis-Secret-7Hq2 --no-auth-warning --scan --pattern 'apikey-*'"

    assert len(lab("exec", "data1", redis).split()) == 5
    key = "Authorization: user-Secret-6Rn0"
    users = lab("exec", "dash1", f"curl -s -H '{key}' 127.0.0.1:3000/api/users?p=-1")
    assert [user["first_name"] for user in json.loads(users)["users"]] == ["Ada"]


def test_traffic_reaches_mongodb_through_the_pump():
    lab("exec", "gw1", "for n in 1 2 3; do curl -so /dev/null 127.0.0.1:8080/weather/; done")

    purged = "sudo journalctl -u tyk-pump | grep Purged"
    said = lab("exec", "dash1", f"timeout 120 sh -c 'until {purged}; do sleep 0.2; done'")

    assert "Purged" in said


def test_inventory_is_read_by_the_suite(tmp_path):
    from inventory import load  # noqa: PLC0415

    found = load(Path(lab("inventory", str(tmp_path)).strip()))

    assert sorted(found.nodes) == ["dash1", "data1", "gw1", "gw2"]


@pytest.mark.parametrize("name", ["secret-empty", "sudo-refused", "repo-dead", "port-taken"])
def test_a_fault_is_undone_by_its_mend(name):
    lab("plant", name)
    lab("mend", name)

    assert hello("gw1")["status"] == "pass"
    assert "uid=0" in lab("exec", "gw1", "sudo -n id")
    listed = "sudo -n yum -q --refresh --showduplicates list available tyk-gateway"
    assert "5.8.9-1" in lab("exec", "gw1", listed)


def test_upgrade_and_rollback_by_the_vendors_commands():
    lab("upgrade")
    assert (hello("gw1")["version"], hello("gw2")["version"]) == ("5.8.9", "5.8.9")
    assert "tyk.conf.rpmnew" in lab("exec", "gw1", "ls /opt/tyk-gateway")

    lab("rollback")
    assert (hello("gw1")["version"], hello("gw2")["version"]) == ("5.3.9", "5.3.9")


def test_update_alone_leaves_the_service_stopped_and_disabled():
    lab("exec", "gw2", "sudo -n yum -y update tyk-gateway-5.8.9")

    state = lab(
        "exec", "gw2", "systemctl is-active tyk-gateway; systemctl is-enabled tyk-gateway || true"
    )

    assert state.split() == ["inactive", "disabled"]


def test_sweep_leaves_nothing():
    lab("sweep")

    mounts = Path("/proc/mounts").read_text()
    spaces = Path("/run/netns")
    assert PREFIX not in mounts
    assert not list(spaces.glob(f"{PREFIX}*"))
    assert not Path("/run", PREFIX).exists()
