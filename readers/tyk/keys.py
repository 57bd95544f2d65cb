"""API keys, and what belongs to them, as Redis has them: names only, never what is in them.

A name that is no hash holds the key itself: it is hidden before anything is kept, and a hash of it
takes its place, so that before and after can be compared.
"""

import hashlib
import re

from probes.errors import CannotTell, NotApplicable
from readers.redis import Master, Redis
from readers.tyk import uses
from readers.tyk.config import Config

MOST = 100_000  # names read of one pattern; above it a share of the hashed names stands for all
KINDS = {
    "api keys": "apikey-*",
    "organisations": "orgkey.*",
    "certificates": "cert-raw-*",
    "oauth clients": "*oauth-clientid.*",
    "oauth client lists": "*oauth-clientset.*",
}
LASTING = "lasting api keys"  # those among them that no end of life takes away before post
DAYS = "7"  # a baseline is at most three days old
_OF_KEYS = {"storage", "redis_*"}  # the settings whose Redis holds them
_NO_KEYS = ("apikey-quota-", "apikey-rate-limit-")
_HASH = re.compile(r"apikey-(?:[0-9a-f]{8}|[0-9a-f]{16}|[0-9a-f]{32}|[0-9a-f]{64})")
_SIGNS = ("version-check-pump", "version-check-gateway", "tyk-liveness-probe")


def key_names(redis: Redis) -> dict[str, list[str]]:
    """Give the names of everything that must survive, by kind, over all masters.

    CannotTell where there is none at all and no sign of Tyk: it is another Redis, or another
    database of it.
    """
    share = _share(holds_keys(redis))
    asked: dict[str, tuple[str, ...]] = {
        kind: ("SCAN-ALL", pattern, str(MOST)) for kind, pattern in KINDS.items()
    }
    asked["api keys"] = ("SCAN-ALL", f"apikey-{share}*", str(MOST))
    asked[LASTING] = ("SCAN-LASTING", f"apikey-{share}*", str(MOST), DAYS)
    found = dict[str, list[str]]()
    for kind, command in asked.items():
        names = [name for master in redis.masters for name in _names(master, *command)]
        wanted = (name for name in names if not name.startswith(_NO_KEYS))
        found[kind] = sorted({_shown(redis, name) for name in wanted})
    if share and not found["api keys"]:
        raise CannotTell(
            f"redis:{redis.name}: more than {MOST} keys, and none of them is hashed",
            "That many names are not read from a production server: compare them by hand.",
        )
    if not any(found.values()) and not any(redis.ask("EXISTS", sign) for sign in _SIGNS):
        raise CannotTell(
            f"redis:{redis.name}: no key, and no sign of Tyk",
            "Is `database` of the store the one that the gateway uses?",
        )
    return found


def lost(before: dict[str, list[str]], after: dict[str, list[str]], redis: Redis) -> list[str]:
    """Name what was there before and is not now, within the share of names that is read now.

    A session that was to end within days may have ended; that all of them did is a loss.
    """
    start = f"apikey-{_share(redis)}"
    now = {kind: set(names) for kind, names in after.items()}
    now[LASTING] = now.get("api keys", set())
    kept = {kind: names for kind, names in before.items() if kind != "api keys"}
    if LASTING not in before or not now[LASTING]:
        kept["api keys"] = before.get("api keys", [])
    return [
        f"{kind}: {name}"
        for kind, names in kept.items()
        for name in names
        if name not in now.get(kind, ()) and (name.startswith(start) or "api keys" not in kind)
    ]


def identity(redis: Redis) -> dict[str, list[str]]:
    """Say which Redis it is: what kind, who belongs to it, and who uses which database of it."""
    kinds = {
        f"{master.flavour} {master.info('server', 'redis_mode')['redis_mode']}"
        for master in redis.masters
    }
    used = (f"{use}, database {use.redis.database}" for use in uses.own_uses(redis))
    return {"kind": sorted(kinds), "members": sorted(redis.addresses), "used by": sorted(used)}


def holds_keys(redis: Redis) -> Redis:
    """Give it back. Not applicable where it is known to hold traffic's records or a cache only."""
    used = {use.where for use in uses.redis_uses(redis) if use.store == redis.name}
    if used and not used & _OF_KEYS:
        raise NotApplicable(f"redis:{redis.name} is {' and '.join(sorted(used))}: it has no keys")
    return redis


def hashing(config: Config) -> dict[str, object]:
    """Give how keys are hashed: other names for the same keys are as good as lost keys."""
    return {
        "hash_keys": config.flag("hash_keys"),
        "hash_key_function": config.text("hash_key_function") or "(default)",
    }


def _share(redis: Redis) -> str:
    """Give the first digits of the hashes that are read: none, unless there are too many keys."""
    total = 0
    for master in redis.masters:
        size = master.ask("DBSIZE")
        if not isinstance(size, int) or isinstance(size, bool):
            raise CannotTell(f"{master}: DBSIZE says {str(size)[:40]!r}")
        total += size
    digits = ""
    while total > MOST:
        digits, total = digits + "0", total // 16
    return digits


def _names(master: Master, *command: str) -> list[str]:
    found = master.ask(*command)
    if not isinstance(found, list) or not all(isinstance(name, str) for name in found):
        raise CannotTell(f"{master}: the names of keys are not understood")
    return found


def _shown(redis: Redis, name: str) -> str:
    """Give a name as it may be kept: where it holds the key itself, a hash of it."""
    if not name.startswith("apikey-") or _HASH.fullmatch(name):
        return name
    redis.engine.redact(name.removeprefix("apikey-"))
    digest = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()
    return f"apikey-(not hashed) {digest[:16]}"
