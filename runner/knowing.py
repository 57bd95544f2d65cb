"""What no line of the runner may show: the inventory's secrets, known before the first step."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from findings.change import Change
from findings.late import held
from inventory import Inventory, SecretRef
from probes.errors import CannotTell
from probes.redaction import Redactor
from probes.secrets import Secrets


def know(inventory: Inventory, redactor: Redactor) -> None:
    """Make known what the inventory refers to; one that can not be fetched stops nothing here."""
    secrets = Secrets(inventory.folder, redactor)
    for reference in dict.fromkeys(_references(inventory.model_dump())):
        with suppress(CannotTell):
            secrets(reference)


def washed(change: Change, redactor: Redactor) -> Change:
    """Give a change without what became known as a secret after its journal held it."""
    return Change.model_validate(redactor.scrub_json(change.model_dump(mode="json")))


def late(journal: Path, redactor: Redactor) -> str:
    """Say that a journal holds a secret, which its hashes keep there; nothing where it does not."""
    times = redactor.known_in(journal)
    return held(times) if times else ""


def _references(value: Any) -> Iterator[SecretRef]:
    if isinstance(value, SecretRef):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _references(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _references(one)
