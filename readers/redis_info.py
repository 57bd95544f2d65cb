"""Redis INFO: the text as fields, and the sums over its databases."""

import re
from typing import Any

from probes.errors import CannotTell

_KEYSPACE = re.compile(r"keys=(\d+),expires=(\d+)(?:,[a-z_]+=\d+)*")


def info(text: str, *needed: str) -> dict[str, str]:
    """Read INFO. CannotTell for text that is none, or lacks a needed field."""
    if not isinstance(text, str):
        raise CannotTell("INFO: the answer is no text")
    found: dict[str, str] = {}
    for line in text.replace("\r\n", "\n").split("\n"):
        if not line.strip() or line.startswith("#"):
            continue
        key, colon, value = line.partition(":")
        if not colon or not re.fullmatch(r"[A-Za-z0-9_.-]+", key):
            raise CannotTell(f"INFO: not understood: {line[:120]!r}")
        found[key] = value
    missing = [key for key in needed if key not in found]
    if missing or (not found and "# Keyspace" not in text):
        raise CannotTell(f"INFO: says nothing of {', '.join(missing) or 'anything'}")
    return found


def keys(text: str) -> int:
    """Sum the keys of all databases, of INFO keyspace. An empty server has the heading alone."""
    return sum(count for count, _ in databases(text).values())


def databases(text: str) -> dict[int, tuple[int, int]]:
    """Give (keys, keys that expire) of each database."""
    if not isinstance(text, str) or "# Keyspace" not in text:
        raise CannotTell("INFO: no section Keyspace")
    found = {}
    for name, value in info(text).items():
        if re.fullmatch(r"db\d+", name):
            match = _KEYSPACE.fullmatch(value)
            if not match:
                raise CannotTell(f"INFO: not understood: {name}:{value[:80]}")
            found[int(name[2:])] = (int(match[1]), int(match[2]))
    return found


def slot_members(slots: Any) -> frozenset[str]:
    """Give `host:port` of all members, masters and replicas, of CLUSTER SLOTS."""
    found = set()
    try:
        for _, _, *members in slots:
            found |= {f"{member[0]}:{int(member[1])}" for member in members}
    except (TypeError, ValueError, IndexError) as error:
        raise CannotTell(f"CLUSTER SLOTS: not understood: {str(slots)[:120]}") from error
    if not found:
        raise CannotTell("CLUSTER SLOTS: the cluster serves no slot")
    return frozenset(found)
