"""What a user of plain testinfra and requests writes round the same 40 checks. Copied as conftest.

`--fleet` holds addresses by name; `--controlpath` is testinfra's own option for its ssh backend.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
import testinfra
from xdist.scheduler.loadscope import LoadScopeScheduling


@dataclass(frozen=True)
class Machine:
    """One node of the fleet."""

    name: str
    address: str


@dataclass(frozen=True)
class Reply:
    """A status and a body, by the names that the checks use."""

    status: int
    body: str

    def json(self) -> Any:
        """Read the body."""
        return json.loads(self.body)


class Gateway:
    """Plain requests, with one session a node."""

    def __init__(self, address: str) -> None:
        """Nothing is asked yet."""
        self.base, self.session = f"http://{address}:8080", requests.Session()

    def get(self, path: str) -> Reply:
        """Ask."""
        answer = self.session.get(self.base + path, timeout=5)
        return Reply(answer.status_code, answer.text)


def pytest_addoption(parser):
    """Declare what the command line says of the fleet."""
    parser.addoption("--fleet")
    parser.addoption("--controlpath", default="")


def pytest_generate_tests(metafunc):
    """Run each check on each node."""
    fleet = json.loads(Path(metafunc.config.getoption("--fleet")).read_text())
    nodes = [Machine(*pair) for pair in fleet.items()]
    ids = [node.name for node in nodes]
    metafunc.parametrize("node", nodes, ids=ids, indirect=True, scope="session")


@pytest.fixture(scope="session")
def node(request):
    """The node of a check."""
    return request.param


@pytest.fixture(scope="session")
def gateway(node):
    """The node's HTTP service."""
    return Gateway(node.address)


@pytest.fixture(scope="session")
def host(node, request):
    """Give testinfra's host, on its ssh backend."""
    more = {"controlpath": way} if (way := request.config.getoption("--controlpath")) else {}
    config = str(Path(request.config.rootpath, "ssh_config"))
    return testinfra.get_host(f"ssh://{node.address}", ssh_config=config, **more)


class ByNode(LoadScopeScheduling):
    """All checks of a node on one worker: `--dist loadgroup` is ignored with pytest 9.2."""

    def _split_scope(self, nodeid):
        return nodeid.rpartition("[")[2].rstrip("]").split("-")[0]


def pytest_xdist_make_scheduler(config, log):
    """Hand out the checks by node."""
    return ByNode(config, log)
