"""Stand-in programs as zip applications, which need nothing but an interpreter."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

INTERPRETER = "/usr/bin/python3"


def zipped(
    start: str, sources: Mapping[str, Path], texts: Mapping[str, str] | None = None
) -> bytes:
    """Pack sources and texts by their names inside; `start` is what runs."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("__main__.py", start)
        for name, text in (texts or {}).items():
            archive.writestr(name, text)
        for name, source in sorted(sources.items()):
            archive.write(source, name)
    return packed.getvalue()
