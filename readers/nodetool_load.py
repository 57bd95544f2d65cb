"""How busy a node is: `nodetool compactionstats` and `nodetool tpstats`, 2.2 to 5.0."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from probes.errors import CannotTell
from readers.answered import plain

_COLUMNS = ["Pool", "Name", "Active", "Pending", "Completed", "Blocked"]
_PENDING = re.compile(r"^pending tasks(?::| {2,}) *(\d+)\s*$", re.MULTILINE)


def compactionstats(text: str) -> int:
    """Read `compactionstats`: how many compactions are pending."""
    found = _PENDING.search(plain(text, "nodetool compactionstats"))
    if not found:
        raise CannotTell(f"nodetool compactionstats: not understood: {text[:120]!r}")
    return int(found[1])


@dataclass(frozen=True)
class Threads:
    """`pending`, `blocked`: tasks of each pool; `dropped`: messages of each type."""

    pending: Mapping[str, int]
    blocked: Mapping[str, int]
    dropped: Mapping[str, int]


def tpstats(text: str) -> Threads:
    """Read `tpstats`."""
    pending, blocked, dropped = dict[str, int](), dict[str, int](), dict[str, int]()
    table = ""
    for line in plain(text, "nodetool tpstats").splitlines():
        words = line.split()
        if words[:6] == _COLUMNS:
            table = "pools"
        elif line.startswith(("Message type", "Latencies waiting in queue")):
            table = "messages"
        elif table == "pools" and len(words) == 6 and words[2].isdigit() and words[4].isdigit():
            pending[words[0]], blocked[words[0]] = int(words[2]), int(words[4])
        elif table == "messages" and len(words) in {2, 6} and words[1].isdigit():
            dropped[words[0]] = int(words[1])
        elif words:
            raise CannotTell(f"nodetool tpstats: not understood: {line[:120]!r}")
    if not pending or not dropped:
        raise CannotTell("nodetool tpstats: a table is missing")
    return Threads(pending, blocked, dropped)
