"""Versions compare by number, as the vendor and as rpm count."""

import pytest

from probes.errors import CannotTell
from readers.versions import compare_evr, crosses, parse, rpmvercmp, within

# Vectors of rpm's own test suite (tests/rpmvercmp.at).
RPM = [
    ("1.0", "1.0", 0),
    ("1.0", "2.0", -1),
    ("2.0.1", "2.0", 1),
    ("2.0.1a", "2.0.1", 1),
    ("5.5p1", "5.5p10", -1),
    ("5.5p10", "5.5p1", 1),
    ("10xyz", "10.1xyz", -1),
    ("xyz10", "xyz10.1", -1),
    ("xyz.4", "8", -1),
    ("8", "xyz.4", 1),
    ("xyz.4", "2", -1),
    ("5.5p2", "5.6p1", -1),
    ("5.6p1", "6.5p1", -1),
    ("6.0.rc1", "6.0", 1),
    ("10b2", "10a1", 1),
    ("7.4.rev.r1", "7.4", 1),
    ("1.0aa", "1.0a", 1),
    ("10.0001", "10.1", 0),
    ("10.0001", "10.0039", -1),
    ("4.999.9", "5.0", -1),
    ("20101121", "20101122", -1),
    ("2_0", "2.0", 0),
    ("a", "A", 1),
    ("a+", "a_", 0),
    ("+", "_", 0),
    ("_+", "+", 0),
    ("1.0~rc1", "1.0", -1),
    ("1.0", "1.0~rc1", 1),
    ("1.0~rc1", "1.0~rc2", -1),
    ("1.0~rc1~git123", "1.0~rc1", -1),
    ("1.0^", "1.0", 1),
    ("1.0", "1.0^", -1),
    ("1.0^git1", "1.0", 1),
    ("1.0^git1", "1.0^git2", -1),
    ("1.0^git1", "1.01", -1),
    ("1.0^20160101", "1.0.1", -1),
    ("1.0^20160101^git1", "1.0^20160102", -1),
    ("1.0~rc1^git1", "1.0~rc1", 1),
    ("1.0^git1~pre", "1.0^git1", -1),
    ("1.0.", "1.0", 0),
    ("1.1.\u03b1", "1.1.\u03b2", 0),
    ("", "1", -1),
    ("5.10", "5.9", 1),
]


@pytest.mark.parametrize(("one", "two", "order"), RPM)
def test_rpm_order(one, two, order):
    """Two versions compare as rpm compares them, in both directions."""
    assert (rpmvercmp(one, two), rpmvercmp(two, one)) == (order, -order)


def test_epoch_comes_first():
    """A higher epoch beats any version; the release decides last."""
    assert compare_evr((1, "1.0", "1"), (0, "9.0", "1")) == 1
    assert compare_evr((0, "5.3.9", "1"), (0, "5.3.9", "2")) == -1
    assert compare_evr((0, "5.3.9", "1"), (0, "5.3.9", "1")) == 0


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ("5.9", "5.10"),
        ("5.8.9", "5.8.15"),
        ("v5.3.0", "5.3.1-1"),
        ("5.9.0-rc1", "5.9.0"),
        ("5.5.0-dev", "5.5.0-rc2"),
        ("5.5.0-rc2", "5.5.0-rc10"),
        ("1.14", "1.14.1"),
    ],
)
def test_vendor_order(less, more):
    """Numbers count as numbers; a preview comes before its release."""
    assert parse(less) < parse(more)
    assert not parse(more) < parse(less)


@pytest.mark.parametrize("same", ["v5.8.0", "5.8.0-1", "5.8", " 5.8.0\n", "v5.8.0-1.el8"])
def test_the_same_version_in_other_words(same):
    """`v`, a package's release and a trailing zero make no other version."""
    assert parse(same) == parse("5.8.0")
    assert hash(parse(same)) == hash(parse("5.8.0"))


def test_shown_as_the_vendor_writes_it():
    """No `v`, no release."""
    assert (str(parse("v5.8.15-1")), parse("5.8.15").minor) == ("5.8.15", "5.8")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "latest",
        "5.",
        "5..3",
        "5.3.0 or so",
        "\x005.3",
        "5.3.9.9.9",
        "<html>",
        "-1",
        "\u0665.\u0663",
    ],
)
def test_what_is_no_version(text):
    """Anything else cannot be told."""
    with pytest.raises(CannotTell):
        parse(text)


def test_a_hop_is_crossed_once():
    """A hop lies after the first and not after the last version."""
    assert crosses("5.2.9", "5.3.0", "5.3.0")
    assert not crosses("5.3.0", "5.8.0", "5.3.0")
    assert not crosses("5.3.0", "5.8.0", "5.9.0")
    assert crosses("5.9.1", "5.14.0", "5.10.0")


def test_specifiers():
    """Each clause holds; an unknown clause cannot be told."""
    assert within("5.8.5", ">=5.8.3,<5.8.6")
    assert not within("5.8.6", ">=5.8.3,<5.8.6")
    assert within("5.8.6", "")
    assert within("5.9.0", ">=5.8.3,<5.8.6 || ==5.9.0")
    assert not within("5.9.1", ">=5.8.3,<5.8.6 || ==5.9.0")
    with pytest.raises(CannotTell):
        within("5.8.6", "~=5.8")
