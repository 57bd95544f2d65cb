"""What the tests of the loop begin with."""

import pytest

from tests.runner.fakes import World


@pytest.fixture
def world(tmp_path):
    """An estate on which nothing was done yet; a person drains when asked."""
    return World(tmp_path)
