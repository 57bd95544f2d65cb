"""One change at work: its directory, its journal, and what follows from it so far."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from catalog.catalogue import CatalogueError
from catalog.loading import load as load_catalogue
from findings.chain import Entry, JournalError, read
from findings.change import ENTRIES, Change, ChangeHeader, PlanEntry
from findings.finding import Frozen
from findings.folding import Folding
from findings.journal import Journal
from findings.plan import NodeHeader
from inventory import Inventory
from probes.redaction import Redactor
from runner.stopping import Signals, Stop

ROOT = Path(__file__).resolve().parents[1]
JOURNAL = "journal.jsonl"
VERSION = "0.1.0"
PLAIN = "no secret may stand in a command: rename what looks like one, or report it"
KINDS = {model: kind for kind, model in ENTRIES.items()}


class CannotWrite(Exception):
    """The journal takes no more: nothing may be done that it would not hold."""


def directories(runs: Path, ticket: str, environment: str = "") -> list[Path]:
    """Give the directories of a ticket's changes, oldest first; of an environment, if it is named.

    A rehearsal may have the same ticket. A journal without one whole entry is what a kill left
    before anything was begun: left out.
    """
    return [
        path
        for path in sorted((runs / ticket).glob("*-change*/"))
        if (path / JOURNAL).is_file()
        and (entries := read(path / JOURNAL).entries)
        and environment in ("", entries[0].data.get("environment", environment))
    ]


def new_directory(runs: Path, ticket: str, now: datetime) -> Path:
    """Make the directory of a new change; OSError where it can not be."""
    stamp = f"{now:%Y%m%dT%H%M%SZ}-change"
    (runs / ticket).mkdir(parents=True, exist_ok=True)
    for number in range(1, 100):
        path = runs / ticket / (stamp if number == 1 else f"{stamp}-{number:02d}")
        try:
            path.mkdir(mode=0o700)
        except FileExistsError:
            continue
        return path
    raise FileExistsError(f"{runs / ticket / stamp} exists a hundred times")


def sha256_of(file: Path) -> str:
    """Give the hash of an inventory's file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def header_of(
    inventory: Inventory, file: Path, operator: str, at: datetime, *, mode: str = "run"
) -> ChangeHeader:
    """Give everything that is known before anything is asked or done."""
    window = inventory.window
    try:
        checks = ROOT / "checks"
        catalogue = load_catalogue(checks / inventory.product, checks / "estate").hash
    except CatalogueError as error:
        raise Stop(str(error), "mend the catalogue") from error
    return ChangeHeader(
        environment=inventory.environment,
        product=inventory.product,
        change=inventory.change,
        strategy=inventory.strategy,
        versions={name: (hop.from_, hop.to) for name, hop in inventory.versions.items()},
        timezone=window.timezone,
        window_start=window.start.isoformat(),
        window_end=window.end.isoformat(),
        freeze=window.freeze.isoformat(),
        operator=operator,
        started_at=at.isoformat(),
        tool_version=VERSION,
        catalogue=catalogue,
        inventory_sha256=sha256_of(file),
        mode="print" if mode == "print" else "run",
        nodes=tuple(
            NodeHeader(name=node.name, address=node.address, roles=node.roles, zone=node.zone)
            for node in inventory.nodes.values()
        ),
    )


class Work:
    """A change that is being written: each entry is on disk before anything follows from it."""

    def __init__(
        self,
        path: Path,
        *,
        redactor: Redactor,
        now: Callable[[], datetime],
        signals: Signals,
        journal: type[Journal] = Journal,
    ) -> None:
        """Open the journal of a change's directory, or make it; JournalError where it was edited.

        `torn` says what a kill left of its last line, which is taken off.
        """
        self.directory = path
        self._redactor, self._now, self._signals = redactor, now, signals
        self._folding = Folding()
        self._at = ""
        file = path / JOURNAL
        if file.exists():
            self.journal, self.torn = journal.reopen(file)
            for entry in read(file).entries:
                self._take(entry)
        else:
            self.journal, self.torn = journal.create(file), ""

    def write(self, data: Frozen, *, sync: bool = True) -> None:
        """Append one entry, redacted. Raises CannotWrite where the disk does not take it."""
        at = self._now().isoformat()
        plain = self._redactor.scrub_json(data.model_dump(mode="json"))
        kind = KINDS[type(data)]
        if isinstance(data, PlanEntry) and type(data).model_validate(plain) != data:
            raise Stop("a step of the plan holds a secret, or what looks like one", PLAIN)
        self._folding.refuse(data)
        with self._signals.held():
            try:
                self.journal.append(kind, plain, at, sync=sync)
            except OSError as error:
                where = f"{self.journal.path}: {error.strerror}"
                raise CannotWrite(f"the journal can not be written: {where}") from error
            self._take(Entry(n=1, kind=kind, at=at, data=plain, prev="", hash=""))

    @property
    def change(self) -> Change:
        """What is known now."""
        return self._folding.change(self._at, self.journal.head, self.torn)

    def close(self) -> None:
        """Let go of the journal."""
        self.journal.close()

    def _take(self, entry: Entry) -> None:
        if entry.kind not in ENTRIES:
            raise JournalError(f"{self.directory}: {entry.kind!r} is no entry of a change")
        self._folding.take(entry, ENTRIES[entry.kind].model_validate(entry.data))
        self._at = entry.at
