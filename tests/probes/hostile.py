"""TCP servers that misbehave in one way each, and certificates for them."""

import contextlib
import http.server
import socket
import ssl
import subprocess
import threading
from pathlib import Path


class Certificates:
    """A CA and a server certificate for `localhost` and 127.0.0.1, made by openssl."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.ca, self.cert, self.key = (folder / n for n in ("ca.pem", "r.crt", "r.key"))
        curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        ca = ["-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=Lab CA"]
        self._openssl("req", "-x509", *curve, *ca)
        self._openssl("req", *curve, "-keyout", "r.key", "-out", "r.csr", "-subj", "/CN=localhost")
        (folder / "ext").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
        signed = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "ext"]
        self._openssl("x509", "-req", "-in", "r.csr", *signed, "-out", "r.crt", "-days", "2")

    def _openssl(self, *words):
        subprocess.run(["openssl", *words], cwd=self.folder, check=True, capture_output=True)

    def context(self, **changes) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.cert, self.key)
        for name, value in changes.items():
            setattr(context, name, value)
        return context


@contextlib.contextmanager
def tcp(behave, context=None):
    """Serve each connection by `behave(socket)` in a thread; gives the port."""
    listener = socket.create_server(("127.0.0.1", 0))
    ended, threads, peers = threading.Event(), [], []

    def one(peer):
        with contextlib.suppress(OSError, ssl.SSLError):
            if context:
                peer = context.wrap_socket(peer, server_side=True)
                peers.append(peer)
            behave(peer, ended)
        peer.close()

    def accept():
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            peers.append(peer)
            threads.append(threading.Thread(target=one, args=(peer,)))
            threads[-1].start()

    threads.append(threading.Thread(target=accept))
    threads[0].start()
    try:
        yield listener.getsockname()[1]
    finally:
        ended.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for peer in peers:
            with contextlib.suppress(OSError):
                peer.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join(5)
        for peer in peers:
            peer.close()


def says(*parts: bytes):
    """Read a request, then send the parts and close."""

    def behave(peer, _ended):
        peer.recv(65536)
        for part in parts:
            peer.sendall(part)

    return behave


def echoes(peer, _ended):
    """Answer with the request, byte by byte."""
    request = peer.recv(65536)
    peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(request), request))


def drips(start: bytes):
    """Send a start, and then one byte every 50 ms for ever."""

    def behave(peer, ended):
        peer.recv(65536)
        peer.sendall(start)
        while not ended.wait(0.05):
            peer.sendall(b"x")

    return behave


def silent(_peer, ended):
    """Accept and say nothing."""
    ended.wait(300)


def resets(peer, _ended):
    """Close with RST."""
    peer.recv(1)
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def hangs_up(peer, _ended):
    """Close without a word."""
    peer.recv(65536)


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers with what it was asked."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = f"{self.command} {self.path}\n{self.headers}".encode()
        status = 302 if self.path == "/redirect" else 200
        self.send_response(status)
        self.send_header("Location", "/elsewhere")
        self.send_header("Set-Cookie", "a=1")
        self.send_header("Set-Cookie", "b=2")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body if self.command == "GET" else b"")

    do_HEAD = do_GET  # noqa: N815

    def log_message(self, *_):
        """Say nothing."""


@contextlib.contextmanager
def web():
    """A well-behaved web server; gives the port."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()
