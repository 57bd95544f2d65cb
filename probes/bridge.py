"""A private unix socket that leads to wherever a dial goes, for drivers that take no socket.

So the way to the endpoint and the verification of its TLS are decided where they are for others.
"""

import contextlib
import select
import shutil
import socket
import ssl
import tempfile
import threading
from pathlib import Path

from probes.errors import ProbeError
from probes.sockets import Dial

_BLOCK = 65536


class Bridge:
    """Listens on `path`; each connection there becomes one of its own by the dial."""

    def __init__(self, dial: Dial) -> None:
        """Start to listen. The folder is open to nobody else."""
        self._dial = dial
        self._folder = Path(tempfile.mkdtemp(prefix="way-"))
        self.path = self._folder / "way.sock"
        self.error: ProbeError | None = None  # what the last dial said
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self.path))
        self._listener.listen(64)
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._closed = False
        self._threads = [threading.Thread(target=self._accept, name="bridge", daemon=True)]
        self._threads[0].start()

    def close(self) -> None:
        """End every connection and wait until all threads are gone."""
        with self._lock:
            self._closed = True
            for sock in (self._listener, *self._open):
                with contextlib.suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(timeout=5)
        self._listener.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(near,), name="bridge", daemon=True)
            with self._lock:
                if self._closed:
                    near.close()
                    return
                self._threads = [one for one in self._threads if one.is_alive()] + [thread]
                thread.start()

    def _serve(self, near: socket.socket) -> None:
        with near:
            try:
                far = self._dial()
                self.error = None
            except ProbeError as error:
                self.error = error
                return
            except OSError:
                return
            with far:
                self._between(near, far)

    def _between(self, near: socket.socket, far: socket.socket) -> None:
        ends = {near, far}
        with self._lock:
            if self._closed:
                return
            self._open |= ends
        try:
            with contextlib.suppress(OSError, ValueError):
                _pump(near, far)
        finally:
            with self._lock:
                self._open -= ends


def _pump(near: socket.socket, far: socket.socket) -> None:
    """Carry bytes both ways until one end closes."""
    other = {near: far, far: near}
    while True:
        buffered = [far] if isinstance(far, ssl.SSLSocket) and far.pending() else []
        for sock in buffered or _readable(near, far):
            data = _taken(sock)
            if data == b"":
                return
            if data:
                other[sock].sendall(data)


def _taken(sock: socket.socket) -> bytes | None:
    """Take what is there; None where it was TLS's own, such as the tickets of TLS 1.3.

    After these nothing comes from a server that waits for our first word: a read that waits for
    more would keep that word back.
    """
    if not isinstance(sock, ssl.SSLSocket):
        return sock.recv(_BLOCK)
    sock.settimeout(0)
    try:
        return ssl.SSLSocket.recv(sock, _BLOCK)
    except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
        return None
    finally:
        sock.settimeout(None)


def _readable(*socks: socket.socket) -> list[socket.socket]:
    """Wait for bytes. `poll`, because `select` fails beyond 1024 files."""
    poll = select.poll()
    by_number = {sock.fileno(): sock for sock in socks}
    for number in by_number:
        poll.register(number, select.POLLIN | select.POLLHUP)
    return [by_number[number] for number, _ in poll.poll()]
