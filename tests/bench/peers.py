"""Who is measured, on how many nodes, and how often: data, so that a peer more is a row more."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.network import STATE
from tests.bench.suites import OURS, PLAIN

CHECKS = 40  # a node
SMALL, LARGE = 3, 30
PYTEST = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider")


@dataclass(frozen=True)
class Peer:
    """A way to run the 40 checks: its folder, the words after pytest, the rounds by size."""

    name: str
    folder: Path
    words: Callable[[int], list[str]]
    rounds: dict[int, int] = field(default_factory=dict)  # nodes: how many rounds it takes part in
    passed: str = "{items} passed"  # what its output says when every check held


def _plain(*more: str) -> Callable[[int], list[str]]:
    return lambda size: [f"--fleet={PLAIN}/{size}.json", *more]


def _ours(*more: str) -> Callable[[int], list[str]]:
    def words(size: int) -> list[str]:
        return ["-m", "pre", f"--inventory={OURS}/{size}.yaml", f"--runs={STATE}/runs", *more]

    return words


CONTROL = f"--controlpath={STATE}/mux/%%C"  # testinfra formats it once more
SAID = "{items} planned = {items} pass"
MUX = "testinfra ssh://, ControlPath"
OURS_NAME = "ours"
PEERS = (
    Peer("testinfra ssh://, as shipped", PLAIN, _plain(), {SMALL: 3}),
    Peer(MUX, PLAIN, _plain(CONTROL), {SMALL: 3, LARGE: 1}),
    Peer(
        "xdist -n 16 by node, ControlPath",
        PLAIN,
        _plain(CONTROL, "-n", "16", "--dist", "loadscope"),
        {SMALL: 3, LARGE: 3},
    ),
    Peer("ours, --no-rehearsal", OURS, _ours("--no-rehearsal"), {SMALL: 3, LARGE: 1}, SAID),
    Peer(OURS_NAME, OURS, _ours(), {1: 3, SMALL: 3, LARGE: 3}, SAID),
)
