"""A Cassandra of the inventory's stores: the ring as each of its nodes says it is."""

from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from typing import Any

from inventory import Inventory
from probes.engine import Engine
from probes.errors import CannotTell, ProbeError, Unreachable
from probes.questions import CassandraRead
from readers import cassandra_schema
from readers.cassandra_schema import Column, Entry, Replication
from readers.reaching import refusal_of
from readers.versions import Version, parse

QUORUM = "LOCAL_QUORUM is not met"  # as the probe begins its sentence
LOCKED = "does not let us in"  # as the probe says of a login
DATED = 3
"""Columns of a table whose age is asked: one that was added later has none in the older rows."""

_NEW_TABLES = parse("3.0")


class Cassandra:
    """Asked by SELECT only, at LOCAL_QUORUM."""

    def __init__(self, engine: Engine, inventory: Inventory, name: str) -> None:
        """Nothing is asked yet."""
        self.name, self.engine, self.inventory = name, engine, inventory
        self.settings: Any = inventory.stores[name]

    def ask(self, statement: str, member: str = "") -> Any:
        """Ask any node that answers, or one member `host:port` by itself."""
        return self.engine.ask(CassandraRead(self.name, statement, member))

    @cached_property
    def nodes(self) -> tuple[str, ...]:
        """The inventory's nodes that it runs on."""
        having = (node.name for node in self.inventory.with_role("cassandra"))
        return tuple(self.settings.nodes or having)

    def address_of(self, node: str) -> str:
        """Where clients find the member on a node, `host:port`."""
        host, listed = self.inventory.nodes[node].address, self.settings.addresses
        port = str(listed[0]).rpartition(":")[2]
        return next((one for one in listed if host_of(one) == host), _place(host, port))

    def root_of(self, address: str) -> str:
        """Give the subject under which a member's silence is one finding; empty: has no node."""
        found = [node for node in self.nodes if self.address_of(node) == address]
        stores = [one for one in self.inventory.stores.values() if one.type == "cassandra"]
        own = f".{self.name}" if len(stores) > 1 else ""
        return f"cassandra_node:{found[0]}{own}" if found else ""

    @property
    def default_login(self) -> bool:
        """Whether `cassandra` is let in with the password it is shipped with. Asks one member."""
        _ = self.entry  # that it answers at all is another finding
        unheard: Unreachable | None = None
        for address in self.settings.addresses:
            question = CassandraRead(self.name, cassandra_schema.LOCAL, address, default=True)
            try:
                cassandra_schema.one(self.engine.ask(question), question.subject)
            except Unreachable as error:
                if error.subject == question.subject and LOCKED in error.why:
                    return False
                unheard = unheard or error
            else:
                return True
        raise unheard or CannotTell(f"cassandra:{self.name}: it has no address")

    @property
    def refusal(self) -> str:
        """Why it refuses us; empty where some node answers."""
        return refusal_of(f"cassandra:{self.name}", lambda: self.entry)

    @property
    def entry(self) -> Entry:
        """What the node that answers says of itself."""
        what = f"cassandra:{self.name}: system.local"
        row = cassandra_schema.one(self.ask(cassandra_schema.LOCAL), what)
        return cassandra_schema.entry(row, what)

    @property
    def version(self) -> Version:
        """The release of the node that answers."""
        return parse(self.entry.release)

    @property
    def peers(self) -> tuple[Entry, ...]:
        """The other nodes that the one that answers knows, up or down."""
        rows = self.ask(cassandra_schema.PEERS)
        if not isinstance(rows, list):
            raise CannotTell(f"cassandra:{self.name}: system.peers: {str(rows)[:120]}")
        if not rows and len(self.settings.addresses) > 1:
            raise CannotTell(f"cassandra:{self.name}: it knows no other member: the inventory does")
        return tuple(cassandra_schema.entry(row, f"cassandra:{self.name}: peers") for row in rows)

    @cached_property
    def members(self) -> "tuple[Member, ...]":
        """All nodes of the ring: those declared, and those that the one that answers knows."""
        port = str(self.settings.addresses[0]).rpartition(":")[2]
        found = {_place(one.address, port) for one in (self.entry, *self.peers)}
        return tuple(Member(self, at) for at in sorted(found | set(self.settings.addresses)))

    @property
    def refusals(self) -> list[str]:
        """The members that refuse us, with their words. No answer of one is raised."""
        self._ask_each(cassandra_schema.LOCAL)
        return [f"{member}: {why}" for member in self.members if (why := member.refusal)]

    @property
    def schemas(self) -> Mapping[str, tuple[str, ...]]:
        """Who has which schema: one version is agreement. Each member speaks for itself."""
        self._ask_each(cassandra_schema.LOCAL)
        found: dict[str, tuple[str, ...]] = {}
        for member in self.members:
            schema = member.entry.schema
            found[schema] = (*found.get(schema, ()), member.address)
        return found

    @property
    def releases(self) -> Mapping[str, Version]:
        """The release of each member."""
        self._ask_each(cassandra_schema.LOCAL)
        return {member.address: member.version for member in self.members}

    @cached_property
    def keyspaces(self) -> Mapping[str, Replication]:
        """All keyspaces, the system's too."""
        old = self.version < _NEW_TABLES
        statement = cassandra_schema.OLD_KEYSPACES if old else cassandra_schema.KEYSPACES
        return cassandra_schema.keyspaces(self.ask(statement))

    def tables(self, keyspace: str) -> tuple[str, ...]:
        """All tables of a keyspace. CannotTell where there is none to compare."""
        if keyspace not in self.keyspaces:
            raise CannotTell(f"cassandra:{self.name}: there is no keyspace {keyspace}")
        old = self.version < _NEW_TABLES
        statement = cassandra_schema.OLD_TABLES if old else cassandra_schema.TABLES
        found = cassandra_schema.tables(self.ask(statement.format(keyspace)))
        if not found:
            raise CannotTell(
                f"cassandra:{self.name}: the keyspace {keyspace} has no table",
                "Is it the keyspace that the gateways use?",
            )
        return found

    def columns(self, keyspace: str) -> tuple[Column, ...]:
        """All columns of a keyspace's tables. CannotTell where there is none."""
        old = self.version < _NEW_TABLES
        statement = cassandra_schema.OLD_COLUMNS if old else cassandra_schema.COLUMNS
        found = cassandra_schema.columns(self.ask(statement.format(keyspace)))
        if not found:
            raise CannotTell(f"cassandra:{self.name}: no column of {keyspace} is told")
        return found

    def oldest_writes(self, keyspace: str) -> Mapping[str, int | None]:
        """When the oldest value of each table was written, in microseconds; None: it is empty.

        A table without a plain column is left out: the time of a collection can not be asked.
        """
        named: dict[str, list[str]] = {}
        for one in self.columns(keyspace):
            if one.plain:
                named.setdefault(one.table, []).append(one.name)
        form = cassandra_schema.OLDEST
        asked = [
            (table, form.format(keyspace, table, column))
            for table, columns in named.items()
            for column in columns[:DATED]
        ]
        answers = self.engine.ask_all([CassandraRead(self.name, one) for _, one in asked])
        found: dict[str, int | None] = dict.fromkeys(named)
        for (table, _), rows in zip(asked, answers, strict=True):
            told = cassandra_schema.oldest(rows, f"{keyspace}.{table}")
            times = [when for when in (found[table], told) if when is not None]
            found[table] = min(times, default=None)
        return found

    def rows(self, keyspace: str, member: str = "") -> Mapping[str, int]:
        """How many rows each table has, at LOCAL_QUORUM."""
        names = self.tables(keyspace)
        statements = [cassandra_schema.COUNT.format(keyspace, name) for name in names]
        questions = [CassandraRead(self.name, statement, member) for statement in statements]
        answers = self.engine.ask_all(questions)
        pairs = zip(names, answers, strict=True)
        return {name: cassandra_schema.count(rows, f"{keyspace}.{name}") for name, rows in pairs}

    def short_of_replicas(self, keyspace: str) -> list[str]:
        """The members that do not get LOCAL_QUORUM for a keyspace, with their words."""
        statement = cassandra_schema.COUNT.format(keyspace, self.tables(keyspace)[0])
        self._ask_each(statement)
        return [why for member in self.members if (why := member.short_of(statement))]

    def _ask_each(self, statement: str) -> None:
        """Ask all side by side; what one does not say is found when it is looked for."""
        with suppress(ProbeError):
            self.engine.ask_all(
                [CassandraRead(self.name, statement, member.address) for member in self.members]
            )


class Member:
    """One node of the ring, asked by itself."""

    def __init__(self, store: Cassandra, address: str) -> None:
        """`address` is where clients find it, `host:port`."""
        self.store, self.address = store, address
        self.subject = store.root_of(address) or CassandraRead(store.name, "", address).subject

    def __repr__(self) -> str:
        """Name it as a message does."""
        return self.address

    @property
    def refusal(self) -> str:
        """Why it refuses us; empty where it answers."""
        return refusal_of(self.subject, lambda: self.entry)

    def ask(self, statement: str) -> Any:
        """Ask it alone. That it does not answer is told under its node's name: one finding."""
        try:
            return self.store.ask(statement, self.address)
        except Unreachable as error:
            if error.subject != CassandraRead(self.store.name, "", self.address).subject:
                raise
            raise type(error)(self.subject, error.why, error.remedy) from error

    @property
    def entry(self) -> Entry:
        """What it says of itself. CannotTell where another one answers at its address."""
        what = f"{self.subject}: system.local"
        row = cassandra_schema.one(self.ask(cassandra_schema.LOCAL), what)
        return cassandra_schema.entry(row, what)

    @property
    def peers(self) -> tuple[Entry, ...]:
        """The other nodes that it knows, up or down."""
        what = f"{self.subject}: system.peers"
        rows = self.ask(cassandra_schema.PEERS)
        if not isinstance(rows, list):
            raise CannotTell(f"{what}: not understood: {str(rows)[:120]}")
        return tuple(cassandra_schema.entry(row, what) for row in rows)

    @property
    def version(self) -> Version:
        """Its release."""
        return parse(self.entry.release)

    def short_of(self, statement: str) -> str:
        """Why it can not read at LOCAL_QUORUM; empty where it can."""
        try:
            cassandra_schema.count(self.ask(statement), f"{self.subject}: {statement}")
        except CannotTell as error:
            if QUORUM in error.why:
                return error.why
            raise
        return ""


def host_of(address: str) -> str:
    """Give the host of `host:port`."""
    return address.rpartition(":")[0].strip("[]")


def _place(address: str, port: str) -> str:
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
