"""What must hold before another try: the new installation cleaned on all hosts, logs kept."""

from probes.errors import CannotTell, NotApplicable
from probes.questions import argv
from readers.answered import answered, lines
from readers.axway.domain import Domain
from readers.axway.node import AxwayNode
from readers.axway.settings import LICENCES
from readers.axway.taken_back import BACKUP, cleaned, moved
from readers.axway.upgrade_tool import OUT

KEPT = "sysupgrade-failed.tar"
"""Beside `apigateway`: where the plan of the way back packs what sysupgrade wrote."""


def not_reset(node: AxwayNode) -> list[str]:
    """Say what `clean` has not reset on a host. Not applicable where it ran on none."""
    cleaned(node)
    who, new = f"{node.name}: {node.new.path}", node.new
    if not node.file(new.at(BACKUP)):
        return [f"{who}: clean did not run here"]
    status = node.upgrade.status
    odd = [f"{who}: sysupgrade status says {status.text!r}"] if status.done else []
    odd += [f"{who}: {name} is still there" for name in new.begun]
    kept = [name for name in node.names(new.at(LICENCES)) or () if name.endswith(".lic")]
    return odd + ([] if kept else [f"{who}: there is no licence in {LICENCES}"])


def not_repeated(domain: Domain) -> list[str]:
    """Name the hosts that have to be applied again, as a step was repeated on the first one.

    Not applicable where nothing shows that one was: the first host was applied before all others.
    """
    first = next(one for one in domain.nodes if one.name == domain.first.name)
    others = [one for one in domain.nodes if one.name != first.name]
    applied = [one for one in others if one.upgrade.status.has("apply")]
    again = bool(first.file(first.new.at(BACKUP)))
    if not first.upgrade.status.has("apply"):
        odd = [f"{one.name}: its topology is of a domain that {first.name} lost" for one in applied]
    else:
        since = first.upgrade.written("apply")
        odd = [
            f"{one.name}: applied {one.upgrade.written('apply'):%H:%M:%S} UTC, before"
            f" {first.name} was, {since:%H:%M:%S} UTC"
            for one in applied
            if one.upgrade.written("apply") < since
        ]
    if not odd and not again:
        raise NotApplicable(f"no step was repeated on {first.name}, the first host")
    return odd


def not_kept(node: AxwayNode) -> list[str]:
    """Say what of a failed try was not kept on a host. Not applicable where nothing was done."""
    moved(node)
    place = f"{node.new.path.rpartition('/')[0]}/{KEPT}"
    found = node.file(place)
    if found is None or not found.size:
        return [f"{node.name}: {place}: {'it is empty' if found else 'there is no such archive'}"]
    script = argv("tar", "-tf", place)
    names = lines(answered(node.run(script, root=True, slow=True), script), script)
    logs = [name for name in names if f"{OUT}/logs/" in name and name.endswith(".log")]
    if not logs:
        return [f"{node.name}: {place}: not one log of sysupgrade is in it"]
    written = node.names(node.new.at(f"{OUT}/logs"))
    if written is None:  # clean took them away: what was kept is all there is
        return []
    if not any(name.endswith(".log") for name in written):
        raise CannotTell(f"{node.name}: there is no log in {OUT}/logs to compare with")
    held = {name.rpartition("/")[2] for name in logs}
    return [
        f"{node.name}: {place}: {name} is not in it"
        for name in sorted(set(written) - held)
        if name.endswith(".log")
    ]
