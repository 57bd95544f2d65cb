"""The schema for editors says what the inventory says."""

import json
from pathlib import Path

import inventory
from inventory.schema import schema, text
from inventory.sentences import keys_at

FILE = Path(inventory.__file__).parent / "schema.json"


def test_schema_file_is_in_step():
    """`python -m inventory.schema > inventory/schema.json` was not forgotten."""
    assert FILE.read_text() == text()


def test_schema_is_closed():
    """An editor marks an unknown key in every section."""
    parts = [schema(), *schema()["$defs"].values()]

    assert [p["title"] for p in parts if "properties" in p and p["additionalProperties"]] == []


def test_name_of_a_node_is_no_key():
    """A node's name is the key it stands under."""
    node = json.loads(FILE.read_text())["$defs"]["Node"]

    assert ("name" in node["properties"], "name" in node["required"]) == (False, False)


def test_keys_of_a_place():
    """Also behind names and alternatives the right keys are known."""
    assert {"via"} == keys_at(("nodes", "gw1", "endpoints", "gateway", "reach"))
