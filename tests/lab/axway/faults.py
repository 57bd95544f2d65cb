"""The table of faults."""

from tests.lab.planting import Fault

FAULTS: dict[str, Fault] = {}
