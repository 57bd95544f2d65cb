"""`python -m runner catalog` and `init`: what is printed is computed."""

import json

import pytest
from typer.testing import CliRunner

from catalog.loading import load
from inventory import load as load_inventory
from runner import catalog as shown
from runner.app import app

RUN = CliRunner()


def row(name, *lines):
    """Write one row."""
    kept = (
        'statement = "Redis | answers."', 'phases = ["pre"]', 'target = "redis"',
        'severity = "warning"', 'consequence = "outage"', 'origin = "vendor"', 'source = "a page"',
    )  # fmt: skip
    return "\n".join([f"[{name}]", *kept, *(lines or ('verified_by = "check"',)), ""])


CHECK = '''
import pytest

@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-001", "TYK-PRE-002")
def test_redis_answers(redis):
    """Redis answers."""

@pytest.mark.requirement(NAMES)
def test_of_computed_names(redis):
    """Names that are computed are not read."""

@pytest.mark.pre
def helper(redis):
    """Is no check."""
'''


@pytest.fixture
def checks(tmp_path):
    """Give a folder of checks with three rows and one check."""
    folder = tmp_path / "checks" / "tyk"
    (folder / "requirements").mkdir(parents=True)
    lettered = row("TYK-PRE-002a", 'verified_by = "check"', 'part = "a"')
    signed = row("TYK-PRE-002b", 'verified_by = "attestation"', 'reason = "r"', 'part = "b"')
    text = row("TYK-PRE-001") + lettered + signed + row("TYK-PRE-003")
    (folder / "requirements" / "redis.toml").write_text(text, encoding="utf-8")
    (folder / "test_redis.py").write_text(CHECK, encoding="utf-8")
    return tmp_path / "checks"


def test_checks_are_found_without_importing_them(checks):
    """A base id names the rows of it that a check verifies."""
    named = shown.checks_by_row(shown.read(checks=checks), checks)

    node = ("checks/tyk/test_redis.py::test_redis_answers",)
    assert named == {
        "TYK-PRE-001": node, "TYK-PRE-002a": node, "TYK-PRE-002b": (), "TYK-PRE-003": (),
    }  # fmt: skip


def test_text_says_how_each_row_is_verified(checks):
    """And that nobody verifies one of them."""
    rows = load(checks / "tyk")

    text = shown.as_text(rows, shown.checks_by_row(rows, checks))

    assert "tyk: redis" in text
    assert "checks/tyk/test_redis.py::test_redis_answers" in text
    assert "no check names it" in text
    assert text.splitlines()[-1] == (
        "tyk: 2 of 3 statements: 1 checked, 1 attested, 0 steps, 0 declined, 1 still to come"
    )


def test_a_table_is_not_broken_by_what_stands_in_it(checks):
    """A bar in a statement is no column."""
    rows = load(checks / "tyk")

    assert "Redis \\| answers." in shown.as_markdown(rows, {})


def test_json_has_the_146_ids_of_tyk():
    """Its form is what other programs read."""
    printed = RUN.invoke(app, ["catalog", "--product", "tyk", "--json"])

    rows = json.loads(printed.stdout)["requirements"]
    assert printed.exit_code == 0
    assert len({one["id"] for one in rows}) == 146
    assert {"row", "id", "product", "phases", "severity", "verified_by", "checks", "source"} <= set(
        rows[0]
    )


@pytest.mark.parametrize("form", ["", "--markdown", "--json"])
def test_every_form_shows_every_row(form):
    """Nothing of the catalogue is left out."""
    printed = RUN.invoke(app, ["catalog", *filter(None, [form])])

    assert printed.exit_code == 0
    assert [name for name in shown.read() if name not in printed.stdout] == []


def test_an_unknown_product_is_refused():
    """With those that there are."""
    printed = RUN.invoke(app, ["catalog", "--product", "tik"])

    assert printed.exit_code == 2
    assert "tyk" in printed.output


INIT = [
    "--product", "tyk", "--environment", "lab", "--change", "CHG1", "--start", "2026-11-21 22:00",
    "--end", "2026-11-22 04:00", "--timezone", "Europe/Berlin",
    "--version", "gateway=5.3.9:5.8.9", "--gateway", "gw1=10.0.0.5",
    "--redis", "data1=10.0.0.8", "--mode", "file",
]  # fmt: skip


def test_init_writes_an_inventory_that_loads(tmp_path):
    """It is complete enough to be read, and is never written over."""
    folder = tmp_path / "env"

    first = RUN.invoke(app, ["init", str(folder), *INIT])
    second = RUN.invoke(app, ["init", str(folder), *INIT])

    assert first.exit_code == 0, first.output
    assert load_inventory(folder / "inventory.yaml").versions["gateway"].to == "5.8.9"
    assert second.exit_code == 2


@pytest.mark.parametrize(
    ("version", "says"),
    [
        ("gateway", "COMPONENT=FROM:TO"),
        ("=5.3.9:5.8.9", "COMPONENT=FROM:TO"),
        ("gateway=5.3.9:5.8.10", "gateway is told twice"),
    ],
)
def test_init_says_how_a_hop_is_written(tmp_path, version, says):
    """Nothing is written then."""
    printed = RUN.invoke(app, ["init", str(tmp_path / "env"), *INIT, "--version", version])

    assert printed.exit_code == 2
    assert says in printed.output
    assert not (tmp_path / "env").exists()


def test_sentences_of_the_page_that_the_user_began_with_are_marked(checks):
    """They are counted by themselves too."""
    file = checks / "tyk" / "requirements" / "redis.toml"
    page = "Tyk docs, Upgrading on RedHat (RPM), step 1"
    file.write_text(file.read_text().replace("a page", page, 1), encoding="utf-8")
    rows = load(checks / "tyk")
    named = shown.checks_by_row(rows, checks)

    assert "  TYK-PRE-001*  " in shown.as_text(rows, named)
    assert "| TYK-PRE-001* |" in shown.as_markdown(rows, named)
    assert [row["seed"] for row in json.loads(shown.as_json(rows, named))["requirements"]] == [
        True, False, False, False,
    ]  # fmt: skip
    assert shown.totals(rows, named)[1] == (
        'tyk, marked *, from "Upgrading on RedHat (RPM)": 1 of 1 statements: 1 checked, '
        "0 attested, 0 steps, 0 declined"
    )
