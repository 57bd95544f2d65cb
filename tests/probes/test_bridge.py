"""The bridge: bytes go both ways, also where TLS has something of its own to say first."""

import select
import socket
import ssl
import threading

import pytest

from probes.bridge import Bridge
from tests.probes import hostile, servers


@pytest.fixture
def waiting_server(tmp_path):
    """A server of TLS 1.3 that sends its tickets, and then waits for the client's first word."""
    certs = hostile.Certificates(tmp_path)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        raw, _ = listener.accept()
        with certs.context().wrap_socket(raw, server_side=True) as sock:
            sock.sendall(b"heard " + sock.recv(100))

    thread = threading.Thread(target=serve)
    thread.start()
    context = ssl.create_default_context(cafile=str(certs.ca))
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    plain = socket.create_connection(listener.getsockname(), 5)
    far = context.wrap_socket(plain, server_hostname="127.0.0.1")
    assert far.version() == "TLSv1.3"
    yield far
    thread.join(5)
    listener.close()


def test_tickets_of_tls_do_not_keep_back_the_first_word(waiting_server):
    far = waiting_server
    assert select.select([far], [], [], 5)[0]  # the tickets are there
    far.settimeout(None)
    bridge = Bridge(lambda: far)
    try:
        with socket.socket(socket.AF_UNIX) as near:
            near.settimeout(3)
            near.connect(str(bridge.path))
            servers.until(lambda: bridge._open, "the way")
            servers.until(lambda: not select.select([far], [], [], 0)[0], "tickets taken")
            near.sendall(b"word")

            assert near.recv(100) == b"heard word"
    finally:
        bridge.close()
