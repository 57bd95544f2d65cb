"""What can be asked of the world. Equal questions are one question, asked once a run."""

import json
import shlex
from dataclasses import dataclass
from typing import Any

from inventory.secrets import SecretRef


class SecretText:
    """A secret's value in memory. It never renders; `reveal()` is for the transport alone."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        """Hold the value."""
        self._value = value

    def reveal(self) -> str:
        """Give the value, for the moment of sending it."""
        return self._value

    def __repr__(self) -> str:
        """Say that there is one, and nothing else."""
        return "<secret>"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        """Compare values, so that equal questions are one question."""
        return isinstance(other, SecretText) and other._value == self._value

    def __hash__(self) -> int:
        """Hash the value."""
        return hash(self._value)


@dataclass(frozen=True)
class Basic:
    """A name and its password, for HTTP Basic. The name is shown: two accounts are two questions.

    Its password is fetched where the header is made, as every secret is.
    """

    username: str
    password: SecretRef | SecretText

    def __repr__(self) -> str:
        """Say who, in a form of which redaction takes nothing away: it is in keys."""
        return f"<secret> of {self.username}"

    __str__ = __repr__


Credential = SecretRef | SecretText | Basic


def argv(*words: str) -> str:
    """Make a shell command of words, each quoted: nothing from outside stays unquoted."""
    return " ".join(shlex.quote(word) for word in words)


@dataclass(frozen=True)
class Command:
    """A command on a node. `root`: by become. `slow`: a session and a deadline of its own.

    `typed`: secrets that it asks for, a line each on its standard input: they stand in no argv.
    """

    node: str
    script: str
    root: bool = False
    slow: bool = False
    typed: tuple[Credential, ...] = ()

    @property
    def key(self) -> str:
        """`gw1 $ uname -m`, with `#` for root, as a shell's prompt."""
        typed = " < <secret>" * len(self.typed)
        return f"{self.node} {'#' if self.root else '$'} {self.script}{typed}"


@dataclass(frozen=True)
class Http:
    """A GET or HEAD of an endpoint, `<role>:<node>`. Secret headers are named, never shown."""

    endpoint: str
    path: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    secret_headers: tuple[tuple[str, Credential], ...] = ()

    @property
    def key(self) -> str:
        """`GET gateway:gw1 /hello [Host: x; X-Tyk-Authorization: <secret>]`."""
        named = [f"{name}: {value}" for name, value in self.headers]
        named += [
            f"{name}: {secret if isinstance(secret, Basic) else '<secret>'}"
            for name, secret in self.secret_headers
        ]
        return f"{self.method} {self.endpoint} {self.path}" + (
            f" [{'; '.join(named)}]" if named else ""
        )


@dataclass(frozen=True)
class RedisRead:
    """A read command of a Redis store. `member` is one `host:port`; empty: the master."""

    store: str
    command: tuple[str, ...]
    member: str = ""

    @property
    def key(self) -> str:
        """`redis:main INFO server` or `redis:main 10.0.0.5:6379 INFO server`."""
        return " ".join(filter(None, (f"redis:{self.store}", self.member, *self.command)))


@dataclass(frozen=True)
class MongoRead:
    """A read command of a MongoDB store, as the JSON text of the command document."""

    store: str
    database: str
    command: str

    @classmethod
    def of(cls, store: str, database: str, command: dict[str, Any]) -> "MongoRead":
        """Make one of a command document; its first key is the command's name."""
        return cls(store, database, json.dumps(command))

    @property
    def key(self) -> str:
        """`mongo:documents tyk_analytics {"count": "tyk_apis"}`."""
        return f"mongo:{self.store} {self.database} {self.command}"


@dataclass(frozen=True)
class CassandraRead:
    """A CQL SELECT. `member` is one `host:port`, asked by itself; empty: any that answers.

    `default`: not as the inventory's user but as `cassandra` with the password it is shipped with.
    """

    store: str
    statement: str
    member: str = ""
    default: bool = False

    @property
    def subject(self) -> str:
        """`cassandra:main`, or of one member `cassandra:main/10.0.0.5:9042`: each may be down."""
        member = f"/{self.member}" if self.member else ""
        return f"cassandra:{self.store}{member}{'@default' if self.default else ''}"

    @property
    def key(self) -> str:
        """`cassandra:main/10.0.0.5:9042 SELECT release_version FROM system.local`."""
        return f"{self.subject} {self.statement}"


@dataclass(frozen=True)
class Now:
    """The only clock: recorded and replayed like every other answer."""

    key: str = "now"


@dataclass(frozen=True)
class Twice:
    """Two readings of one question, `after` seconds apart, as one answer."""

    question: "Command | Http | RedisRead | MongoRead | CassandraRead"
    after: float

    @property
    def key(self) -> str:
        """`twice 30 s: gw1 $ ...`."""
        return f"twice {self.after:g} s: {self.question.key}"


Question = Command | Http | RedisRead | MongoRead | CassandraRead | Now | Twice
