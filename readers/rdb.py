"""Redis snapshot files: the header, and what `redis-check-rdb` says of the whole."""

import re
import struct
from dataclasses import dataclass
from datetime import UTC, datetime

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from probes.questions import argv
from readers.answered import answered

_AUX = 0xFA
_HEAD = re.compile(rb"REDIS(\d{4})")
_START = "64"  # up to `ctime`; what follows is data, keys among it, and not to be seen
_INTEGERS = {0: ("<b", 1), 1: ("<h", 2), 2: ("<i", 4)}


@dataclass(frozen=True)
class RdbHeader:
    """The first fields of a snapshot. `created` is the server's clock when it was written."""

    version: int
    redis_version: str
    created: datetime


@dataclass(frozen=True)
class RdbCheck:
    """What the checker found."""

    ok: bool
    keys: int | None  # None: it did not get that far
    expired: int
    expiring: int | None  # how many keys have an end of life; None: it did not get that far
    problem: str


def header_script(path: str) -> str:
    """Read the start of a snapshot file."""
    return argv("head", "-c", _START, "--", path)


def header(data: bytes) -> RdbHeader:
    """Read the first bytes of a file. CannotTell for another file, and where `ctime` is missing."""
    found = _HEAD.match(data)
    if not found:
        raise CannotTell("not a Redis snapshot: the file does not start with REDIS")
    fields, at = dict[str, str](), len(found[0])
    try:
        while data[at] == _AUX:
            key, at = _string(data, at + 1)
            fields[key], at = _string(data, at)
    except (IndexError, struct.error) as error:
        if "ctime" not in fields:
            raise CannotTell("a Redis snapshot that is cut off in its header") from error
    if not fields.get("ctime", "").isdecimal():
        raise CannotTell("a Redis snapshot that does not say when it was made")
    created = datetime.fromtimestamp(int(fields["ctime"]), UTC)
    return RdbHeader(int(found[1]), fields.get("redis-ver", ""), created)


def check_script(path: str) -> str:
    """Check a whole snapshot file. It reads all of it: ask as `slow`."""
    return argv("redis-check-rdb", path)


def checked(answer: CommandAnswer) -> RdbCheck:
    """Read `check_script`. A damaged file is an answer; one that cannot be opened is none."""
    what = "redis-check-rdb"
    if "Cannot open" in answer.text + answer.err:
        raise CannotTell(f"{what}: {(answer.text + answer.err).strip()[:200]}")
    text = answered(answer, what, accept=(0, 1))
    counted = re.search(r"^\[info\] (\d+) keys read$", text, re.MULTILINE)
    expired = re.search(r"^\[info\] (\d+) already expired$", text, re.MULTILINE)
    ends = re.search(r"^\[info\] (\d+) expires$", text, re.MULTILINE)
    gone = int(expired[1]) if expired else 0
    ending = int(ends[1]) if ends else None
    reached = int(counted[1]) if counted else None
    good = "RDB looks OK!" in text
    bad = re.search(r"^--- RDB ERROR DETECTED ---$|RDB CRC error|Unexpected EOF|Wrong signature"
                    r"|RDB ERROR.*", text, re.MULTILINE)  # fmt: skip
    if good and None not in (reached, ending) and answer.rc == 0 and not bad:
        return RdbCheck(ok=True, keys=reached, expired=gone, expiring=ending, problem="")
    if bad and not good and answer.rc != 0:
        return RdbCheck(
            ok=False, keys=reached, expired=gone, expiring=ending, problem=_problem(text)
        )
    if answer.rc == 1 and re.fullmatch(r"\[offset 0\] Checking RDB file .*\n", text):
        raise CannotTell(f"{what}: the file is not there, or may not be read")
    raise CannotTell(f"{what}: not understood: {text[-160:]!r}")


def _problem(text: str) -> str:
    """Give the line that names the damage."""
    rows = [row for row in text.splitlines() if re.search(r"EOF|rror|Wrong|CRC", row)]
    named = [row for row in rows if "DETECTED" not in row]
    return (named or rows)[0].strip()[:200]


def _string(data: bytes, at: int) -> tuple[str, int]:
    """Read a string of the snapshot: (text, where the next thing starts)."""
    first = data[at]
    kind, low = first >> 6, first & 0x3F
    if kind == 3 and low in _INTEGERS:
        form, size = _INTEGERS[low]
        return str(struct.unpack_from(form, data, at + 1)[0]), at + 1 + size
    if kind == 0:
        length, at = low, at + 1
    elif kind == 1:
        length, at = (low << 8) | data[at + 1], at + 2
    elif first == 0x80:
        length, at = struct.unpack_from(">I", data, at + 1)[0], at + 5
    else:
        raise CannotTell("a Redis snapshot with a header field that is not understood")
    if at + length > len(data):
        raise IndexError(at)
    return data[at : at + length].decode("utf-8", "replace"), at + length
