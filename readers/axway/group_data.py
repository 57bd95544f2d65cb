"""What a group keeps in Cassandra, by Cassandra's own word and by its instances'."""

import re
from collections.abc import Mapping
from functools import cached_property

from probes.errors import CannotTell, NotApplicable
from probes.questions import argv
from readers import files
from readers.answered import answered, lines
from readers.axway import kps
from readers.axway.domain import Domain, Group
from readers.axway.instance import Instance
from readers.axway.kps import Backup, CassandraConfig
from readers.cassandra import QUORUM, Cassandra
from readers.cassandra_ring import hosts

USUAL = 9042
_LEVEL = re.compile(r'name="(?P<name>\w*[Cc]onsistency\w*)"><value>(?P<level>[A-Z_]+)<')
_LEVELS = r'name="[A-Za-z]*[Cc]onsistency[A-Za-z]*"><value>[A-Z_]+<'


class GroupData:
    """The keyspace of one group of the inventory."""

    def __init__(self, group: Group) -> None:
        """Nothing is asked yet."""
        self.group, self.declared = group, group.settings

    @cached_property
    def rings(self) -> tuple[Cassandra, ...]:
        """Every Cassandra of the inventory."""
        return self.group.instances[0].node.rings

    @cached_property
    def ring(self) -> Cassandra:
        """The one that is declared for the group. Not applicable where none is."""
        found = [one for one in self.rings if one.name == self.declared.store]
        if not found:
            raise NotApplicable(
                f"the inventory has no store for {self.group}: nothing in Cassandra"
            )
        return found[0]

    @property
    def keyspace(self) -> str:
        """Its name as declared."""
        return str(self.declared.keyspace)

    @property
    def unlike_declared(self) -> list[str]:
        """Say where Cassandra holds something of the group and the inventory does not, or not so.

        By this the upgrade is given `--no_cassandra`, or is not.
        """
        if not self.rings:
            raise CannotTell(
                "the inventory has no Cassandra to look into",
                "See in Policy Studio that no KPS collection of the group is in Cassandra.",
            )
        usual = self.group.default_keyspace
        if self.declared.store:
            wanted = {self.keyspace, usual}
            if wanted & set(self.ring.keyspaces):
                return []
            return [f"{self.group}: {self.ring.name} holds neither {' nor '.join(sorted(wanted))}"]
        return [
            f"{self.group}: {ring.name} holds {usual}, the inventory names no store for the group"
            for ring in self.rings
            if usual in ring.keyspaces
        ]

    @property
    def misnamed(self) -> list[str]:
        """Say where the declared keyspace is not there, empty, or one of two that it may be."""
        ring, name, usual = self.ring, self.keyspace, self.group.default_keyspace
        if name not in ring.keyspaces:
            like = [one for one in ring.keyspaces if one.endswith(usual[-8:])] or ["none like it"]
            return [f"{self.group}: there is no keyspace {name}; there is {', '.join(like)}"]
        if name != usual and usual in ring.keyspaces:
            return [f"{self.group}: {name} is declared, and {usual}, its default, is there too"]
        ring.tables(name)  # CannotTell of one without a table
        return []

    @property
    def rows(self) -> dict[str, int]:
        """How many rows each table has. Blocked where a quorum fails for members that are down."""
        try:
            found = dict(self.ring.rows(self.keyspace))
        except CannotTell as error:
            if QUORUM in error.why:
                _ = [member.entry for member in self.ring.members]
            raise
        if not any(found.values()):
            raise CannotTell(
                f"{self.group}: no table of {self.keyspace} has a row",
                "Is it the keyspace that the group uses?",
            )
        return found

    @property
    def short_of_replicas(self) -> list[str]:
        """Name the members that do not answer at LOCAL_QUORUM for the group's keyspace."""
        return self.ring.short_of_replicas(self.keyspace)

    @property
    def levels(self) -> Mapping[str, str]:
        """Give the consistency levels that its configuration names, read where it is deployed."""
        of = self.group.instances[0]
        folder = of.old.at(f"groups/{of.place(of.old).group_id}/conf")
        script = argv("grep", "-r", "-h", "-o", "-E", "-e", _LEVELS, "--", folder)
        answer = of.node.run(script, root=True)
        if files.absent(answer):
            raise CannotTell(f"{of.node.name}: there is no {folder}")
        rows = lines(answered(answer, script, accept=(0, 1)), script)
        found = [_LEVEL.fullmatch(row) for row in rows]
        if not found or not all(found):
            raise CannotTell(
                f"{self.group}: the configuration below {folder} names no consistency level",
                "See in Policy Studio, Key Property Stores, the data source of API Portal.",
            )
        return {one["name"]: one["level"] for one in found if one}

    @property
    def weak_levels(self) -> list[str]:
        """Name the levels that are no quorum; with several datacenters, those that wait for all."""
        far = len(self.ring.settings.keyspaces.get(self.keyspace, ())) > 1
        good = {"LOCAL_QUORUM"} if far else {"QUORUM", "LOCAL_QUORUM"}
        wanted = " or ".join(sorted(good))
        return [
            f"{self.group}: {name} is {level}, wanted {wanted}"
            for name, level in self.levels.items()
            if level not in good
        ]

    @property
    def diagnosis(self) -> str:
        """What the old kpsadmin finds wrong; empty where it finds nothing.

        That the same account is let in by it is asked before: else a refusal was a diagnosis.
        """
        _ = self.ring
        one = self.group.instances[0]
        one.old.kps_configuration(one.group_title, one.title)
        code, text, err = one.old.kpsadmin(one.group_title, one.title, "diagnostics")
        if code not in {0, 1} or not (text + err).strip():
            raise CannotTell(f"{one}: kpsadmin diagnostics: exit status {code}: {err[-160:]}")
        last = (err or text).strip().splitlines()[-1:] if code else []
        return f"{one}: {(last or ['it says no more than that'])[0][:200]}" if code else ""

    @cached_property
    def used(self) -> Mapping[str, CassandraConfig]:
        """What each instance of 7.7 says that it uses, by our names."""
        _ = self.ring
        return {one.name: used_by(one) for one in self.group.instances}

    @property
    def ports(self) -> frozenset[int]:
        """The client ports of the inventory."""
        return frozenset(int(one.rpartition(":")[2]) for one in self.ring.settings.addresses)

    @property
    def foreign_ports(self) -> list[str]:
        """Name the hosts that an instance asks on another port than the inventory has."""
        return [
            f"{name} asks {host}, the inventory has port {', '.join(map(str, sorted(self.ports)))}"
            for name, one in self.used.items()
            for host in one.hosts
            if int(host.rpartition(":")[2]) not in self.ports
        ]

    @property
    def foreign_keyspaces(self) -> list[str]:
        """Name the instances that use another keyspace than the group had before."""
        return [
            f"{name} uses {one.keyspace}, before it was {self.keyspace}"
            for name, one in self.used.items()
            if one.keyspace != self.keyspace
        ]

    @property
    def unsaved(self) -> list[str]:
        """Say it where no instance holds a backup of all its tables that is newer than apply."""
        tables = frozenset(one.lower() for one in self.ring.tables(self.keyspace))
        found, near = list[Backup](), list[str]()
        for one in self.group.instances:
            applied = one.node.upgrade.written("apply")
            copies = _backups(one)
            found += [
                copy for copy in copies
                if copy.made > applied and tables <= copy.tables and not copy.empty
            ]  # fmt: skip
            near += [
                f"{one.name}: {copy.key} of {copy.made:%Y-%m-%d %H:%M} UTC lacks "
                f"{', '.join(sorted(tables - copy.tables)) or 'nothing'}"
                f"{', is older than apply' if copy.made <= applied else ''}"
                f"{', has empty files' if copy.empty else ''}"
                for copy in copies[-1:]
            ]
        return [] if found else near or [f"{self.group}: no instance has a backup of kpsadmin"]


def used_by(instance: Instance) -> CassandraConfig:
    """Give which Cassandra an instance of 7.7 uses, by its own word."""
    told = instance.new.kps_configuration(instance.group_title, instance.title)
    found = [one for one in told.configs if one.instance == instance.title]
    if len(found) != 1:
        said = "; ".join(told.refusing) or "nothing"
        raise CannotTell(f"{instance}: kpsadmin tells nothing of it, but: {said}")
    return found[0]


def _backups(instance: Instance) -> tuple[Backup, ...]:
    folder = instance.new.at(f"{instance.folder(instance.new)}/conf/kps/backup")
    script = kps.backups_script(folder)
    answer = instance.node.run(script, root=True)
    if files.absent(answer):
        return ()
    return kps.backups(answered(answer, script), f"{instance.node.name}: {folder}")


def port_problems(ring: Cassandra) -> list[str]:
    """Name the members and instances with another client port than the inventory.

    Not applicable where that is the usual one.
    """
    wanted = {int(one.rpartition(":")[2]) for one in ring.settings.addresses}
    if wanted == {USUAL}:
        raise NotApplicable(f"the client port is {USUAL}, the usual one")
    wrong = [
        f"{one}: cassandra.yaml has port {one.yaml.native_transport_port}, the inventory {one.port}"
        for one in hosts(ring)
        if one.yaml.native_transport_port != one.port
    ]
    groups = [GroupData(one) for one in Domain(ring.engine, ring.inventory).groups]
    mine = [one for one in groups if one.declared.store == ring.name]
    return wrong + [problem for one in mine for problem in one.foreign_ports]
