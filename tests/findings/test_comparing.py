"""Every difference is seen and said in its own words; order and spelling of JSON are none."""

import random

import pytest

from findings.comparing import ABSENT, ExpectedChange, compare, differs, explain
from findings.finding import Difference


def found(before, after):
    """Give (name, before, after) of each difference."""
    return [(d.name, d.before, d.after) for d in compare("apis", "gw1", before, after)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        (["a", "b"], ["b", "a"]),
        (["a", "a"], ["a"]),
        ([{"id": 1, "x": 1}, {"id": 2}], [{"id": 2}, {"id": 1, "x": 1}]),
        ([{"x": [1, 2]}, {"y": 1}], [{"y": 1.0}, {"x": [2, 1]}]),
        ([[1, 2], [3]], [[3], [2, 1]]),
        ({"a": {"b": [1, {"c": None}]}}, {"a": {"b": [{"c": None}, 1]}}),
        (1, 1.0),
        (None, None),
    ],
)
def test_the_same(before, after):
    assert found(before, after) == found(after, before) == []


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (1, 2, [("apis", 1, 2)]),
        (1, True, [("apis", 1, True)]),
        ([1], [True], [("apis", 1, ABSENT), ("apis", ABSENT, True)]),
        ([0], [False], [("apis", 0, ABSENT), ("apis", ABSENT, False)]),
        ("1", 1, [("apis", "1", 1)]),
        ([], {}, [("apis", [], {})]),
        (None, [], [("apis", None, [])]),
        ({"a": None}, {}, [("apis.a", None, ABSENT)]),
        ({}, {"tyk.conf": 1}, [("apis[tyk.conf]", ABSENT, 1)]),
        ({"a": {"b": 1}}, {"a": {"b": 2}}, [("apis.a.b", 1, 2)]),
        (["a", "b"], ["b", "c"], [("apis", "a", ABSENT), ("apis", ABSENT, "c")]),
        ([{"id": "o", "x": 1}], [{"id": "o", "x": 2}], [("apis[o].x", 1, 2)]),
        ([{"id": "o"}], [], [("apis[o]", {"id": "o"}, ABSENT)]),
        ([{"api_id": "o", "x": 1}], [{"api_id": "o"}], [("apis[o].x", 1, ABSENT)]),
        ([{"id": 1}], [{"id": "1"}], [("apis[1].id", 1, "1")]),
        ([[1]], [[2]], [("apis", [1], ABSENT), ("apis", ABSENT, [2])]),
        ([{"x": 1}], [{"x": 2}], [("apis", {"x": 1}, ABSENT), ("apis", ABSENT, {"x": 2})]),
    ],
)
def test_differences_name_the_place(before, after, expected):
    assert found(before, after) == expected


def test_items_that_share_an_id_are_not_lost():
    before = [{"id": "o", "x": 1}, {"id": "o", "x": 2}]

    assert found(before, before[:1]) == [("apis", {"id": "o", "x": 2}, ABSENT)]


def test_target_is_kept():
    assert compare("apis", "gw1", 1, 2)[0].target == "gw1"


def value(draw, depth=0):
    """Make up a JSON value."""
    if depth < 3 and draw.random() < 0.6:
        items = [value(draw, depth + 1) for _ in range(draw.randrange(4))]
        if draw.random() < 0.5:
            return items
        return {draw.choice(["id", "a", "b.c"]): item for item in items}
    return draw.choice([None, True, False, 0, 1, 1.5, "", "x", "ü"])


def test_nothing_differs_from_itself_and_what_differs_does_so_both_ways():
    draw = random.Random(3)
    for _ in range(500):
        one, other = value(draw), value(draw)
        there, back = compare("v", "t", one, other), compare("v", "t", other, one)

        assert compare("v", "t", one, one) == []
        assert len(there) == len(back)
        assert all(differs([d]) for d in there)


def test_message_names_each_and_is_cut():
    text = differs(compare("ports", "gw1", list(range(30)), []), lines=4)

    assert text.splitlines() == [
        "ports: 0 -> (absent)",
        "ports: 1 -> (absent)",
        "ports: 2 -> (absent)",
        "and 27 more",
    ]


def test_message_that_fits_is_not_cut():
    assert differs(compare("v", "t", [1, 2], []), lines=2).count("\n") == 1
    assert differs([]) == ""


def test_long_values_are_cut_and_stay_in_their_line():
    (line,) = differs(compare("v", "t", "a\n" * 200, "b")).splitlines()

    assert len(line) < 120
    assert '..."' not in line


def difference(**changes):
    """Give one difference."""
    given = {"name": "config[tyk.conf].version", "target": "gw1", "before": "5.3", "after": "5.8"}
    return Difference(**{**given, **changes})


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"name": "config[*].version"},
        {"name": "*"},
        {"target": "gw*"},
        {"before": "5.3", "after": "5.*"},
    ],
)
def test_expected_change_explains(change):
    given = {"name": "config[tyk.conf].version", "why": "5.8 writes it", **change}
    told = explain([difference()], [ExpectedChange(**given)])

    assert [d.explained for d in told.differences] == ["5.8 writes it"]
    assert (told.unexplained, told.absent) == ((), ())


@pytest.mark.parametrize(
    "change",
    [
        {"name": "config[tykxconf].version"},
        {"name": "version"},
        {"target": "gw2"},
        {"before": "5.2"},
        {"after": "5"},
        {"after": ""},
    ],
)
def test_another_change_does_not_explain(change):
    given = {"name": "config[tyk.conf].version", "why": "5.8 writes it", **change}
    told = explain([difference()], [ExpectedChange(**given)])

    assert [d.explained for d in told.unexplained] == [""]


def test_expected_values_that_are_no_text_are_compared_as_json():
    expected = ExpectedChange(name="*", before="41", after='{"a":true}', why="so")

    assert not explain([difference(before=41, after={"a": True})], [expected]).unexplained


def test_change_that_had_to_come_and_did_not_is_told():
    must = ExpectedChange(name="hash", why="5.8 hashes anew", must=True)
    may = ExpectedChange(name="port", why="may move")

    assert explain([difference()], [must, may]).absent == (must,)
    assert explain([difference(name="hash")], [must, may]).absent == ()
