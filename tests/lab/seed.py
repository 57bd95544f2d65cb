"""Fill the data stores, and dump them. Runs inside the data host's network: see `stores`.

`python -m tests.lab.seed fill` or `dump FOLDER [DATABASE]`.
"""

import json
import sys
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
        serverSelectionTimeoutMS=20_000,
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
        documents = {"tyk_apis": data.apis(), "tyk_policies": data.policies(), **data.people()}
        for name, found in documents.items():
            for document in found:
                own = credentials.ORG if name == "tyk_organisations" else None
                document["_id"] = bson.ObjectId(own)
            database[name].insert_many(found)
        database["tyk_apis"].create_index("api_id")
        database.create_collection("tyk_analytics")
    keys(redis_port)


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


if __name__ == "__main__":
    action, *rest = sys.argv[1:]
    if action == "fill":
        fill(*(int(port) for port in rest))
    elif action == "keys":
        keys(int(rest[0]))
    else:
        dump(Path(rest[0]), *rest[1:])
