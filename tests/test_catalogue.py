"""What we claim of the catalogue is computed: each row has what verifies it, each check cases."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def rows_of(product):
    line = [sys.executable, "-m", "runner", "catalog", "--product", product, "--json"]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)["requirements"]


@pytest.fixture(scope="module")
def tyk():
    return rows_of("tyk")


@pytest.fixture(scope="module")
def axway():
    return rows_of("axway")


@pytest.fixture(scope="module", params=["tyk", "axway"])
def product(request):
    return request.getfixturevalue(request.param)


def test_all_146_rows_of_tyk_are_there(tyk):
    ids = {row["id"] for row in tyk if row["product"] == "tyk"}

    assert len(ids) == 146
    assert len({i for i in ids if "-PRE-" in i}) == 89
    assert len({i for i in ids if "-POST-" in i}) == 30
    assert len({i for i in ids if "-STEP-" in i}) == 11
    assert len({i for i in ids if "-RB-" in i}) == 16


def test_at_least_100_rows_before_and_after_are_verified_by_checks(tyk):
    checked = {
        row["id"]
        for row in tyk
        if row["verified_by"] == "check"
        and row["checks"]
        and ("-PRE-" in row["id"] or "-POST-" in row["id"])
    }

    assert len(checked) >= 100


def test_all_294_rows_of_axway_are_there(axway):
    ids = {row["id"] for row in axway}

    assert len(ids) == 294
    assert len({i for i in ids if "-PRE-" in i}) == 143
    assert len({i for i in ids if "-STEP-" in i}) == 68
    assert len({i for i in ids if "-POST-" in i}) == 64
    assert len({i for i in ids if "-RB-" in i}) == 19


def test_every_row_that_a_check_verifies_is_named_by_one(product):
    bare = [row for row in product if row["verified_by"] == "check" and not row["checks"]]

    assert [row["row"] for row in bare if not row["planned"]] == []


def test_a_row_that_a_check_names_is_no_longer_to_come(product):
    assert [row["row"] for row in product if row["checks"] and row["planned"]] == []


def test_no_check_names_a_row_that_something_else_verifies(product):
    assert [r["row"] for r in product if r["checks"] and r["verified_by"] != "check"] == []


def test_the_catalogue_says_which_rows_are_of_the_page_the_user_began_with(product):
    page = {row["id"] for row in product if row["seed"]}

    assert 0 < len(page) < len({row["id"] for row in product})


def test_nothing_of_tyk_is_still_to_come(tyk):
    assert [row["row"] for row in tyk if row["planned"]] == []


@pytest.mark.parametrize("product", ["tyk", "axway"])
def test_every_check_is_shown_able_to_fail(product):
    line = [sys.executable, "-m", "pytest", "--selftest", f"--product={product}", "-q"]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)

    assert [line for line in done.stdout.splitlines() if line.startswith("WRONG")] == []
    assert done.returncode == 0
