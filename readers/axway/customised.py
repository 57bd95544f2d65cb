"""What people changed in an installation, and what of it apply leaves behind."""

from collections.abc import Mapping

from probes.errors import CannotTell
from probes.questions import argv
from readers import files
from readers.answered import answered, lines
from readers.axway.installation import TRUST, Installation
from readers.axway.service_scripts import FOLDER, PREFIX
from readers.node import NodeReader

SYSTEM_JVM = "system/conf/jvm.xml"
SECURITY = "Linux.x86_64/jre/lib/security/java.security"
# What may start a process without anybody: services, monitors, jobs.
STARTERS = (
    FOLDER, "/etc/systemd/system", "/usr/lib/systemd/system", "/etc/rc.local", "/etc/rc.d/rc.local",
    "/etc/monit.d", "/etc/monitrc", "/etc/cron.d", "/etc/crontab", "/var/spool/cron",
)  # fmt: skip


class Customised:
    """The old installation of a host beside the new one."""

    def __init__(self, node: NodeReader, old: Installation, new: Installation) -> None:
        """Nothing is asked yet."""
        self.node, self.old, self.new = node, old, new

    def lost_jvm(self, *included: str) -> tuple[str, ...]:
        """Name the settings of the old system's jvm.xml that neither 7.7 nor an include has.

        `included` are files of the old installation beside conf/jvm.xml: those of its instances.
        """
        own, shipped = self.old.jvm(SYSTEM_JVM), self.new.jvm(SYSTEM_JVM)
        if own is None or shipped is None:
            raise CannotTell(f"{self.node.name}: {SYSTEM_JVM} is not in both installations")
        kept = shipped.all
        for name in ("conf/jvm.xml", *included):
            if (found := self.old.jvm(name)) is not None:
                kept |= found.all
        return tuple(sorted(own.all - kept))

    @property
    def added_trust(self) -> Mapping[str, str]:
        """The certificates that the old trust store has and the new one has not: alias to whose."""
        new = {one.fingerprint for chain in self.new.keystore(TRUST).values() for one in chain}
        return {
            alias: chain[0].subject
            for alias, chain in self.old.keystore(TRUST).items()
            if chain and chain[0].fingerprint not in new
        }

    @property
    def security_lines(self) -> tuple[str, ...]:
        """The settings of the old java.security that the new one has not."""
        old, new = (
            {line.strip() for line in self.node.text(one.at(SECURITY)).splitlines()}
            for one in (self.old, self.new)
        )
        return tuple(sorted(line for line in old - new if line and not line.startswith("#")))

    def starters(self, of: Installation) -> tuple[str, ...]:
        """Name the files by which the system, a monitor or a job may start an installation."""
        script = argv("grep", "-r", "-l", "-F", "-e", of.path, "--", *STARTERS)
        answer = self.node.run(script, root=True)
        complaints = [row for row in answer.err.splitlines() if row.strip()]
        if any(not row.endswith("No such file or directory") for row in complaints):
            raise CannotTell(f"{self.node.name}: {complaints[0][:160]}")
        if files.absent(answer) and len(complaints) == len(STARTERS):
            raise CannotTell(f"{self.node.name}: none of {', '.join(STARTERS)} is there")
        clean = type(answer)(answer.rc, answer.stdout, b"")
        return tuple(lines(answered(clean, "grep", accept=(0, 1, 2)), "grep"))

    @property
    def linked(self) -> tuple[str, ...]:
        """The scripts of the product that a run level has: S99 to start them, K01 to end them."""
        found = list[str]()
        for level in ("3", "5"):
            names = self.node.names(f"/etc/rc.d/rc{level}.d") or self.node.names(
                f"/etc/rc{level}.d"
            )
            found += [f"rc{level}.d/{one}" for one in names or () if one[3:].startswith(PREFIX)]
        return tuple(found)
