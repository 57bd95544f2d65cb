"""False green by the way a run is made: what did not run, or did not end well, is never GO."""

import pytest

from tests.fixtures.suite import check

pytest_plugins = ["pytester"]

TWO = check() + check(name="test_two", rows="TYK-PRE-002")
HERE = "checks/tyk/test_small.py"


def test_nothing_ran(run):
    """No check is there, or none of the target's kind: the page says so and is not green."""
    run.row("TYK-PRE-001")
    empty = run("")
    no_target = run(check("assert pump.x", asks="pump"))

    assert empty.status not in {0, 1}
    assert no_target.status == 7
    assert "no check passed at all" in no_target.result["reasons"]
    assert no_target.result["verdict"] == "UNKNOWN"


def test_everything_was_skipped(run):
    """Skipping is no way to pass: a skip in a check is unknown, a skipped file is missed."""
    inside = run(TWO.replace("assert node.run('true').rc == 0", "pytest.skip('later')"))
    run.checks(check())
    run.write("checks/tyk/test_more.py", "import pytest\npytest.skip('x', allow_module_level=True)")
    text = (run.path / "checks/tyk/test_more.py").read_text()
    run.write("checks/tyk/test_more.py", text + "\n" + check(name="test_more"))
    whole = run()

    assert set(inside.outcomes.values()) == {"unknown"}
    assert inside.status == whole.status == 7
    assert "not collected: checks/tyk/test_more.py::test_more" in whole.text


@pytest.mark.parametrize("words", [("prr", "test_it"), ("pre", "test_itt")])
def test_a_typo_in_m_or_k_removes_the_checks(run, words):
    """A misspelt `-m` is refused with the right word; a misspelt `-k` selects nothing, not all."""
    phase, keyword = words
    ran = run(TWO, "-k", keyword, phase=phase)

    assert ran.status in {4, 5}
    assert "did you mean -m pre?" in ran.text or "PARTIAL 0 of 2" in ran.text


@pytest.mark.parametrize("typo", ["pree", "requirment('TYK-PRE-002')"])
def test_a_typo_in_a_marker_removes_a_check(run, typo):
    """An unknown marker is refused before anything is contacted."""
    ran = run(check() + f"@pytest.mark.{typo}\n" + check(name="test_two", rows="TYK-PRE-002"))

    assert ran.status == 2
    assert typo.partition("(")[0] in ran.text
    assert "PARTIAL 0 of" in ran.text
    assert not [key for key in ran.asked if key.startswith("gw1")]


def test_a_typo_in_an_id_removes_a_check(run):
    """An id that the catalogue does not know is refused, in a check and on the command line."""
    run.row("TYK-PRE-046")
    source = check(rows="TYK-PRE-046") + check(name="test_two", rows="TYK-NONE-064")

    assert run(source).status == 4
    asked = run(check(rows="TYK-PRE-046"), "--requirement=TYK-PRE-064")
    assert asked.status == 4
    assert "did you mean" in asked.text


@pytest.mark.parametrize("file", ["inventory.yaml", "checks/tyk/requirements.toml", "waivers.yaml"])
def test_a_typo_in_a_key_switches_something_off(run, file):
    """A key that no file of ours knows is refused with file and place, never ignored."""
    run.checks(TWO)
    rows = run.path / "checks/tyk/requirements.toml"
    texts = {
        "inventory.yaml": (run.path / "inventory.yaml").read_text()[:-1] + ', "tymeouts": {}}',
        "checks/tyk/requirements.toml": rows.read_text().replace("severity", "severty", 1),
        "waivers.yaml": "- {requirement: [TYK-PRE-001], scpoe: gw1}\n",
    }
    run.write(file, texts[file])
    ran = run()

    assert ran.status == 4
    assert any(typo in ran.text for typo in ("tymeouts", "severty", "scpoe"))
    assert file.rpartition("/")[2] in ran.text


def test_an_exception_ends_outside_of_the_verdict(run):
    """Whatever ends a check but its own assert is unknown, and the run is not GO."""
    ends = [
        "{}['key']",
        "raise SystemExit(0)",
        "raise RecursionError",
        "return True",
        "assert True",
    ]
    source = (check(end, f"test_{n}", rows=f"TYK-PRE-00{n}") for n, end in enumerate(ends))
    ran = run("".join(source))

    assert list(ran.outcomes.values()) == ["unknown"] * 4 + ["pass"]
    assert ran.status == 7


def test_an_exception_after_the_check_is_lost(run):
    """A fixture that fails while it is taken down takes the pass with it."""
    fixture = "@pytest.fixture\ndef broken():\n    yield 1\n    raise OSError('no tear-down')\n\n"
    ran = run(fixture + check("assert True", asks="node, broken"))

    assert ran.outcomes == {"test_it[gw1]": "unknown"}
    assert ran.status == 7


def test_a_part_is_taken_for_the_whole(run):
    """A narrowed run says how much it left out, and its exit status is not 0."""
    ran = run(TWO, f"{HERE}::test_two")

    assert ran.outcomes == {"test_two[gw1]": "pass"}
    assert ran.result["headline"] == "PARTIAL 1 of 2"
    assert ran.status == 7


def test_a_node_that_nobody_looked_at(run):
    """A node of which nothing good was seen keeps the whole run from GO."""
    run.inventory("gw1", "gw2")
    body = "assert node.run('true').rc == 0\nif node.name == 'gw2': raise NotApplicable('none')"
    ran = run(check(body))

    assert "no check passed on gw2" in ran.result["reasons"]
    assert ran.status == 7


def test_a_requirement_that_no_check_verifies(run):
    """A blocker of the vendor's page that nothing looks at is named, and the run is not GO."""
    run.row("TYK-PRE-003")
    ran = run(check())

    assert "TYK-PRE-003" in " ".join(ran.result["reasons"])
    assert "1 still to come" in ran.text
    assert ran.status == 7
