"""The forms in which a secret may turn up in files, and one fast pattern that finds them all."""

import base64
import html
import json
import re
import urllib.parse
from collections.abc import Iterable
from itertools import groupby, takewhile

_LONG_LINE = 16
_IN_SHELL_QUOTES = "'\"'\"'"  # how shlex.quote writes an apostrophe


def disguises(value: str) -> set[str]:
    """The value as it is, escaped for JSON, URL and HTML, in base64; of a long text its lines."""
    forms = {value}
    for text in {value, value.strip()}:
        forms |= _quoted(text) | _base64(text.encode("utf-8", "surrogateescape"))
    for line in value.splitlines():
        if len(line) >= _LONG_LINE and not line.startswith("-----"):
            forms.add(line)
    return {form for form in forms if len(form) >= 8}


def _quoted(text: str) -> set[str]:
    escaped = {json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]}
    # Go's encoder, which the gateways use, also escapes these three.
    escaped |= {
        form.replace("<", r"\u003c").replace(">", r"\u003e").replace("&", r"\u0026")
        for form in escaped
    }
    raw = text.encode("utf-8", "surrogateescape")
    encoded = {urllib.parse.quote(raw, safe=safe) for safe in ("", "/")}
    encoded |= {urllib.parse.quote_plus(raw)}
    encoded |= {re.sub(r"%..", lambda found: found[0].lower(), form) for form in encoded}
    shown = {html.escape(text), html.escape(text, quote=False), text.replace("'", _IN_SHELL_QUOTES)}
    return {text} | escaped | encoded | shown


def _base64(raw: bytes) -> set[str]:
    """Base64 in each of the three positions, without the characters that neighbours share."""
    forms = set()
    for offset, start in ((0, 0), (1, 2), (2, 3)):
        end = (offset + len(raw)) * 8 // 6
        text = base64.b64encode(b"\0" * offset + raw).decode()[start:end]
        forms |= {text, text.replace("+", "-").replace("/", "_")}
    return forms


def any_of(words: Iterable[str]) -> str:
    """A pattern that matches the longest of the words. Words are grouped by how they begin.

    A flat alternation tries every word at every position: seconds a megabyte with a thousand.
    """
    return _branch(sorted(set(words)))


def _branch(words: list[str]) -> str:
    ways = []
    for _, group in groupby(words, key=lambda word: word[:1]):
        same = list(group)
        lead = _shared(same[0], same[-1])
        rest = [word[len(lead) :] for word in same]
        tails = [tail for tail in rest if tail]
        tail = _branch(tails) + ("?" if len(tails) < len(rest) else "") if tails else ""
        ways.append(re.escape(lead) + tail)
    return f"(?:{'|'.join(ways)})"


def _shared(first: str, last: str) -> str:
    """How both begin. Of sorted words the first and the last differ earliest."""
    pairs = zip(first, last, strict=False)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return first[:same]
