"""Fill the data stores, and dump them. Runs inside the data host's network: see `stores`.

`python -m tests.lab.seed ACTION [WORD ...]`; the actions stand at the end of this file.
"""

import hashlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bson
import bson.json_util
import pymongo
import redis

from tests.lab import credentials, data

DATABASE = "tyk_analytics"
ROLES: list[Any] = [
    {"role": "readWrite", "db": DATABASE},
    {"role": "readWrite", "db": "tyk_other"},
    {"role": "clusterMonitor", "db": "admin"},
]


def connect(user: str = "tyk", password: str = credentials.MONGO) -> "pymongo.MongoClient[Any]":
    """Connect to the host's MongoDB over its loopback."""
    return pymongo.MongoClient(
        "127.0.0.1",
        directConnection=True,
        serverSelectionTimeoutMS=90_000,
        **({"username": user, "password": password} if user else {}),
    )


def fill(redis_port: int = 6379) -> None:
    """Create the users and the documents, once, and the keys in Redis."""
    admin = {"role": "root", "db": "admin"}
    with connect("") as client:
        create = {"pwd": credentials.MONGO_ADMIN, "roles": [admin]}
        client.admin.command("createUser", "admin", **create)
    with connect("admin", credentials.MONGO_ADMIN) as client:
        client.admin.command("createUser", "tyk", pwd=credentials.MONGO, roles=ROLES)
        database = client[DATABASE]
        for name, found in _documents().items():
            database[name].insert_many(_with_ids(name, found))
        database["tyk_apis"].create_index("api_id")
        database.create_collection("tyk_analytics")
    keys(redis_port)


def _documents() -> dict[str, list[dict[str, Any]]]:
    return {"tyk_apis": data.apis(), "tyk_policies": data.policies(), **data.people()}


def _with_ids(collection: str, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The documents with ids that are the same each time."""
    for at, document in enumerate(found):
        digest = hashlib.sha256(f"{collection} {at}".encode()).hexdigest()[:24]
        own = credentials.ORG if collection == "tyk_organisations" else digest
        document["_id"] = bson.ObjectId(own)
    return found


def password(text: str) -> None:
    """Give Tyk's user another password."""
    with connect("admin", credentials.MONGO_ADMIN) as client:
        client.admin.command("updateUser", "tyk", pwd=text)


def other() -> None:
    """Make another database, with something in it."""
    with connect("admin", credentials.MONGO_ADMIN) as client:
        client["tyk_other"]["things"].replace_one({"_id": 1}, {"_id": 1}, upsert=True)


def remove(collection: str) -> None:
    """Remove the first document of a collection."""
    with connect() as client:
        first = _with_ids(collection, _documents()[collection])[0]
        client[DATABASE][collection].delete_one({"_id": first["_id"]})


def refill(collection: str) -> None:
    """Put back what `remove` took or `unprotect` changed, in the order of before."""
    with connect() as client:
        client[DATABASE][collection].delete_many({})
        documents = _with_ids(collection, _documents()[collection])
        client[DATABASE][collection].insert_many(documents)


def unprotect() -> None:
    """Let everybody in at the first API."""
    with connect() as client:
        change = {"$set": {"use_keyless": True, "use_standard_auth": False}}
        client[DATABASE]["tyk_apis"].update_one({"slug": "orders"}, change)


def header(value: str) -> None:
    """Let the first API add a header of this value to what it sends on."""
    version = {"name": "Default", "use_extended_paths": True, "global_headers": {"X-Key": value}}
    with connect() as client:
        change = {"$set": {"version_data.versions.Default": version}}
        client[DATABASE]["tyk_apis"].update_one({"slug": "orders"}, change)


def keys(port: int) -> None:
    """Put the five keys into Redis."""
    startup = {"host": "127.0.0.1", "port": port, "password": credentials.REDIS}
    with redis.Redis(**startup) as client:
        if client.info("cluster")["cluster_enabled"]:
            client = redis.RedisCluster(**startup)  # noqa: PLW2901
        for number, name in enumerate(credentials.KEY_NAMES):
            client.set(name, json.dumps(data.session(number), separators=(",", ":")))


def dump(folder: Path, database: str = DATABASE) -> None:
    """Write what `mongodump --db DATABASE --out FOLDER` writes."""
    with connect("admin", credentials.MONGO_ADMIN) as client:
        target = folder / database
        target.mkdir(parents=True, exist_ok=True)
        for info in client[database].list_collections():
            name = info["name"]
            if info["type"] != "collection" or name.startswith("system."):
                continue
            batches = client[database][name].find_raw_batches()
            (target / f"{name}.bson").write_bytes(b"".join(batches))
            indexes = list(client[database][name].list_indexes())
            found = {
                "indexes": json.loads(bson.json_util.dumps(indexes)),
                "uuid": bytes(info["info"]["uuid"]).hex(),
                "collectionName": name,
                "type": "collection",
            }
            (target / f"{name}.metadata.json").write_text(json.dumps(found))


def profile(level: str) -> None:
    """Let MongoDB remember every operation (2), or none (0) and forget them."""
    with connect("admin", credentials.MONGO_ADMIN) as client:
        client[DATABASE].command("profile", int(level))
        if not int(level):
            client[DATABASE]["system.profile"].drop()


def profiled() -> None:
    """Print every operation that it remembers: a line of JSON each."""
    with connect("admin", credentials.MONGO_ADMIN) as client:
        for one in client[DATABASE]["system.profile"].find():
            told = {name: str(one.get(name, "")) for name in ("op", "ns", "appName", "command")}
            print(json.dumps(told))  # noqa: T201


ACTIONS: dict[str, Callable[..., None]] = {
    "fill": lambda port="6379": fill(int(port)),
    "keys": lambda port: keys(int(port)),
    "dump": lambda folder, *database: dump(Path(folder), *database),
    "password": password,
    "other": other,
    "remove": remove,
    "refill": refill,
    "unprotect": unprotect,
    "header": header,
    "profile": profile,
    "profiled": profiled,
}

if __name__ == "__main__":
    ACTIONS[sys.argv[1]](*sys.argv[2:])
