"""CQL: which statements may be asked, and the values of their answers as JSON."""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from probes.errors import NotReadOnly

_NAME = r'(?:\w+|"\w+")'
_SELECT = re.compile(
    rf'SELECT\s+(?P<what>[\w\s,*()"]+?)\s+FROM\s+(?P<keyspace>{_NAME})\.{_NAME}'
    r"(?:\s+WHERE\s[^;]+)?(?:\s+LIMIT\s+\d+)?",
    re.IGNORECASE | re.ASCII,
)
_COUNT = re.compile(
    rf"COUNT\s*\(\s*(?:\*|1)\s*\)|MIN\s*\(\s*WRITETIME\s*\(\s*{_NAME}\s*\)\s*\)(?:\s+AS\s+\w+)?",
    re.IGNORECASE,
)
_STRING = re.compile(r"'(?:[^']|'')*'")
_SYSTEM = re.compile(r"system(?:_\w+)?")


def guard(statement: str) -> None:
    """Let one SELECT pass: of the system's tables, a count, a time. Raises NotReadOnly.

    What customers keep (a KPS holds users and tokens) has no place in evidence: it is counted.
    """
    bare = _STRING.sub("''", statement)
    found = _SELECT.fullmatch(bare)
    if not found or any(mark in bare for mark in ("--", "//", "/*")):
        raise NotReadOnly(f"CQL that is no plain SELECT FROM keyspace.table: {statement[:120]}")
    keyspace, what = found["keyspace"].strip('"').lower(), found["what"]
    if keyspace == "system_auth" and ("*" in what or "salted_hash" in what.lower()):
        raise NotReadOnly(f"CQL that reads password hashes: {statement[:120]}")
    if not _SYSTEM.fullmatch(keyspace) and not _COUNT.fullmatch(what):
        raise NotReadOnly(f"CQL that reads rows of {keyspace}: they are only counted, or dated")


def is_count(statement: str) -> bool:
    """Whether rows are counted or dated, which takes a node longer than to read some."""
    return bool(_COUNT.search(statement))


def plain(value: Any) -> Any:
    """Text, numbers, lists and dictionaries; a UUID, an address, a time ... as its text."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, bytes | bytearray):
        return "0x" + bytes(value).hex()  # as cqlsh shows a blob
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(one) for key, one in value.items()}
    if not hasattr(value, "__iter__"):
        return _single(value)
    found = [plain(one) for one in value]
    return sorted(found, key=repr) if isinstance(value, set | frozenset) else found


def _single(value: Any) -> Any:
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, datetime):  # the driver's are UTC, and do not say so
        value = value if value.tzinfo else value.replace(tzinfo=UTC)
        return value.isoformat()
    return str(value)
