"""Files of environment variables as systemd reads them (EnvironmentFile=): not as a shell does."""

import re

from probes.errors import CannotTell
from readers.answered import plain

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_SINGLE = re.compile(r"'([^']*)'")
_DOUBLE = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_BARE = re.compile(r"(?:[^\\\n]|\\.)*", re.DOTALL)
_COMMENT = re.compile(r"(?:[^\\\n]|\\.)*\n?", re.DOTALL)
_KEY = re.compile(r"([^=\n]*)=")


def parse(text: str, what: str = "environment file") -> dict[str, str]:
    """Read `NAME=value` lines with quotes, comments (`#`, `;`) and continuation lines.

    A name that is none (`export A=1`) is left out, as systemd does. CannotTell for a line without
    `=` and for a quote without its end.
    """
    found: dict[str, str] = {}
    at, text = 0, plain(text, what)
    while at < len(text):
        if text[at] in " \t\r\n":
            at += 1
            continue
        if text[at] in "#;":
            comment = _COMMENT.match(text, at)
            at = comment.end() if comment else len(text)
            continue
        key = _KEY.match(text, at)
        if not key:
            raise CannotTell(f"{what}: a line without `=`")
        value, at = _value(text, key.end(), what)
        if _NAME.fullmatch(key[1].strip()):
            found[key[1].strip()] = value
    return found


def _value(text: str, at: int, what: str) -> tuple[str, int]:
    """Read one value from `at` to the end of its line: (value, where the next line starts)."""
    value = ""
    while at < len(text) and text[at] != "\n":
        if text[at] in " \t\r":
            at += 1
        elif text[at] in "'\"":
            quoted = (_SINGLE if text[at] == "'" else _DOUBLE).match(text, at)
            if not quoted:
                raise CannotTell(f"{what}: a quote without its end")
            value += quoted[1] if text[at] == "'" else _unescape_double(quoted[1])
            at = quoted.end()
        else:
            bare = _BARE.match(text, at)
            at = bare.end() if bare else len(text)
            value += re.sub(r"\\(\n|.)", _unescaped, bare[0].rstrip(" \t\r")) if bare else ""
    return value, at + 1


def _unescaped(found: re.Match[str]) -> str:
    """Drop a continued line end, keep any other escaped character."""
    return "" if found[1] == "\n" else found[1]


def _unescape_double(text: str) -> str:
    """Only these are escapes within double quotes; elsewhere the backslash stays."""
    return re.sub(r'\\(["\\`$]|\n)', _unescaped, text)
