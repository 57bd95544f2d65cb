"""A baseline is compared with only when it is whole, genuine, and of the same thing."""

import json
import os
import stat

import pytest

from findings.baseline import BaselineDocument, BaselineError, choose, load, write_once
from probes.errors import CannotTell

BOUND = {"environment": "lab", "product": "tyk", "change": "CHG1", "nodes": ("gw1", "gw2")}


def document(**changes):
    """Give a baseline of two nodes before the upgrade."""
    given = {
        **BOUND,
        "versions": {"gateway": "5.3.9"},
        "installed": {"gateway": {"gw1": "5.3.9", "gw2": "5.3.9"}},
        "taken_at": "2026-11-20T17:02:11Z",
        "complete": True,
        "directory": "20261120T170200Z-pre",
        "catalogue": "9f3c",
        "values": {"apis": {"gw1": [{"id": "orders", "path": "/orders/"}]}},
    }
    return BaselineDocument(**{**given, **changes})


def refused(folder, *, explicit=None, **changes):
    """Give why and remedy of the error that `choose` raises."""
    with pytest.raises(BaselineError) as error:
        choose(folder, **{**BOUND, **changes}, explicit=explicit)
    assert error.value.remedy
    return error.value.why


def edit(path, **changes):
    """Change a file in place, as a person with an editor."""
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def test_what_was_written_is_chosen(tmp_path):
    written = write_once(tmp_path / "CHG1", document())
    chosen = choose(tmp_path / "CHG1", **BOUND)

    assert chosen == written
    assert chosen.path.name == "baseline-20261120T170211Z.json"
    assert len(chosen.document.sha256) == 64
    assert chosen.value("apis", "gw1") == [{"id": "orders", "path": "/orders/"}]


def test_only_the_owner_reads_it(tmp_path):
    assert stat.S_IMODE(write_once(tmp_path, document()).path.stat().st_mode) == 0o600


def test_second_one_of_the_same_second_keeps_the_first(tmp_path):
    paths = [write_once(tmp_path, document(catalogue=str(n))).path for n in range(12)]

    assert len({*paths}) == 12
    assert paths[1].name == "baseline-20261120T170211Z-2.json"
    assert load(paths[0]).catalogue == "0"
    assert choose(tmp_path, **BOUND).document.catalogue == "11"


def test_time_in_the_name_is_utc_and_the_newest_is_chosen(tmp_path):
    write_once(tmp_path, document(taken_at="2026-11-20T17:30:00Z", catalogue="newer"))
    early = write_once(tmp_path, document(taken_at="2026-11-20T18:02:11.5+01:00"))

    assert early.path.name == "baseline-20261120T170211Z.json"
    assert choose(tmp_path, **BOUND).document.catalogue == "newer"


def test_later_time_is_newer_than_a_higher_number(tmp_path):
    for name in ("one", "two"):
        write_once(tmp_path, document(catalogue=name))
    write_once(tmp_path, document(taken_at="2026-11-20T17:30:00Z", catalogue="newer"))

    assert choose(tmp_path, **BOUND).document.catalogue == "newer"


def test_it_is_on_the_disk_when_it_is_there(tmp_path, monkeypatch):
    synced = []
    monkeypatch.setattr(os, "fsync", lambda fd: synced.append(os.fstat(fd).st_size))
    path = write_once(tmp_path, document()).path

    assert synced == [path.stat().st_size]


def test_time_without_zone_is_refused(tmp_path):
    with pytest.raises(ValueError, match="no time zone"):
        write_once(tmp_path, document(taken_at="2026-11-20T17:02:11"))


def test_value_that_is_no_json_leaves_no_file(tmp_path):
    with pytest.raises(ValueError, match="JSON compliant"):
        write_once(tmp_path, document(values={"apis": {"gw1": float("nan")}}))
    assert list(tmp_path.iterdir()) == []


def test_disk_that_fills_leaves_no_half_file(tmp_path, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_once(tmp_path, document())
    assert list(tmp_path.iterdir()) == []


def test_none_there(tmp_path):
    (tmp_path / "baseline-notes.json").write_text("{}")

    assert "no complete baseline" in refused(tmp_path)
    assert "no complete baseline" in refused(tmp_path / "gone")


def test_incomplete_one_is_passed_over_for_an_older_complete_one(tmp_path):
    older = write_once(tmp_path, document())
    newer = write_once(tmp_path, document(complete=False, taken_at="2026-11-20T18:00:00Z"))

    assert choose(tmp_path, **BOUND).path == older.path
    assert "narrowed" in refused(tmp_path, explicit=newer.path)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"environment": "prod"}, "another environment: lab, not prod"),
        ({"product": "axway"}, "another product: tyk, not axway"),
        ({"change": "CHG2"}, "another change: CHG1, not CHG2"),
        ({"nodes": ("gw1",)}, "another set of nodes: with gw2"),
        ({"nodes": ("gw1", "gw2", "gw3")}, "another set of nodes: without gw3"),
    ],
)
def test_one_of_something_else_is_refused(tmp_path, change, why):
    path = write_once(tmp_path, document()).path

    assert why in refused(tmp_path, **change)
    assert why in refused(tmp_path / "elsewhere", explicit=path, **change)


def test_order_of_nodes_is_of_no_matter(tmp_path):
    write_once(tmp_path, document())

    assert choose(tmp_path, **{**BOUND, "nodes": ("gw2", "gw1")})


def test_one_taken_after_the_version_had_moved_is_refused(tmp_path):
    moved = {"gateway": {"gw1": "5.3.9", "gw2": "5.8.9"}}
    older = write_once(tmp_path, document())
    write_once(tmp_path, document(installed=moved, taken_at="2026-11-20T18:00:00Z"))

    assert "had left 5.3.9 already: 5.8.9 on gw2" in refused(tmp_path)
    assert choose(tmp_path, **BOUND, explicit=older.path).path == older.path


@pytest.mark.parametrize(("one", "other"), [("5.3", "5.3.0"), ("7.5-SP1 b", "7.5-SP1 b")])
def test_same_version_in_other_words_has_not_moved(tmp_path, one, other):
    given = document(versions={"gateway": one}, installed={"gateway": {"gw1": other}})
    write_once(tmp_path, given)

    assert choose(tmp_path, **BOUND)


@pytest.mark.parametrize(
    "change",
    [{"environment": "prod"}, {"complete": False}, {"values": {}}, {"sha256": ""}, {"nodes": []}],
)
def test_edited_one_is_refused_and_not_passed_over(tmp_path, change):
    write_once(tmp_path, document())
    newer = write_once(tmp_path, document(taken_at="2026-11-20T18:00:00Z"))
    edit(newer.path, **change)

    assert "was edited" in refused(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "\xff", "[" * 100_000])
def test_cut_one_is_refused_and_not_passed_over(tmp_path, text):
    write_once(tmp_path, document())
    newer = write_once(tmp_path, document(taken_at="2026-11-20T18:00:00Z"))
    newer.path.write_text(text, encoding="latin-1")

    assert "no JSON" in refused(tmp_path)


@pytest.mark.parametrize("text", ["[]", "{}", '{"schema_version": 1}', '{"schema_version": "2"}'])
def test_other_json_is_no_baseline(tmp_path, text):
    path = tmp_path / "x.json"
    path.write_text(text)

    assert "is no baseline" in refused(tmp_path, explicit=path)


def test_newer_schema_is_named_before_anything_else(tmp_path):
    path = write_once(tmp_path, document()).path
    edit(path, schema_version=2, shape="new")

    assert "is of schema 2, this tool reads 1" in refused(tmp_path)


def test_unreadable_one_is_refused(tmp_path):
    assert "can not be read" in refused(tmp_path, explicit=tmp_path / "gone.json")


def test_what_pre_did_not_remember_is_told(tmp_path):
    baseline = write_once(tmp_path, document())

    for name, target, why in (("keys", "gw1", "keys ("), ("apis", "gw2", "apis of gw2 (")):
        with pytest.raises(BaselineError, match="pre did not remember") as error:
            baseline.value(name, target)
        assert why in error.value.why
        assert "pytest -m pre" in error.value.remedy


def test_error_makes_a_finding_unknown():
    assert issubclass(BaselineError, CannotTell)


def test_value_is_a_copy(tmp_path):
    baseline = write_once(tmp_path, document())
    baseline.value("apis", "gw1").clear()

    assert baseline.value("apis", "gw1") == [{"id": "orders", "path": "/orders/"}]


def test_remembered_nothing_is_a_value(tmp_path):
    baseline = write_once(tmp_path, document(values={"apis": {"gw1": None}}))

    assert baseline.value("apis", "gw1") is None
