"""A forward belongs to one connection: after a cut it is made anew, and never read as a refusal."""

import asyncio
import socket
from pathlib import Path

import pytest

from inventory import load
from probes.endpoints import Way
from probes.errors import NoAnswer
from probes.node import Gates, NodeSession

ADDRESS = "127.0.0.1:6379"
EXAMPLE = Path(__file__).resolve().parents[1] / "inventory" / "example.yaml"


def session_of(folder: Path) -> NodeSession:
    """Give a node's session whose shell is one of this machine, and whose forwards are counted."""
    inventory = load(EXAMPLE)
    node = next(iter(inventory.nodes.values()))
    session = NodeSession(inventory, node, folder, 0, Gates())
    made = []

    async def start() -> asyncio.subprocess.Process:
        session.ssh.connections += 1
        return await session.ssh._exec("/bin/sh")

    async def forward(address: str) -> Path:
        made.append(address)
        return folder / str(len(made))

    session.shell._spawn, session.ssh.forward = start, forward  # type: ignore[method-assign]
    return session


def test_a_forward_is_kept_with_its_connection_and_made_anew_after_a_cut(tmp_path):
    async def go() -> list[str]:
        session = session_of(tmp_path)
        try:
            first = [await session.forward(ADDRESS) for _ in range(2)]
            session.shell._kill()
            await asyncio.wait({ended for ended in (session.shell._task,) if ended}, timeout=9)
            again = await session.forward(ADDRESS)
        finally:
            await session.close()
        return [path.name for path in (*first, again) if path]

    assert asyncio.run(go()) == ["1", "1", "2"]


def test_a_forward_that_is_gone_is_no_answer_of_the_endpoint(tmp_path, monkeypatch):
    gone = tmp_path / "gone"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(gone))
    way = Way("redis:main", None, 1.0, None)
    monkeypatch.setattr(way, "near", lambda _: gone)

    with pytest.raises(NoAnswer, match="is gone: Connection refused"):
        way.dial(ADDRESS)
