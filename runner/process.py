"""A pytest in a process of its own: followed while it prints, ended when we end, never left."""

import os
import selectors
import signal
import subprocess
import sys
import time

from runner.change import ROOT
from runner.watching import Lines

LEASH = """import ctypes, os, signal, sys
hold = getattr(ctypes.CDLL(None), "prctl", None)
if hold:
    hold(1, signal.SIGTERM)
signal.signal(signal.SIGINT, signal.SIG_DFL)
if os.getppid() == int(sys.argv[1]):
    os.execv(sys.argv[2], sys.argv[2:])
"""
"""The kernel ends it with us, whatever ends us: nobody would read what it finds. And it takes our
Ctrl-C also where we were started by `nohup` or `&`, with Ctrl-C ignored."""

LEAVE = 45.0  # seconds that an interrupted pytest has to write its report
NARROWING = {"PYTEST_ADDOPTS", "PYTEST_PLUGINS"}  # a -k there would open gates unseen


def run(words: list[str], lines: Lines, seconds: float) -> tuple[int, str]:
    """Give the exit status, and why it was ended by us; it never outlives this call."""
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", LEASH, str(os.getpid()), *words],
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if k not in NARROWING},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,  # a Ctrl-C at the terminal reaches it once, through us
    )
    try:
        late = _follow(process, lines, time.monotonic() + seconds)
        if not late:
            return process.wait(), ""
    finally:
        if process.poll() is None:
            _end(process, lines)
        if process.stdout:
            process.stdout.close()
    return process.returncode, "late"


def _follow(process: "subprocess.Popen[bytes]", lines: Lines, until: float) -> bool:
    """Read what it prints until it ends; True when it took too long."""
    if process.stdout is None:
        return False
    with selectors.DefaultSelector() as waiting:
        waiting.register(process.stdout, selectors.EVENT_READ)
        while (left := until - time.monotonic()) > 0:
            if waiting.select(min(left, 1.0)):
                piece = os.read(process.stdout.fileno(), 65536)
                if not piece:
                    return False
                lines.take(piece)
            elif process.poll() is not None:
                return False  # a child of it still holds the pipe
    return True


def _end(process: "subprocess.Popen[bytes]", lines: Lines) -> None:
    """Ask it to end as a Ctrl-C does, which leaves a report; kill it when it does not."""
    process.send_signal(signal.SIGINT)
    if _follow(process, lines, time.monotonic() + LEAVE):
        process.kill()
    try:
        process.wait(LEAVE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
