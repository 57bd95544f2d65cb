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
