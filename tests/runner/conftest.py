"""What the tests of the loop begin with."""

from functools import cache

import pytest

from runner import change
from tests.runner.fakes import World

CATALOGUE = cache(change.load_catalogue)


@pytest.fixture
def world(tmp_path, monkeypatch):
    """An estate on which nothing was done yet. The catalogue is read once for all tests.

    What the kernel has, a killed process leaves whole: nobody waits for the disk here.
    """
    monkeypatch.setattr("findings.journal.os.fsync", lambda _: None)
    monkeypatch.setattr(change, "load_catalogue", CATALOGUE)
    return World(tmp_path)
