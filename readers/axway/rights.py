"""Who may do what, before and after: the roles and permissions that were added to acl.json."""

from readers.axway.acknowledging import dropped, unacknowledged
from readers.axway.node import AxwayNode

ACL = "conf/acl.json"


def changes(node: AxwayNode) -> tuple[str, ...]:
    """Name the entries of the old acl.json that are not as an old release ships them."""
    return node.old.acl.beyond(node.new.factory_acl())


def unplanned(node: AxwayNode) -> list[str]:
    """Name the changes of a host, unless somebody acknowledged the file as it is."""
    if not (found := changes(node)):
        return []
    lines = unacknowledged(node.old, node.old.sums(ACL))
    return [f"{one}; in it: {', '.join(found)}" for one in lines]


def not_merged(node: AxwayNode) -> list[str]:
    """Name the changes that the new acl.json has not, unless they were dropped on purpose."""
    if (node.old.sums(ACL)[ACL] or "") in dropped(node.old):
        return []
    names = tuple(one.rpartition(": ")[0] for one in changes(node))
    lacking = node.new.acl.lacks(node.old.acl, names)
    return [f"{node.name}: {node.new.at(ACL)}: {one} is not as in the old file" for one in lacking]
