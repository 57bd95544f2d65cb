"""Which program and version this package holds."""

import json
import pkgutil


def _read() -> dict:
    text = pkgutil.get_data(__package__, "build.json")
    return json.loads(text or b"{}")


BUILD = _read()
VERSION: str = BUILD.get("version", "0.0.0")
QUIRKS: list[str] = BUILD.get("quirks", [])


def at_least(version: str) -> bool:
    """Whether this program is that version or a newer one."""
    return tuple(map(int, VERSION.split("."))) >= tuple(map(int, version.split(".")))
