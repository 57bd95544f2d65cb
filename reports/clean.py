"""Text from outside, made harmless before any format sees it: no colours, no controls."""

import hashlib
import re

COLOUR = re.compile(
    r"\x1b\[[0-9;]*m"
)  # a colour says nothing on paper; every other escape is shown
KEPT = frozenset("\n\t\u00a0")


def _shown(char: str) -> str:
    """One character as itself, or as the escape a programmer knows it by."""
    if char.isprintable() or char in KEPT:
        return char
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def clean(text: str) -> str:
    r"""Text without colours; controls, bidi marks and lone surrogates as `\x1b`, `\u202e` ..."""
    if text.isprintable():
        return text
    text = COLOUR.sub("", text).replace("\r\n", "\n")
    return "".join(map(_shown, text))


def line(text: str) -> str:
    """The same in one line: for a heading, a table cell, a ticket comment."""
    return " ".join(clean(text).split())


def short(text: str, limit: int) -> str:
    """One line of at most `limit` characters; what was cut shows as an ellipsis."""
    whole = line(text)
    return whole if len(whole) <= limit else whole[: limit - 1].rstrip() + "…"


def cut(text: str, limit: int) -> tuple[str, str]:
    """The first `limit` characters, and a note with length and sha256 ("" when not cut)."""
    if len(text) <= limit:
        return text, ""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return text[:limit], f"cut after {limit} of {len(text)} characters, sha256 {digest}"
