"""Where a gateway leaves its records for the pump: which Redis, which lists."""

from readers.tyk import settings
from readers.tyk.config import Config

LIST = "analytics-tyk-system-analytics"
SPREAD = 10  # lists, with enable_multiple_analytics_keys
_PORT = 6379


def addresses(config: Config) -> tuple[str, ...]:
    """Give the addresses of the Redis that records go to: the gateway's own, or a separate one."""
    if config.flag("enable_separate_analytics_store"):
        found = config.words("analytics_storage.addrs")
        host = config.text("analytics_storage.host")
        if not found and host:
            found = (f"{host}:{config.number('analytics_storage.port') or _PORT}",)
        if found:
            return found
    return settings.redis(config).addresses


def lists(config: Config) -> tuple[str, ...]:
    """Name the lists of records, those of another serialisation included.

    (Gateway source: analytics.go. Both forms are there while a change of serializer_type drains.)
    """
    names = [LIST]
    if config.flag("analytics_config.enable_multiple_analytics_keys"):
        names += [f"{LIST}_{number}" for number in range(SPREAD)]
    if config.text("analytics_config.serializer_type") == "protobuf":
        names += [f"{name}_protobuf" for name in names]
    return tuple(names)
