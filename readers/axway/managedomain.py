"""`managedomain --version`: what lies on the disk of one host, and whether its patches are whole.

How an update's date stands on the line is not documented: it is taken where a part has 8 digits.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from probes.errors import CannotTell
from readers.axway.documents import text_of
from readers.versions import Version, parse

_VERSION = re.compile(r"(7(?:\.\d+){1,3})(?:[ -]+(SP\d+))?(?:[ -]+(\d{8}))?(?:[ -].*)?")
_DATE = re.compile(r"(20\d\d)(\d\d)(\d\d)")
_OLDEST = 20_000_000  # a number above is the date of an update
_NOTE = re.compile(r"(Error|Warning|Info): *(.+)")
_PAIR = re.compile(r"([A-Z][A-Za-z ]*): *(.*)")
_BROKEN = re.compile(r"^Error:|Unexpected file|Malformed file")


@dataclass(frozen=True)
class Patch:
    """An installed patch and what the tool says of its files."""

    name: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Installed:
    """What is installed. `update` is its date as text, 20240830; empty: none is told."""

    version: Version
    service_pack: str
    update: str
    build: datetime | None
    commit: str
    patches: tuple[Patch, ...]
    notes: tuple[str, ...]  # that belong to no patch

    @property
    def broken(self) -> tuple[str, ...]:
        """The notes that say that a file is missing, foreign or not what it was."""
        every = [*self.notes, *(f"{one.name}: {n}" for one in self.patches for n in one.notes)]
        return tuple(note for note in every if _BROKEN.search(note.partition(": ")[2])
                     or _BROKEN.search(note))  # fmt: skip

    @property
    def level(self) -> str:
        """Version, update and service pack in one: what must be alike on all hosts."""
        return " ".join(filter(None, (str(self.version), self.service_pack)))

    def reaches(self, target: str) -> bool:
        """Whether it is at least 7.7.20240830. CannotTell for a 7.7 that tells no date."""
        wanted = parse(target)
        dated = any(number > _OLDEST for number in wanted.numbers)
        if self.version.minor == wanted.minor and dated and not self.update:
            raise CannotTell(
                f"{self.level}: managedomain tells no date of an update",
                "Compare with the update's own log, and attest it.",
            )
        return self.version >= wanted


def installed(data: bytes | str, what: str = "managedomain --version") -> Installed:
    """Read it. CannotTell without exactly one Version line, or with a line that is unknown."""
    fields, patches, notes = dict[str, str](), list[Patch](), list[str]()
    for line in text_of(data, what).splitlines():
        if not (bare := line.strip()):
            continue
        if note := _NOTE.fullmatch(bare):
            if patches:
                patches[-1] = Patch(patches[-1].name, (*patches[-1].notes, note[0]))
            else:
                notes.append(note[0])
        elif pair := _PAIR.fullmatch(bare):
            if pair[1] == "Patch":
                patches += [Patch(pair[2])] if pair[2] not in ("", "None") else []
            elif pair[1] in fields:
                raise CannotTell(f"{what}: two lines {pair[1]!r}")
            else:
                fields[pair[1]] = pair[2]
        else:
            raise CannotTell(f"{what}: not understood: {bare[:120]!r}")
    return _installed(fields, tuple(patches), tuple(notes), what)


def _installed(
    fields: dict[str, str], patches: tuple[Patch, ...], notes: tuple[str, ...], what: str
) -> Installed:
    match = _VERSION.fullmatch(fields.get("Version", ""))
    if not match:
        raise CannotTell(f"{what}: no version: {fields.get('Version', 'no such line')[:80]!r}")
    words = match[1].split(".")
    update = match[3] or next((word for word in words[2:] if _DATE.fullmatch(word)), "")
    numbers = [word for word in words if word != update]
    # 7.7.0 with a date is 7.7.<date>: the inventory writes it so, and so they compare.
    text = ".".join([*numbers[:2], update]) if update else match[1]
    return Installed(
        parse(text), match[2] or "", update, _built(fields.get("Build Date", ""), what),
        fields.get("Commit Id", ""), patches, notes,
    )  # fmt: skip


def _built(text: str, what: str) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.strptime(text.removesuffix(" UTC"), "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        raise CannotTell(f"{what}: not a time: {text[:40]!r}") from None
