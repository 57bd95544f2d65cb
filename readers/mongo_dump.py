"""A folder that mongodump wrote, on a node: what is in it, and whether it is whole."""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property

from probes.errors import CannotTell
from readers import bson_dump
from readers.bson_dump import Counted, DumpFile
from readers.node import NodeReader


class MongoDump:
    """`FOLDER/DATABASE/COLLECTION.bson` with its metadata, packed or not."""

    def __init__(self, node: NodeReader, folder: str) -> None:
        """Nothing is asked yet."""
        self.node, self.folder = node, folder.rstrip("/")

    def __repr__(self) -> str:
        """Name it as a message does."""
        return f"{self.node.name}:{self.folder}"

    @cached_property
    def files(self) -> tuple[DumpFile, ...]:
        """All files of it; none where there is no such folder."""
        answer = self.node.run(bson_dump.listing_script(self.folder), root=True)
        return bson_dump.listing(answer) or ()

    @property
    def databases(self) -> frozenset[str]:
        """The databases that it holds."""
        return frozenset(file.database for file in self.files)

    def files_of(self, database: str) -> tuple[DumpFile, ...]:
        """The files of one database."""
        return tuple(file for file in self.files if file.database == database)

    def older(self, database: str, freeze: datetime) -> list[str]:
        """Name the files of a database that were written before the freeze; or that none is."""
        if not (files := self.files_of(database)):
            return [f"{self}: there is no dump of {database}"]
        return [
            f"{self}: {file.path} written {file.modified:%Y-%m-%d %H:%M} UTC"
            for file in files
            if file.modified < freeze
        ]

    def lacks(self, database: str, collections: Iterable[str]) -> list[str]:
        """Name what is missing of collections: their documents, or their description."""
        there = {(file.collection, file.kind) for file in self.files_of(database)}
        return [
            f"{self}: {database}.{name} has no {kind} file"
            for name in collections
            for kind in ("bson", "metadata")
            if (name, kind) not in there
        ]

    def counted(self, database: str) -> dict[str, Counted]:
        """Count the documents of each collection. It reads the whole dump of the database."""
        paths = {
            f"{self.folder}/{file.path}": file.collection
            for file in self.files_of(database)
            if file.kind == "bson"
        }
        if not paths:
            return {}
        answer = self.node.run(bson_dump.count_script(*paths), root=True, slow=True)
        found = bson_dump.counted(answer, *paths)
        if missing := paths.keys() - found:
            raise CannotTell(f"{self}: went away while it was read: {', '.join(sorted(missing))}")
        return {paths[path]: counted for path, counted in found.items()}

    def damaged(self, database: str) -> list[str]:
        """Name the files that end in the middle, or are no BSON or no description."""
        if not self.files_of(database):
            return [f"{self}: there is no dump of {database}"]
        cut = [
            f"{self}: {database}.{name} is cut off or damaged after {counted.documents} documents"
            for name, counted in self.counted(database).items()
            if not counted.whole
        ]
        return cut + self._undescribed(database)

    def _undescribed(self, database: str) -> list[str]:
        """Name the descriptions that are no JSON with indexes. Packed ones are passed over."""
        files = {
            f"{self.folder}/{file.path}": file.collection
            for file in self.files_of(database)
            if file.kind == "metadata" and not file.compressed
        }
        if not files:
            return []
        answer = self.node.run(bson_dump.metadata_script(*files), root=True)
        whole = bson_dump.described(answer, *files)
        return [
            f"{self}: the description of {database}.{name} is cut off or damaged"
            for path, name in files.items()
            if not whole[path]
        ]
