"""API keys, and what belongs to them, as Redis has them: names only, never what is in them.

A name that is no hash holds the key itself: it is hidden before anything is kept, and a hash of it
takes its place, so that before and after can be compared.
"""

import hashlib
import re

from probes.errors import CannotTell
from readers.redis import Master, Redis
from readers.tyk.config import Config

MOST = 100_000  # names read of one pattern; above it a share of the hashed names stands for all
KINDS = {
    "api keys": "apikey-*",
    "organisations": "orgkey.*",
    "certificates": "cert-raw-*",
    "oauth clients": "*oauth-clientid.*",
    "oauth client lists": "*oauth-clientset.*",
}
_NO_KEYS = ("apikey-quota-", "apikey-rate-limit-")
_HASH = re.compile(r"apikey-(?:[0-9a-f]{8}|[0-9a-f]{16}|[0-9a-f]{32}|[0-9a-f]{64})")
_SIGNS = ("version-check-pump", "version-check-gateway", "tyk-liveness-probe")


def key_names(redis: Redis) -> dict[str, list[str]]:
    """Give the names of everything that must survive, by kind, over all masters.

    CannotTell where there is none at all and no sign of Tyk: it is another Redis, or another
    database of it.
    """
    share = _share(redis)
    found = dict[str, list[str]]()
    for kind, pattern in KINDS.items():
        asked = f"apikey-{share}*" if kind == "api keys" else pattern
        names = [name for master in redis.masters for name in _scan(master, asked)]
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
    """Name what was there before and is not now, within the share of names that is read now."""
    start = f"apikey-{_share(redis)}"
    return [
        f"{kind}: {name}"
        for kind, names in before.items()
        for name in names
        if name not in set(after.get(kind, ())) and (kind != "api keys" or name.startswith(start))
    ]


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


def _scan(master: Master, pattern: str) -> list[str]:
    found = master.ask("SCAN-ALL", pattern, str(MOST))
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
