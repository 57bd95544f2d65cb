"""What a MySQL says to everybody who connects, before anybody logs in; there is no MySQL here."""

import socketserver

PORT = 3306
VERSION = b"8.0.36"
_HELLO = b"\x0a" + VERSION + b"\0" + b"\x01\0\0\0" + b"salt1234" + b"\0"


class Greeting(socketserver.BaseRequestHandler):
    """One client: it is greeted, and then it goes."""

    def handle(self) -> None:
        """Say hello: a packet's length and number, the protocol, the version."""
        self.request.sendall(len(_HELLO).to_bytes(3, "little") + b"\0" + _HELLO)
        while self.request.recv(1024):
            pass


class Database(socketserver.ThreadingTCPServer):
    """Any number of clients."""

    allow_reuse_address = True
    daemon_threads = True


def main(_: list[str]) -> int:
    """Serve until we are ended."""
    with Database(("", PORT), Greeting) as server:
        server.serve_forever()
    return 0
