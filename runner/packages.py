"""Whether an update or downgrade of a package happened: by rpm's database and yum's history."""

import re
import shlex
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Literal

from findings.step import Step
from inventory import Inventory
from probes.answers import CommandAnswer
from probes.engine import Engine
from probes.errors import CannotTell
from readers import yum_history
from readers.answered import answered
from readers.node import NodeReader
from readers.package_manager import PackageManager
from readers.rpm import Package
from readers.versions import parse
from readers.yum_history import Transaction

LATEST = 8  # transactions that are looked into: what a change does to a node is fewer
_BEGIN = re.compile(r"^Begin time +: (\w{3} \w{3} +\d+ [\d:]{8} \d{4})$", re.MULTILINE)
_BROKEN = ("*", "#", "P")  # aborted; ended with a failure; rpm's database had a problem


@dataclass(frozen=True)
class Told:
    """What the world says of a step."""

    state: Literal["done", "not-done", "running", "unclear"]
    why: str
    do: str = ""


@dataclass(frozen=True)
class _Last:
    """The last transaction that touched a package. `well`: it ended well."""

    id: int
    well: bool
    since: bool  # it began after the step did
    words: str


def package(step: Step, started_at: datetime, engine: Engine, inventory: Inventory) -> Told:
    """Tell whether a package is in the version that the step leads to, whole and alone."""
    node = NodeReader(engine, inventory, step.node)
    manager = PackageManager(engine, inventory, node)
    name, wanted = step.truth.package, parse(step.truth.version)
    held = installed(manager, name)
    shown = ", ".join(map(str, held)) or f"no {name}"
    quoted = shlex.quote(name)
    look = f"Look at: rpm -q {quoted}; rpm -V {quoted}; yum history info last."
    if len(held) > 1:
        why = f"{node.name}: {shown} are installed at once: a transaction stopped half-way"
        cure = (
            "Finish it with `yum history redo last`. Do not undo it: that takes the new version "
            "out of rpm's database, and leaves its files in the place of the old ones."
        )
        return Told("unclear", why, f"{look} {cure}")
    last = _last(manager, name, _start(node, started_at))
    right = bool(held) and held[0].vendor == wanted
    if last and not last.well and (last.since or right):
        why = f"{node.name}: {shown}, and transaction {last.id} did not end well: {last.words}"
        cure = f"Finish it with `yum history redo {last.id}`, or take it back with "
        return Told("unclear", why, f"{look} {cure}`yum history undo {last.id}`.")
    if right:
        return Told("done", f"{node.name}: {shown} is installed, its transaction ended well")
    if last and last.since:
        why = f"{node.name}: {shown}, although transaction {last.id} ended well after the start"
        return Told("unclear", why, look)
    return Told("not-done", f"{node.name}: {shown}, and no transaction of it since the start")


def installed(manager: PackageManager, name: str) -> tuple[Package, ...]:
    """Give every installed version of a package."""
    return tuple(one for one in manager.installed if one.name == name)


def _last(manager: PackageManager, name: str, start: datetime) -> _Last | None:
    """Find the last transaction of a package. `start`: of the step, as the node's clock says it."""
    for row in manager.history[:LATEST]:
        answer = manager.node.run(yum_history.info_script(row.id), root=True)
        after = _begun(answer, row, start.tzinfo) >= start
        try:
            told = yum_history.info(answer)
        except CannotTell:
            if found := _by_flags(row, after=after):
                return found
            raise
        if told is None:
            raise CannotTell(f"yum lists transaction {row.id} and tells nothing of it")
        if any(one.name == name for one in told.changes) or (not told.changes and after):
            return _Last(row.id, told.success, after, f"its result is {told.result}")
    return None


def _begun(answer: CommandAnswer, row: Transaction, zone: tzinfo | None) -> datetime:
    """Tell when a transaction began: to the second, or to the minute's end as it is listed."""
    with suppress(ValueError):
        if found := _BEGIN.search(answer.text):
            return datetime.strptime(found[1], "%a %b %d %H:%M:%S %Y").replace(tzinfo=zone)
    return datetime.strptime(f"{row.when}:59", "%Y-%m-%d %H:%M:%S").replace(tzinfo=zone)


def _by_flags(row: Transaction, *, after: bool) -> _Last | None:
    """Read a row whose details have another form, of yum 3 or of a transaction that was killed."""
    broken = [flag for flag in _BROKEN if flag in row.flags]
    return _Last(row.id, not broken, after, f"its flags are {row.flags}")


def _start(node: NodeReader, started_at: datetime) -> datetime:
    """Give a time of our clock as the node's history writes it: by its clock, in its zone."""
    zone = answered(node.run("date +%z", root=True), "date +%z").strip()
    if not re.fullmatch(r"[+-]\d{4}", zone, re.ASCII):
        raise CannotTell(f"{node.name}: date +%z says {zone[:20]!r}")
    minutes = int(zone[1:3]) * 60 + int(zone[3:])
    offset = timezone(timedelta(minutes=-minutes if zone[0] == "-" else minutes))
    skew = node.skew
    ahead = timedelta(seconds=skew - 1 if skew else 0)  # it is known to a round trip
    return (started_at + ahead).astimezone(offset).replace(microsecond=0)
