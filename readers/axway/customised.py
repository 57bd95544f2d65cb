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

SYSTEM_JVM = "system/conf/jvm.xml"
COMMON_JVM = "conf/jvm.xml"
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

    def lost_jvm(self, *included: str) -> tuple[str, ...]:
        """Name the settings of the old system's jvm.xml that nothing carries over.

        `included` are the jvm.xml of all instances of the host: conf/jvm.xml is for all of them,
        one of these for its own instance, so a setting must stand in each.
        """
        own, shipped = self.old.jvm(SYSTEM_JVM), self.new.jvm(SYSTEM_JVM)
        if own is None or shipped is None:
            raise CannotTell(f"{self.node.name}: {SYSTEM_JVM} is not in both installations")
        left = own.all - shipped.all
        if left:
            left -= self._included(COMMON_JVM)
        if not left:
            return ()
        each = [self._included(name) for name in included]
        return tuple(sorted(left - frozenset.intersection(*each) if each else left))

    def _included(self, name: str) -> frozenset[str]:
        """Give the settings of an old included file; none where the gateway can not read it."""
        found = None if self.old.jvm_problem(name) else self.old.jvm(name)
        return found.all if found else frozenset()

    @property
    def jvm_files(self) -> tuple[str, ...]:
        """Where jvm.xml of the instances of this host lies, below the old installation."""
        mine = (one for one in self.old.topology.instances if one.host == self.old.host_name)
        return tuple(f"{one.folder}/conf/jvm.xml" for one in mine)

    @property
    def unplanned_jvm(self) -> list[str]:
        """Name the settings that would be lost, unless the file was acknowledged as it is."""
        lost = self.lost_jvm(*self.jvm_files)
        if not lost or not unacknowledged(self.old, self.old.sums(SYSTEM_JVM)):
            return []
        return [f"{self.old.at(SYSTEM_JVM)}: {one} stands nowhere else" for one in lost]

    @property
    def bad_jvm(self) -> list[str]:
        """Name the included jvm.xml that the gateway could not read, each with why."""
        found = {name: self.old.jvm_problem(name) for name in (COMMON_JVM, *self.jvm_files)}
        return [why for why in found.values() if why]

    @property
    def jvm_not_moved(self) -> list[str]:
        """Name the settings of the old host that no included jvm.xml of 7.7 has."""
        if self.old.sums(SYSTEM_JVM)[SYSTEM_JVM] in dropped(self.old):
            return []
        common = self.old.jvm(COMMON_JVM)
        wanted = {*self.lost_jvm(*self.jvm_files), *(common.all if common else ())}
        now = self.new.jvm(COMMON_JVM)
        missing = wanted - (now.all if now else frozenset())
        return [f"{self.new.at(COMMON_JVM)}: {one} is not in it" for one in sorted(missing)]

    @property
    def jvm_shipped(self) -> list[str]:
        """The settings of the system's jvm.xml of 7.7."""
        if (found := self.new.jvm(SYSTEM_JVM)) is None:
            raise CannotTell(f"{self.new!r} has no {SYSTEM_JVM}")
        return sorted(found.all)

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
