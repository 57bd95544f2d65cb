"""What sysupgrade wrote for each group: archives .fed, or .pol and .env, looked into on the node.

Their layout inside is not documented, and they hold passwords: only whether words stand in them is
told, never what else does.
"""

from collections.abc import Mapping

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from readers.answered import answered, lines
from readers.jar_script import NO_PYTHON, launched

UNPACKED = 1 << 30
ARCHIVES = (".fed", ".pol", ".env")

# No single quotes in it: it stands between them in a shell. Python 2.6 or later.
_PROGRAM = r"""
import os, sys, zipfile
top, words, rows = sys.argv[1], sys.argv[2:], 0
for group in sorted(os.listdir(top)):
    for name in sorted(os.listdir(os.path.join(top, group))):
        if not name.endswith((".fed", ".pol", ".env")):
            continue
        archive, seen = zipfile.ZipFile(os.path.join(top, group, name)), set()
        infos = archive.infolist()
        if sum([one.file_size for one in infos]) > @UNPACKED@:
            sys.exit("unpacks to more than it may: " + name)
        for one in infos:
            data = archive.read(one.filename)
            seen.update([at for at, word in enumerate(words) if word.encode("utf-8") in data])
        told = [group, name] + [words[at] for at in sorted(seen)]
        sys.stdout.write("\t".join(told) + "\n")
        rows += 1
sys.stdout.write("E\t%d\n" % rows)
"""


def script(folder: str, *words: str) -> str:
    """Ask which of these words stand in the archives of each group below a folder."""
    return launched(_PROGRAM.strip("\n").replace("@UNPACKED@", str(UNPACKED)), folder, *words)


def words_found(answer: CommandAnswer, what: str) -> Mapping[str, frozenset[str]]:
    """Read `script`: group to the words that are in one of its archives.

    CannotTell where there is no archive, no Python, or one that can not be read to its end.
    """
    rows = lines(answered(answer, what), what)
    if rows == [NO_PYTHON]:
        raise CannotTell(f"{what}: there is no Python on the node", "Install python3 there.")
    *told, last = rows or [""]
    if last != f"E\t{len(told)}" or not told:
        raise CannotTell(f"{what}: no archive was read, or not all: {last[:80]!r}")
    found: dict[str, frozenset[str]] = {}
    for row in told:
        group, name, *words = row.split("\t")
        if not name.endswith(ARCHIVES):
            raise CannotTell(f"{what}: not understood: {row[:80]!r}")
        found[group] = found.get(group, frozenset()) | set(words)
    return found
