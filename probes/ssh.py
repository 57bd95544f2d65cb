"""How a node's shell is started: one `ssh` process, the system's OpenSSH, or `/bin/sh` for `local`.

ssh's own messages go to a log file of ours (`-E`), so that standard error holds the command's
alone; the process is a multiplexing master: forwards and slow commands need no second handshake.
"""

import asyncio
import contextlib
from pathlib import Path

from inventory import Inventory, Node

STREAM_LIMIT = 1 << 22
FAILED = "open failed: "  # of ssh's line about a channel
LONGEST = 400  # characters of its last words: whole lines of them


class SshNode:
    """The command lines for one node, and the two files that belong to its connection."""

    def __init__(self, inventory: Inventory, node: Node, folder: Path, index: int) -> None:
        """`folder` is private to this run; file names are short: a socket's path has 107 bytes."""
        self.node = node
        self._ssh, self._connect = inventory.ssh, inventory.timeouts.connect
        self.log = folder / f"{index}.log"
        self._control = folder / f"{index}.ctl"
        self._sockets = 0
        self.connections = 0  # made so far: what a forward belongs to
        self._folder, self._index = folder, index

    @property
    def local(self) -> bool:
        """Whether the node is this machine."""
        return self.node.transport == "local"

    def _base(self) -> list[str]:
        words = ["ssh"]
        if self._ssh.config:
            words += ["-F", str(self._ssh.config)]
        return words

    def _login(self) -> list[str]:
        words: list[str] = []
        if user := self.node.user or self._ssh.user:
            words += ["-l", user]
        if port := self.node.port or self._ssh.port:
            words += ["-p", str(port)]
        if self._ssh.jump:
            words += ["-J", self._ssh.jump]
        return [*words, "--", self.node.address]

    async def start(self) -> asyncio.subprocess.Process:
        """Start the framed shell's process."""
        self.forget()
        self.connections += 1
        return await self._exec("/bin/sh") if self.local else await self._exec(*self._master())

    async def start_slow(self) -> asyncio.subprocess.Process:
        """Start a session of its own over the connection that is there."""
        if self.local:
            return await self._exec("/bin/sh")
        mux = ["-T", "-o", "BatchMode=yes", "-S", str(self._control)]
        return await self._exec(*self._base(), *mux, *self._login(), "exec /bin/sh")

    def _master(self) -> list[str]:
        options = {
            "BatchMode": "yes",
            "ConnectTimeout": f"{max(1, round(self._connect))}",
            "ConnectionAttempts": "1",
            "ServerAliveInterval": "2",
            "ServerAliveCountMax": "2",
            "ControlMaster": "yes",
            "ControlPersist": "no",
            "ExitOnForwardFailure": "no",
            "ForwardAgent": "no",
            "ForwardX11": "no",
            "LogLevel": "INFO",
            "RequestTTY": "no",
            "StreamLocalBindMask": "0177",
        }
        words = [*self._base(), "-T", "-E", str(self.log), "-S", str(self._control)]
        for name, value in options.items():
            words += ["-o", f"{name}={value}"]
        return [*words, *self._login(), "exec /bin/sh"]

    @staticmethod
    async def _exec(*words: str) -> asyncio.subprocess.Process:
        pipe = asyncio.subprocess.PIPE
        return await asyncio.create_subprocess_exec(
            *words,
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            limit=STREAM_LIMIT,
            start_new_session=True,
        )

    def explain(self) -> str:
        """Give ssh's own last words, for the finding about a node that could not be reached."""
        with contextlib.suppress(OSError):
            lines = [line.strip(" @") for line in self.log.read_text(errors="replace").splitlines()]
            lines = [line[-LONGEST:] for line in lines if line]
            while sum(map(len, lines)) > LONGEST:
                del lines[0]
            return "; ".join(lines)
        return ""

    def forget(self) -> None:
        """Remove what an earlier connection left: its words are not the new one's."""
        for path in (self.log, self._control):
            path.unlink(missing_ok=True)

    async def forward(self, address: str) -> Path:
        """Open a forward to `host:port` seen from the node; give the socket of its near end.

        Raises OSError with ssh's words where the connection refuses it.
        """
        self._sockets += 1
        near = self._folder / f"{self._index}.{self._sockets}"
        words = [*self._base(), "-S", str(self._control), "-O", "forward"]
        words += ["-o", "StreamLocalBindMask=0177", "-L", f"{near}:{address}"]
        process = await asyncio.create_subprocess_exec(
            *words,
            *self._login(),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await process.communicate()
        if process.returncode:
            raise OSError(said.decode(errors="replace").strip() or "ssh refused the forward")
        return near

    def refusals(self) -> list[str]:
        """Why channels could not be opened, in ssh's words, oldest first."""
        with contextlib.suppress(OSError):
            text = self.log.read_text(errors="replace")
            return [
                line.split("open failed: ", 1)[1]
                for line in text.splitlines()
                if "open failed: " in line
            ]
        return []
