"""Read a catalogue from its TOML files: strict, and with every problem at once."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from catalog import rules
from catalog.catalogue import Catalogue, CatalogueError, Problem, did_you_mean, near
from catalog.model import ROW, Remedy, Requirement, When

FILLED_IN = ("row", "product")  # by the reader, never written in a row
KEYS = {
    "": tuple(name for name in Requirement.model_fields if name not in FILLED_IN),
    "remedy": tuple(Remedy.model_fields),
    "when": tuple("from" if name == "from_" else name for name in When.model_fields),
}


def load(*folders: Path) -> Catalogue:
    """Read `requirements.toml` and `requirements/<subject>.toml` of each product's folder.

    The folder's name is the product. Raises CatalogueError with all problems of all files.
    """
    problems: list[Problem] = []
    found: list[tuple[Path, Requirement]] = []
    for folder in folders:
        files = files_of(folder)
        if not files:
            problems.append(Problem(str(folder), "", "there is no requirements.toml"))
        for file in files:
            rows, wrong = _read(file, folder)
            found += [(file, row) for row in rows]
            problems += wrong
    problems += rules.broken(found)
    if problems:
        raise CatalogueError(tuple(problems))
    return Catalogue({row.row: row for _, row in found})


def files_of(folder: Path) -> tuple[Path, ...]:
    """List the files that hold a product's rows, in a stable order."""
    single = folder / "requirements.toml"
    return (*([single] if single.is_file() else ()), *sorted(folder.glob("requirements/*.toml")))


def _read(file: Path, folder: Path) -> tuple[list[Requirement], list[Problem]]:
    """Read one file; a row that is wrong is left out and told."""
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return [], [Problem(str(file), "", f"is no TOML: {error}")]
    rows: list[Requirement] = []
    problems: list[Problem] = []
    subject = "" if file.parent == folder else file.stem
    for name, table in tables.items():
        wrong = list(_wrong_keys(name, table))
        if not wrong:
            given = {"subject": subject, **table, "row": name, "product": folder.name}
            try:
                rows.append(Requirement.model_validate(given))
            except ValidationError as error:
                wrong = [_spoken(detail) for detail in error.errors()]
        problems += [Problem(str(file), name, message) for message in wrong]
    return rows, problems


def _wrong_keys(name: str, table: Any) -> Iterator[str]:
    """Name what is not a row, and each key that nobody reads."""
    if not isinstance(table, dict):
        yield "is no row: a row is a table, [TYK-PRE-046]"
        return
    if not ROW.fullmatch(name):
        yield "is no row id: TYK-PRE-046, TYK-PRE-014a or EST-001"
    for part, keys in KEYS.items():
        inner = table.get(part, {}) if part else table
        for key in inner if isinstance(inner, dict) else ():
            if key not in keys:
                shown = f"{part}.{key}" if part else key
                yield f"unknown key {shown}{did_you_mean(near(key, tuple(keys)))}"


def _spoken(detail: Any) -> str:
    """Say one finding of pydantic as `severity: 'bloker': Input should be ...`."""
    where = ".".join("from" if part == "from_" else str(part) for part in detail["loc"])
    if detail["type"] == "missing":
        return f"{where} is missing"
    hint = ""
    if detail["type"] == "literal_error":
        allowed = detail["ctx"]["expected"].replace(" or ", ", ").replace("'", "")
        hint = did_you_mean(near(str(detail["input"]), tuple(allowed.split(", "))))
    return f"{where} = {detail['input']!r}: {detail['msg']}{hint}"
