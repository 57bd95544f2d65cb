"""What one product's demo tells and plants: data; the stages themselves are the same for all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.lab.names import CHECKOUT
from tests.lab.planting import Fault


@dataclass(frozen=True)
class Problem:
    """One problem of real life: `fault` is the lab's, `requirement` the id that must name it."""

    fault: str
    requirement: str  # a base id (TYK-PRE-047) stands for its lettered rows too
    cases: str  # below checks/: product/subject
    check: str  # whose first failing row changes the recording in the same way


@dataclass(frozen=True)
class Story:
    """The demo of one product. Texts are wrapped when they are told."""

    product: str
    about: tuple[str, ...]  # the first lines: what is done to what
    boots: str
    problems: tuple[Problem, ...]  # of the first change
    upgrades: str
    worse: str  # what the second change meets
    bad: str  # the fault that does it
    bad_at: str  # the step of a person that it happens at; empty: before the change
    second: Callable[[str], str]  # the inventory of the second change, made of that of the first
    stops: str
    stopped_by: str  # what the stop names: a row of its gate, or the step that failed
    back: str
    back_words: tuple[str, ...]  # what going back has to be told besides
    faults: Mapping[str, Fault]
    estate: Callable[[], Any]  # a lab of the product
    set_up: Callable[[], None]  # fetch and build what is missing
    absent: Callable[[], list[str]]  # parts of the system that it would install
    missing: Callable[[], list[str]]  # why this machine cannot have the lab

    @property
    def healthy(self) -> Path:
        """The folder of the product's healthy recording."""
        return CHECKOUT / "checks" / self.product / "cases" / "healthy"
