"""What a mongodump folder holds. Documents are counted on the node, a stream at a time."""

import json
import re
import shlex
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import unquote

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from probes.questions import argv
from readers.answered import answered, lines, refusal

_FILE = re.compile(r"(?P<size>\d+) (?P<time>\d+)(?:\.\d+)? (?P<path>[^/]+/[^/]+|[^/]+)")
_DUMPED = re.compile(r"(?P<db>[^/]+)/(?P<name>.+)\.(?P<kind>bson|metadata\.json)(?P<gz>\.gz)?")
_COUNT = re.compile(r"bson (\d+) (ok|cut|bad|unread) (.+)")
# Each document: its length (int32, little-endian, itself included), content, a last byte 0.
_PERL = (
    "binmode STDIN;my $n=0;my $s=q(ok);while(1){my $r=read(STDIN,my $h,4);"
    "if(!defined $r){$s=q(unread);last}last if !$r;if($r<4){$s=q(cut);last}"
    "my $l=unpack(q(V),$h);if($l<5||$l>67108864){$s=q(bad);last}"
    "my $b;my $g=read(STDIN,$b,$l-4);if(!defined $g||$g<$l-4){$s=q(cut);last}"
    "if(ord(substr($b,-1))!=0){$s=q(bad);last}$n++}"
    "print qq(bson $n $s )"
)
_PYTHON = """\
import struct, sys
f = getattr(sys.stdin, "buffer", sys.stdin)
n = 0
s = "ok"
while True:
    h = f.read(4)
    if not h:
        break
    if len(h) < 4:
        s = "cut"
        break
    z = struct.unpack("<i", h)[0]
    if z < 5 or z > 67108864:
        s = "bad"
        break
    b = f.read(z - 4)
    if len(b) < z - 4:
        s = "cut"
        break
    if b[-1:] != b"\\0":
        s = "bad"
        break
    n += 1
sys.stdout.write("bson %d %s " % (n, s))
"""
_BSONDUMP = """\
o=$(bsondump --outFile=/dev/null 2>&1); r=$?
n=$(printf "%s\\n" "$o" | sed -n "s/.*[^0-9]\\([0-9][0-9]*\\) objects found.*/\\1/p")
s=ok; [ $r = 0 ] || s=cut; [ -n "$n" ] || s=unread
printf "bson %s %s " "${n:-0}" $s
"""


@dataclass(frozen=True)
class DumpFile:
    """A file of a dump. Names are decoded (`%2F` in a collection's name)."""

    database: str
    collection: str
    kind: Literal["bson", "metadata"]
    compressed: bool
    size: int
    modified: datetime
    path: str  # below the folder


@dataclass(frozen=True)
class Counted:
    """Documents of one file, and whether it ends where its last document ends."""

    documents: int
    whole: bool


def listing_script(folder: str) -> str:
    """List the files of a dump."""
    there = argv("stat", "-L", "-c", "%F", "--", folder)
    walk = r"find . -maxdepth 2 -type f -printf '%s %T@ %P\n'"
    return f"{there} >/dev/null && {argv('cd', folder)} && {walk}"


def listing(answer: CommandAnswer) -> tuple[DumpFile, ...] | None:
    """Read `listing_script`; None where there is no such folder. Other files are passed over."""
    what = "dump folder"
    if answer.rc == 1 and not answer.stdout and "No such file or directory" in answer.err:
        return None
    if answer.err.strip():
        said = refusal(answer.err)
        line = answer.err.strip().splitlines()[-1][:200]
        raise CannotTell(f"{what}: {line}", said[1] if said else "")
    found = []
    for row in lines(answered(answer, what), what):
        match = _FILE.fullmatch(row)
        if not match:
            raise CannotTell(f"{what}: not understood: {row[:160]!r}")
        if dumped := _DUMPED.fullmatch(match["path"]):
            found.append(_dump_file(match, dumped))
    return tuple(sorted(found, key=lambda file: file.path))


def count_script(*paths: str) -> str:
    """Count the documents of files, packed or not, with the first tool of: bsondump, perl, python.

    It reads all of them: ask as `slow`.
    """
    python = f"-c {shlex.quote(_PYTHON)}"
    return (
        "if command -v bsondump >/dev/null 2>&1; then "
        f"c() {{ {_BSONDUMP}}}\n"
        f"elif command -v perl >/dev/null 2>&1; then c() {{ perl -e {shlex.quote(_PERL)}; }}\n"
        f"elif command -v python3 >/dev/null 2>&1; then c() {{ python3 {python}; }}\n"
        "elif [ -x /usr/libexec/platform-python ]; then "
        f"c() {{ /usr/libexec/platform-python {python}; }}\n"
        f"elif command -v python >/dev/null 2>&1; then c() {{ python {python}; }}\n"
        "else echo no-tool; exit 0; fi\n"
        f"for f in {argv(*paths)}; do\n"
        '  if [ ! -r "$f" ]; then ls -d -- "$f" >/dev/null; printf "bson 0 unread "\n'
        '  else case $f in *.gz) gzip -dc -- "$f" | c;; *) c <"$f";; esac; fi\n'
        '  printf "%s\\n" "$f"\n'
        "done"
    )


def counted(answer: CommandAnswer, *paths: str) -> dict[str, Counted]:
    """Read `count_script`: path to count. Absent files are left out.

    A file that is cut or damaged is an answer (`whole` is False). CannotTell without a tool, for a
    file that may not be read, and when not each path is answered for.
    """
    what = "counting documents"
    said = refusal(answer.err)
    if said:
        raise CannotTell(f"{what}: {said[0]}", said[1])
    rows = lines(answered(answer, what), what)
    if rows == ["no-tool"]:
        raise CannotTell(
            f"{what}: the node has neither bsondump nor perl nor python", "Install one of them."
        )
    matches = [_COUNT.fullmatch(row) for row in rows]
    if [match[3] if match else "" for match in matches] != list(paths):
        raise CannotTell(f"{what}: not each file was answered for: {answer.err.strip()[:200]}")
    found = {}
    for match in filter(None, matches):
        absent = f"{_bare(match[3])}: No such file" in _bare(answer.err)
        if match[2] == "unread" and not absent:
            raise CannotTell(f"{what}: {match[3]} could not be read")
        if match[2] != "unread":
            packed = f"gzip: {match[3]}:" in answer.err
            found[match[3]] = Counted(int(match[1]), match[2] == "ok" and not packed)
    return found


def metadata_script(*paths: str) -> str:
    """Read descriptions, each behind a line with its path."""
    return argv("tail", "-v", "-c", "+1", "--", *paths)


def described(answer: CommandAnswer, *paths: str) -> dict[str, bool]:
    """Read `metadata_script`: path to whether it is a description, which names its indexes."""
    what = "reading descriptions of collections"
    text = answered(answer, what)
    found = {}
    for at, path in enumerate(paths):
        head = f"==> {path} <==\n"
        _, there, rest = text.partition(head)
        if not there:
            raise CannotTell(f"{what}: nothing was said of {path}")
        ends = f"\n==> {paths[at + 1]} <==\n" if at + 1 < len(paths) else None
        found[path] = _is_description(rest.partition(ends)[0] if ends else rest)
        text = rest
    return found


def _is_description(text: str) -> bool:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(document, dict) and isinstance(document.get("indexes"), list)


def _bare(text: str) -> str:
    """Leave out quotes: ls quotes a name in several ways."""
    return re.sub(r"['\"\\]", "", text)


def _dump_file(match: re.Match[str], dumped: re.Match[str]) -> DumpFile:
    """Put one file together."""
    return DumpFile(
        database=dumped["db"],
        collection=unquote(dumped["name"]),
        kind="bson" if dumped["kind"] == "bson" else "metadata",
        compressed=bool(dumped["gz"]),
        size=int(match["size"]),
        modified=datetime.fromtimestamp(int(match["time"]), UTC),
        path=match["path"],
    )
