"""A file of pg_dump on a node: when it was written, and whether it is whole."""

import re
from datetime import datetime
from functools import cached_property

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from probes.questions import argv
from readers import files
from readers.estate import Estate
from readers.files import File
from readers.node import NodeReader
from readers.versions import Version, parse

_PACKED = b"PGDMP"
_HEAD = b"-- PostgreSQL database dump"
_END = b"-- PostgreSQL database dump complete"
_ENDS = "200"  # bytes: pg_dump's own words, with the `restrict` that newer ones put beside them
_SERVER = re.compile(r"Dumped from database version:? (\d+(?:\.\d+)*)(?![\d.])")


class PgDump:
    """One file: a script of SQL, or pg_dump's own format."""

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

    def flaw(self, freeze: datetime) -> str:
        """What is wrong with it; empty where it is whole and not older than the freeze."""
        found = self.file
        if not found:
            return "there is no dump"
        if found.is_directory:
            raise CannotTell(
                f"{self}: a folder of pg_dump is not understood",
                "Dump into one file: pg_dump --file FILE, with or without --format=custom.",
            )
        if found.modified < freeze:
            return f"written {found.modified:%Y-%m-%d %H:%M} UTC, before the freeze"
        return self._damage()

    @property
    def server(self) -> Version:
        """The version of the server that it was taken from, as pg_dump wrote it down."""
        head = self._part("head") if self.file else b""
        told = self._listed().stdout if head.startswith(_PACKED) else head
        if not (found := _SERVER.search(told.decode(errors="replace"))):
            raise CannotTell(
                f"{self}: there is no dump that names its server's version",
                "Take a dump with pg_dump: it writes the server's version down.",
            )
        return parse(found[1])

    def _listed(self) -> CommandAnswer:
        """Ask pg_restore what is in it."""
        listed = self.node.run(argv("pg_restore", "--list", self.path), root=True, slow=True)
        if listed.rc in {126, 127}:
            raise CannotTell(
                f"{self}: pg_restore is not there, and only it reads this format",
                "Install the PostgreSQL client on that node.",
            )
        return listed

    def _damage(self) -> str:
        head = self._part("head")
        if head.startswith(_PACKED):
            listed = self._listed()
            return "" if listed.rc == 0 and listed.stdout else "pg_restore can not read it"
        if _HEAD not in head:
            return "it is no dump of PostgreSQL"
        return "" if _END in self._part("tail") else "it is cut off: its last line is missing"

    def _part(self, tool: str) -> bytes:
        """Read the first or last bytes: comments of pg_dump, no data."""
        answer = self.node.run(argv(tool, "-c", _ENDS, "--", self.path), root=True)
        found = files.content(answer, self.path)
        if found is None:
            raise CannotTell(f"{self}: went away while it was read")
        return found


def pg_dump_of(estate: Estate) -> tuple[PgDump, ...]:
    """Give the dump of each PostgreSQL. CannotTell where the inventory does not name one."""
    inventory = estate.inventory
    names = [name for name, store in inventory.stores.items() if store.type == "postgresql"]
    if missing := [name for name in names if name not in inventory.backups.postgres]:
        raise CannotTell(
            f"the inventory does not say where the dump of {', '.join(missing)} lies",
            f"Name the file of pg_dump in the inventory: backups.postgres.{missing[0]}.",
        )
    found = [node for node in estate.nodes if node.name == inventory.backups.node]
    if not found:
        raise CannotTell(
            f"backups.node is {inventory.backups.node}, which is no node of the inventory",
            "Declare this machine as a node with `transport: local`, and name it in backups.node.",
        )
    return tuple(PgDump(found[0], str(inventory.backups.postgres[name])) for name in names)
