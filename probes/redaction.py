"""Takes secrets out of everything that is kept or shown.

Each known value becomes `<secret:N>`, one N per value, so that equal secrets are seen to be equal.
A JWT loses only its signature: what it says of a licence is needed when a recording is replayed.
"""

import json
import os
import re
import tempfile
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from probes.announced import JSON_NAMED, JSON_PAIR, JWT, PATTERNS, SECRET_KEY
from probes.disguises import any_of, disguises

SHORTEST = 8  # a shorter value is redacted where a key names it, never as a substring
LONGEST = 64 * 1024  # and so is what is no secret but a whole file
_MARK = re.compile(r"(?:<|&lt;)secret:(\d+)(?:>|&gt;)")
_XML = re.compile(r"/>|</\w")
COMMON = {"cassandra", "changeit", "changeme", "password"}
"""Shipped defaults: everybody knows them, and they are words of other things, too."""


class Redactor:
    """Knows the secrets of one run. Safe to use from many threads."""

    def __init__(self) -> None:
        """Start without any."""
        self._lock = threading.Lock()
        self._numbers: dict[str, int] = {}
        self._forms: dict[str, str] = {}
        self._known: re.Pattern[str] | None = None

    def register(self, value: str, label: str = "") -> None:
        """Make a value known. `label` documents the call; the mark does not show it."""
        del label
        self._mark(value, known=True)

    def scrub(self, text: str) -> str:
        """Text without secrets: those known, and those that a secret's name announces."""
        for hint, pattern in PATTERNS:
            if hint in text:
                text = pattern.sub(self._replace, text)
        text = self._scrub_known(text)[0]
        # A parser of XML has to read a recording as it read the answer.
        return _MARK.sub(r"&lt;secret:\1&gt;", text) if _XML.search(text) else text

    def scrub_bytes(self, data: bytes) -> bytes:
        """The same for bytes; what is no UTF-8 stays as it is."""
        return self.scrub(data.decode("utf-8", "surrogateescape")).encode(
            "utf-8", "surrogateescape"
        )

    def scrub_json(self, value: Any, secret_keys: Iterable[str] = ()) -> Any:
        """A copy of a JSON value without secrets. `secret_keys` are names beside the usual ones."""
        names = {name.lower() for name in secret_keys}

        def secret(key: Any) -> bool:
            return isinstance(key, str) and (
                key.lower() in names or SECRET_KEY.fullmatch(key) is not None
            )

        return self._walk(value, secret)

    def late(self, files: Iterable[Path]) -> int:
        """Search finished files for known values, take them out, and say how many there were."""
        return sum(self._late(file) for file in files)

    def known_in(self, file: Path) -> int:
        """Search a file for known values without touching it, and say how many there are."""
        return self._scrub_known(file.read_bytes().decode("utf-8", "surrogateescape"))[1]

    def _walk(self, value: Any, secret: Callable[[Any], bool]) -> Any:
        if isinstance(value, str):
            return self.scrub(value)
        if isinstance(value, dict):
            return {
                self._plain(key): self._hide(item)
                if secret(key) and isinstance(item, str)
                else self._walk(item, secret)
                for key, item in value.items()
            }
        if isinstance(value, list | tuple):
            # Headers, and Redis' CONFIG GET, are lists in which a value follows its name.
            before = [None, *value]
            return [
                self._hide(item)
                if secret(name) and isinstance(item, str)
                else self._walk(item, secret)
                for name, item in zip(before, value, strict=False)
            ]
        return value

    def _plain(self, key: Any) -> Any:
        return self._scrub_known(key)[0] if isinstance(key, str) else key

    def _hide(self, value: str) -> str:
        """A value under a secret's key: a JWT keeps what it says, an empty one stays empty."""
        if not value or _MARK.fullmatch(value):
            return value
        if JWT.search(value):
            return self.scrub(value)
        return self._mark(value)

    def _replace(self, found: re.Match[str]) -> str:
        lead, value = found[1], found[2]
        quote = value[0] if value[:1] in ("'", '"') and value[-1:] == value[0] else ""
        bare = value.strip(quote) if quote else value
        if not bare or _MARK.fullmatch(bare) or (JWT.search(bare) and found.re is not JWT):
            return found[0]
        if found.re in (JSON_PAIR, JSON_NAMED):
            bare = _unescaped(bare)
        return f"{lead}{quote}{self._mark(bare)}{quote}"

    def _mark(self, value: str, *, known: bool = False) -> str:
        """The mark of a value; a value that is new and long enough is searched for from now on.

        `known`: somebody says that it is one, also where it is a shipped default.
        """
        if not value or _MARK.fullmatch(value):
            return value
        jwt = JWT.fullmatch(value)
        value = jwt[2] if jwt else value
        with self._lock:
            number = self._numbers.setdefault(value, len(self._numbers) + 1)
            if known or value.lower() not in COMMON:
                self._learn(value, number)
            return f"<secret:{number}>"

    def _learn(self, value: str, number: int) -> None:
        if value in self._forms or not SHORTEST <= len(value) <= LONGEST:
            return
        for form in disguises(value):
            self._forms.setdefault(form, f"<secret:{number}>")
        self._known = None

    def _scrub_known(self, text: str) -> tuple[str, int]:
        with self._lock:
            if not self._forms:
                return text, 0
            if self._known is None:
                self._known = re.compile(any_of(self._forms))
            known, forms = self._known, self._forms
        return known.subn(lambda found: forms[found[0]], text)

    def _late(self, file: Path) -> int:
        text = file.read_bytes().decode("utf-8", "surrogateescape")
        clean, found = self._scrub_known(text)
        if not found:
            return 0
        if file.suffix in (".html", ".htm", ".xml"):
            clean = _MARK.sub(r"&lt;secret:\1&gt;", clean)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        with os.fdopen(handle, "wb") as out:
            out.write(clean.encode("utf-8", "surrogateescape"))
        Path(name).chmod(file.stat().st_mode & 0o777)
        Path(name).replace(file)
        return found


def _unescaped(text: str) -> str:
    """The string that a JSON literal stands for, so that it gets one number in all its forms."""
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:
        return text
