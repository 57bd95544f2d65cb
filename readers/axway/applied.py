"""What `sysupgrade apply` has made on a host: its Node Manager, its instances, its place."""

from probes.errors import NotApplicable
from readers.axway.domain import Domain
from readers.axway.instance import Instance
from readers.axway.manager import AdminNodeManager
from readers.axway.node import AxwayNode
from readers.axway.settings import CA_FILES


def unlike_the_new(manager: AdminNodeManager, wanted: str) -> list[str]:
    """Say it where an Admin Node Manager does not answer, or is not of the new release."""
    if refusal := manager.refusal:
        return [refusal]
    base = ".".join(wanted.split(".")[:2])
    found = manager.topology.product
    if found == base or found.startswith(f"{base}."):
        return []
    return [f"{manager}: its topology is of {found}, not of {base}: the old one answers?"]


def ca_missing(manager: AdminNodeManager) -> list[str]:
    """Name the files of the domain's CA that an applied host must have: the first one has all."""
    domain = Domain(manager.node.engine, manager.inventory)
    wanted = CA_FILES if manager.name == domain.first.name else CA_FILES[:1]
    there = manager.node.new.ca_files
    new = manager.node.new
    return [f"{manager.name}: {new.at(one)} is not there" for one in wanted if one not in there]


def unwell(manager: AdminNodeManager) -> list[str]:
    """Name the instances beside an Admin Node Manager that do not say that they are well."""
    mine = manager.axway.instances_of(node=manager.name)
    if not mine:
        raise NotApplicable(f"{manager.name} has no instance")
    ones = [Instance(manager.node.engine, manager.inventory, name) for name in mine]
    said = [(one, one.refusal or one.health) for one in ones]
    return [f"{one}: {word}" for one, word in said if word != "ok"]


def not_joined(host: AxwayNode) -> list[str]:
    """Name what of a host the domain does not know: its Node Manager, its instances."""
    domain = Domain(host.engine, host.inventory)
    if refusal := domain.first.refusal:
        return [f"{host.name}: who knows it can not be asked: {refusal}"]
    known, mine = domain.topology, host.old.host_name
    there = {(one.group, one.name) for one in known.services if one.host == mine}
    declared = domain.axway.instances_of(node=host.name)
    wanted = [Instance(host.engine, host.inventory, name) for name in declared]
    missing = [
        f"{one.title} of {one.group_title}" for one in wanted
        if (one.group_title, one.title) not in there
    ]  # fmt: skip
    if not any(one.host == mine for one in known.managers):
        missing.insert(0, "its Node Manager")
    return [f"{host.name}: {domain.first.endpoint} does not know {one}" for one in missing]
