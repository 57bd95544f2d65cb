"""Which virus scanners a group's configuration calls: by the types of its entities."""

import re
from collections.abc import Iterable

from probes.errors import CannotTell, NotApplicable
from probes.questions import argv
from readers.answered import answered, lines
from readers.axway.instance import Instance
from readers.node import NodeReader

# A scanner, as the type of its filter names it, and the features that license it.
FEATURES = {"mcafee": ("mcafee",), "sophos": ("sophos",), "clam": ("clam", "clamav")}
ICAP = "icap"
_TYPE = re.compile(r'type="(?P<type>\w+)"')


def types(node: NodeReader, folder: str) -> frozenset[str]:
    """Give the types of all entities below a folder. None at all is CannotTell."""
    grep = argv("grep", "-r", "-h", "-o", "-E", 'type="[A-Za-z0-9_]+"', "--", folder)
    answer = node.run(f"{grep} | sort -u", root=True, slow=True)
    rows = lines(answered(answer, f"types below {folder}"), folder)
    found = [_TYPE.fullmatch(row) for row in rows]
    if not found or not all(found):
        raise CannotTell(f"{node.name}: no entity is told below {folder}: {rows[:1]}")
    return frozenset(one["type"] for one in found if one)


def called(of: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Give the scanners that are called without ICAP, each with the features that license it."""
    if any(ICAP in name.lower() for name in of):
        return {}
    return {
        one: features
        for one, features in FEATURES.items()
        if any(one in name.lower() for name in of)
    }


def of_instances(
    instances: Iterable[Instance], group: str
) -> dict[str, tuple[Instance, dict[str, tuple[str, ...]]]]:
    """Give the scanners that each instance of a group calls, by the configuration that it runs.

    Not applicable where none calls one: nobody scans, or a server does by ICAP.
    """
    found = {
        one.name: (one, called(types(one.node, one.old.at(one.deployed(one.old)))))
        for one in instances
    }
    if not any(each for _, each in found.values()):
        raise NotApplicable(f"{group} calls no virus scanner but by ICAP")
    return found
