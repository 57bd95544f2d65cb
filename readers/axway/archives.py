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
WRITTEN = ("trace", "logs", "opsdb.d", "events")  # folders that a running process writes to
VOLATILE = re.compile(
    r"(?:^|/)(?:trace|logs|events|opsdb\.d|temp)(?:/|$)|\.(?:trc|log|pid|md5\.tmp)$"
)


@dataclass(frozen=True)
class Contents:
    """What of NEEDED an archive has below its folder `apigateway`, and how many entries."""

    found: frozenset[str]
    entries: int

    @property
    def missing(self) -> tuple[str, ...]:
        """What it lacks."""
        return tuple(name for name in NEEDED if name not in self.found)


def script(path: str) -> str:
    """Read an archive to its end and tell what of NEEDED is in it; `tar` finds its compression."""
    program = " ".join((
        r"{ n++; if (match($0, /(^|\/)apigateway\//)) $0 = substr($0, RSTART + RLENGTH) }",
        *(f'index($0, "{name}") == 1 {{ seen["{name}"] = 1 }}' for name in NEEDED),
        'END { for (name in seen) print name; print "entries " n + 0 }',
    ))  # fmt: skip
    # The status of tar is told in a line of its own: sh has no status but that of awk.
    tar = argv("tar", "-tf", path)
    return f'{{ {tar}; echo "status $?" >&2; }} | {argv("awk", program)}'


def contents(answer: CommandAnswer, path: str) -> Contents:
    """Read `script`. CannotTell where the archive is not there, or not whole."""
    statuses = re.findall(r"(?m)^status (\d+)$", answer.err)
    if statuses != ["0"]:
        said = re.sub(r"(?m)^status \d+$", "", answer.err).strip().splitlines()
        why = said[-1][:160] if said else "tar did not end"
        raise CannotTell(f"{path}: {why}", "Make the archive again.")
    clean = CommandAnswer(answer.rc, answer.stdout, b"")
    *names, last = lines(answered(clean, f"tar {path}"), path) or [""]
    count = re.fullmatch(r"entries (\d+)", last)
    if not count or not set(names) <= set(NEEDED):
        raise CannotTell(f"{path}: not understood: {last[:80]!r}")
    return Contents(frozenset(names), int(count[1]))


def newest_script(folders: Iterable[str]) -> str:
    """Ask for the time of the newest file below folders, without what always writes."""
    words = [word for name in WRITTEN for word in ("-o", "-name", name)]
    find = argv("find", *folders, "-type", "d", "(", *words[1:], ")", "-prune", "-o", "-type", "f",
                "-printf", r"%T@\n")  # fmt: skip
    return f"{find} | sort -n | tail -n 1"


def newest(answer: CommandAnswer, what: str) -> datetime:
    """Read `newest_script`."""
    text = answered(answer, what).strip()
    if not re.fullmatch(r"\d{9,11}(\.\d+)?", text):
        raise CannotTell(f"{what}: tells no time: {text[:40]!r}")
    return datetime.fromtimestamp(float(text), UTC)


def lasting(tree: dict[str, str]) -> dict[str, str]:
    """Leave out of a folder's hashes what a running process writes without any change of ours."""
    return {path: digest for path, digest in tree.items() if not VOLATILE.search(path)}
