"""The version tables are data: each can be read, is of one mind, and says where it is from."""

import tomllib
from pathlib import Path

import pytest

from catalog.conditions import matches

FILE = Path(__file__).parents[3] / "readers" / "tyk" / "matrices.toml"
TABLES = tomllib.loads(FILE.read_text(encoding="utf-8"))
RANGED = {
    f"{part}.{name}": rows
    for part, table in TABLES.items() if isinstance(table, dict)
    for name, rows in table.items() if isinstance(rows, list) and isinstance(rows[0], dict)
}  # fmt: skip
VERSIONS = [f"{a}.{b}.{c}" for a in (1, 5) for b in range(17) for c in range(17)]
SPECIFIERS = ("range", "supported", "tested", "valkey", "pump", "mdcb", "since")


@pytest.mark.parametrize("name", RANGED)
def test_a_version_is_in_one_range_at_most(name):
    """Else the order of the file would decide."""
    rows = RANGED[name]

    twice = [v for v in VERSIONS if sum(matches(v, row["range"]) for row in rows) > 1]

    assert twice == []


@pytest.mark.parametrize("name", RANGED)
def test_every_specifier_can_be_compared(name):
    """A misspelt one would only be met on the day of an upgrade."""
    for row in RANGED[name]:
        for key in SPECIFIERS:
            assert matches("5.8.9", row.get(key, ">=0")) in {True, False}


@pytest.mark.parametrize(
    "part", [part for part, table in TABLES.items() if isinstance(table, dict)]
)
def test_every_table_says_where_it_is_from(part):
    """A figure without source can not be judged."""
    assert TABLES[part]["source"]


EXAMPLES = [
    ("gateway.redis", "5.8.9", "6.2.14", True),
    ("gateway.redis", "5.8.9", "6.0.20", False),
    ("gateway.redis", "5.8.9", "8.0.1", False),
    ("gateway.redis", "5.10.0", "8.2.1", True),
    ("gateway.redis", "5.14.0", "8.4.0", True),
    ("dashboard.mongodb", "5.8.9", "7.0.14", True),
    ("dashboard.mongodb", "5.8.9", "8.0.4", False),
    ("dashboard.mongodb", "5.13.0", "5.0.31", False),
    ("dashboard.postgresql", "5.3.9", "12.20", True),
    ("dashboard.postgresql", "5.8.9", "12.20", False),
    ("pump.mongodb", "1.14.0", "8.0.4", False),
    ("pump.redis", "1.14.0", "8.4.0", True),
]


@pytest.mark.parametrize(("name", "target", "version", "supported"), EXAMPLES)
def test_a_pair_is_judged_as_the_notes_say(name, target, version, supported):
    """Read off the release notes by hand."""
    (row,) = [row for row in RANGED[name] if matches(target, row["range"])]

    assert matches(version, row["supported"]) is supported


def test_hello_answers_503_in_few_versions_only():
    """Measured and read tag by tag."""
    quirk = TABLES["health"]["hello_503"]
    seen = ("5.3.9", "5.8.3", "5.8.4", "5.8.9", "5.9.0", "5.14.0")

    assert [v for v in seen if matches(v, quirk)] == ["5.8.3", "5.8.9", "5.9.0"]
