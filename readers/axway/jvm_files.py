"""Settings of the JVM: those of the system's file are lost, included files are carried over.

conf/jvm.xml is for all instances of a host, the one in an instance's `conf` for that instance.
"""

from probes.errors import CannotTell
from readers.axway.acknowledging import dropped, unacknowledged
from readers.axway.installation import Installation
from readers.axway.topology import Service
from readers.node import NodeReader

SYSTEM_JVM = "system/conf/jvm.xml"
COMMON_JVM = "conf/jvm.xml"


class JvmFiles:
    """The jvm.xml files of the old installation of a host, beside those of the new one."""

    def __init__(self, node: NodeReader, old: Installation, new: Installation) -> None:
        """Nothing is asked yet."""
        self.node, self.old, self.new = node, old, new

    def lost(self, *included: str) -> tuple[str, ...]:
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
    def of_instances(self) -> tuple[str, ...]:
        """Where jvm.xml of the instances of this host lies, below the old installation."""
        return tuple(f"{one.folder}/conf/jvm.xml" for one in self._instances)

    @property
    def _instances(self) -> tuple[Service, ...]:
        host = self.old.host_name
        return tuple(one for one in self.old.topology.instances if one.host == host)

    @property
    def unplanned(self) -> list[str]:
        """Name the settings that would be lost, unless the file was acknowledged as it is."""
        lost = self.lost(*self.of_instances)
        if not lost or not unacknowledged(self.old, self.old.sums(SYSTEM_JVM)):
            return []
        return [f"{self.old.at(SYSTEM_JVM)}: {one} stands nowhere else" for one in lost]

    @property
    def unreadable(self) -> list[str]:
        """Name the included jvm.xml that the gateway could not read, each with why."""
        found = {name: self.old.jvm_problem(name) for name in (COMMON_JVM, *self.of_instances)}
        return [why for why in found.values() if why]

    @property
    def not_moved(self) -> list[str]:
        """Name the settings of the old host that the included jvm.xml of 7.7 do not have."""
        given_up, now = dropped(self.old), self._all(self.new, COMMON_JVM)
        system, common = self.old.sums(SYSTEM_JVM, COMMON_JVM).values()
        wanted = set() if system in given_up else set(self.lost(*self.of_instances))
        if common not in given_up:
            wanted |= self._all(self.old, COMMON_JVM)
        found = [f"{self.new.at(COMMON_JVM)}: {one} is not in it" for one in sorted(wanted - now)]
        for one in self._instances:
            name = f"{one.folder}/conf/jvm.xml"
            settings = self._all(self.old, name)
            if settings and self.old.sums(name)[name] not in given_up:
                new = f"{self.new.service(one.group, one.name).folder}/conf/jvm.xml"
                missing = settings - now - self._all(self.new, new)
                found += [f"{self.new.at(new)}: {word} is not in it" for word in sorted(missing)]
        return found

    def _all(self, of: Installation, name: str) -> frozenset[str]:
        found = of.jvm(name)
        return found.all if found else frozenset()

    @property
    def shipped(self) -> list[str]:
        """The settings of the system's jvm.xml of 7.7."""
        if (found := self.new.jvm(SYSTEM_JVM)) is None:
            raise CannotTell(f"{self.new!r} has no {SYSTEM_JVM}")
        return sorted(found.all)

    def altered(self, before: list[str]) -> list[str]:
        """Name what was put into, or taken out of, the system's jvm.xml of 7.7."""
        where, now = self.new.at(SYSTEM_JVM), set(self.shipped)
        return [f"{where}: {one} was put in: move it" for one in sorted(now - set(before))] + [
            f"{where}: {one} was taken out" for one in sorted(set(before) - now)
        ]
