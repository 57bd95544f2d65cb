"""Runs the peers in turn, round after round, and takes what each run cost."""

import os
import resource
import shutil
import subprocess
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tests.bench import network
from tests.bench.peers import CHECKS, OURS_PEER, PYTEST, Peer
from tests.bench.suites import RECORDED

LONGEST = 900  # seconds for one run
UNCOMPILED = "PYTHONDONTWRITEBYTECODE"  # set in many containers; who checks an estate has compiled
Say = Callable[[str], None]


class BenchError(RuntimeError):
    """A run did not do what it was to be measured at."""


@dataclass
class Series:
    """The runs of one peer at one size: seconds of the clock and of the clients' processors."""

    peer: str
    nodes: int
    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    @property
    def items(self) -> int:
        """Checks times nodes."""
        return CHECKS * self.nodes


def measure(peers: Iterable[Peer], rounds: int, minutes: float, say: Say) -> list[Series]:
    """Take all rounds; the peers take turns, so that a busy minute hits them alike.

    Each is measured once whatever it takes; after that, what would end after `minutes` is left out.
    """
    end = time.monotonic() + minutes * 60
    every = [(peer, size) for peer in peers for size in peer.rounds]
    found = {(peer.name, size): Series(peer.name, size) for peer, size in every}
    for peer in {peer.folder: peer for peer, _ in every if peer.program == PYTEST}.values():
        run_once(peer, min(peer.rounds), "--collect-only")  # the first one compiles and caches
    declare()
    for number in range(rounds):
        turn = [(peer, size) for peer, size in every if number < peer.rounds[size]]
        shift = number % len(turn) if turn else 0
        for peer, size in turn[shift:] + turn[:shift]:
            before = max(found[peer.name, size].seconds, default=0.0)
            if before and time.monotonic() + before > end:
                say(f"round {number + 1}: {peer.name}, {size} nodes: left out, the time is over")
                continue
            seconds, cpu = timed(peer, size)
            found[peer.name, size].seconds.append(seconds)
            found[peer.name, size].cpu.append(cpu)
            say(f"round {number + 1}: {peer.name}, {size} nodes: {seconds:.2f} s")
    return list(found.values())


def declare() -> None:
    """Have ours find out once, on one node, what the limit declares beforehand."""
    timed(OURS_PEER, 1)
    (recording,) = (network.STATE / "runs").glob("*/*/recording.jsonl")
    shutil.copy(recording, RECORDED)


def timed(peer: Peer, size: int) -> tuple[float, float]:
    """Run one peer once, from process start to exit; raise where a check did not pass."""
    return timed_as(peer, size, peer.passed.format(items=CHECKS * size, nodes=size))


def timed_as(peer: Peer, what: object, wanted: str, *more: str) -> tuple[float, float]:
    """Run a peer on an inventory; raise where its output does not hold what is wanted."""
    for name in ("mux", "runs"):
        shutil.rmtree(network.STATE / name, ignore_errors=True)
    (network.STATE / "mux").mkdir(mode=0o700)
    used, started = _cpu(), time.monotonic()
    done = run_once(peer, what, *more)
    seconds, cpu = time.monotonic() - started, _cpu() - used
    network.end_clients()
    if wanted not in done.stdout:
        tail = (done.stdout + done.stderr)[-3000:]
        raise BenchError(f"{peer.name}, {what} nodes: not {wanted!r}:\n{tail}")
    return seconds, cpu


def run_once(peer: Peer, what: object, *more: str) -> "subprocess.CompletedProcess[str]":
    """Run one peer once, whatever comes of it."""
    return subprocess.run(
        network.near(*peer.program, *peer.words(what), *more),
        cwd=peer.folder,
        env={name: one for name, one in os.environ.items() if name != UNCOMPILED},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST,
    )


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
