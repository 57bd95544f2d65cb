"""Backups of files on a node: what is in use, and its copy at the place that the inventory names.

The copy of `/opt/x/x.conf` lies at `<folder>/x.conf`, or below `<folder>/opt/x` where two files
have one name. What a copy is worth is said by its content: equal to what is in use now.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath

from inventory import Inventory
from probes.answers import CommandAnswer
from probes.engine import Engine
from probes.errors import CannotTell
from probes.questions import argv
from readers import checksums
from readers.answered import answered, lines
from readers.checksums import FileState
from readers.node import NodeReader

NO_PLACE = "Name the place of the backups in the inventory: backups.{name}."
_LISTED = r"%y|%s|%T@|%m|%p\n"


@dataclass(frozen=True)
class Seen:
    """A file: what stat says, and its SHA-256."""

    state: FileState
    sha256: str


@dataclass(frozen=True)
class Copy:
    """A file and its copy, each None where it is not there. `place`: where the copy should lie."""

    path: str
    source: Seen | None
    place: str
    copy: Seen | None


@dataclass(frozen=True)
class TreeCopy:
    """A folder and its copy: path below the folder to SHA-256, None where there is no folder."""

    path: str
    source: dict[str, str]
    place: str
    copy: dict[str, str] | None


@dataclass(frozen=True)
class Entry:
    """A file below a folder."""

    path: str
    size: int
    modified: datetime


def place_of(inventory: Inventory, name: str) -> str:
    """Give the folder `backups.<name>`. CannotTell where the inventory names none."""
    found = getattr(inventory.backups, name)
    if not found:
        raise CannotTell(f"the inventory has no backups.{name}", NO_PLACE.format(name=name))
    return str(found)


def node_of(engine: Engine, inventory: Inventory) -> NodeReader:
    """Give the node where dumps and exports lie."""
    name = inventory.backups.node
    if name not in inventory.nodes:
        raise CannotTell(
            f"backups.node is {name}, which is no node of the inventory",
            "Declare this machine as a node with `transport: local`, and name it in backups.node.",
        )
    return NodeReader(engine, inventory, name)


def copies(node: NodeReader, folder: str, paths: tuple[str, ...]) -> tuple[Copy, ...]:
    """Compare files with their copies in `folder` of the same node."""
    places = {path: (f"{folder}{path}", f"{folder}/{PurePosixPath(path).name}") for path in paths}
    wanted = tuple(dict.fromkeys([*paths, *(one for both in places.values() for one in both)]))
    seen = _seen(node, wanted)
    return tuple(_copy(path, places[path], seen) for path in paths)


def tree_copy(node: NodeReader, folder: str, path: str) -> TreeCopy:
    """Compare a folder with its copy. CannotTell where there is nothing that could be copied."""
    place = f"{folder}/{PurePosixPath(path).name}"
    source = node.tree(path)
    if not source:
        raise CannotTell(
            f"{node.name}: {path} holds no file: there is nothing to compare a copy with",
            "Set the folder that is really in use, or remove the setting.",
        )
    return TreeCopy(path, source, place, node.tree(place))


def listing(node: NodeReader, folder: str) -> tuple[Entry, ...]:
    """List the files of a folder, not of the folders in it. CannotTell where it is not there."""
    script = argv("find", "-H", folder, "-maxdepth", "1", "-printf", _LISTED)
    return _entries(node.run(script, root=True), folder)


def flaws(copy: Copy, home: str) -> list[str]:
    """Say what is wrong with a copy, in sentences. `home`: the folder that the package owns."""
    if copy.source is None:
        return [f"{copy.path} is not there"]
    if copy.copy is None:
        return [f"{copy.path} has no copy at {copy.place}"]
    if copy.place == copy.path:
        return [f"{copy.path} lies at the backup's place itself: it is no copy of itself"]
    state, found = copy.copy.state, list[str]()
    if copy.copy.sha256 != copy.source.sha256:
        found.append(f"the copy {copy.place} differs from {copy.path}")
    if state.modified < copy.source.state.modified:
        found.append(f"the copy {copy.place} is older than {copy.path}")
    if int(state.mode, 8) & 0o007:
        found.append(f"the copy {copy.place} is open to everybody: mode {state.mode}")
    if PurePosixPath(home) in PurePosixPath(copy.place).parents:
        found.append(f"the copy {copy.place} lies in the package's own folder")
    return found


def tree_flaws(copy: TreeCopy, home: str) -> list[str]:
    """Say what is wrong with the copy of a folder, in sentences."""
    if copy.copy is None:
        return [f"{copy.path} has no copy at {copy.place}"]
    if PurePosixPath(copy.place) == PurePosixPath(copy.path):
        return [f"{copy.path} lies at the backup's place itself: it is no copy of itself"]
    found = [f"{copy.place} lacks {name}" for name in sorted(copy.source.keys() - copy.copy)]
    found += [f"{copy.place} holds {name}, which {copy.path} does not" for name in sorted(
        copy.copy.keys() - copy.source
    )]  # fmt: skip
    found += [
        f"the copy {copy.place}/{name} differs from {copy.path}/{name}"
        for name in sorted(copy.source.keys() & copy.copy)
        if copy.source[name] != copy.copy[name]
    ]
    if PurePosixPath(home) in PurePosixPath(copy.place).parents:
        found.append(f"the copy {copy.place} lies in the package's own folder")
    return found


def _seen(node: NodeReader, paths: tuple[str, ...]) -> dict[str, Seen]:
    """Look at files; absent ones are left out, and one of which nothing was said is CannotTell."""
    hashed = node.run(checksums.sums_script(*paths), root=True)
    stated = node.run(checksums.stat_script(*paths), root=True)
    sums, states = checksums.sums(hashed), checksums.stats(stated)
    for answer, found in ((hashed, sums.keys()), (stated, states.keys())):
        said = len(found) + sum(1 for line in answer.err.splitlines() if line.strip())
        if said != len(paths):
            raise CannotTell(f"{node.name}: {said} answers about {len(paths)} files")
    if sums.keys() != states.keys():
        raise CannotTell(f"{node.name}: files came or went while they were looked at")
    return {path: Seen(states[path], digest) for path, digest in sums.items()}


def _copy(path: str, places: tuple[str, ...], seen: dict[str, Seen]) -> Copy:
    """Choose the copy with the right content, else the one that is there."""
    source = seen.get(path)
    there = sorted((place for place in places if place in seen), key=lambda place: place == path)
    equal = [place for place in there if source and seen[place].sha256 == source.sha256]
    place = (*equal, *there, places[-1])[0]
    return Copy(path, source, place, seen.get(place))


def _entries(answer: CommandAnswer, folder: str) -> tuple[Entry, ...]:
    what = f"find {folder}"
    found, itself = list[Entry](), False
    for line in lines(answered(answer, what), what):
        kind, size, modified, mode, path = (line.split("|", 4) + [""] * 4)[:5]
        seconds = modified.partition(".")[0]
        if not (path and len(kind) == 1 and size.isdecimal() and seconds.isdecimal() and mode):
            raise CannotTell(f"{what}: not understood: {line[:80]!r}")
        itself = itself or path == folder
        if kind == "f":
            when = datetime.fromtimestamp(int(seconds), UTC)
            found.append(Entry(path.removeprefix(f"{folder}/"), int(size), when))
    if not itself:
        raise CannotTell(f"{what}: it does not name the folder itself")
    return tuple(sorted(found, key=lambda entry: entry.path))
