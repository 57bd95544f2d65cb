"""cassandra.yaml: what of it an upgrade depends on. Passwords in it are not kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from probes.errors import CannotTell
from readers.answered import plain

LARGEST = 1 << 20  # characters: Cassandra's own file, comments and all, has a twentieth of it
_ENCRYPTED = frozenset({"all", "dc", "rack"})


@dataclass(frozen=True)
class Encryption:
    """TLS for clients. `optional`: plain clients are let in on the same port."""

    enabled: bool = False
    optional: bool = False
    require_client_auth: bool = False
    keystore: str = ""
    truststore: str = ""


@dataclass(frozen=True)
class CassandraYaml:
    """The file's own words, or Cassandra's defaults; None where defaults differ by release."""

    cluster_name: str
    listen_address: str
    rpc_address: str
    broadcast_rpc_address: str
    seeds: tuple[str, ...]
    snitch: str
    partitioner: str
    authenticator: str
    authorizer: str
    native_transport: bool
    native_transport_port: int
    native_transport_port_ssl: int | None
    thrift: bool | None
    thrift_port: int
    storage_port: int
    ssl_storage_port: int
    data: tuple[str, ...]
    commitlog: str
    saved_caches: str
    clients: Encryption
    internode: str
    keys: frozenset[str]
    """All names that are set: an upgrade carries them over."""

    @property
    def is_local(self) -> bool:
        """Whether clients or nodes reach it from its own machine alone."""
        return any(_loopback(one) for one in (self.listen_address, self.rpc_address))


def read(text: str, what: str = "cassandra.yaml") -> CassandraYaml:
    """Read the file. CannotTell where it is no YAML, or a value has another type than known."""
    if len(text) > LARGEST:
        raise CannotTell(f"{what}: {len(text)} characters are no file of settings")
    try:
        found = yaml.safe_load(plain(text, what))
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        line = f", line {where.line + 1}" if where else ""
        raise CannotTell(f"{what}{line}: no YAML") from None  # its message would show the line
    except RecursionError:
        raise CannotTell(f"{what}: nested too deeply to be what Cassandra reads") from None
    if not isinstance(found, dict) or not all(isinstance(key, str) for key in found):
        raise CannotTell(f"{what}: it is no list of settings")
    return _settings(_Values(found, what))


class _Values:
    """Values by name, each of the type that is asked for. An empty one counts as not set."""

    def __init__(self, found: Mapping[str, Any], what: str) -> None:
        self.found, self.what = found, what

    def text(self, name: str, default: str = "") -> str:
        return str(self._of(name, str | int, default))

    def number(self, name: str, default: int) -> int:
        return int(self._of(name, int, default))

    def truth(self, name: str, *, default: bool | None) -> Any:
        value = self._of(name, bool | str, default)
        words = {"true": True, "false": False}
        if isinstance(value, str):
            if value.lower() not in words:
                raise CannotTell(f"{self.what}: {name} is neither true nor false")
            return words[value.lower()]
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        value = self._of(name, list | str, [])
        return (value,) if isinstance(value, str) else tuple(map(str, value))

    def block(self, name: str) -> "_Values":
        return _Values(self._of(name, dict, {}), f"{self.what}: {name}")

    def seeds(self) -> tuple[str, ...]:
        try:
            (provider,) = self._of("seed_provider", list, [])
            (parameters,) = provider["parameters"]
            return tuple(one.strip() for one in parameters["seeds"].split(",") if one.strip())
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise CannotTell(f"{self.what}: seed_provider is not understood") from error

    def _of(self, name: str, kind: Any, default: Any) -> Any:
        value = self.found.get(name)
        if value is None:
            return default
        wrong = isinstance(value, bool) and kind is int
        if wrong or not isinstance(value, kind):
            raise CannotTell(f"{self.what}: {name} is a {type(value).__name__}")
        return value


def _settings(of: _Values) -> CassandraYaml:
    clients, nodes = of.block("client_encryption_options"), of.block("server_encryption_options")
    internode = nodes.text("internode_encryption", "none")
    if internode not in _ENCRYPTED | {"none"}:
        raise CannotTell(f"{of.what}: internode_encryption is {internode[:40]!r}")
    ssl_port = of.number("native_transport_port_ssl", 0)
    return CassandraYaml(
        cluster_name=of.text("cluster_name", "Test Cluster"),
        listen_address=of.text("listen_address"),
        rpc_address=of.text("rpc_address"),
        broadcast_rpc_address=of.text("broadcast_rpc_address"),
        seeds=of.seeds(),
        snitch=of.text("endpoint_snitch"),
        partitioner=of.text("partitioner"),
        authenticator=_short(of.text("authenticator", "AllowAllAuthenticator")),
        authorizer=_short(of.text("authorizer", "AllowAllAuthorizer")),
        native_transport=of.truth("start_native_transport", default=True),
        native_transport_port=of.number("native_transport_port", 9042),
        native_transport_port_ssl=ssl_port or None,
        thrift=of.truth("start_rpc", default=None),
        thrift_port=of.number("rpc_port", 9160),
        storage_port=of.number("storage_port", 7000),
        ssl_storage_port=of.number("ssl_storage_port", 7001),
        data=of.texts("data_file_directories"),
        commitlog=of.text("commitlog_directory"),
        saved_caches=of.text("saved_caches_directory"),
        clients=Encryption(
            clients.truth("enabled", default=False),
            clients.truth("optional", default=False),
            clients.truth("require_client_auth", default=False),
            clients.text("keystore"),
            clients.text("truststore"),
        ),
        internode=internode,
        keys=frozenset(of.found),
    )


def _short(name: str) -> str:
    return name.rpartition(".")[2]


def _loopback(address: str) -> bool:
    return address == "localhost" or address.startswith("127.") or address == "::1"
