"""Who is measured, on how many nodes, and how often: data, so that a peer more is a row more."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.network import HTTP_PORT, STATE
from tests.bench.suites import LARGE, LIMIT, OURS, PLAIN, RECORDED

CHECKS = 40  # a node
SMALL, HUGE = 3, 300
PYTEST = (
    sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider",
    "-p", "no:hypothesispytest",  # half a second, and our own tests alone need it
)  # fmt: skip


@dataclass(frozen=True)
class Peer:
    """A way to run the 40 checks: its folder, the words after pytest, the rounds by size."""

    name: str
    folder: Path
    words: Callable[[object], list[str]]  # of a size, or of the name of an inventory
    rounds: dict[int, int] = field(default_factory=dict)  # nodes: how many rounds it takes part in
    passed: str = "{items} passed"  # what its output says when every check held
    program: tuple[str, ...] = PYTEST


def _plain(*more: str) -> Callable[[object], list[str]]:
    return lambda size: [f"--fleet={PLAIN}/{size}.json", *more]


def _ours(*more: str) -> Callable[[object], list[str]]:
    def words(size: object) -> list[str]:
        return ["-m", "pre", f"--inventory={OURS}/{size}.yaml", f"--runs={STATE}/runs", *more]

    return words


def _declared(size: object) -> list[str]:
    return [f"--inventory={LIMIT}/{size}.yaml", f"--declared={RECORDED}"]


CONTROL = f"--controlpath={STATE}/mux/%%C"  # testinfra formats it once more
SAID = "{items} planned = {items} pass"
MUX = "testinfra ssh://, ControlPath"
OURS_NAME = "ours"
LIMIT_NAME = "declared probes, our engine (the limit)"
XDIST = "xdist -n 16 by node, ControlPath"
SHIPPED = "testinfra ssh://, as shipped"
PEERS = (
    Peer(SHIPPED, PLAIN, _plain(), {SMALL: 3}),
    Peer(MUX, PLAIN, _plain(CONTROL), {SMALL: 3, LARGE: 1}),
    Peer(
        XDIST,
        PLAIN,
        _plain(CONTROL, "-n", "16", "--dist", "loadscope"),
        {SMALL: 3, LARGE: 3},
    ),
    Peer("ours, --no-rehearsal", OURS, _ours("--no-rehearsal"), {SMALL: 3, LARGE: 1}, SAID),
    Peer(LIMIT_NAME, LIMIT, _declared, {SMALL: 3, LARGE: 3}),
    Peer(OURS_NAME, OURS, _ours(), {1: 3, SMALL: 3, LARGE: 3, HUGE: 3}, SAID),
)
OURS_PEER = PEERS[-1]
GOSS_SCRIPT = Path(__file__).with_name("goss_fleet.py")


def goss(binary: Path) -> Peer:
    """Make a peer of goss' program, which is not Python's: it is given by an option."""

    def words(size: object) -> list[str]:
        return [str(binary), f"{PLAIN}/{size}.json", f"{STATE}/ssh_config", str(HTTP_PORT)]

    program = (sys.executable, str(GOSS_SCRIPT))
    rounds = {SMALL: 3, LARGE: 3}
    return Peer("goss over ssh, 16 at once", PLAIN, words, rounds, "{nodes} nodes passed", program)
