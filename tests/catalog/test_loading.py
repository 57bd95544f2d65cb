"""The loader refuses whatever nobody would read, with file and row, all at once."""
# ruff: noqa: E501 - a table, one row a line

import pytest

from catalog.catalogue import CatalogueError, UnknownRequirementError
from catalog.loading import load

GOOD = """
statement = "Redis answers."
phases = ["pre"]
target = "redis"
component = "gateway"
severity = "warning"
consequence = "outage"
origin = "vendor"
verified_by = "check"
source = "the vendor's page"
"""


def written(tmp_path, name, text):
    """Write a file of a product and give the product's folder."""
    file = tmp_path / "tyk" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return tmp_path / "tyk"


def table(row="TYK-PRE-001", *lines, without=""):
    """Write a row with more lines, or without one of its own."""
    kept = [line for line in GOOD.splitlines() if not without or not line.startswith(without)]
    return "\n".join([f"[{row}]", *kept, *lines, ""])


def problems_of(folder):
    """Give all problems that loading a folder tells."""
    with pytest.raises(CatalogueError) as caught:
        load(folder)
    return [str(problem) for problem in caught.value.problems]


def test_rows_of_both_layouts_are_read(tmp_path):
    """A long catalogue is cut by subject."""
    written(tmp_path, "requirements.toml", table("TYK-PRE-001", 'subject = "run"'))
    folder = written(tmp_path, "requirements/redis.toml", table("TYK-PRE-002"))

    rows = load(folder)

    assert list(rows) == ["TYK-PRE-001", "TYK-PRE-002"]
    assert [row.subject for row in rows.values()] == ["run", "redis"]
    assert {row.product for row in rows.values()} == {"tyk"}


WHEN = {
    'when = { crosses = "5.3.0" }': "crosses",
    'when = { from = "<4.1.0" }': "from_",
    'when = { to = ">=5.8.15,<5.9 || >=5.13.1" }': "to",
    'when = { has = "mdcb", strategy = "rolling" }': "has",
}


@pytest.mark.parametrize("line", WHEN)
def test_one_value_stands_for_a_list(tmp_path, line):
    """`crosses = "5.3.0"` is how people write it."""
    folder = written(tmp_path, "requirements/redis.toml", table("TYK-PRE-001", line))

    when = load(folder)["TYK-PRE-001"].when

    assert getattr(when, WHEN[line])


BLOCKER = 'severity = "blocker"'
WRONG = {
    "a misspelt key": (table("TYK-PRE-001", 'severty = "x"'), "unknown key severty, did you mean severity?"),
    "a misspelt key of when": (table("TYK-PRE-001", 'when = { crosss = "5.3.0" }'), "unknown key when.crosss, did you mean crosses?"),
    "a misspelt key of remedy": (table("TYK-PRE-001", 'remedy = { onwer = "dba" }'), "unknown key remedy.onwer, did you mean owner?"),
    "the python name of from": (table("TYK-PRE-001", 'when = { from_ = "<5" }'), "unknown key when.from_"),
    "a key of the reader": (table("TYK-PRE-001", 'product = "axway"'), "unknown key product"),
    "a missing key": (table(without="source"), "source is missing"),
    "an unknown value": (table("TYK-PRE-001", 'severity = "bloker"', without="severity"), "did you mean blocker?"),
    "an unknown phase": (table("TYK-PRE-001", 'phases = ["pro"]', without="phases"), "phases"),
    "no phase": (table("TYK-PRE-001", "phases = []", without="phases"), "phases"),
    "an empty statement": (table("TYK-PRE-001", 'statement = ""', without="statement"), "statement"),
    "a word nobody declares": (table("TYK-PRE-001", 'when = { has = "mcdb" }'), "did you mean mdcb?"),
    "no version": (table("TYK-PRE-001", 'when = { crosses = "five" }'), "'five' is no version"),
    "no specifier": (table("TYK-PRE-001", 'when = { to = "5.3" }'), "'5.3' is no version specifier"),
    "half an alternative": (table("TYK-PRE-001", 'when = { to = ">=5 ||" }'), "an alternative is empty"),
    "versions of nobody": (table("TYK-PRE-001", 'when = { to = ">=5" }', without="component"), "component"),
    "a blocker without help": (table("TYK-PRE-001", BLOCKER, without="severity"), "remedy.owner and remedy.text"),
    "a blocker without owner": (table("TYK-PRE-001", BLOCKER, 'remedy = { text = "x" }', without="severity"), "needs remedy.owner"),
    "an attestation without reason": (table("TYK-PRE-001", 'verified_by = "attestation"', without="verified_by"), "say the reason"),
    "a declined row without reason": (table("TYK-PRE-001", 'verified_by = "declined"', without="verified_by"), "say the reason"),
    "a group of a check": (table("TYK-PRE-001", 'group = "read"'), "group"),
    "a rollback row without kind": (table("TYK-RB-001"), "rollback ="),
    "a kind of no rollback row": (table("TYK-PRE-001", 'rollback = "action"'), "rollback ="),
    "a step that is not there": (table("TYK-PRE-001", 'due = "TYK-STEP-002"') + table("TYK-STEP-001"), "did you mean TYK-STEP-001"),
    "a gate of a row that is for none": (table("TYK-PRE-001", 'gates = "begin"'), "belongs to a row with the phase gate"),
    "a gate with blanks": (table("TYK-PRE-001", 'gates = ["to begin"]'), "gates"),
    "no row id": (table("TYK-PRE-1"), "is no row id"),
    "no table": ('statement = "x"', "is no row"),
    "no TOML": ("[TYK-PRE-001", "is no TOML"),
    "a row twice in a file": (table() + table(), "is no TOML"),
    "letters of nothing": (table("TYK-PRE-001a") + table("TYK-PRE-001b"), "overlaps TYK-PRE-001a"),
    "a letter beside the bare id": (table("TYK-PRE-001") + table("TYK-PRE-001a"), "letter both or none"),
    "ranges that overlap": (
        table("TYK-PRE-001a", 'when = { to = ">=5.3" }') + table("TYK-PRE-001b", 'when = { to = ">=5.8" }'),
        "overlaps",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_it_is_refused_with_file_and_row(tmp_path, case):
    """Nothing that nobody would read is passed over."""
    text, expected = WRONG[case]

    problems = problems_of(written(tmp_path, "requirements/redis.toml", text))

    assert any(expected in problem for problem in problems), problems
    assert all("redis.toml: " in problem for problem in problems)


APART = {
    "strategy": ('when = { strategy = "rolling" }', 'when = { strategy = ["downtime"] }'),
    "mode": ('when = { mode = "file" }', 'when = { mode = "dashboard" }'),
    "install": ('when = { install = "repository" }', 'when = { install = "local-rpm" }'),
    "crossing": ('when = { crosses = "5.3.0" }', 'when = { not_crosses = "5.3.0" }'),
    "declared": ('when = { has = "mdcb" }', 'when = { lacks = "mdcb" }'),
    "target": ('when = { to = "<5.9 || >=5.10" }', 'when = { to = ">=5.9,<5.10" }'),
    "part": ('part = "one"', 'part = "other"'),
}


@pytest.mark.parametrize("lines", APART.values(), ids=APART)
def test_letters_that_are_apart_are_read(tmp_path, lines):
    """Each of these keys can tell two letters of one id apart."""
    text = table("TYK-PRE-001a", lines[0]) + table("TYK-PRE-001b", lines[1])

    rows = load(written(tmp_path, "requirements/redis.toml", text))

    assert rows.base_ids == ("TYK-PRE-001",)


def test_letters_of_different_phases_are_apart(tmp_path):
    """They never stand in one plan."""
    other = table("TYK-PRE-001b", 'phases = ["post"]', without="phases")

    rows = load(written(tmp_path, "requirements/redis.toml", table("TYK-PRE-001a") + other))

    assert len(rows) == 2


def test_a_row_in_two_files_names_both(tmp_path):
    """Else the last one would win silently."""
    written(tmp_path, "requirements/apis.toml", table())
    folder = written(tmp_path, "requirements/redis.toml", table())

    (problem,) = problems_of(folder)

    assert "redis.toml: TYK-PRE-001: stands in " in problem
    assert problem.endswith("apis.toml too")


def test_all_problems_are_told_at_once(tmp_path):
    """Nobody wants to mend them one run at a time."""
    written(tmp_path, "requirements/apis.toml", table("TYK-PRE-001", 'tartget = "x"'))
    folder = written(tmp_path, "requirements/redis.toml", table("TYK-PRE-002", without="source"))

    assert len(problems_of(folder)) == 2


def test_a_folder_without_requirements_is_an_error(tmp_path):
    """A misspelt product would ask for nothing, and pass."""
    assert "there is no requirements.toml" in problems_of(tmp_path)[0]


def test_an_id_is_looked_up_or_told(tmp_path):
    """A base id stands for its letters; an unknown one names its nearest."""
    letters = table("TYK-PRE-002a", 'part = "one"') + table("TYK-PRE-002b", 'part = "two"')
    rows = load(written(tmp_path, "requirements/redis.toml", table("TYK-PRE-001") + letters))

    assert [row.row for row in rows.of("TYK-PRE-002")] == ["TYK-PRE-002a", "TYK-PRE-002b"]
    assert [row.row for row in rows.of("TYK-PRE-002b")] == ["TYK-PRE-002b"]
    with pytest.raises(UnknownRequirementError, match="did you mean TYK-PRE-002a or TYK-PRE-002b"):
        rows["TYK-PRE-002"]
    with pytest.raises(UnknownRequirementError, match="did you mean TYK-PRE-001"):
        rows.of("TYK-PRE-01")


def test_the_hash_names_the_content(tmp_path):
    """Comments and order of files do not change it."""
    first = load(written(tmp_path, "requirements/redis.toml", table()))
    again = load(written(tmp_path, "requirements/redis.toml", "# a word\n" + table()))
    other = load(
        written(tmp_path, "requirements/redis.toml", table("TYK-PRE-001", "planned = true"))
    )

    assert first.hash == again.hash
    assert first.hash != other.hash
