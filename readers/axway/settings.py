"""The files of one `apigateway` directory, each read as what it is."""

from functools import cached_property

from inventory import Inventory
from probes.errors import CannotTell
from probes.questions import argv
from readers import files
from readers.answered import matched
from readers.axway import configuration, licence, rbac, topology
from readers.axway.configuration import Jvm
from readers.axway.licence import Licence
from readers.axway.rbac import Acl, AdminUsers
from readers.axway.topology import Service, Topology
from readers.node import NodeReader

TOPOLOGY = "groups/topology.json"
LICENCES = "conf/licenses"
CA_KEY = "groups/certs/private/domain.p12"
CA_FILES = (
    "groups/certs/domaincert.pem", "groups/certs/index.txt", "groups/certs/serial",
    CA_KEY, "groups/certs/private/domainkey.pem",
)  # fmt: skip
_SIGNATURE_SHORTEST = 8


class Settings:
    """What stands in a directory's files. `which` is `old` or `new`."""

    def __init__(self, node: NodeReader, inventory: Inventory, which: str) -> None:
        """Nothing is asked yet."""
        self.node, self.inventory, self.which = node, inventory, which
        if inventory.axway is None:
            raise CannotTell("the inventory has no section axway")
        self.axway = inventory.axway
        self.declared = inventory.axway.installation_of(node.name)

    def __repr__(self) -> str:
        """Name it as a message does."""
        return f"{self.node.name}: the {self.which} installation"

    @property
    def path(self) -> str:
        """Where it lies, as the inventory says."""
        found = self.declared.old if self.which == "old" else self.declared.new
        if not found:
            raise CannotTell(
                f"the inventory does not say where the {self.which} installation of"
                f" {self.node.name} lies",
                f"Set axway.installation.{self.which}.",
            )
        return str(found).rstrip("/")

    def at(self, name: str) -> str:
        """Give the path of a file in it."""
        return f"{self.path}/{name}"

    def content(self, name: str) -> bytes:
        """Give what is in a file. CannotTell where it is not there."""
        found = self.node.content(self.at(name))
        if found is None:
            raise CannotTell(f"{self!r} has no {name}")
        return found

    def sums(self, *names: str) -> dict[str, str | None]:
        """Give the hash of each of some files; None where one is not there."""
        return {name: self.node.sha256(self.at(name)) for name in names}

    @cached_property
    def topology(self) -> Topology:
        """Its topology.json."""
        return topology.topology(self.content(TOPOLOGY), f"{self!r}: {TOPOLOGY}")

    def service(self, group: str, name: str) -> Service:
        """Give an instance as its topology.json has it: there stands its folder."""
        return self.topology.instance(group, name)

    @property
    def admin_users(self) -> AdminUsers:
        """Its administrators."""
        name = "conf/adminUsers.json"
        data = self.content(name)
        for secret in rbac.credentials(data, name):
            self.node.redact(secret)
        return rbac.admin_users(data, f"{self!r}: {name}")

    @property
    def acl(self) -> Acl:
        """Its rights."""
        return rbac.acl(self.content("conf/acl.json"), f"{self!r}: conf/acl.json")

    def factory_acl(self) -> Acl:
        """Give the rights as an older release shipped them: of the new installation alone.

        CannotTell where several lie there, or none: the number in the name is not documented.
        """
        folder = "upgrade/scripts/rbac/factory"
        found = [n for n in self.node.names(self.at(folder)) or () if n.startswith("acl")]
        if len(found) != 1:
            raise CannotTell(f"{self!r}: {len(found)} files acl*.json in {folder}")
        name = f"{folder}/{found[0]}"
        return rbac.acl(self.content(name), f"{self!r}: {name}")

    def jvm(self, name: str = "conf/jvm.xml") -> Jvm | None:
        """Give the settings of a jvm.xml; None where there is no such file."""
        found = self.node.content(self.at(name))
        return None if found is None else configuration.jvm(found, f"{self!r}: {name}")

    def jvm_problem(self, name: str) -> str:
        """Say why the gateway could not read a jvm.xml; empty where it can, or there is none."""
        found = self.node.content(self.at(name))
        if found is None:
            return ""
        try:
            configuration.jvm(found, self.at(name))
        except CannotTell as error:
            return error.why
        return ""

    def ports(self, folder: str = "") -> dict[str, int]:
        """Give the ports of an instance's envSettings.props; no folder: the Node Manager's."""
        name = "/".join(filter(None, (folder, "conf/envSettings.props")))
        return configuration.ports(self.content(name), f"{self!r}: {name}")

    @property
    def licences(self) -> tuple[Licence, ...]:
        """Its licence files, read. None is an answer: there is no such folder, or nothing in it."""
        found = tuple(
            licence.licence(self.content(f"{LICENCES}/{name}"), f"{self!r}: {name}")
            for name in self._licence_names
        )
        for one in found:
            if len(one.signature) >= _SIGNATURE_SHORTEST:
                self.node.redact(one.signature)
        return found

    @property
    def licence_sums(self) -> dict[str, str]:
        """Its licence files: name to hash."""
        sums = self.sums(*(f"{LICENCES}/{name}" for name in self._licence_names))
        return {name.rpartition("/")[2]: digest for name, digest in sums.items() if digest}

    @property
    def _licence_names(self) -> tuple[str, ...]:
        names = self.node.names(self.at(LICENCES)) or ()
        return tuple(name for name in names if name.endswith(".lic"))

    @property
    def ca_files(self) -> tuple[str, ...]:
        """Which of the files of the domain's CA lie here."""
        return tuple(name for name in CA_FILES if self.node.file(self.at(name)))

    @property
    def prompts(self) -> tuple[str, ...]:
        """The files that ask somebody for a passphrase at each start. Their content stays there."""
        groups = [name for name in self.node.names(self.at("groups")) or () if "group-" in name]
        paths = ["system/conf/nodemanager.xml", *(f"groups/{one}/conf/group.xml" for one in groups)]
        script = argv("grep", "-l", "-F", '"(prompt)"', *(self.at(path) for path in paths))
        answer = self.node.run(script, root=True)
        if files.absent(answer):
            raise CannotTell(f"{self!r}: {answer.err.strip()[:160]}")
        found = matched(answer, "grep")
        return tuple(path.removeprefix(f"{self.path}/") for path in found)
