"""Which rows apply to which upgrade."""

import pytest

from catalog.conditions import Facts, applies, crosses, matches
from tests.catalog.rows import row

FACTS = Facts(
    versions={"gateway": ("5.9.3", "5.10.0"), "pump": ("1.12.0", "1.14.0")},
    strategy="rolling",
    mode="dashboard",
    install="repository",
    has=frozenset({"redis", "mongo"}),
)

CASES = [
    ({}, ""),
    ({"to": ">=5.10"}, ""),
    ({"to": ">=5.9,<5.10"}, "only for gateway >=5.9,<5.10 as target; it is 5.10.0"),
    ({"to": "<5.3 || >=5.10"}, ""),
    ({"to": "<5.3 || >=5.11"}, "only for gateway <5.3 or >=5.11 as target; it is 5.10.0"),
    ({"from": "<5.10"}, ""),
    ({"from": "<5.9"}, "only when gateway comes from <5.9; it comes from 5.9.3"),
    ({"crosses": "5.10.0"}, ""),
    ({"crosses": "5.9.3"}, "gateway 5.9.3 to 5.10.0 does not cross 5.9.3"),
    ({"crosses": ["5.2.0", "5.9.4"]}, ""),
    ({"crosses": ["5.2.0", "5.3.0"]}, "gateway 5.9.3 to 5.10.0 does not cross 5.2.0 or 5.3.0"),
    ({"not_crosses": "5.11.0"}, ""),
    ({"not_crosses": "5.10.0"}, "gateway 5.9.3 to 5.10.0 crosses 5.10.0"),
    ({"strategy": ["rolling", "blue-green"]}, ""),
    ({"strategy": "blue-green"}, "only for blue-green; the strategy is rolling"),
    ({"mode": "dashboard"}, ""),
    ({"mode": "file"}, "only in mode file; the mode is dashboard"),
    ({"install": "local-rpm"}, "only for packages by local-rpm; here: repository"),
    ({"has": ["redis", "mongo"]}, ""),
    ({"has": ["redis", "mdcb"]}, "the inventory declares no mdcb"),
    ({"lacks": "mdcb"}, ""),
    ({"lacks": "mongo"}, "only without mongo, which the inventory declares"),
    ({"to": ">=5.10", "mode": "file"}, "only in mode file; the mode is dashboard"),
]


@pytest.mark.parametrize(("when", "reason"), CASES)
def test_a_row_applies_or_says_why_not(when, reason):
    """The reason goes into the report, beside `not applicable`."""
    requirement = row("TYK-PRE-001", component="gateway", when=when)

    assert applies(requirement, FACTS) == reason


def test_versions_are_those_of_the_rows_component():
    """The pump has versions of its own."""
    requirement = row("TYK-PRE-001", component="pump", when={"crosses": "1.13.0"})

    assert applies(requirement, FACTS) == ""


def test_a_component_that_is_not_upgraded_crosses_nothing():
    """It stays where it is."""
    requirement = row("TYK-PRE-001", component="dashboard", when={"crosses": "5.3.0"})

    assert applies(requirement, FACTS) == "dashboard is not upgraded"


def test_ten_is_after_nine():
    """Compared as text, 5.10 would be before 5.9."""
    assert crosses("5.9.3", "5.10.0", "5.10.0")
    assert not crosses("5.10.0", "5.11.0", "5.9.4")
    assert matches("5.10.0", ">=5.9")


def test_a_pre_release_is_before_its_release():
    """And a range still holds for it."""
    assert not crosses("5.9.0", "5.10.0rc1", "5.10.0")
    assert matches("5.10.0rc1", ">=5.9")
