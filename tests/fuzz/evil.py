"""A text that does harm wherever a shell reads it unquoted, and where it has got to."""

import json
import re
import shlex
from collections.abc import Callable, Iterator
from typing import Any

MARK = "owned"
EVIL = f"'\"; {MARK}; $({MARK}) `{MARK}` && {MARK} | {MARK} #"
PATH = re.compile(r"/[\w.-]+(/[\w.-]+)+")


def leaves(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Give each string of a document with its place."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from leaves(one, (*place, key))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from leaves(one, (*place, number))


def put(document: Any, place: tuple[Any, ...], value: str) -> Any:
    """Give a copy of a document with another string at one place."""
    copy = json.loads(json.dumps(document))
    part = copy
    for word in place[:-1]:
        part = part[word]
    part[place[-1]] = value
    return copy


def poisoned(document: Any, accepts: Callable[[Any], bool]) -> tuple[Any, list[str], list[str]]:
    """Add the text to every string that may hold it: the document, what took it, what refused."""
    taken, refused = [], []
    for place, text in list(leaves(document)):
        tried = put(document, place, text + EVIL)
        where = ".".join(map(str, place))
        if accepts(tried):
            document = tried
            taken.append(where)
        else:
            refused.append(where)
    return document, taken, refused


def poisoned_paths(text: str) -> str:
    """Add it to each path in a JSON answer: what a node tells is as little to be believed."""
    try:
        document = json.loads(text)
    except ValueError:
        return text
    for place, value in list(leaves(document)):
        if PATH.fullmatch(value):
            document = put(document, place, value + EVIL)
    return json.dumps(document)


def loose(script: str) -> bool:
    """Whether a shell that reads the script would run any of the text."""
    try:
        words = shlex.split(script)
    except ValueError:
        return True
    return any(
        loose(word) if before == "-c" else _loose_in(word)
        for before, word in zip(["", *words], words, strict=False)
    )


def _loose_in(word: str) -> bool:
    """Look into one word: it holds the text whole, or is a script that quotes it in its turn."""
    if MARK not in word.replace(EVIL, ""):
        return False
    try:
        inner = shlex.split(word)
    except ValueError:
        return True
    return inner == [word] or any(map(_loose_in, inner))


def cleaned(script: str) -> str:
    """Give the script as it would be without the text: to find the answer that was recorded."""
    try:
        return shlex.join(word.replace(EVIL, "") for word in shlex.split(script))
    except ValueError:
        return script
