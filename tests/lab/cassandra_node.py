"""One real node of Apache Cassandra: start, stop, kill, freeze, and ask it by its own tool."""

import contextlib
import os
import signal
import socket
import ssl
import subprocess
from pathlib import Path

from tests.lab.cassandra_jars import SPECS, jars
from tests.lab.cassandra_java import Places
from tests.lab.process import Done, LabError, wait_until

OPTIONS = bytes([4, 0, 0, 0, 5, 0, 0, 0, 0])
SUPPORTED = 6
CQL, GOSSIP = 9042, 7000
READY = 90.0


class Node:
    """One node of a ring."""

    def __init__(self, folder: Path, address: str, jmx: int, tls: str) -> None:
        """`folder` holds its conf, data and log. `within` is put before each command."""
        self.folder, self.address, self.jmx, self.tls = folder, address, jmx, tls
        self.process: subprocess.Popen[bytes] | None = None
        self.version = ""
        self.within: tuple[str, ...] = ()

    @property
    def member(self) -> str:
        """Where clients find it."""
        return f"{self.address}:{CQL}"

    def start(self, version: str, *more: str) -> None:
        """Start it, on the data that is there; `ready()` says when it answers."""
        lib = jars(version)
        agent = next(lib.glob("jamm-*.jar")).name
        words = [*self.within, *self._places.server(lib, agent, self.jmx, *more)]
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True
            )
        self.version = version
        (self.folder / "pid").write_text(str(self.process.pid))

    @property
    def log(self) -> Path:
        """What it prints."""
        return self.folder / "log" / "out.log"

    @property
    def _places(self) -> Places:
        folder = self.folder
        return Places(folder / "conf", folder / "data", folder / "log", SPECS)

    def up(self) -> bool:
        """Whether it speaks CQL; that a port accepts says too little."""
        self._running()
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            sock = stack.enter_context(socket.create_connection((self.address, CQL), 0.5))
            sock.settimeout(2)
            if self.tls == "required":
                sock = stack.enter_context(_unverified().wrap_socket(sock))
            sock.sendall(OPTIONS)
            return sock.recv(9)[4:5] == bytes([SUPPORTED])
        return False

    def gossips(self) -> bool:
        """Whether other nodes reach it."""
        self._running()
        with contextlib.suppress(OSError):
            socket.create_connection((self.address, GOSSIP), 0.5).close()
            return True
        return False

    def _running(self) -> int:
        """The pid. Raises LabError with the end of the log where it ended by itself."""
        if self.process is None or self.process.poll() is not None:
            raise LabError(f"{self.address} is not running: {self.log.read_text()[-2000:]}")
        return self.process.pid

    def ready(self) -> None:
        """Wait until it answers."""
        wait_until(self.up, READY, f"Cassandra on {self.address}", pause=0.1)

    def stop(self) -> None:
        """End it politely."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.send_signal(how)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None
        (self.folder / "pid").unlink(missing_ok=True)

    def freeze(self) -> None:
        """Stop its clock: it accepts connections and says nothing."""
        pid = self._running()
        os.kill(pid, signal.SIGSTOP)
        wait_until(lambda: _stopped(pid), 5, f"{self.address} frozen")

    def thaw(self) -> None:
        """Let it go on."""
        os.kill(self._running(), signal.SIGCONT)

    def tool(self, version: str = "") -> list[str]:
        """The words that run the nodetool of its own version, or of another one."""
        # That of 3.11 needs Java 8; that of 2.2 asks it the same.
        own = "2.2.12" if self.version.startswith("3.") else self.version
        return [*self.within, *self._places.tool(jars(version or own), self.jmx)]

    def nodetool(self, *words: str, version: str = "", timeout: float = 30) -> Done:
        """Run it; at a frozen node it hangs."""
        argv = [*self.tool(version), *words]
        return subprocess.run(argv, capture_output=True, text=True, check=False, timeout=timeout)


def _stopped(pid: int) -> bool:
    """Whether all threads have stopped: a signal takes a moment."""
    stats = [file.read_text() for file in Path(f"/proc/{pid}/task").glob("*/stat")]
    return all(stat.rpartition(") ")[2].startswith("T") for stat in stats)


def _unverified() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context
