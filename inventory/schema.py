"""The inventory's JSON schema, for editors. `python -m inventory.schema` prints it."""

import json
import sys
from typing import Any

from inventory.model import Inventory


def schema() -> dict[str, Any]:
    """Give the schema; where we read text, an editor may see a number (`to: 5.10`)."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **_number_like(Inventory.model_json_schema(by_alias=True)),
    }


def _number_like(part: Any) -> Any:
    """Accept a number wherever text is, all the way down."""
    if isinstance(part, list):
        return [_number_like(item) for item in part]
    if not isinstance(part, dict):
        return part
    found = {key: _number_like(value) for key, value in part.items()}
    if found.get("type") == "string" and not {"enum", "const"} & set(found):
        found["type"] = ["string", "number"]
    return found


def text() -> str:
    """Give the schema as it stands in schema.json."""
    return json.dumps(schema(), indent=1) + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
