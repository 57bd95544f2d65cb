"""Backups of a Cassandra: snapshots on its data disk, their copies off it, schema, configuration.

A snapshot is a folder of each table, `<data>/<keyspace>/<table>-<id>/snapshots/<tag>`; the copy is
any folder or archive that holds the same files, as `tar` or apigw-backup-tool make it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from probes.questions import argv
from readers import files
from readers.answered import answered, lines
from readers.cassandra_host import CassandraHost
from readers.node import NodeReader

_DATA = "-Data.db"
_PACKED = re.compile(r"\.(?:tar|tar\.gz|tgz|tar\.bz2|tar\.xz)$")
_FORMAT = r"%y|%s|%T@|%p\n"
_MADE = re.compile(
    r'CREATE (?:KEYSPACE|TABLE) (?:IF NOT EXISTS )?"?(\w+)"?(?:\."?(\w+)"?)?', re.IGNORECASE
)


@dataclass(frozen=True)
class Found:
    """A file or folder: seconds of its last change, and its size in bytes."""

    path: str
    folder: bool
    size: int
    modified: datetime


class CassandraBackup:
    """What was saved of one node, looked for on that node. `place`: off the data disk."""

    def __init__(self, host: CassandraHost, place: str, keyspaces: Iterable[str] = ()) -> None:
        """Nothing is asked yet. `keyspaces`: all that there are."""
        self.keyspaces = frozenset(keyspaces)
        self.host, self.node, self.place = host, host.node, place.rstrip("/")

    def __repr__(self) -> str:
        """Name it as a message does."""
        return f"{self.node.name}: {self.place}"

    @property
    def data(self) -> tuple[str, ...]:
        """The folders of its data, as cassandra.yaml says, or where Cassandra puts them itself."""
        settings = self.host.settings
        return self.host.yaml.data or (f"{settings.data or f'{settings.home}/data'}/data",)

    def snapshot_flaws(self, keyspace: str, rows: Mapping[str, int], freeze: datetime) -> list[str]:
        """Say what the best snapshot of a keyspace lacks. `rows`: how many rows each table has."""
        found = self._snapshots(keyspace)
        if not found:
            return [f"{self.node.name}: there is no snapshot of {keyspace}"]
        judged = [self._lacking(keyspace, tag, found[tag], rows, freeze) for tag in sorted(found)]
        return min(judged, key=len)

    def _lacking(
        self, keyspace: str, tag: str, found: Mapping[str, tuple[datetime, int]],
        rows: Mapping[str, int], freeze: datetime,
    ) -> list[str]:  # fmt: skip
        who, odd = f"{self.node.name}: the snapshot {tag} of {keyspace}", []
        for table, count in sorted(rows.items()):
            made, size = found.get(table, (None, 0))
            if made is None:
                odd.append(f"{who} does not hold {table}")
            elif made < freeze:
                odd.append(f"{who}: {table}: made {made:%Y-%m-%d %H:%M} UTC, before the freeze")
            elif count and not size:
                odd.append(f"{who}: {table} is empty in it, and has {count} rows")
        return odd

    def _snapshots(self, keyspace: str) -> dict[str, dict[str, tuple[datetime, int]]]:
        """Give tag to table to (when made, bytes of data)."""
        found: dict[str, dict[str, tuple[datetime, int]]] = {}
        for folder in self.data:
            for one in _walk(self.node, f"{folder}/{keyspace}", "-path", "*/snapshots/*"):
                match = re.search(r"/([^/]+)/snapshots/([^/]+)(/[^/]+)?$", one.path)
                if not match or (match[3] and not one.path.endswith(_DATA)):
                    continue
                tables = found.setdefault(match[2], {})
                name = _table(match[1])
                made, size = tables.get(name, (one.modified, 0))
                if one.folder:
                    tables[name] = (max(made, one.modified), size)
                else:
                    tables[name] = (made, size + one.size)
        return found

    def copy_flaws(self, keyspace: str, rows: Mapping[str, int], freeze: datetime) -> list[str]:
        """Say what of a keyspace is not in the place off the data disk, or is of before."""
        if self.place_device in self.data_devices:
            return [f"{self!r} is on the disk of the data itself"]
        held = self._copied(keyspace)
        odd = [
            f"{self!r}: there is no data of {keyspace}.{table}, which has {count} rows"
            for table, count in sorted(rows.items())
            if count and table not in held
        ]
        return odd + [
            f"{self!r}: {keyspace}.{table}: copied {when:%Y-%m-%d %H:%M} UTC, before the freeze"
            for table, when in sorted(held.items())
            if table in rows and when < freeze
        ]

    def _copied(self, keyspace: str) -> dict[str, datetime]:
        """Give the tables of a keyspace of which data lies at the place, and when it was put there.

        A path that names no keyspace may be of any: the vendor's tool writes `<snapshot>/<table>/`.
        """
        found: dict[str, datetime] = {}
        for path, when in self._held():
            *folders, name = path.split("/")
            other = self.keyspaces & set(folders) and keyspace not in folders
            if not name.endswith(_DATA) or other:
                continue
            for folder in folders:
                table = _table(folder)
                found[table] = max(when, found.get(table, when))
        return found

    def _held(self) -> list[tuple[str, datetime]]:
        """Give each file of data at the place, or in an archive there, with its time."""
        found = [(one.path, one.modified) for one in self.files if one.size]
        for one in self.archives:
            answer = self.node.run(f"{argv('tar', '-tf', one.path)}", root=True, slow=True)
            names = lines(answered(answer, f"tar {one.path}"), one.path)
            found += [(name, one.modified) for name in names]
        return found

    @cached_property
    def files(self) -> tuple[Found, ...]:
        """All files at the place; none where there is no such place."""
        return tuple(one for one in _walk(self.node, self.place) if not one.folder)

    @property
    def archives(self) -> tuple[Found, ...]:
        """Those of them that tar reads."""
        return tuple(one for one in self.files if _PACKED.search(one.path))

    @property
    def place_device(self) -> str:
        """The number of the file system that the place is on."""
        return _device(self.node, self.place)

    @property
    def data_devices(self) -> frozenset[str]:
        """The numbers of the file systems that the data is on."""
        return frozenset(_device(self.node, one) for one in self.data)

    @property
    def made(self) -> frozenset[tuple[str, str]]:
        """The keyspaces (table empty) and tables that the schemas at the place make again."""
        texts = [one.path for one in self.files if one.path.endswith(".cql") and one.size]
        return frozenset(
            (space, table or "")
            for path in texts
            for space, table in _MADE.findall(self.node.text(path))
        )

    @property
    def configuration(self) -> dict[str, str | None]:
        """The files of `conf` as they are in use: name to hash."""
        folder = f"{self.host.settings.home}/conf"
        found = self.node.tree(folder)
        if not found or "cassandra.yaml" not in found:
            raise CannotTell(f"{self.node.name}: there is no {folder}/cassandra.yaml")
        return dict(found)

    def saved(self, name: str) -> frozenset[str]:
        """Give the hashes of the copies of a file of `conf` at the place, in archives too."""
        mine = [one.path for one in self.files if one.path.endswith(f"/{name}")]
        found = {self.node.sha256(path) for path in mine}
        for one in self.archives:
            answer = self.node.run(argv("tar", "-tf", one.path), root=True, slow=True)
            names = lines(answered(answer, f"tar {one.path}"), one.path)
            entries = [
                n for n in names if n.endswith(f"conf/{name}") or n.removeprefix("./") == name
            ]
            for entry in entries:
                script = f"{argv('tar', '-xOf', one.path, entry)} | sha256sum"
                text = answered(self.node.run(script, root=True), script)
                if not (match := re.match(r"([0-9a-f]{64}) ", text)):
                    raise CannotTell(f"{one.path}: {entry}: not understood: {text[:80]!r}")
                found.add(match[1])
        return frozenset(digest for digest in found if digest)


def _table(folder: str) -> str:
    """Give the table's name of a folder `<table>-<id>`."""
    return re.sub(r"-[0-9a-f]{32}$", "", folder)


def _walk(node: NodeReader, folder: str, *tests: str) -> tuple[Found, ...]:
    """List what is below a folder; nothing where it is not there."""
    script = argv("find", folder, *tests, "-printf", _FORMAT)
    answer = node.run(script, root=True, slow=True)
    if files.absent(answer):
        return ()
    if answer.err.strip():
        answered(CommandAnswer(1, b"", answer.stderr), script)
    return tuple(_found(line, script) for line in lines(answered(answer, script), script))


def _found(line: str, what: str) -> Found:
    kind, size, seconds, path = (line.split("|", 3) + [""] * 3)[:4]
    if not (path and size.isdecimal() and re.fullmatch(r"\d{9,11}(\.\d+)?", seconds)):
        raise CannotTell(f"{what}: not understood: {line[:80]!r}")
    return Found(path, kind == "d", int(size), datetime.fromtimestamp(float(seconds), UTC))


def _device(node: NodeReader, path: str) -> str:
    script = argv("stat", "-L", "-c", "%d", "--", path)
    text = answered(node.run(script, root=True), script).strip()
    if not text.isdecimal():
        raise CannotTell(f"{script}: not understood: {text[:40]!r}")
    return text
