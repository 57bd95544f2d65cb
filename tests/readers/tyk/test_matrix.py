"""The version tables, as a check uses them."""

from datetime import datetime

import pytest

from probes.errors import CannotTell
from readers import versions
from readers.tyk import matrix


@pytest.mark.parametrize(
    ("target", "version", "fits"),
    [
        ("5.3.9", "7.0.15", True),
        ("5.8.15", "7.4.1", True),
        ("5.8.9", "6.0.20", False),
        ("5.8.9", "8.0.0", False),
        ("5.10.0", "8.2.1", True),
        ("5.11.1", "8.4.0", False),
        ("5.14.0", "8.4.0", True),
    ],
)
def test_redis_of_a_gateway(target, version, fits):
    """5.10 is newer than 5.9, and Redis 8 came with it."""
    assert (version in matrix.supported_redis(target)) is fits


def test_other_tables():
    """MongoDB, the pump, Go, /ready."""
    assert "5.0.4" in matrix.supported("dashboard", "mongodb", "5.8.9")
    assert "8.0" not in matrix.supported("pump", "mongodb", "1.14.0")
    assert "1.14.0" in matrix.recommended("5.8.12", "pump")
    assert matrix.plugin_go("5.14.0") == "1.25"
    assert matrix.hello_may_be_503("5.8.9")
    assert not matrix.hello_may_be_503("5.14.0")
    assert matrix.has_ready("5.8.9")
    assert not matrix.has_ready("5.3.9")
    assert matrix.branch("5.8.9")["kind"] == "long-term"


@pytest.mark.parametrize("target", ["4.3.1", "9.0.0", "latest", ""])
def test_cannot_tell(target):
    """A target that no table speaks of supports nothing that we know."""
    for ask in (matrix.supported_redis, matrix.plugin_go, matrix.branch):
        with pytest.raises(CannotTell):
            ask(target)


def test_a_version_that_is_none():
    """An answer that is no version is in no set."""
    with pytest.raises(CannotTell):
        assert "unknown" in matrix.supported_redis("5.8.9")
    with pytest.raises(CannotTell):
        assert None in matrix.supported_redis("5.8.9")


def test_versions_beside_the_target():
    """Older than recommended does not fit, newer does; what is not there is not asked about."""
    planned = {"pump": versions.parse("1.13.0"), "mdcb": None}

    assert matrix.unfit("5.8.9", planned) == ["pump 1.13.0: beside gateway 5.8.9 at least 1.13.1"]
    assert matrix.unfit("5.8.9", {"pump": versions.parse("1.16.0")}) == []
    with pytest.raises(CannotTell):
        matrix.unfit("5.8.10", planned)


@pytest.mark.parametrize(("day", "left"), [("2027-06-30", 1), ("2027-07-01", 0), ("2026-12-01", 7)])
def test_support_ends_with_a_month(day, left):
    """The month that the table names is the last."""
    assert matrix.months_left("5.8.9", datetime.fromisoformat(day)) == left


def test_an_order_is_that_of_what_is_upgraded():
    """Without a pump, the rest keeps its order."""
    assert ("dashboard", "gateway") in matrix.documented_orders(["gateway", "dashboard"])
