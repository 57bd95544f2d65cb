"""Who listens, as ss tells root."""

import pytest

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from readers import listening

HEAD = "State  Recv-Q Send-Q Local Address:Port  Peer Address:PortProcess\n"
ROW = 'LISTEN 0      4096               *:8080             *:*    users:(("tyk",pid=31,fd=8))\n'


def test_processes():
    """The heading is no socket, and each process is named."""
    (socket,) = listening.sockets(CommandAnswer(0, (HEAD + ROW).encode(), b""))

    assert (socket.port, socket.processes) == (8080, (("tyk", 31),))
    assert listening.processes_script() == "ss -ltnp"


@pytest.mark.parametrize("text", ["", HEAD, ROW, HEAD + ROW[:30], HEAD + "LISTEN ?\n"])
def test_cannot_tell(text):
    """Nothing, a heading alone, and what was cut off say nothing."""
    with pytest.raises(CannotTell):
        listening.sockets(CommandAnswer(0, text.encode(), b""))


CALLS = """State Recv-Q Send-Q Local Address:Port Peer Address:Port
LISTEN 0 128 0.0.0.0:8080 0.0.0.0:*
TIME-WAIT 0 0 [::ffff:10.0.0.1]:8080 [::ffff:10.0.0.9]:40112
ESTAB 0 0 10.0.0.1:22 10.0.0.8:40113
"""


def test_callers():
    """Who called one port, in whatever state the connection is."""
    assert listening.callers(CommandAnswer(0, CALLS.encode(), b""), 8080) == ("10.0.0.9",)
    assert listening.callers(CommandAnswer(0, CALLS.encode(), b""), 443) == ()


@pytest.mark.parametrize(
    "text", ["", "x\n", CALLS.splitlines()[0] + "\n", CALLS[:-1], CALLS + "?\n"]
)
def test_callers_cannot_tell(text):
    """An empty or damaged table is not a table without callers."""
    with pytest.raises(CannotTell):
        listening.callers(CommandAnswer(0, text.encode(), b""), 8080)
