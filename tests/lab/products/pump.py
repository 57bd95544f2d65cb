"""The pump: moves analytics records from Redis to its targets, and says it is well all the time."""

import json
import os
import signal
import sys
import threading
import time
from typing import Any, NoReturn

from .build import VERSION
from .log import Log
from .mongo_client import Mongo, MongoDownError
from .redis_client import Redis, RedisDownError
from .settings import BadSettingsError, Settings
from .web import TEXT, Answer, Request, Server

SAY = Log("main")
RECORDS = "analytics-tyk-system-analytics"
START_PATIENCE = 10.0
"""Seconds until a MongoDB that does not answer at the start ends the program."""

DEFAULTS: dict[str, Any] = {
    "analytics_storage_config.host": "",
    "analytics_storage_config.port": 6379,
    "analytics_storage_config.addrs": [],
    "analytics_storage_config.master_name": "",
    "analytics_storage_config.sentinel_password": "",
    "analytics_storage_config.username": "",
    "analytics_storage_config.password": "",
    "analytics_storage_config.database": 0,
    "analytics_storage_config.enable_cluster": False,
    "analytics_storage_config.use_ssl": False,
    "analytics_storage_config.ssl_insecure_skip_verify": False,
    "analytics_storage_config.ca_file": "",
    "purge_delay": 10,
    "health_check_endpoint_name": "health",
    "health_check_endpoint_port": 8083,
    "log_level": "info",
    "pumps": {},
}


def main() -> NoReturn:
    """Do what the command line says."""
    words = sys.argv[1:]
    if "--version" in words:
        sys.stderr.write(f"{VERSION}\n")
        sys.exit(0)
    if words and not words[0].startswith("-"):
        sys.exit(f"tyk-pump: error: unexpected {words[0]}, try --help")
    path = words[words.index("-c") + 1] if "-c" in words else "pump.conf"
    settings = _load(path)
    if settings["log_level"] not in {"", "info", "debug", "warn", "error"}:
        SAY.fatal(f'Invalid log level "{settings["log_level"]}"')
    signal.signal(signal.SIGTERM, lambda *_: STOP.set())
    signal.signal(signal.SIGINT, lambda *_: STOP.set())
    _serve_health(settings)
    SAY.info(f"## Tyk Pump, {VERSION} ##")
    redis = Redis(settings, "analytics_storage_config")
    try:
        redis.call("SET", "version-check-pump", VERSION)
    except RedisDownError as error:
        SAY.error(f"Error storing version: {error}")
    _loop(settings, redis, _pumps(settings))
    sys.exit(0)


STOP = threading.Event()


def _load(path: str) -> Settings:
    """Read the file; without one the pump goes on with its defaults, which name no target."""
    settings = Settings("TYK_PMP_", DEFAULTS)
    try:
        settings.read(path)
    except OSError:
        SAY.error(f"Couldn't load configuration file: open {path}: no such file or directory")
    except BadSettingsError as error:
        SAY.error(f"Couldn't unmarshal configuration: {error}")
    return settings


def _serve_health(settings: Settings) -> None:
    name, port = settings["health_check_endpoint_name"], settings["health_check_endpoint_port"]

    def handle(request: Request) -> Answer:
        if request.path != f"/{name}":
            return Answer(404, b"404 page not found\n", kind=TEXT)
        if request.method != "GET":
            return Answer(405)
        return Answer(200, b'{"status": "ok"}')

    try:
        Server("", port, handle).start()
    except OSError:
        why = f"listen tcp :{port}: bind: address already in use"
        SAY.fatal(f"Error serving health check endpoint{why}")
    SAY.info(f"Serving health check endpoint at http://localhost:{port}/{name} ...")


class CsvTarget:
    """Writes a file for each hour."""

    name = "CSV Pump"
    prefix = "csv-pump"

    def __init__(self, meta: dict[str, Any]) -> None:
        """Make the folder."""
        self.folder = meta.get("csv_dir", ".")
        os.makedirs(self.folder, exist_ok=True)  # noqa: PTH103

    def write(self, records: list[dict[str, Any]]) -> None:
        """Add the records."""
        now = time.gmtime()
        stamp = time.strftime("%Y-%B-%d", now)
        with open(f"{self.folder}/{stamp}-{now.tm_hour}.csv", "a") as file:  # noqa: PTH123
            file.writelines(f"{json.dumps(record)}\n" for record in records)


class MongoTarget:
    """Writes to MongoDB; one that does not answer at the start ends the program."""

    name = "MongoDB Pump"
    prefix = "mongo-pump"

    def __init__(self, meta: dict[str, Any]) -> None:
        """Connect."""
        self.mongo = Mongo(meta.get("mongo_url", ""))
        self.collection = meta.get("collection_name", "tyk_analytics")
        end = time.monotonic() + START_PATIENCE
        while True:
            try:
                self.mongo.command({"ping": 1}, "admin")
            except MongoDownError as error:
                last = str(error)
            else:
                return
            if time.monotonic() > end:
                text = "Failed to connect: server selection error: context deadline exceeded"
                SAY.fatal(f"{text}, current topology: {{ Last error: {last} }}")
            time.sleep(0.5)

    def write(self, records: list[dict[str, Any]]) -> None:
        """Insert the records; a failure loses them, and the log calls it done."""
        self.mongo.insert(self.collection, records)


KINDS: dict[str, type[CsvTarget] | type[MongoTarget]] = {
    "csv": CsvTarget,
    "mongo": MongoTarget,
    "mongo-pump-selective": MongoTarget,
}


def _pumps(settings: Settings) -> list[CsvTarget | MongoTarget]:
    """Make the targets that are configured."""
    found: list[CsvTarget | MongoTarget] = []
    for key, entry in (settings["pumps"] or {}).items():
        kind = entry.get("type") or key
        if kind not in KINDS:
            SAY.error(f"Pump load error (skipping): {kind} Not found")
            continue
        meta = entry.get("meta") or {}
        url = os.environ.get(f"TYK_PMP_PUMPS_{key.upper()}_META_MONGOURL")
        target = KINDS[kind](meta | ({"mongo_url": url} if url else {}))
        Log(target.prefix).info(f"{target.name} Initialized")
        SAY.info(f"Init Pump: {key.upper()}")
        found.append(target)
    if not found:
        SAY.fatal("No pumps configured")
    return found


def _loop(settings: Settings, redis: Redis, targets: list[CsvTarget | MongoTarget]) -> None:
    delay = settings["purge_delay"]
    SAY.info(f"Starting purge loop @{delay}, chunk size 0")
    while not STOP.wait(delay):
        try:
            raw = redis.call("LRANGE", RECORDS, 0, -1)
            if raw:
                redis.call("LTRIM", RECORDS, len(raw), -1)
        except RedisDownError as error:
            for _ in range(10):
                SAY.error(f"Error on Purge Loop. Is Temporal Storage down?: {error}")
            continue
        if raw:
            _write(targets, [json.loads(text) for text in raw])
    SAY.info(f"Shutting down {len(targets)} pumps...")
    for target in targets:
        Log(target.prefix).info(f"{target.name} gracefully stopped.")
    SAY.info("Tyk-pump stopped.")


def _write(targets: list[CsvTarget | MongoTarget], records: list[dict[str, Any]]) -> None:
    for target in targets:
        say = Log(target.prefix)
        try:
            target.write(records)
        except OSError as error:
            say.error("Problem inserting to mongo collection", error=error)
            say.info("Completed purging the records")
            SAY.error(f"Error Writing to: {target.name} - Error: {error}")
            continue
        say.info(f"Purged {len(records)} records...")
