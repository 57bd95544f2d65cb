"""Hangs: whatever never answers costs one deadline, is unknown, and holds up nothing else."""

import os
import threading

import pytest

from tests.fixtures.suite import check
from tests.probes import hostile

pytest_plugins = ["pytester"]

LATE = {"connect": "1", "command": "0.5", "http": "0.5"}
ENDED = 20  # seconds; a test that waited for the end would see a pass


def hangs(run, script):
    """Run a check whose command does not end in time, and one after it on the same node."""
    run.inventory(timeouts=LATE)
    body = f"assert node.run({script!r}).rc == 0"
    return run(check(body) + check(name="test_two", rows="TYK-PRE-002"))


@pytest.mark.parametrize(
    "script",
    [f"sleep {ENDED}", f"trap '' TERM HUP INT; sleep {ENDED} & wait; sleep {ENDED}"],
    ids=["never-ends", "can-not-be-ended-as-on-a-hung-mount"],
)
def test_a_command_that_never_ends(run, script):
    """Given up after its deadline; the session goes on without it."""
    ran = hangs(run, script)

    assert ran.outcomes == {"test_it[gw1]": "unknown", "test_two[gw1]": "pass"}
    assert "no answer within 0.5 s" in ran.findings["test_it[gw1]"]["message"]
    assert ran.status == 7


def test_a_fifo_in_place_of_a_file(run):
    """Reading one waits for ever for a writer."""
    os.mkfifo(run.path / "tyk.conf")
    writer = threading.Timer(ENDED, lambda: (run.path / "tyk.conf").write_text("late"))
    writer.start()
    ran = hangs(run, "cat tyk.conf")
    writer.cancel()

    assert ran.outcomes == {"test_it[gw1]": "unknown", "test_two[gw1]": "pass"}


def at(port):
    """Give an inventory's gw1 whose gateway listens there."""
    there = {"gateway": {"port": str(port), "reach": "direct"}}
    return {"gw1": {"transport": "local", "roles": ["gateway"], "endpoints": there}}


@pytest.mark.parametrize(
    "behave",
    [hostile.silent, hostile.drips(b"HTTP/1.1 200 OK\r\n\r\n")],
    ids=["accepts-and-is-silent", "byte-by-byte"],
)
def test_a_server_that_never_ends_its_answer(run, behave):
    """The deadline is of the whole answer, not of its next byte."""
    root = check("assert gateway.get('/hello').status == 200", asks="gateway")
    with hostile.tcp(behave) as port:
        run.inventory("gw1", timeouts=LATE, nodes=at(port))
        ran = run(root + check(name="test_two", rows="TYK-PRE-002"))

    assert ran.outcomes == {"test_it[gw1]": "unknown", "test_two[gw1]": "pass"}
    assert "no whole answer within 0.5 s" in ran.findings["test_it[gw1]"]["message"]


def test_an_unreachable_host_costs_a_timeout_for_each_check(run):
    """Ten checks on a black hole: it is tried once, and the other node is not held up."""
    calls = []

    def hole(peer, ended):
        calls.append(peer.getpeername())
        ended.wait(60)

    root = check(
        "assert node.refusal == ''", "test_root", marks="pre reaches('node')", rows="TYK-PRE-002"
    )
    needs = "".join(check(f"assert node.run('echo {n}').rc == 0", f"test_{n}") for n in range(10))
    with hostile.tcp(hole) as port:
        ssh = {"transport": "ssh", "address": "127.0.0.1", "port": str(port), "roles": ["gateway"]}
        local = {"transport": "local", "roles": ["gateway"]}
        run.inventory("gw1", "gw2", timeouts=LATE, nodes={"gw1": local, "gw2": ssh})
        ran = run(root + needs)

    assert len(calls) == 1
    assert ran.result["accounting"] == {"pass": 11, "unknown": 1, "blocked": 10}
    assert ran.outcomes["test_root[gw2]"] == "unknown"
    assert ran.status == 7


def test_an_endless_answer(run):
    """Output is kept up to a limit; what is longer is unknown, and memory stays what it was."""
    ran = hangs(run, "yes never ends | head -c 30000000")

    assert ran.outcomes == {"test_it[gw1]": "unknown", "test_two[gw1]": "pass"}
    assert (ran.folder / "recording.jsonl").stat().st_size < 100_000
