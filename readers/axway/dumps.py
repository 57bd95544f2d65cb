"""The dumps of databases outside of Cassandra: whose they are, when they were made, their end.

Only the text of mysqldump and mariadb-dump tells that it is whole, plain or packed with gzip. Of
another database's dump its DBA has to say so: CannotTell.
"""

import re
from datetime import datetime
from functools import cached_property

from inventory.axway_databases import Database
from probes.answers import CommandAnswer
from probes.errors import CannotTell
from probes.questions import argv
from readers.answered import answered
from readers.axway.domain import Domain
from readers.files import File
from readers.node import NodeReader

_HEAD = re.compile(r"(?m)^-- (?:MySQL|MariaDB) dump ")
_NAMED = re.compile(r"(?m)^-- (?:Host: .*?\s|Current )Database: `?([^`\s]*)`?\s*$")
_END = re.compile(r"(?m)^-- Dump completed\b")
_URL = re.compile(r"jdbc:(?P<kind>[a-z0-9]+):.*?(?://[^/]*/(?P<name>[^?;/]+).*)?")
_TEXT = ("mysql", "mariadb")
_CUT = re.compile(r"unexpected end of file|not in gzip format|crc error|invalid compressed")
_UNREADABLE = (
    "Let the DBA prove the dump with the database's own tool; then take it out of"
    " backups.databases, and have it signed instead: runner attest."
)


class Dump:
    """The dump of one database of the inventory."""

    def __init__(self, node: NodeReader, name: str, path: str, of: Database) -> None:
        """`path` is where it lies on the node of the backups."""
        self.node, self.name, self.path, self.database = node, name, path, of

    def __repr__(self) -> str:
        """Name it as a message does."""
        return f"{self.name}: {self.node.name}:{self.path}"

    @cached_property
    def file(self) -> File | None:
        """What it is; None where it is not there."""
        return self.node.file(self.path)

    def flaws(self, freeze: datetime) -> list[str]:
        """Say what is wrong with it, in sentences: age, whole to its end, the right database."""
        found = self.file
        if found is None:
            return [f"{self!r}: there is no dump"]
        if found.is_directory or not found.size:
            return [f"{self!r}: it is {'a folder' if found.is_directory else 'empty'}, no dump"]
        odd = []
        if found.modified < freeze:
            made = f"{found.modified:%Y-%m-%d %H:%M}"
            odd.append(f"{self!r}: made {made} UTC, before the freeze {freeze:%Y-%m-%d %H:%M} UTC")
        return odd + self._content()

    def _content(self) -> list[str]:
        url = _URL.fullmatch(self.database.url)
        kind = url["kind"] if url else "?"
        if kind not in _TEXT or not url or not url["name"]:
            raise CannotTell(
                f"{self!r}: whether a dump of {kind} is whole is not told", _UNREADABLE
            )
        head, end = self._part("head", "-c", "500"), self._part("tail", "-c", "200")
        if not _HEAD.search(head):
            return [f"{self!r}: it does not begin as mysqldump and mariadb-dump begin"]
        if not _END.search(end):
            return [f"{self!r}: it is cut off: its last line `-- Dump completed` is missing"]
        names = set(_NAMED.findall(head))
        if url["name"] not in names:  # of several databases each begins with its name
            names |= set(_NAMED.findall(self._part("grep", "^-- Current ")))
        if url["name"] not in names:
            said = ", ".join(sorted(filter(None, names))) or "no database by its name"
            return [f"{self!r}: it is of {said}, not of {url['name']}"]
        if not self._part("grep", "-m", "1", "^CREATE TABLE "):
            return [f"{self!r}: it holds no table"]
        return []

    def _part(self, tool: str, *words: str) -> str:
        """Read a part of its text: comments and names of mysqldump, no data."""
        packed = self.path.endswith(".gz")
        reads = argv(tool, *words, *(() if packed else ("--", self.path)))
        script = f"{argv('gzip', '-cd', '--', self.path)} | {reads}" if packed else reads
        answer = self.node.run(script, root=True, slow=True)
        if _CUT.search(answer.err):
            return ""
        found = CommandAnswer(answer.rc, answer.stdout, answer.stderr)
        return answered(found, script, accept=(0, 1) if tool == "grep" else (0,))


def dumps(domain: Domain, *uses: str) -> tuple[Dump, ...]:
    """Give the dump of each database that holds one of `uses`: oauth, kps, metrics.

    CannotTell where the inventory names none, or there is no such database.
    """
    wanted = {n: one for n, one in domain.axway.databases.items() if set(uses) & set(one.holds)}
    places = domain.inventory.backups.databases
    if lacking := [name for name in wanted if name not in places]:
        raise CannotTell(f"the inventory has no backups.databases.{lacking[0]}")
    if not wanted:
        raise CannotTell(f"the inventory has no database that holds {' or '.join(uses)}")
    node = domain.backups_node
    return tuple(Dump(node, name, str(places[name]), one) for name, one in wanted.items())
