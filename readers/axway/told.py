"""What a host's tools and processes tell of themselves, beside what is really there."""

from collections.abc import Iterator

from readers.axway.analytics import Analytics
from readers.axway.installation import Installation
from readers.axway.instance import Instance
from readers.axway.node import AxwayNode
from readers.axway.running import Running

RELEASE = "7.7"
QUICKSTART = "QuickStart Group"


def manager_doubts(of: Installation) -> list[str]:
    """Name it where `nodemanager -s`, asked as the owner, says another thing than /proc."""
    found = tuple(one for one in of.running if one.manager)
    return _doubts("nodemanager -s", said=of.status("nodemanager"), found=found)


def instance_doubts(one: Instance, of: Installation) -> list[str]:
    """Name it where `startinstance -s`, asked as the owner, says another thing than /proc."""
    return _doubts("startinstance -s", said=one.says_it_runs(of), found=one.running(of))


def _doubts(tool: str, *, said: bool, found: tuple[Running, ...]) -> list[str]:
    if said == bool(found):
        return []
    there = ", ".join(map(str, found)) or "there is no process of it"
    return [f"{tool} says {'running' if said else 'not running'}; {there}"]


def quickstart(of: Installation) -> list[str]:
    """Name what there is of the QuickStart tutorial."""
    groups = [f"the group {one.name}" for one in of.topology.groups if one.name == QUICKSTART]
    folder = "webapps/quickstart"
    return groups + ([folder] if of.node.file(of.at(folder)) else [])


def not_new(node: AxwayNode) -> list[str]:
    """Name what on a host is not 7.7 of the new installation: its processes, what lies there."""
    return [*_processes(node), *_installed(node.new)]


def _processes(node: AxwayNode) -> Iterator[str]:
    found = node.running
    if not found:
        yield "no process of the product runs"
    before = f"{node.new.real}/"
    for one in (one for one in found if not one.exe.startswith(_beside(node))):
        if not _is_new(one.version) or not one.exe.startswith(before):
            yield f"{one}: not {RELEASE} of {node.new.path}"
        elif one.gone:
            yield f"{one}: its program was replaced after it began"


def _beside(node: AxwayNode) -> tuple[str, ...]:
    """Give where the new Analytics lies on the host: a vshell, too, and a product of its own."""
    declared = node.inventory.axway and node.inventory.axway.analytics
    if not declared or declared.node != node.name:
        return ()
    return (f"{Analytics(node.engine, node.inventory, node.name).real('new')}/",)


def _installed(of: Installation) -> Iterator[str]:
    if not _is_new(level := of.version.level):
        yield f"{of.path} holds {level}"
    if not _is_new(base := of.topology.product):
        yield f"its topology.json tells {base}"


def _is_new(version: str) -> bool:
    """Whether it is 7.7, as 7.7.0 and `7.7 SP1` are; 7.70 is not."""
    return version.replace(" ", ".").split(".")[:2] == RELEASE.split(".")
