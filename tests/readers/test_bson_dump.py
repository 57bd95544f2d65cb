"""Dumps are counted by whatever the node has, on real BSON."""

import gzip
import shutil
import subprocess

import bson
import pytest

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from readers import bson_dump
from readers.bson_dump import Counted

DOCUMENTS = b"".join(bson.encode({"_id": number, "x": "\x00y" * number}) for number in range(50))
# A stand-in of the vendor's tool: its options, its words on standard error, its exit status.
BSONDUMP = """#!/bin/sh
[ "$1" = --outFile=/dev/null ] || exit 9
n=$(cat | wc -c)
if [ "$n" -gt 0 ] && [ "$n" -lt 500 ]; then
  echo "t\tFailed: unexpected EOF" >&2
  echo "t\t3 objects found" >&2
  exit 1
fi
echo "2026-11-21T02:24:11.000+0000\t50 objects found" >&2
"""


def tools(folder, tool):
    """A PATH on which only one of the tools is."""
    folder.mkdir()
    for name in ("ls", "gzip", "cat", "wc", "sed", *([tool] if tool != "bsondump" else [])):
        found = "/usr/bin/python3" if name == "python3" else shutil.which(name)
        (folder / name).symlink_to(found)
    if tool == "bsondump":
        (folder / tool).write_text(BSONDUMP)
        (folder / tool).chmod(0o755)
    return str(folder)


def run(script, path):
    """Run a script as a node does."""
    done = subprocess.run(
        ["/bin/sh", "-c", script],
        env={"PATH": path, "LC_ALL": "C"},
        capture_output=True,
        check=False,
    )
    return CommandAnswer(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def dump(tmp_path):
    """A folder of files: whole, packed, empty, cut, damaged."""
    folder = tmp_path / "dump's"
    folder.mkdir()
    damaged = bytearray(DOCUMENTS)
    damaged[0:4] = (3).to_bytes(4, "little")
    for name, content in {
        "whole.bson": DOCUMENTS,
        "packed.bson.gz": gzip.compress(DOCUMENTS),
        "empty.bson": b"",
        "cut.bson": DOCUMENTS[:-3],
        "cut_in_length.bson": DOCUMENTS + b"\x05\x00",
        "cut.bson.gz": gzip.compress(DOCUMENTS)[:-20],
        "damaged.bson": bytes(damaged),
        "text.bson": b"hello, this is no BSON at all\n",
        "end.bson": DOCUMENTS[:-1] + b"\x01",
    }.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.mark.parametrize("tool", ["perl", "python3"])
def test_counting(dump, tmp_path, tool):
    """Exact counts of whole files; a file that is cut is never whole."""
    names = sorted(str(path) for path in dump.iterdir())
    answer = run(bson_dump.count_script(*names), tools(tmp_path / "bin", tool))
    found = bson_dump.counted(answer, *names)

    by_name = {name.rpartition("/")[2]: counted for name, counted in found.items()}
    assert by_name["whole.bson"] == Counted(50, whole=True)
    assert by_name["packed.bson.gz"] == Counted(50, whole=True)
    assert by_name["empty.bson"] == Counted(0, whole=True)
    assert by_name["cut.bson"] == Counted(49, whole=False)
    assert by_name["cut_in_length.bson"] == Counted(50, whole=False)
    assert not by_name["cut.bson.gz"].whole
    assert by_name["damaged.bson"] == Counted(0, whole=False)
    assert by_name["text.bson"] == Counted(0, whole=False)
    assert by_name["end.bson"] == Counted(49, whole=False)


def test_counting_by_bsondump(dump, tmp_path):
    """Its words and its exit status."""
    (dump / "short.bson").write_bytes(DOCUMENTS[:100])
    names = [str(dump / "whole.bson"), str(dump / "short.bson"), str(dump / "packed.bson.gz")]
    answer = run(bson_dump.count_script(*names), tools(tmp_path / "bin", "bsondump"))

    assert list(bson_dump.counted(answer, *names).values()) == [
        Counted(50, whole=True),
        Counted(3, whole=False),
        Counted(50, whole=True),
    ]


def test_absent(dump, tmp_path):
    """A file that is not there is left out."""
    names = [str(dump / "whole.bson"), str(dump / "nosuch.bson")]
    answer = run(bson_dump.count_script(*names), tools(tmp_path / "bin", "perl"))

    assert list(bson_dump.counted(answer, *names)) == names[:1]


def test_no_tool(dump):
    """Without a tool nothing is said."""
    name = str(dump / "whole.bson")
    answer = run(bson_dump.count_script(name), "/nosuch")

    with pytest.raises(CannotTell):
        bson_dump.counted(answer, name)


@pytest.mark.parametrize(
    ("out", "err", "rc"),
    [
        ("", "", 0),
        ("bson 3 ok /a.bson", "", 0),
        ("bson 3 ok /b.bson\n", "", 0),
        ("bson 0 unread /a.bson\n", "ls: cannot access '/a.bson': Permission denied\n", 0),
        ("bson 0 unread /a.bson\n", "", 0),
        ("bson 3 fine /a.bson\n", "", 0),
        ("", "sudo: a password is required\n", 1),
        ("bson 3 ok /a.bson\n", "", 124),
        ("\x00", "", 0),
    ],
)
def test_cannot_tell(out, err, rc):
    """Half an answer is none."""
    with pytest.raises(CannotTell):
        bson_dump.counted(CommandAnswer(rc, out.encode(), err.encode()), "/a.bson")


def test_listing(tmp_path):
    """What mongodump leaves: databases, collections, packed or not."""
    folder = tmp_path / "d"
    (folder / "tyk_analytics").mkdir(parents=True)
    for name in ("tyk_apis.bson.gz", "tyk_apis.metadata.json.gz", "a%2Fb.bson", "prelude.json"):
        (folder / "tyk_analytics" / name).write_bytes(b"x")
    (folder / "oplog.bson").write_bytes(b"")
    script = bson_dump.listing_script(str(folder))
    found = bson_dump.listing(run(script, "/usr/bin:/bin"))

    assert [
        (one.database, one.collection, one.kind, one.compressed, one.size) for one in found
    ] == [
        ("tyk_analytics", "a/b", "bson", False, 1),
        ("tyk_analytics", "tyk_apis", "bson", True, 1),
        ("tyk_analytics", "tyk_apis", "metadata", True, 1),
    ]
    assert bson_dump.listing(run(bson_dump.listing_script("/nosuch"), "/usr/bin:/bin")) is None


@pytest.mark.parametrize(
    ("out", "err", "rc"),
    [
        ("", "stat: cannot statx '/d': Permission denied\n", 1),
        ("3 1.0 a/b.bson\n", "find: './x': Permission denied\n", 1),
        ("x\n", "", 0),
        ("3 1.0 a/b.bs", "", 0),
        ("", "", 127),
    ],
)
def test_listing_cannot_tell(out, err, rc):
    """A folder that is only seen in part is not seen."""
    with pytest.raises(CannotTell):
        bson_dump.listing(CommandAnswer(rc, out.encode(), err.encode()))
