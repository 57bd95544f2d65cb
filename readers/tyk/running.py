"""The running process of a Tyk service: since when, what it logged, who listens on its port."""

import ipaddress
from datetime import datetime, timedelta

from probes.errors import CannotTell
from readers import journal, listening
from readers.journal import Entry
from readers.tyk import log_lines
from readers.tyk.services import TykService
from readers.versions import Version

OWN_ADDRESS = "Let the inventory's endpoint name the node's own address, or 127.0.0.1."


class RunningService(TykService):
    """A service whose process is asked about."""

    @property
    def started(self) -> datetime:
        """When the main process was started, in whole seconds. CannotTell where none runs."""
        state = self.unit_state
        if not state.running or state.exec_main_start is None:
            raise CannotTell(f"{self.node.name}: {self.unit} does not run: {state.active_state}")
        return state.exec_main_start

    @property
    def log(self) -> tuple[Entry, ...]:
        """The process's own lines since its start. Never empty: silence proves nothing.

        Of one that says very much: its first minutes and its last lines.
        """
        since = self.started
        found = self._told(since)
        if journal.full(found) and found[0].time > since + START:
            found = (*self._told(since, since + START), *found)
        return log_lines.own(found, since, self.unit_state.main_pid)

    def _told(self, since: datetime, until: datetime | None = None) -> tuple[Entry, ...]:
        script = journal.unit_script(self.unit, since, until)
        return journal.entries(self.node.run(script, root=True), f"{self.node.name}: {self.unit}")

    @property
    def log_of_start(self) -> tuple[Entry, ...]:
        """The same, where the start itself is still to be seen in it."""
        found = self.log
        if (found[0].time - self.started).total_seconds() > SOON:
            raise CannotTell(
                f"{self.node.name}: {self.unit}: the journal does not reach back to the start",
                "Restart the service, or keep the journal longer.",
            )
        if not log_lines.talks(found):
            raise CannotTell(
                f"{self.node.name}: {self.unit} logs warnings and errors only",
                "Set log_level to info for the window: what a start did is not logged otherwise.",
            )
        return found

    @property
    def logged_version(self) -> Version:
        """The version that the process named as it started; where it named none, the target."""
        return log_lines.version_of(self.log) or self.hop.to

    @property
    def fatal_lines(self) -> tuple[str, ...]:
        """Lines since the start after which a service does not serve."""
        return log_lines.fatal(self.log)

    @property
    def lost_lines(self) -> tuple[str, ...]:
        """Lines since the start of lost connections and dropped definitions."""
        return log_lines.others(self.log, self.logged_version, self.started, self.role)

    @property
    def strangers(self) -> tuple[str, ...]:
        """Who else than the service's main process listens where it is asked; empty: nobody.

        A gateway goes on without its port when another program has it [measured], so an answer
        from that port is the gateway's only when the port is the process's own.
        """
        port = self._own_port()
        listed = listening.sockets(self.node.run(listening.processes_script(), root=True))
        at_port = [socket for socket in listed if socket.port == port]
        if not at_port:
            return (f"nobody listens on port {port}",)
        if not all(socket.processes for socket in at_port):
            raise CannotTell(f"{self.node.name}: it is not told who listens on port {port}")
        main = self.unit_state.main_pid
        return tuple(
            f"port {port} is held by {name} (pid {pid}), {self.unit} is pid {main}"
            for socket in at_port
            for name, pid in socket.processes
            if pid != main
        )

    def _own_port(self) -> int:
        """Give the port that is asked, where it is one of this node and not of another machine."""
        endpoint = self.inventory.endpoint(self.role, self.node.name)
        via = endpoint.reach.via if endpoint.reach else self.node.name
        here = endpoint.host == self.node.settings.address
        if not (here or (via == self.node.name and _loopback(endpoint.host))):
            raise CannotTell(
                f"{self.endpoint} is asked at {endpoint.host}: that may be another machine",
                OWN_ADDRESS,
            )
        if endpoint.port is None:
            raise CannotTell(f"{self.endpoint} has no port")
        return endpoint.port


START = timedelta(minutes=2)  # what a start has to say is said by then
SOON = 10.0  # seconds after the start within which a service has said its first words


def _loopback(host: str) -> bool:
    """Whether a host is this machine whatever the network."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
