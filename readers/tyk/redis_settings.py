"""Every Redis that a configuration names: the main one, those split off for traffic or cache."""

from dataclasses import replace

from readers.tyk import settings
from readers.tyk.config import Config
from readers.tyk.settings import Redis

_SPLIT = {
    "analytics_storage": "enable_separate_analytics_store",
    "cache_storage": "enable_separate_cache_store",
}
_MAIN = {"gateway": "storage", "dashboard": "redis_*", "pump": "analytics_storage_config"}


def redises(config: Config) -> tuple[tuple[str, Redis], ...]:
    """List (setting, Redis). CannotTell where a Redis is split off and has no address."""
    found = [(_MAIN[config.component], settings.redis(config))]
    if config.component == "gateway":
        found += [
            (name, settings.redis(_moved(config, name)))
            for name, flag in _SPLIT.items()
            if config.flag(flag)
        ]
    return tuple(found)


def _moved(config: Config, name: str) -> Config:
    """Give the same configuration with another section in the place of `storage`."""
    document = {**config.tree(), "storage": config.tree().get(name) or {}}
    before = f"TYK_GW_{name.replace('_', '').upper()}_"
    environment = {
        variable.replace(before, "TYK_GW_STORAGE_"): value
        for variable, value in config.environment.items()
        if not variable.startswith("TYK_GW_STORAGE_")
    }
    return replace(config, document=document, environment=environment)
