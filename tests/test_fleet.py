"""A fleet behind one jump host: sshd's own MaxStartups lets only so many log in at once."""

import json

import pytest

from tests.bench import network, suites
from tests.bench.measuring import run_once
from tests.bench.peers import CHECKS, OURS_PEER

LACKING = network.missing()
NODES = 100


@pytest.mark.skipif(bool(LACKING), reason=f"no fleet here: {'; '.join(LACKING)}")
def test_a_hundred_nodes_behind_a_jump_host_that_lets_ten_in():
    with network.fleet(1):
        suites.write([1, NODES])
        inventory = suites.OURS / f"{NODES}.yaml"
        document = json.loads(inventory.read_text())
        document["ssh"]["jump"] = network.jump_host()
        inventory.write_text(json.dumps(document))

        done = run_once(OURS_PEER, NODES)

    assert f"{NODES * CHECKS} planned = {NODES * CHECKS} pass" in done.stdout, done.stdout
