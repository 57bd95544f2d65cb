"""What the three steps of sysupgrade tell of a host: their status beside their logs."""

from probes.errors import CannotTell
from readers.axway.domain import Domain
from readers.axway.instance import Instance
from readers.axway.node import AxwayNode
from readers.axway.upgrade_tool import STEPS


def at_odds(host: AxwayNode) -> list[str]:
    """Name the steps of which status and logs do not say the same: begun, and not ended."""
    said, begun = host.upgrade.status, host.upgrade.logs
    found = list[str]()
    for step in STEPS:
        if said.has(step) and step not in begun:
            found.append(f"{host.name}: {step} is done by the status, and it has left no log")
        if step in begun and not said.has(step):
            found.append(f"{host.name}: {step} was begun, and did not end well: {said.text!r}")
    return found


def unread(host: AxwayNode) -> list[str]:
    """Tell the warnings that nobody accepted, of all logs that there are."""
    tool = host.upgrade
    if not tool.logs:
        raise CannotTell(f"{host.name}: there is none of the three logs", "Did export run here?")
    return [
        row
        for step in tool.logs
        for row in tool.telling(step, (line.told for line in tool.unaccepted(step)))
    ]


def carried_jvm(instance: Instance) -> list[str]:
    """Tell the warnings that this instance's jvm.xml is carried over, which nobody accepted."""
    tool, folder = instance.node.upgrade, instance.folder(instance.old)
    lines = [one for one in tool.unaccepted("export") if one.known and one.known.code == "E04"]
    return tool.telling("export", (one.told for one in lines if f"{folder}/" in one.text))


def begun_early(domain: Domain) -> list[str]:
    """Name the hosts where apply was begun while another one is not exported and upgraded."""
    behind = [row for host in domain.nodes for row in host.upgrade.undone("export", "upgrade")]
    begun = [host.name for host in domain.nodes if "apply" in host.upgrade.logs]
    return behind + [f"{name}: apply was begun already" for name in begun]
