"""What people changed in an installation, and what of it apply leaves behind."""

from collections import Counter
from collections.abc import Mapping

from probes.errors import CannotTell
from probes.questions import argv
from readers import files
from readers.answered import answered, lines
from readers.axway.acknowledging import dropped, unacknowledged
from readers.axway.installation import TRUST, Installation
from readers.axway.service_scripts import FOLDER, PREFIX
from readers.node import NodeReader

_LDAP = '<entity [^>]*type="[^"]*ldap[^"]*"'
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

    @property
    def unplanned_java(self) -> list[str]:
        """Name what was added to the JRE's files, where nobody acknowledged the file as it is."""
        added, changed = self.added_trust, self.security_lines
        told = {
            TRUST: ", ".join(f"{alias} ({whose})" for alias, whose in added.items()),
            SECURITY: ", ".join(changed),
        }
        sums = self.old.sums(*(name for name, what in told.items() if what))
        return [
            f"{line}; in it: {told[name]}"
            for name, digest in sums.items()
            for line in unacknowledged(self.old, {name: digest})
        ]

    @property
    def java_shipped(self) -> dict[str, str]:
        """The hashes of the new JRE's own files."""
        return {name: one or "" for name, one in self.new.sums(TRUST, SECURITY).items()}

    def java_not_redone(self, shipped: Mapping[str, str]) -> list[str]:
        """Name what the new JRE's files still lack; and those that are the old ones copied over."""
        given_up, old = dropped(self.old), self.old.sums(TRUST, SECURITY)
        new = self.java_shipped
        found = [
            f"{self.new.at(name)}: is the old file: the vendor's newer content is lost"
            for name in (TRUST, SECURITY)
            if new[name] == old[name] != shipped[name]
        ]
        if old[TRUST] not in given_up:
            found += [
                f"{self.new.at(TRUST)}: has no {n} ({w})" for n, w in self.added_trust.items()
            ]
        if old[SECURITY] not in given_up:
            found += [f"{self.new.at(SECURITY)}: has no {line}" for line in self.security_lines]
        return found

    @property
    def directories(self) -> tuple[str, ...]:
        """What the old Node Manager's configuration has of LDAP that the new one has not: types."""
        old, new = (self._directories(one) for one in (self.old, self.new))
        return tuple(sorted((old - new).elements()))

    def _directories(self, of: Installation) -> Counter[str]:
        script = argv("grep", "-r", "-h", "-o", "-i", "-E", _LDAP, of.at("conf/fed"))
        answer = self.node.run(script, root=True)
        found = lines(answered(answer, script, accept=(0, 1)), script)
        if bool(found) == bool(answer.rc) or answer.err.strip():
            raise CannotTell(f"{of!r}: conf/fed: {answer.err.strip()[:160] or 'not understood'}")
        return Counter(one.rpartition("type=")[2].strip('"') for one in found)

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
        old, new = (self._security(one) for one in (self.old, self.new))
        return tuple(sorted(old - new))

    def _security(self, of: Installation) -> frozenset[str]:
        """Give the settings of its java.security. CannotTell for none: that file has many."""
        rows = (line.strip() for line in self.node.text(of.at(SECURITY)).splitlines())
        found = frozenset(row for row in rows if row and not row.startswith("#"))
        if not any("=" in row for row in found):
            raise CannotTell(f"{of!r}: {SECURITY} sets nothing")
        return found

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
