"""Real Redis and MongoDB servers on loopback, each in a folder of its own, ended with the test."""

import contextlib
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest

PATIENCE = 120.0
TLS = pytest.mark.parametrize(
    ("tls", "says"),
    [
        ({"ca": "it"}, ""),
        ({"ca": "it", "server_name": "localhost"}, ""),
        ({"insecure": True}, ""),
        ({"ca": "it", "server_name": "other"}, "not trusted for other"),
        ({}, "not trusted"),
        (None, "closed the connection"),
    ],
    ids=["ca", "name", "insecure", "other-name", "unknown-ca", "plain"],
)
"""What an inventory may say of a certificate, and what is told of it; empty: the server answers."""


def free_port() -> int:
    """A port that nobody has now."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        return one.getsockname()[1]


def until(true, what: str):
    """Wait until a condition holds, and give what it gave."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            if found := true():
                return found
        time.sleep(0.05)
    pytest.fail(f"{what}: not within {PATIENCE:g} s")


def dial(address: str) -> socket.socket:
    """As the engine does it, direct."""
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), 30)


@contextlib.contextmanager
def running(folder: Path, *argv: str, port: int):
    """Run a server until the block ends; it is there when its port accepts."""
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(argv, cwd=folder, stdout=out, stderr=out)
    try:
        until(lambda: dial(f"127.0.0.1:{port}").close() is None, f"{argv[0]} ({log})")
        yield process
    finally:
        process.kill()
        process.wait()


def redis_program() -> str:
    """The real server; without it the test is skipped, and says so."""
    program = shutil.which("redis-server")
    if not program:
        pytest.skip("redis-server is not installed")
    return program


@contextlib.contextmanager
def redis(folder: Path, *options: str, port: int | None = None):
    """Run a Redis server; gives its port."""
    port = port or free_port()
    fixed = ["--bind", "127.0.0.1", "--save", "", "--dir", str(folder), "--port", str(port)]
    folder.mkdir(parents=True, exist_ok=True)
    with running(folder, redis_program(), *options, *fixed, port=port):
        yield port


def redis_cli(port: int, *words: str) -> str:
    """Run a command that sets something up."""
    argv = ["redis-cli", "--no-auth-warning", "-p", str(port), *words]
    return subprocess.run(argv, check=True, capture_output=True, text=True).stdout
