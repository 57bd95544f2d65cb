"""The rows of one or more products, looked up by id."""

import difflib
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from catalog.model import Requirement


@dataclass(frozen=True)
class Problem:
    """What is wrong with one row of one file. `row` is empty when the file itself is wrong."""

    file: str
    row: str
    message: str

    def __str__(self) -> str:
        """`checks/tyk/requirements/redis.toml: TYK-PRE-046: unknown key ...`."""
        return ": ".join(filter(None, (self.file, self.row, self.message)))


class CatalogueError(Exception):
    """Everything that is wrong with the files of a catalogue, at once."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Keep the problems; `str()` gives one a line."""
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class UnknownRequirementError(KeyError):
    """Nobody knows this id. `str()` is a sentence with the nearest right ids."""

    def __init__(self, name: str, nearest: tuple[str, ...]) -> None:
        """Keep the wrong id and those that are near it."""
        super().__init__(name)
        self.name = name
        self.nearest = nearest

    def __str__(self) -> str:
        """`unknown requirement TYK-PRE-64, did you mean TYK-PRE-064?`."""
        return f"unknown requirement {self.name}{did_you_mean(self.nearest)}"


def did_you_mean(nearest: tuple[str, ...]) -> str:
    """Give the tail of a sentence: `, did you mean a or b?`, or nothing."""
    return f", did you mean {' or '.join(nearest)}?" if nearest else ""


def near(name: str, names: Mapping[str, object] | tuple[str, ...]) -> tuple[str, ...]:
    """Give at most two names that look like `name`."""
    return tuple(difflib.get_close_matches(name, list(names), n=2, cutoff=0.75))


class Catalogue(Mapping[str, Requirement]):
    """Rows by row id, in the order of their files."""

    def __init__(self, rows: Mapping[str, Requirement]) -> None:
        """Hold the rows, and what belongs to each base id."""
        self._rows = dict(rows)
        self._of_base: dict[str, tuple[Requirement, ...]] = {}
        for row in self._rows.values():
            self._of_base[row.id] = (*self._of_base.get(row.id, ()), row)

    def __getitem__(self, name: str) -> Requirement:
        """Give the row of this exact id; UnknownRequirementError (a KeyError) names the nearest."""
        if name not in self._rows:
            letters = tuple(row.row for row in self._of_base.get(name, ()))
            raise UnknownRequirementError(name, letters or near(name, self._rows))
        return self._rows[name]

    def __iter__(self) -> Iterator[str]:
        """Go through the row ids."""
        return iter(self._rows)

    def __len__(self) -> int:
        """Count rows, letters each for itself."""
        return len(self._rows)

    @property
    def base_ids(self) -> tuple[str, ...]:
        """The sheet's own ids, each once: what is counted."""
        return tuple(self._of_base)

    @property
    def gates(self) -> tuple[str, ...]:
        """The names of all gates that rows speak of, each once."""
        return tuple(dict.fromkeys(name for row in self._rows.values() for name in row.gates))

    @property
    def hash(self) -> str:
        """Name the content in twelve hex digits; the same rows give the same name."""
        whole = "\n".join(self._rows[row].model_dump_json() for row in sorted(self._rows))
        return hashlib.sha256(whole.encode()).hexdigest()[:12]

    def of(self, name: str) -> tuple[Requirement, ...]:
        """Give the rows of a row id or of a base id; UnknownRequirementError when there is none."""
        return self._of_base.get(name) or (self[name],)

    def product(self, name: str) -> "Catalogue":
        """Give the rows of one product."""
        return Catalogue({row: r for row, r in self._rows.items() if r.product == name})
