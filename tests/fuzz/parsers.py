"""The parsers that there are, found by their signatures: a new one is tried without being named."""

import inspect
import pkgutil
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from types import UnionType
from typing import Any

import readers
from probes.answers import CommandAnswer, HttpAnswer
from readers.versions import Version, parse

READ = (str, bytes, CommandAnswer, HttpAnswer)
WORDS: dict[Any, Any] = {str: "x", bool: True, int: 8080, Version: parse("7.7")}
"""What further arguments are given, by their type."""

NAMED = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)

# What takes a text of ours, not one that somebody else wrote.
OURS = {
    "readers.calls.question",
    "readers.products.of",
    "readers.products.on_nodes",
    "readers.reaching.refusal_of",
    "readers.tyk.matrix.trap",
}


@dataclass(frozen=True)
class Parser:
    """A function, and how it is called on raw bytes."""

    name: str
    function: Callable[..., Any]
    takes: type
    more: dict[str, Any]

    def __call__(self, data: bytes, status: int = 0) -> Any:
        """Read bytes as whatever the parser takes; `status`: of the command, or an HTTP one."""
        given: Any = data
        if self.takes is str:
            given = data.decode("utf-8", "replace")
        elif self.takes is CommandAnswer:
            given = CommandAnswer(status, data, b"")
        elif self.takes is HttpAnswer:
            given = HttpAnswer(status or 200, (), data)
        result = self.function(given, **self.more)
        return list(result) if inspect.isgenerator(result) else result


def parsers() -> Iterator[Parser]:
    """Give every public function of `readers` whose first argument is a text or an answer."""
    for found in pkgutil.walk_packages(readers.__path__, "readers."):
        module = import_module(found.name)
        for name, function in vars(module).items():
            full = f"{found.name}.{name}"
            if _is_public(function, name, found.name) and full not in OURS:
                yield from _parser(full, function)


def _is_public(function: Any, name: str, module: str) -> bool:
    private = name.startswith("_") or name.endswith("script")
    return inspect.isfunction(function) and function.__module__ == module and not private


def _parser(name: str, function: Callable[..., Any]) -> Iterator[Parser]:
    hints = typing.get_type_hints(function)
    first, *others = inspect.signature(function).parameters.values() or [None]
    if first is None or first.kind is first.VAR_POSITIONAL:
        return
    takes = _read_of(hints.get(first.name))
    needed = [one for one in others if one.default is one.empty and one.kind in NAMED]
    words = {one.name: _word(hints.get(one.name)) for one in needed}
    if takes and None not in words.values():
        yield Parser(name, function, takes, words)


def _read_of(hint: Any) -> type | None:
    """Give what of `READ` a parameter takes: of a union the rawest."""
    members = typing.get_args(hint) if isinstance(hint, UnionType) else (hint,)
    for kind in (bytes, *READ):
        if kind in members:
            return kind
    return None


def _word(hint: Any) -> Any:
    if hint is CommandAnswer:
        return CommandAnswer(0, b"", b"")
    members = typing.get_args(hint) if isinstance(hint, UnionType) else (hint,)
    return next((WORDS[kind] for kind in members if kind in WORDS), None)
