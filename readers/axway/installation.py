"""One `apigateway` directory of a host, and what runs of it."""

import re
from functools import cached_property

from probes.errors import CannotTell
from probes.questions import Credential, argv
from readers import certificates, files, jar_script, jars, keystores, processes, programs
from readers.answered import answered, lines
from readers.axway import archives, kps, managedomain, running, stores
from readers.axway.kps import KpsAnswer
from readers.axway.managedomain import Installed
from readers.axway.running import Running
from readers.axway.settings import CA_KEY, TOPOLOGY, Settings
from readers.certificates import Certificate
from readers.jars import JarIndex
from readers.node import NodeReader

KEYTOOL = "Linux.x86_64/jre/bin/keytool"
JAVA = "Linux.x86_64/jre/bin/java"
_JAVA = re.compile(r'version "(?:1\.)?(\d{1,3})[._"]')
TRUST = "Linux.x86_64/jre/lib/security/cacerts"
KPS_READS = ("cassandra_configuration", "diagnostics")
TOOLS = ("nodemanager", "startinstance", "managedomain")


class Installation(Settings):
    """The old or the new installation of a host."""

    @property
    def exists(self) -> bool:
        """Whether there is such a directory."""
        found = self.node.file(self.path)
        return found is not None and found.is_directory

    @cached_property
    def real(self) -> str:
        """Where it lies once links are followed: the programs of processes are told so."""
        return self.node.real(self.path, repr(self))

    def as_owner(
        self, tool: str, *words: str, typed: tuple[Credential, ...] = ()
    ) -> tuple[int, str, str]:
        """Run one of its programs as its owner, for another account is told nonsense by some.

        `typed` are the secrets that it asks for. Gives exit status and both streams; CannotTell
        where it could not run, or did not end.
        """
        owner = self.declared.owner
        if not owner:
            raise CannotTell(f"{self!r}: who owns it is not declared", "Set axway.installation.")
        script = argv("runuser", "-u", str(owner), "--", self.at(tool), *words)
        script += "" if typed else " </dev/null"
        answer = self.node.run(script, root=True, slow=True, typed=typed)
        if files.absent(answer) or answer.rc in (126, 127):
            raise CannotTell(f"{self!r}: {tool} can not be run: {answer.err.strip()[:160]}")
        text = answered(answer, tool, accept=tuple(range(120)))
        return answer.rc, text, answer.err

    @cached_property
    def version(self) -> Installed:
        """What lies on the disk, by its own `managedomain --version`."""
        code, text, err = self.as_owner("posix/bin/managedomain", "--version")
        if code:
            raise CannotTell(f"{self!r}: managedomain --version: exit status {code}: {err[:160]}")
        return managedomain.installed(text, f"{self!r}: managedomain --version")

    @cached_property
    def java(self) -> int:
        """The Java that it brings: 8 for 1.8.0_402, 11 for 11.0.21."""
        code, text, err = self.as_owner(JAVA, "-version")
        if code or not (found := _JAVA.search(text + err)):
            raise CannotTell(f"{self!r}: java -version: not understood: {(err or text)[:80]!r}")
        return int(found[1])

    @property
    def running(self) -> tuple[Running, ...]:
        """Its processes, by the program behind each, and by nothing else."""
        before = f"{self.real}/"
        return tuple(one for one in all_running(self.node) if one.exe.startswith(before))

    def status(self, tool: str, *words: str) -> bool:
        """Whether `nodemanager -s` or `startinstance -s -n N -g G` says that it runs."""
        if tool == "startinstance" and "-n" not in words:
            raise ValueError("startinstance without a name starts what it finds")
        code, text, err = self.as_owner(f"posix/bin/{tool}", "-s", *words)
        if code not in (0, 1):
            said = (err or text).strip()[:160]
            raise CannotTell(f"{self!r}: {tool} -s: exit status {code}: {said}")
        return code == 0

    @property
    def begun(self) -> tuple[str, ...]:
        """What shows that a Node Manager, a group or an instance was made here."""
        inside = self.node.names(self.at("groups")) or ()
        found = [f"groups/{name}" for name in inside if name.startswith("group-")]
        found += [name for name in (TOPOLOGY, CA_KEY) if self.node.file(self.at(name))]
        return tuple(sorted(found))

    @property
    def tools_missing(self) -> tuple[str, ...]:
        """Which of its programs are not there: they come with the set-up type Custom."""
        names = self.node.names(self.at("posix/bin"))
        return tuple(one for one in TOOLS if one not in (names or ()))

    @property
    def jar_folders(self) -> tuple[str, ...]:
        """Where JARs are added: of the host, and of each instance on it."""
        mine = [one for one in self.topology.instances if one.host == self.host_name]
        return (self.at("ext/lib"), *(self.at(f"{one.folder}/ext/lib") for one in mine))

    @property
    def host_name(self) -> str:
        """The host's name in the topology."""
        return self.axway.host_name(self.node.name)

    def size(self, name: str) -> int:
        """Give how many bytes a file or folder takes on disk."""
        script = argv("du", "-s", "-k", "--", self.at(name))
        return self._bytes(answered(self.node.run(script, root=True, slow=True), script))

    def _bytes(self, text: str) -> int:
        if not (word := text.partition("\t")[0]).isdecimal():
            raise CannotTell(f"{self!r}: du: not understood: {text[:80]!r}")
        return int(word) * 1024

    @property
    def weight(self) -> int:
        """How many bytes it takes on disk, without what a running process writes."""
        left_out = [f"--exclude={name}" for name in archives.WRITTEN]
        script = argv("du", "-s", "-k", *left_out, "--", self.real)
        return self._bytes(answered(self.node.run(script, root=True, slow=True), script))

    @property
    def manifest(self) -> dict[str, str]:
        """Give the hash of each file that lasts; what a running process writes is left out."""
        script = archives.manifest_script(self.path)
        found = files.tree(self.node.run(script, root=True, slow=True), self.path)
        if not found:
            raise CannotTell(f"{self!r}: not one file of it was found")
        return archives.lasting(found)

    def kpsadmin(self, group: str, instance: str, operation: str) -> tuple[int, str, str]:
        """Ask kpsadmin about a group, by an instance: one that reads. It asks for the password.

        Without an operation it would open a menu. Gives exit status and both streams.
        """
        if operation not in KPS_READS:
            raise ValueError(operation)
        admin = self.axway.accounts.admin
        words = ("-u", admin.username, "-g", group, "-n", instance, operation)
        return self.as_owner("posix/bin/kpsadmin", *words, typed=(admin.password,))

    def kps_configuration(self, group: str, instance: str) -> KpsAnswer:
        """Give which Cassandra a group's instances use, and whether each says that it is well."""
        code, text, err = self.kpsadmin(group, instance, "cassandra_configuration")
        if code:
            raise CannotTell(f"{self!r}: kpsadmin: exit status {code}: {(err or text)[-160:]}")
        return kps.cassandra_configuration(text)

    def databases(self, *folders: str) -> tuple[str, ...]:
        """Give the URLs of the databases that the configurations below some folders name."""
        answer = self.node.run(stores.script(*map(self.at, folders)), root=True, slow=True)
        for password in stores.passwords(answer):
            self.node.redact(password)
        return stores.urls(answer, f"{self!r}: {', '.join(folders)}")

    def jars(self, *folders: str, shipped: tuple[str, ...] = ()) -> JarIndex:
        """Look into the JARs below folders; `shipped` ones are compared with them."""
        script = jar_script.script(folders, shipped)
        return jars.index(self.node.run(script, root=True, slow=True))

    @property
    def patch_jars(self) -> tuple[str, ...]:
        """The JARs of ext/lib that belong to patches: they are named in META-INF/*.id."""
        script = f"cat -- {argv(self.at('META-INF'))}/*.id"
        answer = self.node.run(script, root=True)
        if files.absent(answer):
            return ()
        words = {word for row in lines(answered(answer, script), script) for word in row.split()}
        names = {word.rpartition("/")[2] for word in words if "ext/lib/" in word}
        return tuple(sorted(name.rstrip(":,;") for name in names if ".jar" in name))

    @property
    def domain_certificate(self) -> tuple[Certificate, ...]:
        """The certificate of the domain's CA."""
        path = self.at("groups/certs/domaincert.pem")
        return certificates.of_file(self.node.run(certificates.script(path), root=True), path)

    def keystore(self, name: str = TRUST) -> dict[str, tuple[Certificate, ...]]:
        """Give the certificates of one of its keystores, by alias, with its own keytool."""
        script = keystores.script(self.at(KEYTOOL), self.at(name))
        return keystores.keystore(self.node.run(script, root=True, slow=True), self.at(name))


def all_running(node: NodeReader) -> tuple[Running, ...]:
    """Give the product's processes on a node, of whichever installation."""
    listed = processes.processes(node.run(processes.script(), root=True))
    found = programs.programs(node.run(programs.script(), root=True), listed)
    return running.running(found)
