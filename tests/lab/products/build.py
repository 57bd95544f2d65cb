"""Which program and version this package holds."""

import json
import pkgutil
from pathlib import Path


def _read() -> dict:
    try:
        return json.loads(pkgutil.get_data(__package__, "build.json") or b"{}")
    except OSError:
        return {}  # not packed: the lab's own tests look inside


def _planted() -> list[str]:
    try:
        return PLANTED.read_text().split()
    except OSError:
        return []


PLANTED = Path("/srv/lab/quirks")
BUILD = _read()
VERSION: str = BUILD.get("version", "0.0.0")
QUIRKS: list[str] = [*BUILD.get("quirks", []), *_planted()]
"""Misbehaviour on purpose: built into the package, or planted on the host before the start."""


def at_least(version: str) -> bool:
    """Whether this program is that version or a newer one."""
    return tuple(map(int, VERSION.split("."))) >= tuple(map(int, version.split(".")))
