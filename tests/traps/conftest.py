"""Three ways to drive the product: a small suite, the recorded estate, the runner's loop."""

import sys
from importlib import import_module

import pytest

import reports.write
from tests.fixtures.conftest import run
from tests.fixtures.suite import PLUGINS
from tests.runner.conftest import world
from tests.traps.recorded import Estate

__all__ = ["run", "world"]

# what a run in this process imports is not forgotten by the next one
for name in (*PLUGINS, "readers.products", "readers.tyk.estate", "testinfra.host"):
    import_module(name)


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Keep what pytest makes of the checks' asserts: it is half the time of a run."""
    return str(tmp_path_factory.mktemp("compiled"))


@pytest.fixture
def estate(pytester: pytest.Pytester, compiled: str, monkeypatch: pytest.MonkeyPatch) -> Estate:
    """Give the recorded estate. Who asks for it names the plugin `pytester`."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", compiled)
    monkeypatch.delenv("UPGRADE_INVENTORY", raising=False)
    monkeypatch.setitem(reports.write.FILES, "report.pdf", lambda _: b"%PDF-")
    return Estate(pytester)
