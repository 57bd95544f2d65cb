"""The command line of a shell on a node: of the system's ssh, or `/bin/sh` of this machine."""

from probes.ssh import SshNode

SILENCE = 12.0  # seconds after which a connection without an answer is given up
SLACK = 10.0  # seconds that a node may answer later than its own `timeout` ends the command


class Wire(SshNode):
    """The same words as those of the probes, but no connection is shared with anybody."""

    def words(self) -> list[str]:
        """Give the command line of a shell on the node."""
        if self.local:
            return ["/bin/sh"]
        options = {
            "BatchMode": "yes",
            "ConnectTimeout": f"{max(1, round(self._connect))}",
            "ConnectionAttempts": "1",
            "ServerAliveInterval": f"{SILENCE / 3:.0f}",
            "ServerAliveCountMax": "3",
            "ControlMaster": "no",
            "ClearAllForwardings": "yes",
            "ForwardAgent": "no",
            "ForwardX11": "no",
            "LogLevel": "INFO",
            "RequestTTY": "no",
        }
        words = [*self._base(), "-T", "-E", str(self.log), "-S", "none"]
        for name, value in options.items():
            words += ["-o", f"{name}={value}"]
        return [*words, *self._login(), "exec /bin/sh"]

    @property
    def patience(self) -> float:
        """How many seconds a handshake may take in all."""
        return self._connect + SLACK
