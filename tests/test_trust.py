"""docs/trust.md and tests/traps say the same: each trap has its test, each test its trap."""

import ast
import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TRAPS = ROOT / "tests" / "traps"
ROW = re.compile(r"^\| (?P<trap>[^|]+) \| (?P<we>[^|]+) \| `(?P<test>[^`|]+)` \|$", re.MULTILINE)
LEAST = 40


def rows():
    """Give the rows of the tables, without their heads."""
    text = (ROOT / "docs" / "trust.md").read_text(encoding="utf-8")
    return [row for row in ROW.finditer(text) if "::" in row["test"]]


def shown():
    """Give every test of the folder, as `file::name`, with its function."""
    return {
        f"{file.name}::{part.name}": part
        for file in sorted(TRAPS.glob("test_*.py"))
        for part in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(part, ast.FunctionDef) and part.name.startswith("test_")
    }


def test_every_trap_has_its_own_test_and_every_test_its_trap():
    named = Counter(row["test"] for row in rows())

    assert [test for test, times in named.items() if times > 1] == []
    assert set(named) == set(shown())


def test_there_are_at_least_forty():
    assert len({row["trap"] for row in rows()}) == len(rows()) >= LEAST


def test_every_line_of_the_tables_is_a_row():
    """A row that is written in another way would be looked at by nobody."""
    lines = (ROOT / "docs" / "trust.md").read_text(encoding="utf-8").splitlines()

    assert len([line for line in lines if line.startswith("| ")]) == len(rows()) + 3


def test_each_of_them_asserts_something():
    idle = [
        name
        for name, function in shown().items()
        if not any(isinstance(part, ast.Assert) for part in ast.walk(function))
    ]

    assert idle == []
