"""The result table of the vendor's sample scripts `zdupgrade`, and the end of their log."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from probes.errors import CannotTell
from readers.axway.documents import text_of

STEPS = ("EXPORT", "UPGRADE", "PRE-APPLY", "APPLY", "POST-APPLY", "ROLLBACK")
CODES = {
    "SUCCESS": 0, "EXPORT_FAILED": 70, "UPGRADE_FAILED": 71, "PRE_APPLY_FAILED": 72,
    "APPLY_FAILED": 73, "POST_APPLY_FAILED": 74, "ROLLBACK_FAILED": 75, "FATAL_ERROR": 80,
}  # fmt: skip
_STATUS = re.compile(r"Status\.([A-Z_]+)")
_CELL = re.compile(r"(PASSED|FAILED) \((\d+)\)|\*")


@dataclass(frozen=True)
class Result:
    """How the scripts ended, and each node's cells: step to `PASSED`, `FAILED` or `*`, not run."""

    status: str
    nodes: Mapping[str, Mapping[str, str]]

    @property
    def failed(self) -> list[str]:
        """Name what failed."""
        return [
            f"{node}: {step}" for node, cells in self.nodes.items()
            for step, word in cells.items() if word == "FAILED"
        ]  # fmt: skip


def result(data: bytes | str, what: str = "zdupgrade") -> Result:
    """Read the log. CannotTell without its last status or its table, or where they contradict.

    How the table is drawn is not documented: a row is a node, and a cell for each step of the head.
    """
    text = text_of(data, what)
    said = [word for word in _STATUS.findall(text) if word in CODES]
    head, nodes = list[str](), dict[str, dict[str, str]]()
    for line in text.splitlines():
        words = [word.strip() for word in re.split(r"\s*\|\s*|\t|\s{2,}", line.strip(" |")) if word]
        steps = [word for word in words if word in STEPS]
        if len(steps) > 2:
            head = steps
        elif head and len(words) == len(head) + 1 and all(map(_CELL.fullmatch, words[1:])):
            cells = [word.partition(" ")[0] for word in words[1:]]
            nodes[words[0]] = dict(zip(head, cells, strict=True))
    if not said or not nodes:
        raise CannotTell(f"{what}: no status or no table of results in it")
    found = Result(said[-1], nodes)
    if (found.status == "SUCCESS") == bool(found.failed):
        raise CannotTell(f"{what}: {found.status}, but its table says: {found.failed or 'PASSED'}")
    return found
