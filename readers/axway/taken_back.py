"""Whether there is something that could have been taken back; of nothing, no rollback is GO."""

from datetime import UTC, datetime
from typing import Protocol

from inventory import Inventory
from probes.engine import Engine
from probes.errors import CannotTell, NotApplicable
from probes.questions import argv
from readers.answered import answered
from readers.axway.domain import Domain
from readers.axway.node import AxwayNode
from readers.axway.upgrade_tool import OUT

BACKUP = "upgrade_backup"
_LSTART = "%a %b %d %H:%M:%S %Y"


class Asking(Protocol):
    """What can ask: a domain, a host, a Cassandra, the whole estate."""

    @property
    def engine(self) -> Engine:
        """Who asks."""

    @property
    def inventory(self) -> Inventory:
        """What the user told us."""


def moved(of: Asking) -> tuple[str, ...]:
    """Say what shows that the domain was moved. Not applicable where nothing does.

    That is: apply was begun on a host, the new installation was cleaned, or an old Node Manager was
    started after the export. Export and upgrade alone leave the old domain as it is.
    """
    domain = Domain(of.engine, of.inventory)
    found = tuple(sign for node in domain.nodes for sign in signs(node))
    if not found:
        raise NotApplicable(
            "nothing was done that could be taken back: no apply was begun on any host, and the old"
            " Node Managers were not started since an export"
        )
    return found


def signs(node: AxwayNode) -> list[str]:
    """Give what shows on one host that it was moved."""
    found = [
        f"{node.name}: {node.new.at(name)} is there"
        for name in (f"{OUT}/logs/apply.log", BACKUP)
        if node.file(node.new.at(name))
    ]
    if not found and node.upgrade.status.done:
        exported = node.upgrade.written("export")
        found += [
            f"{node.name}: {one} was started after the export"
            for one in node.old.running
            if one.manager and started(node, one.pid) > exported
        ]
    return found


def cleaned(of: Asking) -> tuple[str, ...]:
    """Name the hosts whose new installation was cleaned. Not applicable where none was."""
    domain = Domain(of.engine, of.inventory)
    found = tuple(one.name for one in domain.nodes if one.file(one.new.at(BACKUP)))
    if not found:
        raise NotApplicable(f"no new installation was cleaned: no host has a folder {BACKUP}")
    return found


def started(node: AxwayNode, pid: int) -> datetime:
    """When a process was started."""
    script = f"env TZ=UTC0 LC_ALL=C {argv('ps', '-o', 'lstart=', '-p', str(pid))}"
    text = answered(node.run(script, root=True), script).strip()
    try:
        return datetime.strptime(text, _LSTART).replace(tzinfo=UTC)
    except ValueError:
        raise CannotTell(f"{node.name}: {script}: not understood: {text[:60]!r}") from None
