"""The delaying link: two TUN devices, one in each namespace, and a program that moves packets.

`python link.py NEAR FAR DEVICE MICROSECONDS [MOVER]`, run by its path: it imports nothing of ours.
Without a MOVER (no C compiler here) it moves the packets itself, at some cost of processor.
"""

import ctypes
import fcntl
import os
import select
import struct
import sys
import time
from collections import deque
from pathlib import Path

CLONE_NEWNET = 0x40000000
TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 1, 0x1000
LONGEST = 1600


def opened(namespace: str, device: str) -> int:
    """Enter a network namespace and take the TUN device there."""
    with Path("/run/netns", namespace).open() as space:
        if ctypes.CDLL(None, use_errno=True).setns(space.fileno(), CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), f"setns into {namespace}")
    file = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(file, TUNSETIFF, struct.pack("16sH22x", device.encode(), IFF_TUN | IFF_NO_PI))
    return file


def move(near: int, far: int, delay: float) -> None:
    """Carry packets both ways, each `delay` seconds late, for ever."""
    ways: list[tuple[int, int, deque[tuple[float, bytes]]]] = [
        (near, far, deque()),
        (far, near, deque()),
    ]
    poll = select.poll()
    for file in (near, far):
        poll.register(file, select.POLLIN)
    while True:
        left = [waiting[0][0] - time.monotonic() for _, _, waiting in ways if waiting]
        poll.poll(max(0.0, min(left)) * 1000 if left else None)
        for source, sink, waiting in ways:
            while packet := _read(source):
                waiting.append((time.monotonic() + delay, packet))
            while waiting and waiting[0][0] <= time.monotonic():
                os.write(sink, waiting.popleft()[1])


def _read(file: int) -> bytes:
    try:
        return os.read(file, LONGEST)
    except BlockingIOError:
        return b""


def main(near: str, far: str, device: str, microseconds: str, mover: str = "") -> None:
    """Open both ends; become the mover, or move."""
    files = [opened(near, device), opened(far, device)]
    if not mover:
        move(files[0], files[1], int(microseconds) / 1e6)
    free = [os.dup2(file, 50 + side) for side, file in enumerate(files)]
    for side, file in enumerate(free):
        os.dup2(file, 3 + side, inheritable=True)
    os.execv(mover, [mover, microseconds])


if __name__ == "__main__":
    main(*sys.argv[1:])
