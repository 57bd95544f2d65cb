"""What `nodetool describecluster` prints: who shares which schema, and who can not be asked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from probes.errors import CannotTell
from readers.answered import plain

_UNREACHABLE = "UNREACHABLE"
_SCHEMA = re.compile(r"([0-9a-f-]{36}|UNREACHABLE): \[([^\]]*)\]")
_RELEASE = re.compile(r"(\d\S*): \[([^\]]*)\]")
_SETTING = re.compile(r"(Name|Snitch|DynamicEndPointSnitch|Partitioner): (.+)")
_KEYSPACE = re.compile(r"(\S+) -> Replication class: (\S+) \{(.*)\}")
_PASSED = {
    "Stats for all nodes": re.compile(r"(?:Live|Joining|Moving|Leaving|Unreachable): \d+"),
    "Data Centers": re.compile(r"\S+ #Nodes: \d+ #Down: \d+"),
}


@dataclass(frozen=True)
class Cluster:
    """`schemas`: addresses by schema version; `releases`: None before 4.0, which says nothing."""

    name: str
    partitioner: str
    schemas: Mapping[str, tuple[str, ...]]
    unreachable: tuple[str, ...] = ()
    releases: Mapping[str, tuple[str, ...]] | None = None
    keyspaces: Mapping[str, Mapping[str, str]] | None = None

    @property
    def agrees(self) -> bool:
        """Whether all have one schema. One that could not be asked is no agreement."""
        return len(self.schemas) == 1 and not self.unreachable


@dataclass
class _Draft:
    settings: dict[str, str] = field(default_factory=dict)
    schemas: dict[str, tuple[str, ...]] = field(default_factory=dict)
    releases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    keyspaces: dict[str, dict[str, str]] = field(default_factory=dict)

    def take(self, section: str, line: str) -> bool:
        """Take one line of a section; whether it was understood."""
        if section == "Cluster Information" and (found := _SETTING.fullmatch(line)):
            self.settings[found[1]] = found[2]
        elif section == "Schema versions" and (found := _SCHEMA.fullmatch(line)):
            self.schemas[found[1]] = _addresses(found[2])
        elif section == "Database versions" and (found := _RELEASE.fullmatch(line)):
            self.releases[found[1]] = _addresses(found[2])
        elif section == "Keyspaces" and (found := _KEYSPACE.fullmatch(line)):
            words = dict(word.partition("=")[::2] for word in found[3].split(", ") if word)
            self.keyspaces[found[1]] = {"class": found[2], **words}
        else:
            return section in _PASSED and bool(_PASSED[section].fullmatch(line))
        return True


def describecluster(text: str) -> Cluster:
    """Read `describecluster` of 2.2 to 5.0."""
    draft, section = _Draft(), ""
    for line in map(str.strip, plain(text, "nodetool describecluster").splitlines()):
        if not line:
            continue
        if line.endswith(":"):
            section = line[:-1]
        elif not draft.take(section, line):
            raise CannotTell(f"nodetool describecluster: not understood: {line[:120]!r}")
    unreachable = draft.schemas.pop(_UNREACHABLE, ())
    if not draft.schemas or not {"Name", "Partitioner"} <= set(draft.settings):
        raise CannotTell("nodetool describecluster: it names no schema version")
    return Cluster(
        draft.settings["Name"],
        draft.settings["Partitioner"],
        draft.schemas,
        unreachable,
        draft.releases or None,
        draft.keyspaces or None,
    )


def _addresses(text: str) -> tuple[str, ...]:
    return tuple(sorted(text.replace(" ", "").split(",")))
