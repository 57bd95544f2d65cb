"""JUnit: parses always, and what could not be told is no success there."""

import xml.etree.ElementTree as ET

import pytest

from reports.junit import junit
from tests.reports import samples
from tests.reports.hostile import hostile

MAKES = (samples.no_go, samples.go_post, samples.dark, samples.partial, hostile)


def _cases(result):
    return ET.fromstring(junit(result)).findall("testsuite/testcase")


@pytest.mark.parametrize("make", MAKES)
def test_one_case_a_cell(make):
    """It parses, and no cell is lost."""
    result = make()

    assert len(_cases(result)) == len(result.findings)


def test_outcome_is_a_property():
    """Each of our outcomes can be read from its case."""
    result = samples.no_go()
    shown = [
        each.find("properties/property[@name='outcome']").get("value") for each in _cases(result)
    ]

    assert shown == [each.outcome for each in result.findings]


@pytest.mark.parametrize(
    ("outcome", "element"),
    [
        ("pass", None),
        ("attested", None),
        ("fail", "failure"),
        ("unknown", "failure"),
        ("blocked", "failure"),
        ("due", "skipped"),
        ("waived", "skipped"),
        ("not-applicable", "skipped"),
    ],
)
def test_word_of_junit(outcome, element):
    """Only what passed or was signed is a success."""
    (case,) = _cases(samples.result([samples.finding(1, outcome)]))
    found = [each.tag for each in case if each.tag != "properties"]

    assert found == ([element] if element else [])


def test_message_names_the_outcome():
    """A CI system that knows only failures shows that this one was not told."""
    (case,) = _cases(samples.result([samples.finding(1, "unknown")]))

    assert case.find("failure").get("message").startswith("UNKNOWN: sudo: a password is required")
