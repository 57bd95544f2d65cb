"""The message store of ActiveMQ that an instance keeps: where it lies, and its copy.

How the configuration names it is not documented. KahaDB holds its files open, so the process tells.
"""

from datetime import datetime

from probes.errors import CannotTell, NotApplicable, Refused
from probes.questions import argv
from readers.answered import answered, lines
from readers.axway.installation import Installation
from readers.axway.instance import Instance
from readers.backups import listing, place_of

INDEX = "db.data"


def store_of(instance: Instance, of: Installation) -> str:
    """Give the folder of its store. Not applicable without one. Refused where it is down."""
    found = instance.running(of)
    if not found:  # that is a finding of its own, which blocks this one
        why = f"{instance.title} does not run of {of.path}: its open files tell nothing"
        raise Refused(instance.endpoint, why, "Start it.")
    if len(found) > 1:
        raise CannotTell(f"{instance.title} runs {len(found)} times of {of.path}")
    open_ = argv("find", f"/proc/{found[0].pid}/fd", "-type", "l", "-printf", r"%l\n")
    files = lines(answered(instance.node.run(open_, root=True), open_), open_)
    if not files:
        raise CannotTell(f"{instance.node.name}: {open_}: not one open file of a running process")
    folders = {one.rpartition("/")[0] for one in files if one.endswith(f"/{INDEX}")}
    if len(folders) > 1:
        raise CannotTell(
            f"{instance.title} holds several stores open: {', '.join(sorted(folders))}"
        )
    if not folders:
        raise NotApplicable(f"{instance.title} holds no message store of ActiveMQ open")
    return folders.pop()


def outside(instance: Instance, of: Installation) -> str:
    """Give the folder of a store that lies outside of the installation. Not applicable else."""
    folder = store_of(instance, of)
    if folder.startswith((f"{of.real}/", f"{of.path}/")):
        raise NotApplicable(f"the message store of {instance.title} lies in {of.path}: {folder}")
    return folder


def uncopied(instance: Instance, freeze: datetime) -> list[str]:
    """Say what of a store outside of the old installation has no copy of after the freeze."""
    folder = outside(instance, instance.old)
    place = place_of(instance.inventory, "activemq").rstrip("/")
    who = f"{instance.title} on {instance.node.name}: {folder}"
    if f"{folder}/".startswith(f"{place}/") or f"{place}/".startswith(f"{folder}/"):
        return [f"{who}: backups.activemq is the same place: it is no copy of itself"]
    if instance.node.file(place) is None:
        return [f"{who}: there is no copy at {place}"]
    wanted = {one.path for one in listing(instance.node, folder) if one.path != "lock"}
    held = {one.path: one for one in listing(instance.node, place)}
    odd = [f"{who}: {name} has no copy in {place}" for name in sorted(wanted - held.keys())]
    return odd + [
        f"{who}: the copy {place}/{name} is {_flaw(held[name].size)}"
        for name in sorted(wanted & held.keys())
        if not held[name].size or held[name].modified < freeze
    ]


def _flaw(size: int) -> str:
    return "of before the freeze" if size else "empty"
