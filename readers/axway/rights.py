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
    return _lacking(node, names)


def login_lacks(node: AxwayNode, user: str) -> list[str]:
    """Name what an administrator's roles stand for in the old acl.json, and not in the new one.

    One who is in no file logs in by way of a directory: then every change may be needed.
    """
    old = node.old.acl
    roles = node.old.admin_users.users.get(user)
    if roles is None:
        return not_merged(node)
    names = [f"roles/{role}" for role in roles]
    held = {one for name in names for one in old.entries.get(name, ())}
    return _lacking(node, (*names, *sorted(f"permissions/{one}" for one in held)))


def _lacking(node: AxwayNode, names: tuple[str, ...]) -> list[str]:
    lacking = node.new.acl.lacks(node.old.acl, names)
    return [f"{node.name}: {node.new.at(ACL)}: {one} is not as in the old file" for one in lacking]
