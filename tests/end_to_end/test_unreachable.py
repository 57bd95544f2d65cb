"""Nobody answers: that is told at once, as UNKNOWN, and by the cause."""

import re
import sys

import pytest

from findings.stops import roots
from probes.replay import answers_of
from tests.end_to_end.blackhole import NETWORK, in_hole, missing
from tests.end_to_end.replaying import offline
from tests.end_to_end.running import finished, unwell
from tests.lab.faults import FAULTS
from tests.lab.inventory import SOON

CONNECT = 10.0  # seconds: `timeouts.connect` of these inventories
SPARE = 8.0  # less than one more time out, and much for a busy machine
STATES = {"node_lets_us_in", "gateway_answers", "dashboard_answers", "pump_answers"}
STATES |= {"redis_answers", "mongo_answers"}


def _directly(text: str) -> str:
    """The same inventory, with nothing reached through a node."""
    lines, host = [], ""
    for line in re.sub(r"reach: \{via: \w+\}", "reach: direct", text).splitlines():
        host = line.partition("address: ")[2] or host
        ours = f", reach: direct, host: {host}}}" if "endpoints:" in line else "}"
        lines.append(re.sub(r"(?<=\d)\}", ours, line))
    return "\n".join(lines)


def _seconds(ran) -> float:
    """From the first question to the last answer: start and report of a run have their own time."""
    found = answers_of(ran.folder / "recording.jsonl")
    answers = [one for key, ones in found.items() if key != "now" for one in ones]
    first = min(one.asked_at for one in answers)
    return max((one.asked_at - first).total_seconds() + one.seconds for one in answers)


def _roots(ran) -> set[str]:
    """The cells that blocked others, through any number of links."""
    return set(roots(ran.result.findings))


@pytest.mark.skipif(bool(missing()), reason=missing() or "-")
@pytest.mark.parametrize("way", ["through nodes", "direct"])
def test_a_black_hole_costs_one_connect_timeout(tmp_path, way):
    user = offline(tmp_path)
    (user.env / "ssh_config").touch()
    (user.env / "secrets").mkdir()
    for name in ("redis", "mongo", "dashboard", "canary"):
        (user.env / "secrets" / name).write_text(f"{name}-is-never-sent")
        (user.env / "secrets" / name).chmod(0o600)
    user.edit(("10.213.77.", NETWORK), ("connect: 5,", f"connect: {CONNECT:g},"))
    if way == "direct":
        place = user.env / "inventory.yaml"
        place.write_text(_directly(place.read_text()))
    line = [sys.executable, "-m", "pytest", "-m", "pre", "-p", "no:cacheprovider"]
    line += [f"--inventory={user.env}", f"--runs={user.runs}", "-q"]
    ran = finished(in_hole(*line), user.runs)

    assert (ran.result.verdict, ran.status) == ("UNKNOWN", 7), unwell(ran)
    assert _seconds(ran) < CONNECT + SPARE
    unknown = [one for one in ran.result.findings if one.outcome == "unknown"]
    assert {one.check.partition("::test_")[2] for one in unknown} <= STATES
    assert {one.cell for one in unknown} >= _roots(ran)
    causes = [stop.requirements for stop in ran.result.stops]
    assert (causes[0], causes.count(("EST-001",))) == (("EST-001",), 4)
    told = [one for one in ran.result.findings if one.outcome == "pass" and one.node]
    assert [one.cell for one in told] == []


def test_one_dead_node_of_four_costs_one_connect_timeout(before):
    fault = FAULTS["node-silent"]
    fault.plant(before.estate)
    try:
        ran = before.check("-m", "pre", soon=True)
    finally:
        fault.mend(before.estate)
    dead = [one for one in ran.result.findings if one.outcome == "unknown"]

    assert (ran.result.verdict, ran.status) == ("UNKNOWN", 7), unwell(ran)
    assert _seconds(ran) < _seconds(before.healthy) + SOON["connect"] + SPARE
    assert [(one.requirements, one.target) for one in dead] == [(("EST-001",), "gw2")]
    assert _roots(ran) == {dead[0].cell}
