"""The gateway's settings and their defaults."""

import contextlib
import json
import os
from typing import Any

from .build import at_least
from .log import Log
from .settings import BadSettingsError, Settings

DEFAULT_SECRET = "352d20ee67be67f6340b4c0605b044b7"
DEFAULTS: dict[str, Any] = {
    "listen_address": "",
    "listen_port": 8080,
    "control_api_port": 0,
    "secret": "",
    "node_secret": "",
    "use_db_app_configs": False,
    "db_app_conf_options.connection_string": "",
    "app_path": "./apps",
    "middleware_path": "",
    "template_path": "",
    "policies.policy_source": "",
    "policies.policy_record_name": "",
    "policies.policy_path": "",
    "policies.policy_connection_string": "",
    "storage.type": "",
    "storage.host": "",
    "storage.port": 6379,
    "storage.addrs": [],
    "storage.master_name": "",
    "storage.sentinel_password": "",
    "storage.username": "",
    "storage.password": "",
    "storage.database": 0,
    "storage.enable_cluster": False,
    "storage.use_ssl": False,
    "storage.ssl_insecure_skip_verify": False,
    "storage.ca_file": "",
    "enable_analytics": False,
    "analytics_config.storage_expiration_time": 0,
    "hash_keys": False,
    "hash_key_function": "",
    "enable_hashed_keys_listing": False,
    "health_check_endpoint_name": "hello",
    "readiness_check_endpoint_name": "ready",
    "liveness_check.check_duration": 0,
    "hide_generator_header": False,
    "pid_file_location": "/var/run/tyk/tyk-gateway.pid",
    "log_level": "info",
    "health_check.enable_health_checks": False,
}
LEVELS = {"error", "warn", "debug", "info", ""}


def load(path: str, say: Log) -> Settings:
    """Read the configuration; a start that the real program refuses ends here."""
    settings = Settings("TYK_GW_", DEFAULTS)
    if not os.path.exists(path) and not os.environ.get("TYK_GW_OMITCONFIGFILE"):  # noqa: PTH110
        _write_default(path, say)
    try:
        if os.path.exists(path):  # noqa: PTH110
            settings.read(path)
    except (BadSettingsError, OSError) as error:
        why = f"couldn't unmarshal config: {error}"
        say.error(f"Error loading config, using defaults: {why}")
        say.fatal(f"Error initialising system: {why}")
    if settings["log_level"] not in LEVELS:
        say.fatal(
            f'Invalid log level "{settings["log_level"]}" specified in config, '
            "must be error, warn, debug or info. "
        )
    if settings["storage.type"] != "redis":
        say.fatal(
            "Redis connection details not set, please ensure that the storage type is set to "
            "Redis and that the connection parameters are correct."
        )
    if settings["use_db_app_configs"] and not settings["node_secret"]:
        say.fatal("Node secret is not set, required for dashboard connection")
    if settings["secret"] == DEFAULT_SECRET:
        text = 'Default secret should be changed for production." config.secret='
        say.warning(f"{text}{DEFAULT_SECRET}")
    return settings


def _write_default(path: str, say: Log) -> None:
    text = json.dumps(
        {"listen_port": 8080, "secret": DEFAULT_SECRET, "storage": {"type": "redis"}}, indent=2
    )
    targets = [path] if at_least("5.8.0") else ["tyk.conf", path]
    for target in targets:
        say.warning(f"No config file found, writing default to {target}")
        with contextlib.suppress(OSError), open(target, "w") as file:  # noqa: PTH123
            file.write(text)
    if not os.path.exists(path):  # noqa: PTH110
        say.fatal(f"Error initialising system: open {path}: no such file or directory")
