"""The page for operators of Axway: its example loads, its tables hold what there is."""

import re
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
from pydantic import BaseModel

from catalog.loading import load
from catalog.page import page
from inventory import load as load_inventory
from inventory.axway import AxwaySettings
from inventory.secrets import SecretRef

ROOT = Path(__file__).resolve().parents[1]
PAGE, ROWS = (ROOT / "docs" / "products" / name for name in ("axway.md", "axway-rows.md"))
TEXT = PAGE.read_text(encoding="utf-8")
CATALOGUE = load(ROOT / "checks" / "axway")


def example():
    """Give the inventory of the page."""
    (block,) = re.findall(r"```yaml\n(# inventory\.yaml\n.*?)```", TEXT, re.DOTALL)
    return block


@pytest.fixture
def inventory(tmp_path):
    for name in ("domain-old.pem", "domain-new.pem", "ssh_config"):
        (tmp_path / name).write_text("")
    (tmp_path / "inventory.yaml").write_text(example())
    return load_inventory(tmp_path / "inventory.yaml")


def test_the_page_of_rows_is_up_to_date():
    """`python -m catalog.page checks/axway > docs/products/axway-rows.md` was not forgotten."""
    assert ROWS.read_text(encoding="utf-8") == page(CATALOGUE)


def test_every_row_has_its_line():
    lines = [line for line in page(CATALOGUE).splitlines() if line.startswith("| AXW-")]

    assert len(lines) == len(CATALOGUE)
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in lines} == {6}


def test_the_example_declares_all_that_a_row_may_ask_for(inventory):
    """But what excludes each other, and what is for few."""
    asked = {word for row in CATALOGUE.values() for word in row.when.has}
    for_few = {"skip-db-upgrade", "directory-login", "default-password", "privileged-ports",
               "lb-check", "mutual-tls", "portal", "cassandra-tls", "activemq-copy",
               "metrics-dump"}  # fmt: skip

    assert asked - inventory.declares() <= for_few


def secrets(model, seen=()):
    """Give the names of the fields of a model, and of what it holds, that are secrets."""
    for name, hint in get_type_hints(model).items():
        for kind in parts(hint):
            if kind is SecretRef:
                yield name
            elif isinstance(kind, type) and issubclass(kind, BaseModel) and kind not in seen:
                yield from secrets(kind, (*seen, model))


def parts(hint):
    """Give a type hint and all that it is made of."""
    yield hint
    for one in get_args(hint):
        yield from parts(one)


def test_every_secret_is_explained():
    table = TEXT.partition("### Secrets")[2].partition("\n## ")[0]
    accounts = AxwaySettings.model_fields["accounts"].annotation
    named = {name for name in secrets(AxwaySettings) if name != "password"}
    named |= {f"accounts.{name}" for name, field in accounts.model_fields.items()
              if field.annotation is not bool}  # fmt: skip

    assert {name for name in named if f"`{name}`" not in table} == set()


def test_every_gate_has_its_line():
    """And no gate of the table is one that no row has."""
    table = TEXT.partition("## What is looked at, and when")[2].partition("\n\nA gate")[0]
    named = set(re.findall(r"(?m)^\| `(\w+)` \|", table))

    assert named == {gate for row in CATALOGUE.values() for gate in row.gates}


def test_every_signed_row_says_why():
    signed = [row for row in CATALOGUE.values() if row.verified_by in ("attestation", "declined")]

    assert signed
    assert [row.row for row in signed if not row.reason] == []
