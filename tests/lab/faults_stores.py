"""Faults of data stores and their backups."""

from tests.lab import credentials, stores
from tests.lab.estate import BACKUPS, Estate
from tests.lab.planting import Act, Fault, file, give_back, keep, shell

DUMP = f"{BACKUPS}/redis/dump.rdb"
MONGO = f"{BACKUPS}/mongo"
AGE = """
import os, re, struct, sys, time
path = sys.argv[1]
data = open(path, "rb").read()
old = int(time.time()) - 14 * 86400
at = data.index(b"\\x05ctime") + 6
assert data[at] == 0xC2, "ctime is not a 32 bit integer"
data = data[: at + 1] + struct.pack("<i", old) + data[at + 5 : -8] + bytes(8)
open(path, "wb").write(data)
os.utime(path, (old, old))
"""
"""Makes a snapshot look two weeks old, inside and outside; checksum 0 means: not computed."""


def _redis(plant: str, mend: str) -> tuple[Act, Act]:
    """Two Redis commands."""

    def act(line: str) -> Act:
        return lambda estate: stores.redis_cli(estate["data1"], line)

    return act(plant), act(mend)


def _password(estate: Estate) -> None:
    stores.redis_cli(estate["data1"], "CONFIG SET requirepass other-Secret-6Ff6")


def _password_back(estate: Estate) -> None:
    script = "REDISCLI_AUTH=other-Secret-6Ff6 redis-cli CONFIG SET requirepass"
    estate["data1"].run(f"{script} {credentials.REDIS}")


def _other_database(estate: Estate) -> None:
    keep(estate["data1"], MONGO)
    stores.seed(estate["data1"], "other")
    estate["data1"].run(f"rm -rf {MONGO}/*")
    stores.seed(estate["data1"], "dump", estate["data1"].root / MONGO.lstrip("/"), "tyk_other")


def _keys_lost(estate: Estate) -> None:
    names = " ".join(credentials.KEY_NAMES[3:])
    stores.redis_cli(estate["data1"], f"DEL {names}")


def _service(unit: str) -> tuple[Act, Act]:
    plant, start = shell("data1", f"systemctl stop {unit}", f"systemctl start {unit}")

    def mend(estate: Estate) -> None:
        start(estate)
        estate["dash1"].run("systemctl reset-failed tyk-pump; systemctl start tyk-pump")
        estate.well()

    return plant, mend


def _seen(acts: tuple[Act, Act]) -> tuple[Act, Act]:
    """Let the gateways notice that Redis fails them, before anybody asks."""
    act, mend = acts

    def plant(estate: Estate) -> None:
        act(estate)
        estate.noticed("redis")

    return plant, mend


def _backup(path: str, script: str) -> tuple[Act, Act]:
    return file("data1", path, script)


FAULTS = [
    Fault(
        "redis-stopped",
        "Redis is down.",
        *_seen(_service("redis-server")),
        red=("TYK-PRE-045", "TYK-POST-008"),
    ),
    Fault(
        "redis-read-only",
        "Redis is a replica of nobody reachable: it refuses every write.",
        *_seen(_redis("REPLICAOF 10.213.77.99 6379", "REPLICAOF NO ONE")),
        red=("TYK-POST-008",),
    ),
    Fault(
        "redis-password-changed",
        "Redis has another password than everybody uses.",
        _password,
        _password_back,
        red=("TYK-PRE-045",),
    ),
    Fault(
        "redis-aof-on",
        "Redis keeps an append-only file: the documented restore would not work.",
        *_redis("CONFIG SET appendonly yes", "CONFIG SET appendonly no"),
        red=("TYK-PRE-051",),
        when="pre",
    ),
    Fault(
        "redis-never-saves",
        "Redis keeps its data in memory only.",
        *_redis("CONFIG SET save ''", "CONFIG SET save '3600 1'"),
        red=("TYK-PRE-054",),
        when="pre",
    ),
    Fault(
        "keys-lost",
        "Two API keys are gone from Redis.",
        _keys_lost,
        lambda estate: stores.seed(estate["data1"], "keys", stores.REDIS_PORT),
        red=("TYK-POST-024",),
        when="post",
    ),
    Fault(
        "dump-older-than-freeze",
        "The Redis snapshot in the backup is two weeks old.",
        *_backup(DUMP, f"python3 - {DUMP} <<'X'{AGE}X"),
        red=("TYK-PRE-047",),
        when="pre",
    ),
    Fault(
        "dump-cut",
        "The Redis snapshot in the backup is not whole.",
        *_backup(DUMP, f"truncate -s 200 {DUMP}"),
        red=("TYK-PRE-047",),
        when="pre",
    ),
    Fault(
        "dump-missing",
        "There is no Redis snapshot in the backup.",
        *_backup(DUMP, f"rm {DUMP}"),
        red=("TYK-PRE-047", "TYK-PRE-049"),
        when="pre",
    ),
    Fault(
        "mongo-dump-of-another-database",
        "The MongoDB dump holds another database.",
        _other_database,
        lambda estate: give_back(estate["data1"], MONGO),
        red=("TYK-PRE-058", "TYK-PRE-059"),
        when="pre",
    ),
    Fault(
        "mongo-dump-cut",
        "One file of the MongoDB dump is not whole.",
        *_backup(
            f"{MONGO}/tyk_analytics/tyk_apis.bson",
            f"truncate -s 300 {MONGO}/tyk_analytics/tyk_apis.bson",
        ),
        red=("TYK-PRE-058",),
        when="pre",
    ),
    Fault(
        "mongo-dump-lacks-collection",
        "The MongoDB dump lacks the policies.",
        *_backup(
            f"{MONGO}/tyk_analytics/tyk_policies.bson",
            f"rm {MONGO}/tyk_analytics/tyk_policies.bson",
        ),
        red=("TYK-PRE-058",),
        when="pre",
    ),
    Fault(
        "mongo-stopped",
        "MongoDB is down.",
        *_service("mongod"),
        red=("TYK-PRE-056",),
    ),
    Fault(
        "mongo-password-changed",
        "MongoDB has another password for Tyk.",
        lambda estate: stores.seed(estate["data1"], "password", "other-Secret-7Gg7"),
        lambda estate: stores.seed(estate["data1"], "password", credentials.MONGO),
        red=("TYK-PRE-056",),
    ),
    Fault(
        "config-backup-missing",
        "gw1's tyk.conf is in no backup.",
        *file("gw1", f"{BACKUPS}/config/tyk.conf", f"rm {BACKUPS}/config/tyk.conf"),
        red=("TYK-PRE-032",),
        when="pre",
    ),
    Fault(
        "config-backup-readable",
        "Everybody on dash1 can read the backup, secrets included.",
        *file(
            "dash1",
            f"{BACKUPS}/config",
            f"chmod 755 {BACKUPS}/config; chmod 644 {BACKUPS}/config/*",
        ),
        red=("TYK-PRE-031",),
        when="pre",
    ),
]
