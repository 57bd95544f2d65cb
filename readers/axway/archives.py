"""The archive of an old installation: what is in it, and whether it is whole to its end."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from probes.questions import argv
from readers.answered import answered, lines

NEEDED = ("conf/", "groups/", "ext/", "system/conf/nodemanager.xml")
WRITTEN = ("trace", "logs", "opsdb.d", "events", "temp")  # folders that a running process writes to
FOLDERS = ("conf", "groups", "ext", "system/conf")
"""What a restore needs, and a domain changes: posix, system and the JRE come from the installer."""

MORE = 20  # files that are named, of those that an archive lacks
VOLATILE = re.compile(
    r"(?:^|/)(?:trace|logs|events|opsdb\.d|temp)(?:/|$)|\.(?:trc|log|pid|md5\.tmp)$"
)

_ARCHIVE = "//archive"  # no path of find looks like it
_PRUNED = (
    "-type", "d", "(", *[word for name in WRITTEN for word in ("-o", "-name", name)][1:], ")",
    "-prune",
)  # fmt: skip
_UNNAMED = ("!", "-name", "*.trc", "!", "-name", "*.log", "!", "-name", "*.pid")
_TOOLS = ("tar:", "gzip:", "bzip2:", "xz:", "/bin/sh:")
_LESS = ("tar: Removing leading",)
_DAMAGED = re.compile(
    r"Unexpected EOF|does not look like a tar archive|unexpected end|not in gzip format"
    r"|crc error|invalid compressed|File format not recognized|Compressed data is corrupt"
    r"|Skipping to next header|Data integrity error|Unexpected end of input",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Contents:
    """What of NEEDED an archive has below its folder `apigateway`, and how many entries.

    `lost`: files of the installation that it does not hold, MORE at most. `damage`: why it can not
    be read to its end; empty where it can.
    """

    found: frozenset[str]
    entries: int
    lost: tuple[str, ...] = ()
    damage: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """What it lacks."""
        return tuple(name for name in NEEDED if name not in self.found)


def script(path: str, top: str = "") -> str:
    """Read an archive to its end and tell what of NEEDED is in it; `tar` finds its compression.

    With `top`, an installation, its files are looked for too: those of FOLDERS that last.
    """
    needed = (f'index($0, "{name}") == 1 {{ seen["{name}"] = 1 }}' for name in NEEDED)
    program = " ".join((
        'BEGIN { FS = "\\n" }',
        f'$0 == "{_ARCHIVE}" {{ archive = 1; next }}',
        f"!archive {{ want[substr($0, {len(top) + 2})] = 1; wanted++; next }}",
        r"{ n++; if (match($0, /(^|\/)apigateway\//)) $0 = substr($0, RSTART + RLENGTH) }",
        "{ delete want[$0] }",
        *needed,
        'END { for (name in seen) print "has " name;',
        f'for (name in want) if (lost++ < {MORE}) print "lacks " name;',
        'print "wanted " wanted + 0; print "entries " n + 0 }',
    ))  # fmt: skip
    # The status of tar is told in a line of its own: sh has no status but that of awk.
    tar = argv("tar", "--quoting-style=literal", "-tf", path)
    files = f"{_lasting_script(top)}; " if top else ""
    steps = f'{files}echo {_ARCHIVE}; {tar}; echo "status $?" >&2;'
    return f"{{ {steps} }} | {argv('awk', program)}"


def _lasting_script(top: str) -> str:
    folders = [f"{top}/{name}" for name in FOLDERS]
    return argv("find", *folders, *_PRUNED, "-o", "-type", "f", *_UNNAMED, "-print")


def contents(answer: CommandAnswer, path: str, top: str = "") -> Contents:
    """Read `script`. CannotTell where the archive is not there, or may not be read."""
    statuses = re.findall(r"(?m)^status (\d+)$", answer.err)
    said = re.sub(r"(?m)^status \d+$", "", answer.err).strip().splitlines()
    damage = next((line[:160] for line in said if _DAMAGED.search(line)), "")
    harmless = (*_TOOLS, *_LESS) if damage else _LESS
    strange = [line for line in said if line.strip() and not line.startswith(harmless)]
    if strange or len(statuses) != 1 or (statuses != ["0"] and not damage):
        raise CannotTell(f"{path}: {strange[-1][:160] if strange else 'tar did not end'}")
    told = lines(answered(CommandAnswer(answer.rc, answer.stdout, b""), f"tar {path}"), path)
    found: dict[str, list[str]] = {"has": [], "lacks": [], "wanted": [], "entries": []}
    for line in told:
        word, _, name = line.partition(" ")
        if word not in found:
            raise CannotTell(f"{path}: not understood: {line[:80]!r}")
        found[word].append(name)
    counts = [*found["wanted"], *found["entries"]]
    if len(counts) != 2 or not all(map(str.isdecimal, counts)) or (top and counts[0] == "0"):
        raise CannotTell(f"{path}: what it should hold, and holds, was not counted")
    if not set(found["has"]) <= set(NEEDED):
        raise CannotTell(f"{path}: not understood: {found['has']}")
    lost = tuple(sorted(found["lacks"]))
    return Contents(frozenset(found["has"]), int(counts[1]), lost, damage)


def manifest_script(top: str) -> str:
    """Ask for the hashes of an installation's files, those of FOLDERS that last."""
    folders = [f"{top}/{name}" for name in FOLDERS]
    return argv("find", "-L", *folders, *_PRUNED, "-o", "-type", "f", *_UNNAMED, "-exec",
                "sha256sum", "--", "{}", "+")  # fmt: skip


def newest_script(folders: Iterable[str]) -> str:
    """Ask for the time of the newest file below folders, without what always writes."""
    find = argv("find", *folders, *_PRUNED, "-o", "-type", "f", *_UNNAMED, "-printf", r"%T@ %p\n")
    return f"{find} | sort -n | tail -n 1"


def newest(answer: CommandAnswer, what: str) -> tuple[datetime, str]:
    """Read `newest_script`: when it was written, and its path."""
    text = answered(answer, what).strip()
    found = re.fullmatch(r"(\d{9,11}(?:\.\d+)?)(?: (/.+))?", text)
    if not found:
        raise CannotTell(f"{what}: tells no time: {text[:40]!r}")
    return datetime.fromtimestamp(float(found[1]), UTC), found[2] or "a file"


def lasting(tree: dict[str, str]) -> dict[str, str]:
    """Leave out of a folder's hashes what a running process writes without any change of ours."""
    return {path: digest for path, digest in tree.items() if not VOLATILE.search(path)}
