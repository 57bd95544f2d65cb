"""The limit: the same 40 checks on our own engine, with every question declared beforehand.

Copied as conftest. `--declared` is the recording of one run of ours on one node: what it asked
there is asked of every node at once, before the first check runs. No rehearsal finds the questions
out, no report is written.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from inventory import load
from probes.engine import Engine
from probes.host import host_on
from probes.live import LiveWorld
from probes.questions import Command, Http
from probes.redaction import Redactor

ENGINE = pytest.StashKey[Engine]()
NODES = pytest.StashKey[tuple[str, ...]]()


class Gateway:
    """A node's HTTP service, by the names that the checks use."""

    def __init__(self, engine: Engine, node: str) -> None:
        """Nothing is asked yet."""
        self._engine, self._node = engine, node

    def get(self, path: str):
        """Ask."""
        return self._engine.ask(Http(f"gateway:{self._node}", path))


def pytest_addoption(parser):
    """Declare where the fleet and its questions are told."""
    parser.addoption("--inventory")
    parser.addoption("--declared")


def pytest_configure(config):
    """Make the engine; it connects when it is asked."""
    inventory, redactor = load(Path(config.getoption("--inventory"))), Redactor()
    config.stash[ENGINE] = Engine(LiveWorld(inventory, redactor), redactor)
    config.stash[NODES] = tuple(inventory.nodes)
    config.add_cleanup(config.stash[ENGINE].close)


def pytest_generate_tests(metafunc):
    """Run each check on each node."""
    metafunc.parametrize("node", metafunc.config.stash[NODES], indirect=True, scope="session")


def pytest_collection_finish(session):
    """Ask everything of everyone at once."""
    config = session.config
    if not config.option.collectonly:
        asked = list(questions(Path(config.getoption("--declared")), config.stash[NODES]))
        config.stash[ENGINE].ask_all(asked)


def questions(recording: Path, nodes: tuple[str, ...]) -> Iterator[Command | Http]:
    """Give what a run on one node asked, for every node."""
    for line in recording.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        key = entry["key"].partition(" ")[2]
        for node in nodes:
            if entry["kind"] == "Command":
                yield Command(node, key.removeprefix("$ "))
            elif entry["kind"] == "Http":
                yield Http(f"gateway:{node}", key.partition(" ")[2])


@pytest.fixture(scope="session")
def node(request):
    """The node of a check, with its name."""
    return _Named(request.param)


class _Named:
    def __init__(self, name: str) -> None:
        self.name = name


@pytest.fixture(scope="session")
def gateway(node, pytestconfig):
    """The node's HTTP service."""
    return Gateway(pytestconfig.stash[ENGINE], node.name)


@pytest.fixture(scope="session")
def host(node, pytestconfig):
    """Give testinfra's host, on our engine."""
    return host_on(pytestconfig.stash[ENGINE], node.name)
