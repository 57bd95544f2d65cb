"""Copies: what is said of them, and that nothing is said of what was not seen."""

import os
import subprocess
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from readers import backups, files


class Here:
    """A node that is this machine: it runs what a reader asks for."""

    name = "here"

    def __init__(self, answer=None):
        """`answer` replaces every answer."""
        self.answer = answer

    def run(self, script, *, root=False, slow=False):
        assert root or slow
        if self.answer:
            return self.answer
        done = subprocess.run(
            ["/bin/sh", "-c", script],
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            capture_output=True,
            check=False,
        )
        return CommandAnswer(done.returncode, done.stdout, done.stderr)

    def tree(self, folder):
        return files.tree(self.run(files.tree_script(folder), root=True), folder)


@pytest.fixture
def place(tmp_path):
    """A configuration, a private copy of it, and the folder of copies."""
    conf, folder = tmp_path / "x" / "x.conf", tmp_path / "kept"
    conf.parent.mkdir()
    folder.mkdir()
    for file in (conf, folder / "x.conf"):
        file.write_text("{}")
        file.chmod(0o640)
    return SimpleNamespace(conf=conf, folder=folder, copy=folder / "x.conf")


def flaws_of(place, home="/opt/none"):
    (copy,) = backups.copies(Here(), str(place.folder), (str(place.conf),))
    return backups.flaws(copy, home)


def test_a_good_copy_has_no_flaw(place):
    assert flaws_of(place) == []


def test_a_copy_below_its_whole_path_counts(place):
    """Two files of one name can not both lie flat in the folder."""
    deep = place.folder / str(place.conf).lstrip("/")
    deep.parent.mkdir(parents=True)
    place.copy.rename(deep)
    assert flaws_of(place) == []


def test_every_flaw_is_named(place):
    place.copy.write_text("other")
    place.copy.chmod(0o644)
    os.utime(place.copy, (1, 1))
    said = flaws_of(place, str(place.folder))
    words = ["differs", "older", "everybody", "package's own"]
    assert len(said) == len(words)
    assert [word for word, flaw in zip(words, said, strict=True) if word not in flaw] == []


def test_no_copy_and_no_source(place):
    place.copy.unlink()
    assert flaws_of(place) == [f"{place.conf} has no copy at {place.copy}"]
    place.conf.unlink()
    assert flaws_of(place) == [f"{place.conf} is not there"]


@pytest.mark.parametrize("answer", [
    CommandAnswer(0, b"", b""),
    CommandAnswer(1, b"", b"sha256sum: /a: Permission denied\n"),
    CommandAnswer(0, b"garbage\n", b""),
])  # fmt: skip
def test_what_was_not_seen_is_not_told(answer):
    """An answer that is silent about a file does not say that the file is absent."""
    with pytest.raises(CannotTell):
        backups.copies(Here(answer), "/kept", ("/a",))


def test_trees(tmp_path):
    for name in ("live", "kept/live"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "a.js").write_text("a")
    copy = backups.tree_copy(Here(), str(tmp_path / "kept"), str(tmp_path / "live"))
    assert backups.tree_flaws(copy, "/opt/none") == []
    (tmp_path / "live" / "b.js").write_text("b")
    (tmp_path / "live" / "a.js").write_text("c")
    (tmp_path / "kept" / "live" / "old.js").write_text("")
    copy = backups.tree_copy(Here(), str(tmp_path / "kept"), str(tmp_path / "live"))
    said = backups.tree_flaws(copy, "/opt/none")
    assert [flaw.split()[1] for flaw in said] == ["lacks", "holds", "copy"]


def test_an_empty_folder_can_not_be_compared(tmp_path):
    (tmp_path / "live").mkdir()
    with pytest.raises(CannotTell, match="holds no file"):
        backups.tree_copy(Here(), str(tmp_path / "kept"), str(tmp_path / "live"))


def test_a_folder_without_copy(tmp_path):
    (tmp_path / "live").mkdir()
    (tmp_path / "live" / "a").write_text("a")
    copy = backups.tree_copy(Here(), str(tmp_path / "kept"), str(tmp_path / "live"))
    assert copy.copy is None
    assert "has no copy" in backups.tree_flaws(copy, "/opt/none")[0]


def test_listing(tmp_path):
    (tmp_path / "a b.json").write_text("{}")
    (tmp_path / "folder").mkdir()
    (entry,) = backups.listing(Here(), str(tmp_path))
    assert (entry.path, entry.size) == ("a b.json", 2)
    assert entry.modified > datetime(2020, 1, 1, tzinfo=UTC)
    with pytest.raises(CannotTell):
        backups.listing(Here(CommandAnswer(0, b"", b"")), str(tmp_path))
    with pytest.raises(CannotTell):
        backups.listing(Here(), str(tmp_path / "none"))


def test_a_place_that_nobody_named():
    inventory = SimpleNamespace(backups=SimpleNamespace(config=None, node="control"), nodes={})
    with pytest.raises(CannotTell, match=r"backups\.config"):
        backups.place_of(inventory, "config")
    with pytest.raises(CannotTell, match="no node"):
        backups.node_of(None, inventory)
