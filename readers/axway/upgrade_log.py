"""The logs of sysupgrade: export.log, upgrade.log and apply.log.

Only the blocks of messages are documented. An ERROR anywhere counts, also outside of a block.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from probes.errors import CannotTell
from readers.axway.documents import text_of
from readers.axway.messages import Level, Message, known

_PART = re.compile(r"\s*\[(?P<part>[^\]]+)\] *: *(?P<said>[A-Z]+)\s*")
_BLOCK = re.compile(
    r"\s*\[(?P<level>INFORMATIONAL|WARNING|ERROR)\] messages from \[(?P<part>[^\]]+)\] *:?\s*"
)
# Wherever it stands in a line: whether a time stands before it is not documented.
_START = re.compile(r"(?:^|[\s\[])(?P<level>INFO|WARN(?:ING)?|ERROR|FATAL)(?:\]:?|:)(?=\s|$)")
_LEVELS: dict[str, Level] = {
    "INFO": "info", "INFORMATIONAL": "info", "WARN": "warning", "WARNING": "warning",
    "ERROR": "error", "FATAL": "error",
}  # fmt: skip
_LICENCE = re.compile(r"LicenseException|License not found|not licensed")


@dataclass(frozen=True)
class Line:
    """One message: what it begins with, and the lines below it. `part` of the product."""

    level: Level
    part: str
    text: str
    number: int
    known: Message | None

    def __str__(self) -> str:
        """`12: [API Manager] ERROR: ...`."""
        return f"{self.number}: [{self.part or 'no part'}] {self.text}"

    @property
    def told(self) -> str:
        """The line, what it means, and what to do."""
        if self.known is None:
            return f"{self}: the vendor's pages do not name it: ask Axway's support what it means"
        way = f"; {self.known.act}" if self.known.act else ""
        return f"{self}: {self.known.says}{way}"


@dataclass(frozen=True)
class UpgradeLog:
    """What a log says. `parts` have their verdict: `OK` or another word."""

    parts: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]

    @property
    def failed(self) -> tuple[str, ...]:
        """The parts whose verdict is not OK."""
        return tuple(f"{part}: {said}" for part, said in self.parts if said != "OK")

    def of(self, level: Level) -> tuple[Line, ...]:
        """The messages of a level."""
        return tuple(line for line in self.lines if line.level == level)

    @property
    def errors(self) -> tuple[Line, ...]:
        """Each error: apply is refused while there is one."""
        return self.of("error")

    @property
    def warnings(self) -> tuple[Line, ...]:
        """Each warning."""
        return self.of("warning")

    @property
    def unknown(self) -> tuple[Line, ...]:
        """The warnings that the vendor's pages do not name."""
        return tuple(line for line in self.warnings if line.known is None)

    def coded(self, *codes: str) -> tuple[Line, ...]:
        """The messages of these codes, at whatever level they stand."""
        return tuple(line for line in self.lines if line.known and line.known.code in codes)

    @property
    def licensing(self) -> tuple[Line, ...]:
        """What it says of licences, error or warning."""
        return tuple(line for line in self.lines if _LICENCE.search(line.text))

    def unaccepted(self, accepted: Iterable[str]) -> tuple[Line, ...]:
        """The warnings of which no accepted text is a part."""
        texts = tuple(accepted)
        return tuple(line for line in self.warnings if not any(text in line.text for text in texts))


def upgrade_log(data: bytes | str, what: str) -> UpgradeLog:
    """Read a log. An empty one, or one cut off in a line, is CannotTell: it says nothing."""
    text = text_of(data, what)
    if not text.strip():
        raise CannotTell(f"{what}: is empty: did the step run?")
    if not text.endswith("\n"):
        raise CannotTell(f"{what}: is cut off in its last line: does the step still run?")
    parts, lines, part, block = dict[str, str](), list[Line](), "", ""
    for number, row in enumerate(text.splitlines(), 1):
        if head := _BLOCK.fullmatch(row):
            part, block = head["part"], head["level"]
        elif verdict := _PART.fullmatch(row):
            part, block = verdict["part"], ""
            parts[part] = verdict["said"]
        elif level := _level(row):
            lines.append(_line(row, level, part, number))
        elif lines and row.strip() and row[0].isspace() and lines[-1].part == part:
            lines[-1] = _longer(lines[-1], row)
        elif row.strip() and (block in ("WARNING", "ERROR") or known(row)):
            lines.append(_line(row, _LEVELS.get(block, "info"), part, number))
    if not parts and not lines:
        raise CannotTell(f"{what}: no part and no message in it: is it this log?")
    return UpgradeLog(tuple(parts.items()), tuple(lines))


def _level(row: str) -> Level | None:
    found = _START.search(row)
    if not found:
        # An exception that is told without a level stops a step all the same.
        return "error" if re.search(r"LicenseException|OutOfMemoryError", row) else None
    return _LEVELS[found["level"]]


def _line(row: str, level: Level, part: str, number: int) -> Line:
    found = known(row)
    return Line(level, part, row.strip(), number, found)


def _longer(line: Line, row: str) -> Line:
    """Add a line that goes on: what it names stands below it."""
    text = f"{line.text} {row.strip()}"
    return Line(line.level, line.part, text[:2000], line.number, line.known or known(row))
