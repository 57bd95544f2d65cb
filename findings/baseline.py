"""What `pre` remembers, bound to what it is of, written once, and chosen with care."""

import copy
import json
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal

from packaging.version import InvalidVersion, Version
from pydantic import Field, JsonValue, ValidationError

from findings.chain import hash_of_content
from findings.finding import Frozen
from probes.errors import CannotTell

SCHEMA: Final = 1  # raised when a reader of an older file would misread a newer one
NAME = re.compile(r"baseline-(\d{8}T\d{6}Z)(?:-(\d+))?\.json")
AGAIN = "Run `pytest -m pre`, whole, before the upgrade; a baseline can not be made up afterwards."
OTHER = "Name the right one with --baseline=FILE."
UNTOUCHED = "Take the untouched file from where it was archived, or another with --baseline=FILE."


class BaselineError(CannotTell):
    """There is no baseline that could be compared with. `why` and `remedy` are sentences."""


class BaselineDocument(Frozen):
    """The file. `values` are plain JSON by name and target; `sha256` is of all the rest."""

    schema_version: Literal[1] = SCHEMA
    environment: str
    product: str
    change: str
    identity: dict[str, str] = Field(default_factory=dict)  # node or domain: who it says it is
    nodes: tuple[str, ...]
    versions: dict[str, str]  # component: the version that is upgraded from
    installed: dict[str, dict[str, str]] = Field(default_factory=dict)  # component: {node: found}
    taken_at: str  # UTC, ISO 8601
    complete: bool  # of a run that was neither narrowed nor interrupted
    directory: str  # of the run that took it
    catalogue: str
    values: dict[str, dict[str, JsonValue]]
    sha256: str = ""


@dataclass(frozen=True)
class Baseline:
    """A baseline that may be compared with, and the file it came from."""

    document: BaselineDocument
    path: Path

    def value(self, name: str, target: str) -> Any:
        """Give what `name` was on `target`, a copy; BaselineError where pre did not remember it."""
        targets = self.document.values.get(name)
        if targets is None:
            raise BaselineError(f"pre did not remember {name} ({self.path.name}).", AGAIN)
        if target not in targets:
            why = f"pre did not remember {name} of {target} ({self.path.name})."
            raise BaselineError(why, AGAIN)
        return copy.deepcopy(targets[target])


def write_once(directory: Path, document: BaselineDocument) -> Baseline:
    """Write `baseline-<time>.json` for its owner only, beside any that is there already.

    The hash is computed here. ValueError for a time without zone, or a value that is no JSON.
    """
    taken = datetime.fromisoformat(document.taken_at)
    if taken.tzinfo is None:
        raise ValueError(f"taken_at has no time zone: {document.taken_at}")
    data = document.model_dump(mode="json")
    sealed = document.model_copy(update={"sha256": _hashed(data)})
    text = json.dumps({**data, "sha256": sealed.sha256}, indent=1, allow_nan=False) + "\n"
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    stem = f"baseline-{taken.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    number = 1
    while True:
        path = directory / f"{stem}{f'-{number}' if number > 1 else ''}.json"
        with suppress(FileExistsError):
            _write_new(path, text)
            return Baseline(sealed, path)
        number += 1


def choose(  # noqa: PLR0913  all that a baseline is bound to
    directory: Path,
    *,
    environment: str,
    product: str,
    nodes: Sequence[str],
    change: str,
    explicit: Path | None = None,
) -> Baseline:
    """Take the newest complete baseline of a folder, or the `explicit` file.

    One with any other flaw is refused and never skipped: to compare with an older one is a
    person's decision. Raises BaselineError with why, and what to do.
    """
    bound = {"environment": environment, "product": product, "change": change}
    for path in [explicit] if explicit else _newest_first(directory):
        document = load(path)
        if not document.complete and not explicit:
            continue
        flaw = next(_flaws(document, bound, nodes), None)
        if flaw:
            raise BaselineError(f"{path}: {flaw[0]}", flaw[1])
        return Baseline(document, path)
    raise BaselineError(f"There is no complete baseline in {directory}.", AGAIN)


def load(path: Path) -> BaselineDocument:
    """Read a file and prove that it is as it was written; BaselineError otherwise."""
    try:
        data = json.loads(path.read_bytes())
    except OSError as error:
        raise BaselineError(f"{path}: can not be read: {error.strerror}.", OTHER) from error
    except (ValueError, RecursionError) as error:
        raise BaselineError(f"{path}: is no JSON; it was cut or edited.", UNTOUCHED) from error
    schema = data.get("schema_version") if isinstance(data, dict) else None
    if type(schema) is int and schema > SCHEMA:
        why = f"{path}: is of schema {schema}, this tool reads {SCHEMA}."
        raise BaselineError(why, "Use the version of the tool that took it.")
    try:
        document = BaselineDocument.model_validate(data)
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"])) or "the whole"
        why = f"{path}: is no baseline: {where}: {error.errors()[0]['msg']}."
        raise BaselineError(why, UNTOUCHED) from error
    if _hashed(data) != document.sha256:
        raise BaselineError(f"{path}: was edited: its hash does not fit.", UNTOUCHED)
    return document


def _hashed(data: dict[str, Any]) -> str:
    """Give the sha256 of everything but the hash itself, as it stands in the file."""
    return hash_of_content({key: value for key, value in data.items() if key != "sha256"})


def _flaws(
    document: BaselineDocument, bound: dict[str, str], nodes: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Say why a whole and genuine baseline is not the one to compare with."""
    for key, wanted in bound.items():
        found = getattr(document, key)
        if found != wanted:
            yield f"is of another {key}: {found or 'none'}, not {wanted or 'none'}.", OTHER
    if not document.complete:
        yield "is of a run that was narrowed or did not end.", AGAIN
    gone, new = set(document.nodes) - set(nodes), set(nodes) - set(document.nodes)
    if gone or new:
        told = [f"without {', '.join(sorted(new))}"] if new else []
        told += [f"with {', '.join(sorted(gone))}"] if gone else []
        yield f"is of another set of nodes: {' and '.join(told)}.", OTHER
    for component, found_on in document.installed.items():
        start = document.versions.get(component, "")
        moved = [f"{v} on {node}" for node, v in found_on.items() if not _same(v, start)]
        if moved:
            why = f"was taken when {component} had left {start or 'its version'} already"
            yield f"{why}: {', '.join(moved)}.", "Name the one before it with --baseline=FILE."


def _same(one: str, other: str) -> bool:
    """Whether two versions are the same: 5.8 is 5.8.0."""
    try:
        return Version(one) == Version(other)
    except InvalidVersion:
        return one == other


def _newest_first(directory: Path) -> list[Path]:
    """List the baselines of a folder by the time and number in their names."""
    found = [(match, path) for path in directory.glob("*") if (match := NAME.fullmatch(path.name))]
    found.sort(key=lambda pair: (pair[0][1], int(pair[0][2] or 1)), reverse=True)
    return [path for _, path in found]


def _write_new(path: Path, text: str) -> None:
    """Write a file that was not there; what can not be written whole is not left behind."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink()
        raise
