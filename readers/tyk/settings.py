"""What a Tyk configuration means: where Redis and the databases are, ports, files, secrets."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from probes.errors import CannotTell
from probes.questions import SecretText
from readers.tyk.config import FILES, PREFIXES, Component, Config

# The vendor's documented defaults of what the suite needs to reach.
_PORTS: dict[Component, tuple[str, int]] = {
    "gateway": ("listen_port", 8080),
    "dashboard": ("listen_port", 3000),
    "pump": ("health_check_endpoint_port", 8083),
}
_REDIS: dict[Component, tuple[str, str]] = {
    "gateway": ("storage.", "storage.use_ssl"),
    "dashboard": ("redis_", "redis_use_ssl"),
    "pump": ("analytics_storage_config.", "analytics_storage_config.use_ssl"),
}
_SECRET = re.compile(
    r"(secret|password|passphrase|license_?key|private_?key|api_?key|access_?key|token"
    r"|connection_?string|mongo_?url|sentry_?(js_)?code|dsn|credential)s?$",
    re.IGNORECASE,
)
_FILE = re.compile(r"(file|path|files|certificates|cert|ca_cert)$", re.IGNORECASE)
_TLS = re.compile(r"cert|ssl|tls|key|pem|(?:^|[._])ca(?:[._]|file|path|$)", re.IGNORECASE)
_TLS_FILE = re.compile(r"(?:cert|key|ca|pem)_?(?:file|path)$", re.IGNORECASE)
_MONGO = re.compile(
    r"mongodb(?P<srv>\+srv)?://(?:(?P<user>.*)@)?(?P<hosts>[^/@?]+)"
    r"(?:/(?P<name>[^?/]*))?(?:\?(?P<options>.*))?"
)
_DBNAME = re.compile(r"(?:^|\s)dbname=(\S+)|^postgres(?:ql)?://[^/]*/([^?]+)")
_REDIS_PORT = 6379


@dataclass(frozen=True)
class Redis:
    """The Redis that a component uses."""

    topology: Literal["single", "sentinel", "cluster"]
    addresses: tuple[str, ...]
    master_name: str
    database: int
    username: str
    password: SecretText
    tls: bool


@dataclass(frozen=True)
class Database:
    """A database that a component uses. `where` is the setting: `storage.main`, `pumps.MONGO`."""

    where: str
    type: str  # mongo | postgres | sqlite | mysql
    name: str
    url: SecretText
    problem: str  # what a strict reader of the URL minds: "", or a sentence


@dataclass(frozen=True)
class Pump:
    """One entry of `pumps`, its name in capitals as the log has it."""

    name: str
    type: str
    meta: Mapping[str, Any] = field(repr=False)  # holds URLs with passwords


def port(config: Config) -> int:
    """Where the component answers: of a gateway the control port, if there is one."""
    setting, default = _PORTS[config.component]
    if config.component == "gateway" and (control := config.number("control_api_port")):
        return control
    return config.number(setting) or default


def health_path(config: Config) -> str:
    """The path of the health endpoint. A leading slash in the name makes a gateway have none."""
    usual = "health" if config.component == "pump" else "hello"
    return f"/{config.text('health_check_endpoint_name') or usual}"


def redis(config: Config) -> Redis:
    """Resolve the Redis settings. CannotTell when no address is set."""
    before, tls = _REDIS[config.component]
    addresses = config.words(f"{before}addrs") or _hosts(config.get(f"{before}hosts"))
    host = config.text(f"{before}host")
    if not addresses and host:
        addresses = (f"{host}:{config.number(f'{before}port') or _REDIS_PORT}",)
    if not addresses:
        raise CannotTell(f"{FILES[config.component]}: no Redis address is set")
    cluster = "enable_cluster" if config.component == "dashboard" else f"{before}enable_cluster"
    master = config.text(f"{before}master_name") or ""
    return Redis(
        topology="cluster" if config.flag(cluster) else "sentinel" if master else "single",
        addresses=addresses,
        master_name=master,
        database=config.number(f"{before}database") or 0,
        username=config.text(f"{before}username") or "",
        password=SecretText(config.text(f"{before}password") or ""),
        tls=config.flag(tls)
        or (config.component == "pump" and config.flag(f"{before}redis_use_ssl")),
    )


def pumps(config: Config) -> tuple[Pump, ...]:
    """List the pumps of file and environment. CannotTell for an entry without a type or a name."""
    found: dict[str, dict[str, Any]] = {}
    listed = config.tree().get("pumps") or {}
    if not isinstance(listed, Mapping) or not all(isinstance(x, Mapping) for x in listed.values()):
        raise CannotTell("pump.conf: pumps is not understood")
    for name, entry in listed.items():
        kind = entry.get("type") or name
        found[name.upper()] = {"type": kind, "meta": dict(entry.get("meta") or {})}
    for variable, value in config.environment.items():
        match = re.fullmatch(r"TYK_PMP_PUMPS_([A-Z0-9]+)_(TYPE|META_([A-Z0-9_]+))", variable)
        if match:
            entry = found.setdefault(match[1], {"type": match[1].lower(), "meta": {}})
            if match[3]:
                _set(entry["meta"], match[3], value)
            else:
                entry["type"] = value
    return tuple(Pump(name, str(one["type"]), one["meta"]) for name, one in sorted(found.items()))


def databases(config: Config) -> tuple[Database, ...]:
    """List every database that the configuration names."""
    found = list[Database]()
    if config.component == "dashboard":
        if url := config.text("mongo_url"):
            found.append(_database("mongo_url", "mongo", url))
        for layer in ("main", "analytics", "logs", "uptime"):
            if url := config.text(f"storage.{layer}.connection_string"):
                kind = config.text(f"storage.{layer}.type") or "mongo"
                found.append(_database(f"storage.{layer}", kind, url))
    if config.component == "pump":
        for pump in pumps(config):
            url = pump.meta.get("mongo_url") or pump.meta.get("connection_string")
            if isinstance(url, str) and url:
                kind = "mongo" if "mongo" in pump.type else str(pump.meta.get("type", "postgres"))
                found.append(_database(f"pumps.{pump.name}", kind, url))
        if url := config.text("uptime_pump_config.mongo_url"):
            found.append(_database("uptime_pump_config", "mongo", url))
    return tuple(found)


def secrets(config: Config) -> tuple[tuple[str, str], ...]:
    """List (key, value) of all that must never be shown, for the redaction. Never raises."""
    found = [
        (key, value)
        for key, value in _walk(config.document or {})
        if isinstance(value, str) and value and _SECRET.search(key)
    ]
    found += secrets_of_variables(config.environment)
    passwords = [
        (key, match["user"].partition(":")[2])
        for key, value in found
        if (match := _MONGO.fullmatch(value)) and ":" in (match["user"] or "")
    ]
    return tuple(found + passwords)


def secrets_of_variables(environment: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """List (name, value) of the secrets among variables. Never raises."""
    return tuple(
        (name, value) for name, value in environment.items() if value and _SECRET.search(name)
    )


def secrets_in_text(text: str) -> tuple[tuple[str, str], ...]:
    """List (key, value) of the secrets in a file's text, broken or not. Never raises."""
    pairs = re.findall(r'"([A-Za-z0-9_.-]+)"\s*:\s*"((?:[^"\\]|\\.)*)"', text)
    return tuple((key, value) for key, value in pairs if value and _SECRET.search(key))


def files(config: Config) -> tuple[tuple[str, str, bool], ...]:
    """List (setting, path, is it of TLS) of the files and folders that the configuration names."""
    prefix = PREFIXES[config.component]
    named = [*_walk(config.tree())]
    named += [(key, value) for key, value in config.environment.items() if key.startswith(prefix)]
    chosen = {
        (key, value)
        for key, value in named
        if isinstance(value, str)
        and (
            (value.startswith(("/", "./", "../")) and _FILE.search(key.rpartition(".")[2]))
            or (value and "://" not in value and _TLS_FILE.search(key))
        )
    }
    return tuple((key, path, bool(_TLS.search(key))) for key, path in sorted(chosen))


def _walk(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Give every leaf with its dotted path."""
    if isinstance(value, Mapping):
        for key, below in value.items():
            yield from _walk(below, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for below in value:
            yield from _walk(below, path)
    else:
        yield path, value


def _hosts(value: Any) -> tuple[str, ...]:
    """Read the old form of several hosts: {"10.0.0.1": "6379"}."""
    if value is None or value == "":
        return ()
    if isinstance(value, Mapping):
        return tuple(f"{host}:{number}" for host, number in value.items())
    raise CannotTell("the hosts of Redis are not understood")


def _set(meta: dict[str, Any], name: str, value: str) -> None:
    """Set META_MONGOURL on the key that it means: `mongo_url` when the suite knows it."""
    known = {"MONGOURL": "mongo_url", "CONNECTIONSTRING": "connection_string", "TYPE": "type"}
    same = [key for key in meta if key.replace("_", "").upper() == name]
    meta[same[0] if same else known.get(name, name.lower())] = value


def _database(where: str, kind: str, url: str) -> Database:
    """Read a URL or a list of key=value."""
    if kind != "mongo":
        found = _DBNAME.search(url)
        return Database(where, kind, (found[1] or found[2]) if found else "", SecretText(url), "")
    match = _MONGO.fullmatch(url)
    if not match:
        return Database(where, kind, "", SecretText(url), "not a MongoDB URL")
    user = match["user"] or ""
    problem = ""
    if user.count(":") > 1 or re.search(r"[@/?#\[\]]|%(?![0-9A-Fa-f]{2})", user):
        problem = "user or password is not URL-encoded"
    return Database(where, kind, match["name"] or "", SecretText(url), problem)
