"""A node's session: its shell, root where a command needs it, slow commands, forwards."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from inventory import Inventory, Node
from probes import guard, privilege
from probes.answers import CommandAnswer
from probes.errors import CannotTell, NoAnswer, Refused
from probes.questions import Command
from probes.shell import Limits, Shell
from probes.ssh import SshNode

HANDSHAKES = 32  # at once; more only queue at the nodes
HANDSHAKES_JUMP = 8  # sshd's MaxStartups at a jump host refuses a third of 100 otherwise
SLOW_AT_ONCE = 2  # sshd's MaxSessions is 10, and tree hashes compete for one disk


@dataclass
class Gates:
    """How many handshakes may be in progress, straight and through a jump host."""

    direct: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(HANDSHAKES))
    jump: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(HANDSHAKES_JUMP))


class NodeSession:
    """Everything that is asked of one node's machine. Used in the event loop only."""

    def __init__(
        self, inventory: Inventory, node: Node, folder: Path, index: int, gates: Gates
    ) -> None:
        """`index` makes short file names for the connection's sockets."""
        self.name, self.become = node.name, node.become or inventory.become
        self._times = inventory.timeouts
        self.ssh = SshNode(inventory, node, folder, index)
        self._gate = gates.jump if inventory.ssh.jump else gates.direct
        limits = Limits(self._times.connect, self._times.command)
        self.shell = Shell(node.name, self.ssh.start, self.ssh.explain, limits, self._gate)
        self._slow = asyncio.Semaphore(SLOW_AT_ONCE)
        self._root: asyncio.Task[bool] | None = None
        self._forwards: dict[tuple[int, str], asyncio.Task[Path]] = {}

    async def run(self, question: Command, given: str = "") -> CommandAnswer:
        """Run a command, as root where it needs to be. A refusal by sudo raises.

        `given`: the lines that it reads, secrets of the question.
        """
        guard.command(question.script)
        script = question.script
        wrapped = question.root and await self._needs_become()
        if wrapped:
            script = privilege.wrap(script, self.become)
        run = self._run_slow if question.slow else self._run
        answer = await run(script, given)
        if wrapped and answer.rc and (said := privilege.refusal(answer.err)):
            raise CannotTell(f"{self.name}: {said}", privilege.remedy(self.become, question.script))
        return answer

    async def _run(self, script: str, given: str = "") -> CommandAnswer:
        return await asyncio.wrap_future(self.shell.submit(script, given))

    async def _run_slow(self, script: str, given: str = "") -> CommandAnswer:
        await self.connected()
        async with self._slow:
            limits = Limits(self._times.connect, self._times.slow)
            shell = Shell(self.name, self.ssh.start_slow, self.ssh.explain, limits, self._gate)
            try:
                return await asyncio.wrap_future(shell.submit(script, given))
            finally:
                await shell.close()

    async def connected(self) -> None:
        """Wait until the shell is there; raise what stands in the way."""
        self.shell.connect()
        await asyncio.wrap_future(self.shell.ready)
        if not self.shell.up:  # it was cut since
            await self._run(":")

    async def _needs_become(self) -> bool:
        """Find out once whether root needs the inventory's become, and whether it lets us."""
        if self._root is None:
            self._root = asyncio.get_running_loop().create_task(self._find_root())
        return await asyncio.shield(self._root)

    async def _find_root(self) -> bool:
        if (await self._run("id -u")).stdout.strip() == b"0" or self.become.method == "none":
            return False
        answer = await self._run(privilege.PROBE[self.become.method])
        if answer.rc:
            said = privilege.refusal(answer.err) or answer.err.strip() or "it said nothing"
            why = f"{self.name}: {self.become.method} does not let us: {said}"
            raise Refused(f"privilege:{self.name}", why, privilege.GRANT)
        return True

    async def forward(self, address: str) -> Path | None:
        """Give the unix socket of a forward to `host:port`; None on this machine itself."""
        await self.connected()
        if self.ssh.local:
            return None
        place = (self.ssh.connections, address)  # a forward ends with its connection
        task = self._forwards.get(place)
        if task is None or (task.done() and (task.cancelled() or task.exception())):
            task = asyncio.get_running_loop().create_task(self.ssh.forward(address))
            self._forwards[place] = task
        try:
            return await asyncio.shield(task)
        except OSError as error:
            why = f"no forward to {address} through {self.name}: {error}"
            raise NoAnswer(f"node:{self.name}", why, FORWARDING) from error

    async def close(self) -> None:
        """End the session and with it its forwards."""
        await self.shell.close()


FORWARDING = "Allow TCP forwarding for this user on the node, or set `reach: direct`."
