"""What is wrong with an inventory: every problem with its place, all at once."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

Place = tuple[str | int, ...]  # ("stores", "main", "addresses", 0)


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend. `line` counts from 1; 0 when the file has none."""

    file: str
    line: int
    key: str
    message: str

    @classmethod
    def at(cls, file: Path, line: int, place: Place, says: str) -> "Problem":
        """Make one of a place; what the file holds can neither flood nor steer a terminal."""
        return cls(str(file), line, _printable(dotted(place)), _printable(says))

    def __str__(self) -> str:
        """`inventory.yaml:12: nodes.gw1.adress: unknown key; did you mean address?`."""
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.key}: {self.message}" if self.key else f"{where}: {self.message}"


class InventoryError(Exception):
    """The inventory can not be used. Nothing was contacted."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems in the order of the file."""
        self.problems = sorted(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def about(cls, file: Path | str, message: str) -> "InventoryError":
        """Make one that concerns a whole file."""
        return cls([Problem(str(file), 0, "", message)])


def _printable(text: str) -> str:
    """Cut a text in its middle, and escape what does not print."""
    text = text if len(text) <= 300 else f"{text[:150]} ... {text[-150:]}"
    return "".join(c if c.isprintable() else ascii(c).strip("'") for c in text)


def dotted(place: Place) -> str:
    """Write a place as people do: `stores.main.addresses[0]`."""
    text = ""
    for part in place:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")


def nearest(word: str, known: Iterable[str]) -> str:
    """End a sentence about an unknown word: `did you mean ...?`, or what there is."""
    words = sorted(known)
    lowered = {one.lower(): one for one in words}
    close = difflib.get_close_matches(word.lower(), lowered, n=1, cutoff=0.6)
    if close:
        return f"did you mean {lowered[close[0]]}?"
    return f"known here: {', '.join(words)}" if words else "there is none"
