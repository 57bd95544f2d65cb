"""What must be again as it was: rows, schema, ages, what API Manager holds; logs of a try."""

from types import SimpleNamespace

import pytest

from probes.errors import CannotTell, NotApplicable
from readers.axway import going_back as back
from readers.axway import zdu_back
from readers.axway.zdu import Result
from readers.cassandra_schema import columns, oldest

SEEN = 1_800_000_000_000_000
OLD = SEEN - 2 * back.DAY


def test_tables_with_fewer_rows():
    before = {"ks": {"users": 3, "gone": 1, "more": 1}}
    found = back.fewer("kps", before, {"ks": {"users": 2, "more": 9}})

    assert found == ["cassandra:kps: ks.gone: the table is gone",
                     "cassandra:kps: ks.users: 2 rows, 3 before"]  # fmt: skip
    assert len(back.fewer("kps", before, {})) == 3


def test_a_schema_that_changed():
    before = {"ks.a": {"key": "partition_key text", "value": "regular text"}, "ks.b": {"key": "k"}}
    now = {"ks.a": {"key": "partition_key text", "more": "regular text"}, "ks.c": {"key": "k"}}

    assert back.changed("kps", before, before) == []
    assert [one.partition("kps: ")[2] for one in back.changed("kps", before, now)] == [
        "ks.a.more: regular text, not there before",
        "ks.a.value: gone, regular text before",
        "ks.b: is gone",
        "ks.c: is new",
    ]


def test_rows_that_were_written_again():
    before = {"ks.users": OLD, "ks.tokens": SEEN - 5}

    assert back.rewritten("kps", SEEN, before, {"ks.users": OLD, "ks.tokens": SEEN + 9}) == []
    (flaw,) = back.rewritten("kps", SEEN, before, {"ks.users": SEEN + 1})
    assert "ks.users: every row was written again" in flaw
    with pytest.raises(CannotTell):
        back.rewritten("kps", SEEN, {"ks.tokens": SEEN - 5}, {})


def test_what_was_made_since():
    found = back.made_since({"users": {"u1": "Ann"}}, {"users": {"u2": "Ben"}, "apis": {}})

    assert found == ["users: Ben (u2) was made since", "users: Ann (u1) is gone"]


def test_columns_of_old_and_new_releases():
    old = [{"columnfamily_name": "t", "column_name": "value", "type": "regular",
            "validator": "org.apache.cassandra.db.marshal.UTF8Type"},
           {"columnfamily_name": "t", "column_name": "tags", "type": "regular",
            "validator": "org.apache.cassandra.db.marshal.MapType(a,b)"}]  # fmt: skip
    new = [{"table_name": "t", "column_name": "key", "kind": "partition_key", "type": "text"}]

    assert [one.plain for one in columns(old)] == [False, True]
    assert [(one.name, one.kind, one.plain) for one in columns(new)] == [
        ("key", "partition_key", False)
    ]
    for bad in ([{"table_name": "t"}], "garbage", [1]):
        with pytest.raises(CannotTell):
            columns(bad)


def test_the_time_of_the_oldest_row():
    assert oldest([{"oldest": 7}], "t") == 7
    assert oldest([{"oldest": None}], "t") is None
    for bad in ([], [{"oldest": "x"}], [{}]):
        with pytest.raises(CannotTell):
            oldest(bad, "t")


def scripts(last, status):
    cells = {"APPLY": "FAILED", "ROLLBACK": last}
    return SimpleNamespace(result=Result(status, {"gwa": cells}))


def test_the_way_back_of_the_scripts():
    assert zdu_back.not_taken_back(scripts("PASSED", "APPLY_FAILED")) == []
    assert zdu_back.not_taken_back(scripts("FAILED", "ROLLBACK_FAILED")) == ["gwa: ROLLBACK FAILED"]
    assert "code 75" in zdu_back.not_taken_back(scripts("*", "ROLLBACK_FAILED"))[0]
    with pytest.raises(NotApplicable):
        zdu_back.not_taken_back(scripts("*", "APPLY_FAILED"))


def test_a_domain_that_is_another_one():
    before = {"id": "a", "services": {"group-2/instance-1": "GW1 on a"}, "deployed": {"x": 1}}

    assert back.moved_from(before, before) == []
    assert back.moved_from(before, {"id": "b", "services": {}, "deployed": {"x": 2}}) == [
        "another domain: b", "group-2/instance-1: gone, GW1 on a before", "x: 2, 1 before",
    ]  # fmt: skip
