"""Configuration: a JSON file, and the environment over it."""

import json
import os
from typing import Any


class BadSettingsError(ValueError):
    """The file cannot be used."""


class Settings:
    """Values by dotted path; a default for each path that the program knows."""

    def __init__(self, prefix: str, defaults: dict[str, Any]) -> None:
        """Begin with the defaults; `prefix` is that of the environment variables."""
        self.prefix = prefix
        self.defaults = defaults
        self.tree: dict[str, Any] = {}

    def read(self, path: str) -> None:
        """Read the file. As with Go's decoder, what follows the closing brace is not looked at."""
        with open(path, encoding="utf-8") as file:  # noqa: PTH123
            text = file.read()
        try:
            tree, _ = json.JSONDecoder().raw_decode(text.lstrip())
        except json.JSONDecodeError as error:
            raise BadSettingsError(f"invalid character or unexpected end: {error.msg}") from error
        if not isinstance(tree, dict):
            raise BadSettingsError("json: cannot unmarshal into Go value of type config.Config")
        self.tree = tree
        for name, default in self.defaults.items():
            found = self._file(name)
            if found is not None and default is not None and not _fits(found, default):
                kind = type(default).__name__
                raise BadSettingsError(
                    f"json: cannot unmarshal {name} into Go value of type {kind}"
                )

    def _file(self, name: str) -> Any:
        value: Any = self.tree
        for part in name.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        return value

    def __getitem__(self, name: str) -> Any:
        """The value in force: environment, then file, then default."""
        default = self.defaults.get(name)
        variable = self.prefix + name.replace("_", "").replace(".", "_").upper()
        text = os.environ.get(variable)
        if text is not None:
            return text if isinstance(default, str) else _parse(text)
        found = self._file(name)
        return default if found is None else found


def _fits(value: Any, default: Any) -> bool:
    if isinstance(default, bool) or isinstance(value, bool):
        return isinstance(value, bool) and isinstance(default, bool)
    if isinstance(default, int):
        return isinstance(value, int | float)
    return isinstance(value, type(default))


def _parse(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text
