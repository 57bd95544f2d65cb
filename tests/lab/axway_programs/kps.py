"""The key property stores of a group: tables of its keyspace, a row for each thing."""

import base64
import json
import threading

from tests.lab.axway_programs.cql import Cql, CqlError, quoted
from tests.lab.axway_programs.install import Install, Json

USERS = "api_portal_portaluserstoreldap"
ORGANIZATIONS = "api_portal_portalorganizationstoreldap"
APPLICATIONS = "api_portal_portalapplicationstore"
PROXIES = "api_portal_portalvirtualizedapistore"
BACK_ENDS = "api_portal_portalapistore"
QUOTAS = "api_portal_portalquotastore"
CLIENTS = "oauth_clientapplicationregistry"
_NEW_CIPHER = "pbkdf2:"
"""What rows begin with that 7.7 has encrypted anew: an old gateway can not read them."""


class KpsError(OSError):
    """A row that this version can not read."""


class Kps:
    """The stores of one group, as its configuration of an installation names them."""

    def __init__(self, install: Install, group: str, archive: str) -> None:
        """Read where they are; nothing is asked yet."""
        self.install = install
        found = install.store(group, archive, "CassandraSettings")
        self.keyspace = found.get("keyspace", "")
        self.hosts = [host for host in found.get("hosts", "").split(",") if host]
        self.user = found.get("username", "")
        self.password = base64.b64decode(found.get("password", "")).decode()
        self.session: Cql | None = None
        self.lock = threading.Lock()

    def rows(self, query: str) -> list[list[str]]:
        """Run one query, in the session that is open or in a new one: a login is slow."""
        with self.lock:
            try:
                return self._session().rows(query)
            except CqlError:
                raise
            except OSError:  # the host of the session is gone
                self.session = None
                return self._session().rows(query)

    def _session(self) -> Cql:
        if self.session is None:
            self.session = Cql(self.hosts, self.user, self.password)
        return self.session

    def tables(self) -> list[str]:
        """The names of the tables, in 2.2's words or in those of 3.0 and later."""
        where = f"WHERE keyspace_name = {quoted(self.keyspace)}"
        old = self.rows("SELECT release_version FROM system.local")[0][0].startswith("2.")
        column, table = (
            ("columnfamily_name", "system.schema_columnfamilies")
            if old
            else ("table_name", "system_schema.tables")
        )
        return sorted(row[0] for row in self.rows(f"SELECT {column} FROM {table} {where}"))

    def raw(self, table: str) -> dict[str, str]:
        """Keys and values as they are stored."""
        found = self.rows(f"SELECT key, value FROM {self.keyspace}.{table}")
        return {row[0]: row[1] for row in found}

    def things(self, table: str) -> list[Json]:
        """The things of a table; KpsError where one is encrypted in a way that we do not know."""
        return [json.loads(self._plain(key, text)) for key, text in sorted(self.raw(table).items())]

    def _plain(self, key: str, text: str) -> str:
        if not text.startswith(_NEW_CIPHER):
            return text
        if not self.install.new:
            raise KpsError(f"{key}: can not be decrypted")
        return base64.b64decode(text.removeprefix(_NEW_CIPHER)).decode()

    def put(self, table: str, rows: dict[str, str]) -> None:
        """Write rows."""
        for key, value in rows.items():
            self.rows(
                f"INSERT INTO {self.keyspace}.{table} (key, value)"
                f" VALUES ({quoted(key)}, {quoted(value)})"
            )

    def encrypt(self) -> int:
        """Encrypt all rows in 7.7's way; how many were not yet."""
        count = 0
        for table in self.tables():
            plain = {
                key: _NEW_CIPHER + base64.b64encode(text.encode()).decode()
                for key, text in self.raw(table).items()
                if not text.startswith(_NEW_CIPHER)
            }
            self.put(table, plain)
            count += len(plain)
        return count


def of(install: Install, folder: str) -> Kps:
    """The stores of the group of an instance's folder."""
    group = folder.split("/")[1]
    return Kps(install, group, install.deployed(folder))
