"""A real ring of Apache Cassandra nodes, as small as it goes: 350 MiB and one core for 5 s each.

    with Ring(folder, "2.2.12", addresses=loopback(3)) as ring:
        ring.start()
        ring.nodes[2].freeze()

All nodes are children of this process; what a killed one left behind, `sweep(folder)` ends.
"""

import contextlib
import os
import signal
import socket
from pathlib import Path
from typing import Self

from tests.lab.cassandra_node import READY, Node
from tests.lab.cassandra_yaml import write_configuration
from tests.lab.process import wait_until


def loopback(count: int) -> tuple[str, ...]:
    """Addresses of this process alone: another ring beside it has others."""
    net = f"127.{os.getpid() >> 8 & 127 | 1}.{os.getpid() & 255}"
    return tuple(f"{net}.{number}" for number in range(1, count + 1))


class Ring:
    """Nodes with fixed tokens, so that all may start at once and own a third each."""

    def __init__(
        self, folder: Path, version: str, addresses: tuple[str, ...], tls: tuple[str, ...] = ()
    ) -> None:
        """`tls` is for each node: empty, `optional` or `required`. Passwords are always asked."""
        self.folder, self.version = folder, version
        tls = tls or ("",) * len(addresses)
        each = zip(addresses, _free_ports(len(addresses)), tls, strict=True)
        self.nodes = [
            Node(folder / f"node{number}", *values) for number, values in enumerate(each, 1)
        ]
        self.ca = write_configuration(folder, [node.folder for node in self.nodes], addresses, tls)

    def start(self) -> None:
        """Start all, and wait until each answers and sees all others."""
        seed, *others = self.nodes
        seed.start(self.version)
        # From 4.0 on, a node that finds no other one gives up.
        wait_until(seed.gossips, READY, f"gossip on {seed.address}", pause=0.05)
        for node in others:
            node.start(self.version)
        for node in self.nodes:
            node.ready()

    def close(self) -> None:
        """End all, at once: nobody needs the data."""
        for node in self.nodes:
            node.kill()

    def __enter__(self) -> Self:
        """Run it until the block ends."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        self.close()


def sweep(folder: Path) -> list[int]:
    """End what a killed process left behind in this folder; the pids that were ended."""
    ended = []
    for file in folder.glob("node*/pid"):
        pid = int(file.read_text())
        with contextlib.suppress(OSError):
            if str(file.parent).encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, signal.SIGKILL)
                ended.append(pid)
        file.unlink()
    return ended


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        socks = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [sock.getsockname()[1] for sock in socks]
