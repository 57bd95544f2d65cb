"""tyk.conf, tyk_analytics.conf and pump.conf, with the environment on top: the environment wins."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from probes.errors import CannotTell
from probes.questions import SecretText

Component = Literal["gateway", "dashboard", "pump"]
PREFIXES: dict[Component, str] = {"gateway": "TYK_GW_", "dashboard": "TYK_DB_", "pump": "TYK_PMP_"}
FILES: dict[Component, str] = {
    "gateway": "tyk.conf",
    "dashboard": "tyk_analytics.conf",
    "pump": "pump.conf",
}
DEFAULT_SECRET = "352d20ee67be67f6340b4c0605b044b7"  # noqa: S105 the vendor's, in every package
DEFAULT_ADMIN_SECRET = "12345"  # noqa: S105 the vendor's, in every package
# Where the variable is not the path in capitals without underscores. (Vendor's configuration pages)
_ODD_NAMES: dict[tuple[Component, str], tuple[str, ...]] = {
    ("gateway", "enable_separate_cache_store"): ("TYK_GW_ENABLESEPERATECACHESTORE",),
    ("gateway", "enable_separate_analytics_store"): ("TYK_GW_ENABLESEPERATEANALYTICSSTORE",),
    ("dashboard", "shared_node_secret"): ("TYK_DB_NODESECRET",),
    ("dashboard", "tyk_api_config.secret"): ("TYK_DB_TYKAPI_SECRET",),
    ("dashboard", "tyk_api_config.host"): ("TYK_DB_TYKAPI_HOST",),
    ("dashboard", "tyk_api_config.port"): ("TYK_DB_TYKAPI_PORT",),
    ("dashboard", "redis_hosts"): ("TYK_DB_HOSTS",),
    ("dashboard", "host_config.override_hostname"): ("TYK_DB_HOSTCONFIG_GATEWAYHOSTNAME",),
}
DEFAULTS = frozenset({SecretText(DEFAULT_SECRET), SecretText(DEFAULT_ADMIN_SECRET)})
_ELSEWHERE = re.compile(r"(env|secrets|consul|vault|conjur|kv)://|\$secret_")
_TRUE, _FALSE = ("1", "t", "true"), ("0", "f", "false")
# Settings whose type the program insists on: of another one, it does not start. (Vendor's pages)
_NUMBERS: dict[Component, tuple[str, ...]] = {
    "gateway": (
        "listen_port",
        "control_api_port",
        "storage.port",
        "storage.database",
        "storage.optimisation_max_idle",
        "storage.optimisation_max_active",
        "max_idle_connections_per_host",
        "analytics_config.storage_expiration_time",
    ),
    "dashboard": ("listen_port", "redis_port", "redis_database"),
    "pump": (
        "health_check_endpoint_port",
        "purge_chunk",
        "analytics_storage_config.port",
        "analytics_storage_config.database",
    ),
}
_FLAGS: dict[Component, tuple[str, ...]] = {
    "gateway": (
        "use_db_app_configs",
        "hash_keys",
        "enable_analytics",
        "enable_hashed_keys_listing",
        "disable_dashboard_zeroconf",
        "allow_master_keys",
        "storage.use_ssl",
        "storage.enable_cluster",
        "http_server_options.use_ssl",
    ),
    "dashboard": ("hash_keys", "enable_cluster", "redis_use_ssl", "http_server_options.use_ssl"),
    "pump": ("dont_purge_uptime_data", "analytics_storage_config.use_ssl"),
}
_TEXTS: dict[Component, tuple[str, ...]] = {
    "gateway": (
        "secret",
        "node_secret",
        "app_path",
        "middleware_path",
        "template_path",
        "listen_address",
        "health_check_endpoint_name",
        "hash_key_function",
        "log_level",
        "storage.host",
        "storage.password",
        "policies.policy_source",
        "policies.policy_record_name",
        "db_app_conf_options.connection_string",
    ),
    "dashboard": (
        "mongo_url",
        "license_key",
        "admin_secret",
        "shared_node_secret",
        "redis_host",
        "redis_password",
        "tyk_api_config.host",
        "tyk_api_config.secret",
    ),
    "pump": (
        "analytics_storage_type",
        "health_check_endpoint_name",
        "log_level",
        "analytics_storage_config.host",
        "analytics_storage_config.password",
    ),
}


@dataclass(frozen=True)
class Config:
    """A configuration as the process sees it. Reading a value of a broken file is CannotTell.

    `strict_problem` says why a strict JSON reader refuses the file, empty when it does not: the
    gateway itself goes on where only the text after the closing brace is wrong. [measured]
    """

    component: Component
    document: Mapping[str, Any] | None = field(repr=False)
    environment: Mapping[str, str] = field(repr=False)
    strict_problem: str = ""

    @property
    def usable(self) -> bool:
        """Whether the program itself can read the file."""
        return self.document is not None

    @property
    def omits_file(self) -> bool:
        """Whether the environment tells the program to read no file at all."""
        return omits_file(self.component, self.environment)

    @property
    def problems(self) -> tuple[str, ...]:
        """Why the program can not read it, without any value; nothing where it can."""
        if not self.usable:
            return (f"{FILES[self.component]} is no JSON: {self.strict_problem}",)
        readers: tuple[tuple[Callable[[str], object], tuple[str, ...]], ...] = (
            (self.number, _NUMBERS[self.component]),
            (self.flag, _FLAGS[self.component]),
            (self.text, _TEXTS[self.component]),
        )
        found = (_problem(read, path) for read, paths in readers for path in paths)
        return tuple(filter(None, (*found, *(self._quoted(p) for p in self._of_numbers()))))

    def _of_numbers(self) -> tuple[str, ...]:
        return (*_NUMBERS[self.component], *_FLAGS[self.component])

    def _quoted(self, path: str) -> str:
        """Say that a number or flag stands in quotes in the file: Go does not take it."""
        if any(name in self.environment for name in self.variables(path)):
            return ""
        quoted = isinstance(self._of_file(path), str)
        return f"{FILES[self.component]}: {path} stands in quotes" if quoted else ""

    def variables(self, path: str) -> tuple[str, ...]:
        """Name the variables that set `path`: `storage.use_ssl` is TYK_GW_STORAGE_USESSL."""
        usual = "_".join(part.replace("_", "").upper() for part in path.split("."))
        odd = _ODD_NAMES.get((self.component, path.lower()), ())
        return (*odd, PREFIXES[self.component] + usual)

    def get(self, path: str) -> Any:
        """Give the effective value of `storage.host`: a text where the environment sets it.

        None where neither sets it. CannotTell where the file is broken, and where the value lies in
        a key store (`vault://...`) and cannot be seen here.
        """
        for name in self.variables(path):
            if name in self.environment:
                return self._seen(path, self.environment[name])
        return self._seen(path, self._of_file(path))

    def text(self, path: str) -> str | None:
        """Give a text, None where nothing sets it."""
        value = self.get(path)
        if value is None or isinstance(value, str):
            return value
        raise CannotTell(f"{FILES[self.component]}: {path} is no text")

    def number(self, path: str) -> int | None:
        """Give a whole number, None where nothing sets it."""
        value = self.get(path)
        if isinstance(value, str) and re.fullmatch(r"-?\d+", value.strip(), re.ASCII):
            return int(value)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        if isinstance(value, float) and value.is_integer():
            return int(value)
        raise CannotTell(f"{FILES[self.component]}: {path} is no whole number")

    def flag(self, path: str) -> bool:
        """Give yes or no; what nothing sets is no, as in the program (a Go zero value)."""
        value = self.get(path)
        if isinstance(value, str) and value.lower() in (*_TRUE, *_FALSE):
            return value.lower() in _TRUE
        if value is None or isinstance(value, bool):
            return bool(value)
        raise CannotTell(f"{FILES[self.component]}: {path} is neither true nor false")

    def words(self, path: str) -> tuple[str, ...]:
        """Give a list of texts; in the environment they are separated by commas."""
        value = self.get(path)
        if isinstance(value, str):
            return tuple(filter(None, (word.strip() for word in value.split(","))))
        if value is None:
            return ()
        if isinstance(value, list) and all(isinstance(word, str) for word in value):
            return tuple(value)
        raise CannotTell(f"{FILES[self.component]}: {path} is no list of texts")

    def tree(self) -> Mapping[str, Any]:
        """Give the file's own document, for walking. CannotTell when it is broken."""
        if self.omits_file:
            return {}
        if self.document is None:
            raise CannotTell(
                f"{FILES[self.component]} is no JSON: {self.strict_problem}",
                "Mend the configuration file; the program refuses it or runs on defaults.",
            )
        return self.document

    def _of_file(self, path: str) -> Any:
        """Walk the file. Where no key is exactly the same, case does not matter, as in Go."""
        value: Any = self.tree()
        for part in path.split("."):
            if not isinstance(value, Mapping):
                return None
            folded = [key for key in value if key.lower() == part.lower()]
            key = part if part in value else (folded[-1] if folded else part)
            value = value.get(key)
        return value

    def _seen(self, path: str, value: Any) -> Any:
        """Refuse a reference into a key store: its value is not here."""
        if isinstance(value, str) and _ELSEWHERE.match(value):
            raise CannotTell(
                f"{FILES[self.component]}: {path} lies in a key store ({value.split(':')[0]})",
                "Declare the value in the inventory, by reference.",
            )
        return value


def omits_file(component: Component, environment: Mapping[str, str]) -> bool:
    """Whether the environment tells the program to read no file at all."""
    return environment.get(f"{PREFIXES[component]}OMITCONFIGFILE", "").lower() in _TRUE


def _problem(read: Callable[[str], object], path: str) -> str:
    """Say why a value is of the wrong type. One in a key store is not seen here, and let be."""
    try:
        read(path)
    except CannotTell as error:
        return "" if "lies in a key store" in error.why else error.why
    return ""


def parse_config(component: Component, text: str, environment: Mapping[str, str]) -> Config:
    """Read a configuration file's text and the variables of its process (all of them, in effect).

    Never raises for a broken file, since that is a finding: `strict_problem` says it, `usable` is
    False where the program cannot read it either, and every value is then CannotTell.
    """
    mine = {name: value for name, value in environment.items() if name.startswith("TYK_")}
    problem, document = "", None
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        problem = str(error) if text.strip() else "the file is empty"
        if component == "gateway":
            document = _first_value(text)
    if document is not None and not isinstance(document, dict):
        problem, document = "not an object", None
    if problem == "" and document is None:
        problem = "not an object"
    return Config(component, document, mine, problem)


def _first_value(text: str) -> Any:
    """Read as the gateway does: the first value, whatever comes after it."""
    try:
        return json.JSONDecoder().raw_decode(text.lstrip(" \t\r\n"))[0]
    except (ValueError, RecursionError):
        return None
