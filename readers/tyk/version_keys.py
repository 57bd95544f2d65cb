"""What a gateway leaves in Redis of its version: a hint, never a proof."""

from typing import Any

from probes.errors import CannotTell, NotApplicable
from readers.versions import Version, parse, within

KEY = "version-check-gateway"
_SILENT = "<5.4"


def left_version(value: Any, target: Version) -> str:
    """Read GET version-check-gateway: the version, or `none`.

    NotApplicable where there is none and the target is 5.3 or older, which loses a race at each
    start and writes none. [measured]
    """
    if value is None and within(target, _SILENT):
        raise NotApplicable(f"gateway {target} leaves no version in Redis")
    if value is None:
        return "none"
    if not isinstance(value, str):
        raise CannotTell(f"{KEY}: no text: {str(value)[:40]!r}")
    return str(parse(value))
