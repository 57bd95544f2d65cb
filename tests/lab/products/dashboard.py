"""The dashboard: command line and start. Its API lies in `dashboard_api`."""

import base64
import json
import signal
import sys
import threading
import time
from typing import Any, NoReturn

from . import dashboard_api
from .build import VERSION
from .log import Log
from .mongo_client import Mongo, MongoDownError
from .redis_client import Redis
from .settings import BadSettingsError, Settings
from .web import Server

SAY = Log("main")
STOP = threading.Event()
DEFAULTS: dict[str, Any] = {
    "listen_port": 3000,
    "mongo_url": "",
    "storage.main.connection_string": "",
    "redis_host": "",
    "redis_port": 6379,
    "redis_addrs": [],
    "redis_master_name": "",
    "redis_sentinel_password": "",
    "redis_username": "",
    "redis_password": "",
    "redis_database": 0,
    "enable_cluster": False,
    "redis_use_ssl": False,
    "redis_ssl_insecure_skip_verify": False,
    "redis_ca_file": "",
    "admin_secret": "",
    "shared_node_secret": "",
    "license_key": "",
    "health_check_endpoint_name": "hello",
    "tyk_api_config.Secret": "",
}


class RedisNames:
    """The Dashboard calls its Redis settings otherwise than the gateway."""

    def __init__(self, settings: Settings) -> None:
        """Look into these settings."""
        self.settings = settings

    def __getitem__(self, name: str) -> Any:
        """`x.host` is `redis_host` here."""
        plain = name.removeprefix("x.")
        return self.settings[plain if plain == "enable_cluster" else f"redis_{plain}"]


def main() -> NoReturn:
    """Do what the command line says."""
    words = sys.argv[1:]
    if "--version" in words or words[:1] == ["version"]:
        sys.stderr.write(f"{VERSION}\n")
        sys.exit(0)
    path = words[words.index("--conf") + 1] if "--conf" in words else "tyk_analytics.conf"
    settings = Settings("TYK_DB_", DEFAULTS)
    try:
        settings.read(path)
    except (OSError, BadSettingsError) as error:
        SAY.fatal(f"Couldn't load configuration file: {error}")
    signal.signal(signal.SIGTERM, lambda *_: STOP.set())
    signal.signal(signal.SIGINT, lambda *_: STOP.set())
    SAY.info(f"Tyk Dashboard {VERSION}")
    mongo = _database(settings)
    redis = Redis(RedisNames(settings), "x")
    licensed = _licence(settings["license_key"])
    api = dashboard_api.Api(settings, mongo, redis, licensed)
    try:
        Server("", settings["listen_port"], api.answer).start()
    except OSError as error:
        SAY.fatal(f"Couldn't listen on {settings['listen_port']}: {error}")
    SAY.info(f"Dashboard started and listening on {settings['listen_port']}")
    STOP.wait()
    SAY.info("Dashboard stopped")
    sys.exit(0)


def _database(settings: Settings) -> Mongo:
    url = settings["storage.main.connection_string"] or settings["mongo_url"]
    mongo = Mongo(url)
    end = time.monotonic() + 10
    while True:
        try:
            mongo.command({"ping": 1}, "admin")
            mongo.find("tyk_organisations")
        except MongoDownError as error:
            if time.monotonic() > end:
                SAY.fatal(f"Couldn't connect to the database: {error}")
            SAY.error(f"Database connection failed, retrying: {error}")
            if STOP.wait(1):
                sys.exit(0)
        else:
            SAY.info("Connected to the database")
            return mongo


def _licence(token: str) -> bool:
    """Whether gateways may register: the licence is a JWT that has not ended."""
    try:
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        valid = claims["exp"] > time.time_ns() // 10**9
    except (IndexError, ValueError, KeyError):
        valid = False
    if not valid:
        SAY.error("License is invalid or has expired")
    return valid
