"""Two runs side by side: what differs is named, what is the same is counted."""

from findings.build import build
from findings.diff import diff
from findings.plan import NodeHeader
from tests.findings.runs import ENDED, cell, finding, header


def result(*outcomes, environment="lab", names=("gw1",), **changes):
    """One run: check n has outcome n on each node."""
    plan = [cell(n, name) for n in range(1, len(outcomes) + 1) for name in names]
    found = [finding(c, outcomes[int(c.check[-1]) - 1]) for c in plan]
    nodes = tuple(
        NodeHeader(name=n, address="10.0.0.1", roles=("gateway",), zone="dmz") for n in names
    )
    made = header(plan, environment=environment, nodes=nodes, **changes)
    return build(made, plan, found, ENDED, "ab" * 32)


def told(found):
    """Every line of a diff by the name of its section."""
    return {each.name: [(x.what, x.where, x.one, x.other) for x in each.lines]
            for each in found.sections if each.lines}  # fmt: skip


def test_the_same_says_so_with_counts():
    found = diff(result("pass", "fail"), result("pass", "fail"), {}, {})

    assert found.differing == 0
    assert {each.name: each.same for each in found.sections}["OUTCOMES"] == 2


def test_an_outcome_that_differs_is_named_with_its_row_and_target():
    found = told(diff(result("pass", "pass"), result("pass", "fail")))

    assert found["OUTCOMES"] == [
        ("TYK-PRE-002 Redis does thing 2.", "gw1", "pass", "fail"),
    ]


def test_two_environments_are_matched_by_role():
    """gw1 of staging is beside p1 and p2 of production: names of nodes are no difference."""
    found = diff(result("pass", "pass", environment="staging"),
                 result("pass", "fail", environment="PROD", names=("p1", "p2")))  # fmt: skip

    assert found.by_role
    assert told(found)["OUTCOMES"] == [
        ("TYK-PRE-002 Redis does thing 2.", "gateway", "pass gw1", "fail p1, p2"),
    ]
    assert ("nodes", "", "1 gateway", "2 gateway") in told(found)["RUN"]


def test_one_environment_is_matched_by_target():
    found = told(diff(result("pass"), result("pass", names=("gw1", "gw2"))))

    assert found["APPLIES"] == [("TYK-PRE-001 Redis does thing 1.", "gw2", "not there", "pass")]


def test_what_applies_in_one_only_is_told_apart():
    found = told(diff(result("not-applicable"), result("pass")))

    assert "OUTCOMES" not in found
    assert found["APPLIES"][0][2:] == ("not-applicable", "pass")


def test_versions_tool_and_catalogue():
    other = result("pass", versions={"gateway": ("5.3.9", "5.8.10")}, catalogue="ffff",
                   tool_version="0.2.0")  # fmt: skip
    found = told(diff(result("pass"), other))

    assert ("gateway", "", "5.3.9 → 5.8.9", "5.3.9 → 5.8.10") in found["VERSIONS"]
    assert ("dashboard", "", "5.3.9 → 5.8.9", "not there") in found["VERSIONS"]
    assert ("catalogue", "", "9f3c", "ffff") in found["RUN"]
    assert ("tool version", "", "0.1.0", "0.2.0") in found["RUN"]


def test_values_that_are_remembered():
    one = {"apis": {"gw1": {"a": 1, "b": 2}}, "keys": {"gw1": 7}}
    other = {"apis": {"gw1": {"a": 1, "b": 3}}, "keys": {"gw1": 7}}

    found = diff(result("pass"), result("pass"), one, other)

    assert told(found)["REMEMBERED"] == [("apis.b", "gw1", "2", "3")]
    assert found.sections[-1].same == 1


def test_values_of_two_environments_are_matched_by_role():
    """One node of the role that is alike is enough; one that is like none is told."""
    names = ("p1", "p2")
    one, other = result("pass", environment="staging"), result("pass", names=names)

    same = diff(one, other, {"apis": {"gw1": 3}}, {"apis": {"p1": 3, "p2": 3}})
    unlike = diff(one, other, {"apis": {"gw1": 3}}, {"apis": {"p1": 3, "p2": 4}})

    assert "REMEMBERED" not in told(same)
    assert told(unlike)["REMEMBERED"] == [("apis", "gateway", "3", "4")]


def test_many_differences_of_one_value_are_counted():
    one, other = ({"apis": {"gw1": {str(n): base + n for n in range(9)}}} for base in (0, 100))

    lines = told(diff(result("pass"), result("pass"), one, other))["REMEMBERED"]

    assert len(lines) == 4
    assert lines[-1] == ("apis: and 6 more differences", "gw1", "9 in all", "9 in all")


def test_a_missing_baseline_is_said():
    assert "no baseline of A and B" in diff(result("pass"), result("pass")).sections[-1].note
