"""Whether what should run of an installation runs, by its programs, its tools and its ports."""

from readers.axway.installation import Installation
from readers.axway.instance import Instance
from readers.axway.node import AxwayNode
from readers.axway.running import Running


def down(instance: Instance, of: Installation) -> list[str]:
    """Say why an instance does not run as it should, in sentences."""
    found = instance.running(of)
    who = f"{instance.title} of {instance.group_title} on {instance.node.name}"
    odd = _counted(who, of, found)
    if found and not instance.says_it_runs(of):
        odd.append(f"{who}: startinstance -s says that it does not run")
    if found and (silent := instance.silent_ports(of)):
        odd.append(f"{who}: nobody listens on {', '.join(map(str, silent))}")
    return odd


def manager_down(node: AxwayNode, of: Installation) -> list[str]:
    """Say why a host's Node Manager does not run as it should, in sentences."""
    found = tuple(one for one in of.running if one.manager)
    mine = [one for one in of.topology.managers if one.host == of.host_name]
    who, odd = f"the Node Manager on {node.name}", list[str]()
    odd += _counted(who, of, found)
    if not mine:
        odd.append(f"{who}: the topology does not know it")
    if found and not of.status("nodemanager"):
        odd.append(f"{who}: nodemanager -s says that it does not run")
    if found and (silent := node.silent(*(one.port for one in mine))):
        odd.append(f"{who}: nobody listens on {', '.join(map(str, silent))}")
    return odd


def not_running(node: AxwayNode, of: Installation, version: str) -> list[str]:
    """Name what the old topology has on a host and does not run of an installation.

    `version`: how the versions of what runs begin.
    """
    wanted = [one for one in node.old.topology.instances if one.host == node.old.host_name]
    odd = _counted(f"the Node Manager on {node.name}", of, [o for o in of.running if o.manager])
    for one in wanted:
        found = [o for o in of.running if (o.name, o.group) == (one.name, one.group)]
        odd += _counted(f"{one.name} of {one.group} on {node.name}", of, found)
    return odd + [
        f"{node.name}: {one}: its title does not say {version}"
        for one in of.running
        if one.version.partition(" ")[0] != version and not one.version.startswith(f"{version}.")
    ]


def _counted(who: str, of: Installation, found: tuple[Running, ...] | list[Running]) -> list[str]:
    """Say that none runs, that several do, or that the program was replaced below it."""
    if not found:
        return [f"{who} does not run of {of.path}"]
    if len(found) > 1:
        return [f"{who} runs {len(found)} times: pids {', '.join(str(one.pid) for one in found)}"]
    if found[0].gone:
        return [f"{who}: the program of pid {found[0].pid} was replaced since it was started"]
    return []
