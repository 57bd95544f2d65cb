"""The configuration files of the estate, in Dashboard mode."""

import json
from typing import Any

from tests.lab import credentials
from tests.lab.redis_forms import form
from tests.lab.stores import MONGO_PORT

LICENCE_ENDS = 4_102_444_800
"""The year 2100: a file that is written again must not change."""

LIVENESS = 2_000_000_000
"""Nanoseconds: two seconds instead of ten, so that a test need not wait for the first probe."""

DROP_IN = "[Service]\nLimitNOFILE=100000\n"


def mongo_url(data: str, database: str = "tyk_analytics", password: str = "") -> str:
    """How Dashboard and pump reach MongoDB."""
    login = f"tyk:{password or credentials.MONGO}"
    return f"mongodb://{login}@{data}:{MONGO_PORT}/{database}?authSource=admin"


def storage(data: str) -> dict[str, Any]:
    """How gateway and pump reach Redis."""
    login = {"username": "", "password": credentials.REDIS, "database": 0}
    return {"type": "redis", **form(data).settings, **login}


def dashboard_redis(data: str) -> dict[str, Any]:
    """The same in the Dashboard's words: `redis_host` for `host`, and one exception."""
    plain = {name: value for name, value in storage(data).items() if name != "type"}
    clustered = {"enable_cluster": True} if plain.pop("enable_cluster", False) else {}
    return {f"redis_{name}": value for name, value in plain.items()} | clustered


def gateway(data: str, dashboard: str) -> dict[str, Any]:
    """tyk.conf."""
    return {
        "listen_port": 8080,
        "secret": credentials.GATEWAY,
        "node_secret": credentials.NODE,
        "template_path": "/opt/tyk-gateway/templates",
        "middleware_path": "/opt/tyk-gateway/middleware",
        "app_path": "/opt/tyk-gateway/apps/",
        "use_db_app_configs": True,
        "db_app_conf_options": {
            "connection_string": f"http://{dashboard}:3000",
            "node_is_segmented": False,
            "tags": [],
        },
        "disable_dashboard_zeroconf": True,
        "policies": {
            "policy_source": "service",
            "policy_connection_string": f"http://{dashboard}:3000",
            "policy_record_name": "tyk_policies",
        },
        "storage": storage(data),
        "enable_analytics": True,
        "hash_keys": True,
        "hash_key_function": "murmur64",
        "enable_hashed_keys_listing": True,
        "health_check_endpoint_name": "hello",
        "liveness_check": {"check_duration": LIVENESS},
        "pid_file_location": "/var/run/tyk/tyk-gateway.pid",
        "allow_master_keys": False,
    }


def dashboard(data: str, gateway_address: str) -> dict[str, Any]:
    """tyk_analytics.conf."""
    return {
        "listen_port": 3000,
        "tyk_api_config": {
            "Host": f"http://{gateway_address}",
            "Port": "8080",
            "Secret": credentials.GATEWAY,
        },
        "mongo_url": mongo_url(data),
        **dashboard_redis(data),
        "admin_secret": credentials.ADMIN,
        "shared_node_secret": credentials.NODE,
        "license_key": credentials.licence(LICENCE_ENDS),
        "hash_keys": True,
        "health_check_endpoint_name": "hello",
        "host_config": {"enable_host_names": False, "hostname": ""},
    }


def pump(data: str) -> dict[str, Any]:
    """pump.conf."""
    return {
        "analytics_storage_type": "redis",
        "analytics_storage_config": storage(data),
        "purge_delay": 2,
        "health_check_endpoint_name": "health",
        "health_check_endpoint_port": 8083,
        "dont_purge_uptime_data": True,
        "pumps": {
            "mongo": {
                "type": "mongo",
                "meta": {
                    "collection_name": "tyk_analytics",
                    "mongo_url": mongo_url(data),
                },
            }
        },
    }


def text(settings: dict[str, Any]) -> str:
    """As the file holds it."""
    return json.dumps(settings, indent=2)
