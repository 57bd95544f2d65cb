"""What a host offers to the product: memory, scratch folders, capabilities, its owner's account."""

import re
from functools import cached_property

from probes.errors import CannotTell, NotApplicable
from probes.questions import argv
from readers import files, os_release, rpm
from readers.answered import answered, lines
from readers.axway.installation import Installation
from readers.node import NodeReader
from readers.os_release import OsRelease

SCRATCH = ("/tmp", "/var/tmp", "/usr/tmp")  # noqa: S108 (looked at, not used)
DEFAULT = "/tmp"  # noqa: S108 (of Java, where nothing else is said)
JVMS = ("conf/jvm.xml", "system/conf/jvm.xml")
VSHELL = "platform/bin/vshell"
_TEMPORARY = re.compile(r"(?m)^[^#\n]*-Djava\.io\.tmpdir=([^\s\"']+)")
_MEMORY = re.compile(r"MemTotal:\s+(\d+) kB")
_CAPABILITY = re.compile(r"(?P<path>/.*?) =? ?(?P<said>cap_\S+)")


class Platform:
    """The host, as the vendor's system requirements look at it."""

    def __init__(self, node: NodeReader, new: Installation) -> None:
        """`new` says who owns the installation."""
        self.node, self.new = node, new

    @property
    def system(self) -> str:
        """`Linux x86_64`."""
        return answered(self.node.run("uname -s -m"), "uname").strip()

    @property
    def release(self) -> OsRelease:
        """Which distribution it is."""
        return os_release.os_release(self.node.text("/etc/os-release", root=False))

    @property
    def libnsl(self) -> tuple[str, ...]:
        """Its packages libnsl. Not applicable where the product does not ask for it."""
        if self.release.id not in ("rhel", "centos") or self.release.major != 8:
            raise NotApplicable(f"{self.release.name} is not release 8 of RHEL or CentOS")
        found = rpm.installed(self.node.run(rpm.installed_script()))
        return tuple(f"{one.name}-{one.version}" for one in found if one.name == "libnsl")

    @property
    def memory(self) -> int:
        """Its memory in bytes."""
        found = _MEMORY.search(self.node.text("/proc/meminfo", root=False))
        if not found:
            raise CannotTell(f"{self.node.name}: /proc/meminfo tells no MemTotal")
        return int(found[1]) * 1024

    @cached_property
    def language(self) -> str:
        """LANG of the owner's account as a login gives it; empty where it is not set."""
        owner = self._owner
        script = argv("runuser", "-l", owner, "-c", 'echo "LANG=$LANG"') + " </dev/null"
        rows = lines(answered(self.node.run(script, root=True), script), script)
        found = [row.removeprefix("LANG=") for row in rows if row.startswith("LANG=")]
        if len(found) != 1:
            raise CannotTell(f"{self.node.name}: the login of {owner} tells no LANG")
        return found[0].strip()

    @property
    def _owner(self) -> str:
        owner = self.new.declared.owner
        if not owner:
            raise CannotTell(f"{self.new!r}: who owns it is not declared")
        return str(owner)

    @property
    def not_writable(self) -> tuple[str, ...]:
        """The scratch folders that the owner may not write, or that are not there; none is made."""
        found = list[str]()
        for folder in SCRATCH:
            script = argv("runuser", "-u", self._owner, "--", "test", "-w", folder)
            answer = self.node.run(f"{script} </dev/null", root=True)
            answered(answer, script, accept=(0, 1))
            found += [folder] if answer.rc else []
        return tuple(found)

    @property
    def temporary(self) -> dict[str, str]:
        """Where each Java of the host puts its scratch files, by the file that may say so."""
        found = [one.temporary for name in JVMS if (one := self.new.jvm(name)) is not None]
        if not found:
            raise CannotTell(f"{self.new!r}: there is no {JVMS[-1]}")
        given = {self.new.at(JVMS[0]): next(filter(None, found), DEFAULT)}
        for path in self._of_cassandra:
            said = _TEMPORARY.findall(self.node.text(path))
            given[path] = said[-1] if said else DEFAULT
        return given

    @property
    def _of_cassandra(self) -> list[str]:
        """The cassandra-env.sh of each Cassandra that has a member here."""
        inventory, here = self.new.inventory, self.node.name
        having = tuple(one.name for one in inventory.with_role("cassandra"))
        return [
            f"{str(store.home).rstrip('/')}/conf/cassandra-env.sh"
            for store in inventory.stores.values()
            if store.type == "cassandra" and store.home and here in (store.nodes or having)
        ]

    def mount_options(self, folder: str) -> frozenset[str]:
        """Give the options of the file system that a folder lies on: noexec ..."""
        script = argv("findmnt", "-n", "-o", "OPTIONS", "-T", folder)
        rows = lines(answered(self.node.run(script), script), script)
        if not rows or "," not in rows[-1]:
            raise CannotTell(f"{self.node.name}: {script}: not understood: {rows[-1:]}")
        return frozenset(rows[-1].strip().split(","))

    def capabilities(self, of: Installation) -> str:
        """Give what vshell may beyond its owner's rights, `cap_net_bind_service=ep`; or nothing."""
        path = of.at(VSHELL)
        if self.node.file(path) is None:
            raise CannotTell(f"{self.node.name}: there is no {path}")
        script = argv("getcap", path)
        said = answered(self.node.run(script, root=True), script).strip()
        if not said:
            return ""
        found = _CAPABILITY.fullmatch(said)
        if not found:
            raise CannotTell(f"{self.node.name}: getcap: not understood: {said[:120]!r}")
        return found["said"]

    def unreadable(self, of: Installation, most: int = 20) -> tuple[str, ...]:
        """Name files of an installation that its owner may not read: at most some."""
        find = argv("find", of.real, "!", "-readable", "-prune", "-print")
        script = argv("runuser", "-u", self._owner, "--", "sh", "-c", f"cd / && {find}; echo .")
        answer = self.node.run(f"{script} </dev/null", root=True, slow=True)
        if files.absent(answer):
            raise CannotTell(f"{of!r}: {answer.err.strip()[:160]}")
        rows = lines(answered(answer, "find"), "find")
        if not rows or rows[-1] != ".":
            raise CannotTell(f"{of!r}: the search for unreadable files did not end")
        return tuple(rows[:-1][:most])
