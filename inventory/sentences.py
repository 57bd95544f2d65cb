"""Turning what pydantic found into a place of the file and a sentence for the operator."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from inventory.model import Inventory
from inventory.problems import Place, nearest

_WANTED = {
    "string_type": "text",
    "model_type": "a mapping (key: value)",
    "model_attributes_type": "a mapping (key: value)",
    "dict_type": "a mapping (key: value)",
    "mapping_type": "a mapping (key: value)",
    "tuple_type": "a list ([a, b])",
    "path_type": "a path",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_parsing": "a number",
    "float_type": "a number",
    "finite_number": "a number",
    "bool_parsing": "true or false",
    "bool_type": "true or false",
}


def faults_of(error: ValidationError, data: Any) -> Iterator[tuple[Place, str]]:
    """Give place and sentence of each thing that pydantic found."""
    for detail in error.errors(include_url=False):
        place = place_of(detail, data)
        yield place, sentence(detail, place)


def without_echoes(faults: list[tuple[Place, str]]) -> list[tuple[Place, str]]:
    """Leave out what is missing only because its key is misspelt: that is said already."""
    meant = {
        (*place[:-1], match[1])
        for place, says in faults
        if (match := re.search(r"^unknown key; did you mean (\S+)\?$", says))
    }
    return [(p, says) for p, says in faults if p not in meant or not says.startswith("is missing")]


def place_of(error: ErrorDetails, data: Any) -> Place:
    """Find the place in the file: pydantic's own steps (a union's tag, `[key]`) are left out."""
    place: list[str | int] = []
    here = data
    steps = [step for step in error["loc"] if step != "[key]"]
    for i, step in enumerate(steps):
        last = i == len(steps) - 1
        children = dict(enumerate(here)) if isinstance(here, list) else here
        if isinstance(children, dict) and step in children:
            here = children[step]
        elif not (last and error["type"] == "missing"):
            continue
        place.append(step)
    if error["type"].startswith("union_tag"):
        place.append(error["ctx"]["discriminator"].strip("'"))
    return tuple(place)


def sentence(error: ErrorDetails, place: Place) -> str:
    """Say what is wrong and what would be right."""
    kind, value, ctx = error["type"], error["input"], error.get("ctx", {})
    if kind in ("missing", "union_tag_not_found"):
        return "is missing"
    if kind == "extra_forbidden":
        return f"unknown key; {nearest(str(place[-1]), keys_at(place[:-1]))}"
    if value == "":
        return f"is empty: write {_WANTED.get(kind, 'a value')}, or leave the key out"
    if kind in _WANTED:
        return f"must be {_WANTED[kind]}, not {_kind_of(value)}"
    if kind in ("literal_error", "union_tag_invalid"):
        return _no_such_word(ctx.get("tag", value), ctx)
    return str(ctx.get("error")) if kind == "value_error" else error["msg"].lower()


def _no_such_word(word: Any, ctx: dict[str, Any]) -> str:
    """Say which words a closed set has."""
    allowed = str(ctx.get("expected") or ctx.get("expected_tags"))
    words = allowed.replace(" or ", ", ").replace("'", "").split(", ")
    return f"{_kind_of(word)} is not one of {', '.join(words)}; {nearest(str(word), words)}"


def _kind_of(value: Any) -> str:
    """Name a value by what it is; a short word is shown itself."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return ascii(value) if len(str(value)) <= 30 else "this text"


def keys_at(place: Place) -> set[str]:
    """Give the keys that a section may have."""
    schema = _schema()
    found = [schema]
    for step in place:
        found = [after for one in found for after in _below(one, step, schema["$defs"])]
    return {key for one in found for key in one.get("properties", {})}


@cache
def _schema() -> dict[str, Any]:
    return Inventory.model_json_schema()


def _below(
    schema: dict[str, Any], step: str | int, defs: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    """Give the schemas of what stands one step below."""
    if isinstance(step, int):
        below = [schema.get("items")]
    elif step in schema.get("properties", {}):
        below = [schema["properties"][step]]
    else:
        below = [schema.get("additionalProperties"), *schema.get("patternProperties", {}).values()]
    for one in below:
        if isinstance(one, dict):
            yield from _resolved(one, defs)


def _resolved(schema: dict[str, Any], defs: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Follow references and alternatives."""
    if "$ref" in schema:
        yield from _resolved(defs[schema["$ref"].rpartition("/")[2]], defs)
    for option in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        yield from _resolved(option, defs)
    yield schema
