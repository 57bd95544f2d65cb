"""A group, and the whole domain: what must hold between hosts and instances."""

from collections.abc import Mapping
from functools import cached_property

from inventory import Inventory
from probes.engine import Engine
from probes.errors import CannotTell, NotApplicable
from readers import sites
from readers.axway import deployments, health, kps, listeners, rights, scanners
from readers.axway.acknowledging import unacknowledged
from readers.axway.api_manager import ApiManager
from readers.axway.deployments import Deployment
from readers.axway.instance import Instance
from readers.axway.manager import ROLE, AdminNodeManager
from readers.axway.node import AxwayNode
from readers.axway.settings import CA_KEY
from readers.axway.topology import Topology
from readers.backups import node_of
from readers.node import NodeReader


class Domain:
    """All hosts, groups and instances of the inventory."""

    def __init__(self, engine: Engine, inventory: Inventory) -> None:
        """Nothing is asked yet."""
        self.engine, self.inventory = engine, inventory
        if inventory.axway is None:
            raise CannotTell("the inventory has no section axway")
        self.axway = inventory.axway

    def __repr__(self) -> str:
        """Name it as a message does."""
        return self.inventory.environment

    @cached_property
    def nodes(self) -> tuple[AxwayNode, ...]:
        """Every host of the domain."""
        hosts = self.inventory.domain_nodes()
        return tuple(AxwayNode(self.engine, self.inventory, one.name) for one in hosts)

    @cached_property
    def managers(self) -> tuple[AdminNodeManager, ...]:
        """Every Admin Node Manager."""
        nodes = self.inventory.with_role(ROLE)
        return tuple(AdminNodeManager(self.engine, self.inventory, one.name) for one in nodes)

    @cached_property
    def first(self) -> AdminNodeManager:
        """The one that --anm_host names."""
        name = self.axway.first_of(tuple(one.name for one in self.managers))
        return next(one for one in self.managers if one.name == name)

    @property
    def backups_node(self) -> NodeReader:
        """The node where dumps and the copy of the CA lie."""
        return node_of(self.engine, self.inventory)

    @property
    def anm_host(self) -> str:
        """The word for --anm_host."""
        return self.axway.host_name(self.first.name)

    @property
    def topology(self) -> Topology:
        """The domain as the first Admin Node Manager sees it."""
        return self.first.topology

    @property
    def fips(self) -> bool:
        """Whether it runs in FIPS mode. CannotTell where the topology does not say."""
        if (found := self.topology.fips) is None:
            raise CannotTell(
                f"{self.first.endpoint}: the topology does not say whether it is in FIPS mode",
                "Look for `fips` in groups/topology.json, and attest it.",
            )
        return found

    @property
    def seen(self) -> Mapping[str, Topology]:
        """The domain as each Admin Node Manager sees it, by node."""
        return {one.name: one.topology for one in self.managers}

    def on_disk(self, which: str) -> Mapping[str, Topology]:
        """Give the domain as each host's topology.json of `old` or `new` has it, by node."""
        return {one.name: getattr(one, which).topology for one in self.nodes}

    @property
    def frozen(self) -> dict[str, object]:
        """What must not move from the export on: topology, and what each instance runs."""
        told = self.first.deployments.items()
        running = {f"{group}/{instance}": one.state for (group, instance), one in told}
        return {"topology": self.topology.state, "deployments": dict(sorted(running.items()))}

    def running(self, which: str) -> list[str]:
        """Name every process of `old` or `new`, on every host: none is left, or none begun."""
        return [
            f"{node.name}: {one}" for node in self.nodes for one in getattr(node, which).running
        ]

    def site(self, name: str, path: str) -> int:
        """Give the status of a path of `load_balancer`, `api_manager` or `portal`.

        Asked from the node that the inventory says, else from the first Admin Node Manager's.
        """
        site = getattr(self.axway, name)
        if site is None:
            raise CannotTell(f"the inventory has no axway.{name}")
        via = site.reach.via if site.reach and site.reach.via else self.first.name
        return sites.status(self.engine, via, site, path)

    @property
    def foreign_hosts(self) -> list[str]:
        """Name the hosts that only the topology, or only the inventory, knows."""
        declared = {self.axway.host_name(one.name) for one in self.nodes}
        found = set(self.topology.names)
        return [f"{name}: not in the inventory" for name in sorted(found - declared)] + [
            f"{name}: not in the topology" for name in sorted(declared - found)
        ]

    def key_holders(self, which: str) -> tuple[str, ...]:
        """Name the nodes that hold the key of the domain's CA, in `old` or `new`."""
        found = (one for one in self.nodes if one.file(getattr(one, which).at(CA_KEY)))
        return tuple(one.name for one in found)

    @property
    def further_keys(self) -> list[str]:
        """Name the copies of the CA's key that nobody acknowledged: those beside the first's."""
        holders = self.key_holders("old")
        if not holders:
            raise NotApplicable("no host has the key of the domain's CA: it is another one's")
        copies = [one for one in self.nodes if one.name in holders and one.name != self.first.name]
        return [line for one in copies for line in unacknowledged(one.old, one.old.sums(CA_KEY))]

    @property
    def ca_files(self) -> dict[str, list[str]]:
        """Which of the CA's files lie on the hosts that have its key, where it runs now."""
        found = {one.name: list(one.serving.ca_files) for one in self.nodes}
        held = {name: names for name, names in found.items() if CA_KEY in names}
        if not held:
            raise NotApplicable("no host has the key of the domain's CA: it is another one's")
        return held

    def ca_files_lost(self, before: Mapping[str, list[str]]) -> list[str]:
        """Name the files of the CA that a host had before, and has no more."""
        found = {one.name: set(one.serving.ca_files) for one in self.nodes}
        return [
            f"{name}: {one} is missing"
            for name, names in sorted(before.items())
            for one in names
            if one not in found.get(name, set())
        ]

    @property
    def unplanned_rights(self) -> list[str]:
        """Name the changes of acl.json that nobody acknowledged, on hosts with a login."""
        return [line for one in self.managers for line in rights.unplanned(one.node)]

    @property
    def rights_not_merged(self) -> list[str]:
        """Name the changes of acl.json that are not in the new one."""
        return [line for one in self.managers for line in rights.not_merged(one.node)]

    def levels(self, which: str) -> Mapping[str, str]:
        """Give version and service pack of each host, by node."""
        return {one.name: getattr(one, which).version.level for one in self.nodes}

    @cached_property
    def groups(self) -> tuple["Group", ...]:
        """Every group."""
        return tuple(Group(self.engine, self.inventory, name) for name in self.axway.groups)

    @property
    def api_managers(self) -> tuple[ApiManager, ...]:
        """API Manager of each instance that has one: they share their data in a group."""
        return tuple(one.api_manager for one in self._with_api_manager)

    @property
    def nodes_with_api_manager(self) -> tuple[AxwayNode, ...]:
        """The hosts on which API Manager runs, each once."""
        return tuple({one.node.name: one.node for one in self._with_api_manager}.values())

    @property
    def _with_api_manager(self) -> list[Instance]:
        instances = (one for group in self.groups for one in group.instances)
        if found := [one for one in instances if one.has_api_manager]:
            return found
        raise NotApplicable("no group of the inventory has api_manager: true")

    @property
    def data_keepers(self) -> tuple[ApiManager, ...]:
        """API Manager of one instance of each group, for what takes many questions."""
        wanted = {group.instances[0].name for group in self.groups if group.instances}
        return tuple(one for one in self.api_managers if one.name in wanted)

    @property
    def managed(self) -> dict[str, dict[str, dict[str, dict[str, str]]]]:
        """What API Manager has, by group: the instances of one share it, so its first one tells."""
        first = {one.name: one.instances[0] for one in self.groups if one.settings.api_manager}
        if not first:
            raise NotApplicable("no group has API Manager")
        return {name: one.api_manager.content for name, one in first.items()}


class Group:
    """One group of the inventory."""

    def __init__(self, engine: Engine, inventory: Inventory, name: str) -> None:
        """Nothing is asked yet."""
        self._engine, self.inventory, self.name = engine, inventory, name
        self.domain = Domain(engine, inventory)
        self.settings = self.domain.axway.groups[name]
        self.title = self.settings.name or name

    def __repr__(self) -> str:
        """Name it as a message does."""
        return self.name

    @cached_property
    def instances(self) -> tuple[Instance, ...]:
        """Its instances."""
        found = self.domain.axway.instances_of(group=self.name)
        return tuple(Instance(self._engine, self.inventory, name) for name in found)

    @property
    def api_managers(self) -> tuple[ApiManager, ...]:
        """API Manager of each of its instances. Not applicable where the group has none."""
        return tuple(one.api_manager for one in self.instances)

    @property
    def lock(self) -> str:
        """Who holds it; empty: nobody."""
        return self.domain.topology.group(self.title).lock

    @property
    def deployments(self) -> Mapping[str, Deployment]:
        """What each of its instances runs, by our names. CannotTell where one is not told."""
        topology, told = self.domain.topology, self.domain.first.deployments
        found: dict[str, Deployment] = {}
        for one in self.instances:
            place = topology.instance(self.title, one.title)
            if (place.group_id, place.id) not in told:
                listeners.manager_needed(one.node)
                one.get(health.PATH)
                raise CannotTell(
                    f"{self.domain.first.endpoint} tells no deployment of {one.name}",
                    "Start its Node Manager and the instance, and look again.",
                )
            found[one.name] = told[place.group_id, place.id]
        strangers = {one.name for one in topology.group(self.title).services}
        if strange := strangers - {one.title for one in self.instances}:
            raise CannotTell(f"{self.title}: not in the inventory: {', '.join(sorted(strange))}")
        return found

    @property
    def unlike(self) -> list[str]:
        """Name what differs between its instances, and those that have not loaded it."""
        return deployments.unlike(self.deployments)

    @property
    def running_ids(self) -> dict[str, str]:
        """What each instance itself says that it runs, by our names."""
        topology, first = self.domain.topology, self.domain.first
        return {
            one.name: first.archive_id(topology.instance(self.title, one.title).id)
            for one in self.instances
        }

    @property
    def scanners(self) -> dict[str, tuple[Instance, dict[str, tuple[str, ...]]]]:
        """The virus scanners that each instance calls, with the features that license them."""
        return scanners.of_instances(self.instances, self.name)

    def files(self, which: str) -> dict[str, dict[str, str]]:
        """Give the hashes of the deployed files on each node, below the group's `conf`."""
        found: dict[str, dict[str, str]] = {}
        for one in self.instances:
            of = getattr(one, which)
            folder = of.at(f"groups/{one.place(of).group_id}/conf")
            if (tree := one.node.tree(folder)) is None:
                raise CannotTell(f"{one.node.name}: there is no {folder}")
            found[one.node.name] = tree
        return found

    @property
    def default_keyspace(self) -> str:
        """The name of its keyspace where nobody chose another."""
        return kps.keyspace_of(self.domain.topology.id, self.domain.topology.group(self.title).id)
