"""Finding and loading an inventory. Nothing is contacted, no secret is read."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from inventory import axway_rules
from inventory.document import SIZE_LIMIT, Document, read
from inventory.model import Inventory
from inventory.problems import InventoryError, Place, Problem
from inventory.rules import RULES, Raw
from inventory.sentences import faults_of, without_echoes

NAME = "inventory.yaml"
VARIABLE = "UPGRADE_INVENTORY"
_START = "`python -m runner init` writes one"


def find(option: str | None, environ: Mapping[str, str], cwd: Path) -> Path:
    """Give the path: of `--inventory`, else UPGRADE_INVENTORY, else inventory.yaml in `cwd`.

    There is no default target: raises InventoryError when none of them names a file.
    A folder means the inventory.yaml in it.
    """
    if option is not None and not option.strip():
        raise InventoryError.about("--inventory", "is empty: name the inventory's file")
    named = option or environ.get(VARIABLE, "").strip()
    if not named:
        here = cwd / NAME
        if here.is_file():
            return here
        says = f"name one with --inventory=FILE or {VARIABLE}, or go to its folder; {_START}"
        raise InventoryError.about("no inventory", says)
    path = cwd / Path(named).expanduser()
    path = path / NAME if path.is_dir() else path
    if not path.is_file():
        origin = "--inventory" if option else VARIABLE
        raise InventoryError.about(path, f"there is no such file (named by {origin}); {_START}")
    return path


def load(path: Path) -> Inventory:
    """Read and check an inventory; raises InventoryError with every problem there is."""
    path = Path(path)
    try:
        with path.open("rb") as file:
            raw = file.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise InventoryError.about(path, f"can not be read: {error.strerror}") from None
    return parse(raw, path)


def parse(raw: bytes, path: Path) -> Inventory:
    """Check an inventory's text as if it stood in the file `path`."""
    document = read(raw)
    faults = {place: says for place, _, says in reversed(document.faults)}
    problems = [Problem.at(path, line, place, says) for place, line, says in document.faults]
    if document.data is None or not isinstance(document.data, dict):
        if not problems:
            says = "is no mapping (key: value)" if document.data else f"is empty; {_START}"
            problems = [Problem.at(path, 1, (), says)]
        raise InventoryError(problems)
    inventory, found = _judge(document, path)
    problems += [
        Problem.at(path, document.line(place), place, says)
        for place, says in found
        if place not in faults
    ]
    if problems or inventory is None:
        raise InventoryError(dict.fromkeys(problems))
    return inventory


def _judge(document: Document, path: Path) -> tuple[Inventory | None, list[tuple[Place, str]]]:
    """Type the text and ask the rules; both say all they find."""
    raw = Raw(document.data)
    rules = (*RULES, *axway_rules.RULES) if raw.name == "axway" else RULES
    found = [fault for rule in rules for fault in rule(raw)]
    inventory = None
    try:
        inventory = Inventory.model_validate(
            document.data,
            context={"folder": path.absolute().parent},
            by_alias=True,
            by_name=False,
        )
    except ValidationError as error:
        found += faults_of(error, document.data)
    return inventory, without_echoes(found)
