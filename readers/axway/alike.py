"""Whether the instances of a group run one thing: as told, as handed out, as it lies there."""

from probes.errors import CannotTell, NotApplicable
from readers.axway import agreement, deployments
from readers.axway.deployments import Archive
from readers.axway.domain import Group


def misreported(group: Group) -> list[str]:
    """Name the instances that themselves say to run another archive than the manager tells."""
    told = group.deployments  # first: it knows why one is not told
    said = group.running_ids
    return [
        f"{name} says {key}, {group.domain.first.endpoint} tells {told[name].id}"
        for name, key in said.items()
        if key != told[name].id
    ]


def archives(group: Group) -> dict[str, Archive | str]:
    """Give what the manager hands out of each instance: the archive, or `HTTP 503` and such."""
    _ = group.deployments
    topology, first = group.domain.topology, group.domain.first
    return {
        one.name: first.archive_of(topology.instance(group.title, one.title).id)
        for one in group.instances
    }


def unlike_archives(group: Group) -> list[str]:
    """Name the instances whose archive the manager does not hand out, or whose is another."""
    return deployments.unlike_archives(archives(group))


def deployed(group: Group, which: str) -> dict[str, dict[str, str]]:
    """Give the hashes of the files of what runs, on each node."""
    found: dict[str, dict[str, str]] = {}
    for one in group.instances:
        of, key = getattr(one, which), group.deployments[one.name].id
        folder = of.at(f"groups/{one.place(of).group_id}/conf/{key}")
        if not (tree := one.node.tree(folder)):
            raise CannotTell(f"{one.node.name}: there is no {folder}")
        found[one.node.name] = tree
    return found


def unlike_files(group: Group, which: str) -> list[str]:
    """Name the deployed files that are not alike on all its nodes."""
    if len(found := deployed(group, which)) == 1:
        raise NotApplicable(f"the group {group.name} is on one node")
    return agreement.trees(found)
