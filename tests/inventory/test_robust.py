"""Whatever stands behind a key gives an inventory or an InventoryError, never a traceback."""

import copy
from pathlib import Path

import pytest

from inventory import Problem
from inventory.document import Document, read
from inventory.load import _judge

FILE = Path("inventory.yaml")
HERE = Path(__file__).parent
EXAMPLES = [read((HERE / name).read_bytes()).data for name in ("example.yaml", "axway.yaml")]
ODD = ["", "x", "-1", [], {}, ["x"], {"x\x1b[2J": "y"}, [{"": ""}], "\u202e\x85", "9" * 5000]


def places(value, above=()):
    """Every place of the example."""
    yield above
    children = value.items() if isinstance(value, dict) else enumerate(value)
    for key, below in children if isinstance(value, dict | list) else ():
        yield from places(below, (*above, key))


def with_value(example, place, value):
    """Give an example with another value at a place."""
    data = copy.deepcopy(example)
    here = data
    for part in place[:-1]:
        here = here[part]
    here[place[-1]] = value
    return data


def refused(data):
    """Give the problems; none when the inventory is accepted all the same."""
    _, faults = _judge(Document(data), FILE)
    return [Problem.at(FILE, 1, *fault) for fault in faults]


SECTIONS = [
    pytest.param(example, section, id=f"{example['product']}-{section}")
    for example in EXAMPLES
    for section in example
    if example["product"] == "tyk" or section in ("axway", "stores", "backups", "nodes")
]


@pytest.mark.parametrize(("example", "section"), SECTIONS)
def test_odd_values_give_sentences(example, section):
    """No odd value anywhere makes a rule or a type fall over."""
    said = [
        problem
        for place in places(example[section], (section,))
        for odd in ODD
        for problem in refused(with_value(example, place, odd))
    ]

    assert said
    assert [p for p in said if not p.message or not str(p).isprintable() or len(str(p)) > 700] == []
