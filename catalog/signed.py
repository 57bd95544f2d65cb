"""What people sign: how waivers and attestations are read from YAML, and how they can be rotten."""

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import AfterValidator, BeforeValidator, StringConstraints, ValidationError

from catalog.catalogue import Catalogue, UnknownRequirementError
from catalog.model import Frozen, Phase
from inventory.document import Document, read
from inventory.problems import InventoryError, Problem, dotted, nearest

State = Literal[
    "valid", "elsewhere", "expired", "not-yet", "unknown-requirement", "matches-nothing",
    "not-needed",
]  # fmt: skip


def _moment(value: Any) -> datetime:
    """Read `2026-11-22T06:00+01:00`; without a time zone nobody knows when it is."""
    form = "write date, time and time zone: 2026-11-22T06:00+01:00"
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"{value!r} is no time: {form}") from None
    if moment.tzinfo is None:
        raise ValueError(f"{value} has no time zone: {form}")
    return moment


def _listed(value: Any) -> Any:
    """Let one id stand for a list of one."""
    return (value,) if isinstance(value, str) else value


def _once(ids: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse an empty list and an id that stands twice."""
    if not ids:
        raise ValueError("names no requirement")
    if len(set(ids)) != len(ids):
        raise ValueError("names a requirement twice")
    return ids


Moment = Annotated[datetime, BeforeValidator(_moment)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
LOADED = {"file", "line", "rows", "unknown"}
Ids = Annotated[tuple[Text, ...], BeforeValidator(_listed), AfterValidator(_once)]


class Signed(Frozen):
    """What both have: a time of signing, maybe an end, and what the loader adds about it."""

    when: Moment
    expires: Moment | None = None
    file: str = ""
    line: int = 0
    rows: frozenset[str] = frozenset()  # of the catalogue, that it speaks of
    unknown: str = ""  # why it speaks of none: the sentence with the nearest right ids

    @property
    def place(self) -> str:
        """`waivers.yaml:12`: how a finding names it."""
        return f"{self.file}:{self.line}"

    @abstractmethod
    def resolved(self, catalogue: Catalogue) -> "tuple[frozenset[str], str]":
        """Give the rows it speaks of, or why it speaks of none."""

    def out_of_time(self, now: datetime) -> tuple[State, str] | None:
        """Say whether it is expired or not yet signed; None when its times are well."""
        if self.when > now:
            return "not-yet", f"{self.place}: signed in the future, {self.when}"
        if self.expires is not None and self.expires <= now:
            return "expired", f"{self.place}: expired on {self.expires}"
        return None


Entry = TypeVar("Entry", bound=Signed)


@dataclass(frozen=True)
class Judged(Generic[Entry]):
    """An entry and its state. `message` is a sentence for the operator, empty when all is well."""

    entry: Entry
    state: State
    message: str = ""

    @property
    def rotten(self) -> bool:
        """Whether it is a finding of its own."""
        return self.state not in ("valid", "elsewhere")


def read_entries(path: Path, kind: type[Entry], catalogue: Catalogue) -> tuple[Entry, ...]:
    """Read a list of entries; no file is an empty list. Raises InventoryError with all problems.

    An id that the catalogue does not know is no such problem: it is kept in `unknown`, to be found.
    """
    if not path.is_file():
        return ()
    document = read(path.read_bytes())
    problems = [Problem(str(path), line, dotted(at), says) for at, line, says in document.faults]
    entries: list[Entry] = []
    if document.data not in (None, "") and not isinstance(document.data, list):
        problems.append(Problem(str(path), 1, "", "is no list: each entry begins with `- `"))
        document.data = []
    for number, data in enumerate(document.data or ()):
        if taken := sorted(LOADED & data.keys()) if isinstance(data, dict) else []:
            at = (number, taken[0])
            problems.append(Problem(str(path), document.line(at), dotted(at), "unknown key"))
            continue
        try:
            entry = kind.model_validate(data)
        except ValidationError as error:
            problems += [_problem(path, document, number, d, kind) for d in error.errors()]
            continue
        rows, unknown = entry.resolved(catalogue)
        added = {"file": path.name, "line": document.line((number,))}
        entries.append(entry.model_copy(update={**added, "rows": rows, "unknown": unknown}))
    if problems:
        raise InventoryError(problems)
    return tuple(entries)


def _problem(path: Path, document: Document, number: int, detail: Any, kind: Any) -> Problem:
    """Say one finding of pydantic, with its line."""
    place = (number, *detail["loc"])
    says = str(detail["msg"]).removeprefix("Value error, ")
    if detail["type"] == "extra_forbidden":
        known = set(kind.model_fields) - LOADED
        says = f"unknown key; {nearest(str(detail['loc'][-1]), known)}"
    elif detail["type"] == "missing":
        says = "is missing"
    return Problem(str(path), document.line(place), dotted(place), says)


def rows_named(names: Iterable[str], catalogue: Catalogue) -> tuple[frozenset[str], str]:
    """Resolve row ids and base ids to rows; an unknown one is told with what was meant."""
    rows: set[str] = set()
    for name in names:
        try:
            rows |= {row.row for row in catalogue.of(name)}
        except UnknownRequirementError as error:
            return frozenset(), str(error)
    return frozenset(rows), ""


def first_fault(
    entry: Entry, catalogue: Catalogue, phase: Phase, now: datetime
) -> Judged[Entry] | None:
    """Judge what both kinds have in common; None when nothing of it is amiss."""
    if entry.unknown:
        return Judged(entry, "unknown-requirement", f"{entry.place}: {entry.unknown}")
    if fault := entry.out_of_time(now):
        return Judged(entry, *fault)
    if not any(phase in catalogue[row].phases for row in entry.rows):
        return Judged(entry, "elsewhere")
    return None
