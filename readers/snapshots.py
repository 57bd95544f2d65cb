"""Redis snapshot files on a node: when they were made, whether they are whole, their copies."""

import re
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property

from probes.errors import CannotTell
from readers import files, rdb
from readers.files import File
from readers.node import NodeReader
from readers.rdb import RdbCheck


class Snapshot:
    """One file that is, or should be, a Redis snapshot."""

    def __init__(self, node: NodeReader, path: str) -> None:
        """Nothing is asked yet."""
        self.node, self.path = node, path

    def __repr__(self) -> str:
        """Name it as a message does."""
        return f"{self.node.name}:{self.path}"

    @cached_property
    def file(self) -> File | None:
        """What it is; None where it is not there."""
        return self.node.file(self.path)

    @property
    def made(self) -> datetime | None:
        """When it was made, by the server's clock; None where there is no file, or an empty one."""
        if not self.file or not (self.file.size or self.file.is_directory):
            return None
        answer = self.node.run(rdb.header_script(self.path), root=True)
        found = files.content(answer, self.path)
        try:
            return rdb.header(found).created if found is not None else None
        except CannotTell as error:
            raise CannotTell(f"{self}: {error.why}", error.remedy) from error

    @property
    def checked(self) -> RdbCheck:
        """What the checker says of the whole file. CannotTell where there is no file."""
        if not self.file:
            raise CannotTell(f"{self}: there is no snapshot")
        return rdb.checked(self.node.run(rdb.check_script(self.path), root=True, slow=True))

    @property
    def damage(self) -> str:
        """What is wrong with it; empty where it is whole."""
        if not self.file:
            return "there is no snapshot"
        found = self.checked
        return "" if found.ok else found.problem or "it is damaged"

    @property
    def lasting_keys(self) -> int:
        """How many of its keys have no end of life. CannotTell where it is damaged."""
        found = self.checked
        if not found.ok or found.keys is None or found.expiring is None:
            raise CannotTell(f"{self}: its keys can not be counted: {found.problem}")
        return found.keys - found.expiring

    @cached_property
    def sha256(self) -> str | None:
        """Its hash; None where it is not there."""
        answer = self.node.run(files.sha256_script(self.path), root=True, slow=True)
        return files.sha256(answer, self.path)

    @property
    def filled(self) -> bool:
        """Whether it is a file with something in it, or a folder with a manifest."""
        found = self.file
        if not found:
            return False
        if not found.is_directory:
            return found.size > 0
        return any(name.endswith(".manifest") for name in self.node.names(self.path) or ())

    def beside(self, name: str) -> "Snapshot":
        """Give the file of another name in the same folder."""
        return Snapshot(self.node, f"{self.path.rpartition('/')[0]}/{name}")

    def inside(self, node: str, folder: str) -> bool:
        """Whether it lies in that folder of that node."""
        return self.node.name == node and self.path.startswith(folder.rstrip("/") + "/")


def at(node: NodeReader, place: str) -> tuple[Snapshot, ...]:
    """Give the snapshots at a place: a file, or all `*.rdb` of a folder, one for each master."""
    whole = Snapshot(node, place)
    if not whole.file or not whole.file.is_directory:
        return (whole,)
    names = [name for name in node.names(place) or () if re.search(r"\.rdb$", name)]
    return tuple(Snapshot(node, f"{place.rstrip('/')}/{name}") for name in names) or (
        Snapshot(node, f"{place.rstrip('/')}/dump.rdb"),
    )


def uncopied(dumps: Sequence[Snapshot], copies: Sequence[Snapshot]) -> list[Snapshot]:
    """Give the dumps without a copy: one that is equal, or older where Redis has saved since.

    An older copy counts for one dump only.
    """
    hashes = {dump.sha256 for dump in dumps}
    there = [copy for copy in copies if copy.sha256]
    older = [copy for copy in there if copy.sha256 not in hashes]
    equal = {copy.sha256 for copy in there}
    missing = []
    for dump in dumps:
        if dump.sha256 and dump.sha256 in equal:
            continue
        before = [copy for copy in older if _earlier(copy, dump)]
        if before:
            older.remove(before[0])
        else:
            missing.append(dump)
    return missing


def _earlier(copy: Snapshot, dump: Snapshot) -> bool:
    """Whether the dump was written anew after the copy was taken."""
    return copy.made is not None and dump.made is not None and copy.made < dump.made
