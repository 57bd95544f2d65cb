"""Collections, counts and dumps of a MongoDB."""

import base64
from datetime import UTC, datetime

import pytest

from probes.errors import CannotTell
from readers.bson_dump import described
from readers.mongo import Mongo
from tests.readers.fakes import Engine, inventory, said

ID = bytes(range(16))
BINARY = {"$binary": {"base64": base64.b64encode(ID).decode(), "subType": "04"}}
LISTED = "m1 # stat -L -c %F -- /b/mongo"


def mongo(tmp_path, answers):
    return Mongo(Engine(answers), inventory(tmp_path), "documents")


def rows(*found):
    return {"cursor": {"id": 0, "firstBatch": list(found)}, "ok": 1.0}


def collection(name, kind="collection", uuid=BINARY):
    return {"name": name, "type": kind, "info": {"uuid": uuid}}


def test_collections_without_views_and_systems_own(tmp_path):
    found = rows(collection("tyk_apis"), collection("v", "view"), collection("system.views"))
    assert mongo(tmp_path, {"mongo:documents tyk_analytics": found}).collections == {
        "tyk_apis": ID.hex()
    }


@pytest.mark.parametrize(
    "odd", [{}, rows(), rows({"name": 7}), rows(collection("a", uuid=None)), {"cursor": []}, None]
)
def test_collections_that_are_none_are_no_answer(tmp_path, odd):
    with pytest.raises(CannotTell):
        _ = mongo(tmp_path, {"mongo:documents tyk_analytics": odd}).collections


def test_no_row_is_a_count_of_zero_and_an_odd_row_is_none(tmp_path):
    start = 'mongo:documents tyk_analytics {"aggregate": '
    found = mongo(tmp_path, {f'{start}"a"': rows({"n": 3}), f'{start}"b"': rows()})
    assert found.counts(["a", "b"]) == {"a": 3, "b": 0}
    for odd in (rows({"n": True}), rows({}), rows({"n": 1}, {"n": 2}), {"ok": 1.0}):
        with pytest.raises(CannotTell):
            mongo(tmp_path, {f'{start}"a"': odd}).counts(["a"])


def test_dump_names_what_is_missing_and_what_is_old(tmp_path):
    listed = said("4 100.5 db/a.bson\n9 200.5 db/a.metadata.json\n4 300 db/b.bson\n")
    dump = mongo(tmp_path, {LISTED: listed}).dump

    assert dump.lacks("db", ["a", "b"]) == ["m1:/b/mongo: db.b has no metadata file"]
    assert dump.older("db", datetime.fromtimestamp(200, UTC)) == [
        "m1:/b/mongo: db/a.bson written 1970-01-01 00:01 UTC"
    ]
    assert dump.older("other", datetime.fromtimestamp(0, UTC)) == [
        "m1:/b/mongo: there is no dump of other"
    ]
    assert dump.damaged("other") == ["m1:/b/mongo: there is no dump of other"]


def test_files_that_went_away_while_they_were_read_are_no_answer(tmp_path):
    answers = {
        LISTED: said("4 100 db/a.bson\n"),
        "m1 # if command -v bsondump": said(
            "bson 0 unread /b/mongo/db/a.bson\n",
            "ls: cannot access '/b/mongo/db/a.bson': No such file or directory\n",
        ),
    }
    with pytest.raises(CannotTell, match="went away"):
        mongo(tmp_path, answers).dump.damaged("db")


def test_descriptions_are_whole_or_not():
    good, cut = '{"indexes": [{"v": 2}]}', '{"indexes": [{"v"'
    text = f"==> /d/a b <==\n{good}\n==> /d/c <==\n{cut}\n==> /d/e <==\n[]"
    assert described(said(text), "/d/a b", "/d/c", "/d/e") == {
        "/d/a b": True, "/d/c": False, "/d/e": False,
    }  # fmt: skip
    with pytest.raises(CannotTell):
        described(said(text), "/d/a b", "/d/x")
