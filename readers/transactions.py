"""What the node's history says of one service's package: its last change, and undoing it."""

from collections.abc import Mapping, Sequence
from contextlib import suppress

from probes.errors import CannotTell, NotApplicable
from readers import rpm, yum_history
from readers.rpm import Package
from readers.service import RpmService
from readers.yum_history import Outcome, TransactionInfo


def last_change(service: RpmService) -> TransactionInfo:
    """Give the newest transaction that did anything to the service's package."""
    name = service.package_name
    script = yum_history.history_script(name)
    listed = yum_history.history(service.node.run(script, root=True))
    if not listed:
        raise CannotTell(f"{service.name}: the history knows nothing of {name}")
    newest = max(one.id for one in listed)
    told = yum_history.info(service.node.run(yum_history.info_script(newest), root=True))
    if told is None or not any(one.name == name for one in told.changes):
        raise CannotTell(f"{service.name}: transaction {newest} is listed and tells nothing of it")
    return told


def undo_plan(service: RpmService, transaction: int) -> Outcome:
    """Give what undoing a transaction would do; nothing is done."""
    script = yum_history.undo_plan_script(transaction)
    return yum_history.outcome(service.node.run(script, root=True, slow=True))


def taken_back(service: RpmService) -> TransactionInfo:
    """Give the last change, where the package was upgraded. Not applicable where it never was.

    An upgrade that was not taken back yet is an answer: whoever asks sees the new version.
    """
    change, package = last_change(service), service.package
    if package.vendor == service.hop.from_ and not change.does("Downgrade", package.name):
        raise NotApplicable(f"{service.name}: {package} was not upgraded")
    return change


def taken_back_of(services: Sequence[RpmService]) -> tuple[TransactionInfo, ...]:
    """Give the last changes of all that were upgraded. Not applicable where nothing was.

    What one of them changed is seen through the others, too: they share the stores.
    """
    found = list[TransactionInfo]()
    for service in services:
        with suppress(NotApplicable):
            found.append(taken_back(service))
    if not found:
        names = ", ".join(service.name for service in services)
        raise NotApplicable(f"nothing was upgraded: {names}")
    return tuple(found)


def files(service: RpmService, folder: str) -> Mapping[str, Package]:
    """Give the whole package files of a folder that are for this service and node, by path."""
    names = [name for name in service.manager.names(folder) if name.endswith(".rpm")]
    paths = [f"{folder}/{name}" for name in names if name.startswith(service.package_name)]
    fitting = set(service.on_file)
    found = dict[str, Package]()
    for path in paths:
        held = rpm.package_file(service.node.run(rpm.file_script(path), root=True)).package
        if held in fitting and held is not None:
            found[path] = held
    return found
