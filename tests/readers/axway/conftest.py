"""The domain of the inventory's own example."""

from pathlib import Path

import pytest

from inventory import load

INVENTORY = Path(__file__).parents[2] / "inventory" / "axway.yaml"


@pytest.fixture(scope="module")
def inventory():
    return load(INVENTORY)
