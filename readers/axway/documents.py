"""Texts of the product: JSON, XML and properties, read whole or not at all."""

import json
import re
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from probes.errors import CannotTell

LONGEST = 8 << 20  # bytes; none of these files comes near it
_BOM = "\ufeff"
_PAIR = re.compile(r"((?:[^\s:=\\]|\\.)+)[ \t]*[=: \t][ \t]*(.*)")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_LETTERS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}


def text_of(data: bytes | str, what: str) -> str:
    """Give the text, a byte order mark taken off. CannotTell for what is none, or is too long."""
    if len(data) > LONGEST:
        raise CannotTell(f"{what}: larger than {LONGEST >> 20} MB: not such a file")
    try:
        text = data.decode() if isinstance(data, bytes) else data
    except UnicodeDecodeError:
        raise CannotTell(f"{what}: is no UTF-8 text") from None
    if "\0" in text:
        raise CannotTell(f"{what}: has a NUL in it: no text")
    return text.removeprefix(_BOM)


def json_of(data: bytes | str, what: str) -> Any:
    """Read JSON."""
    text = text_of(data, what)
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise CannotTell(f"{what}: a body that is no JSON: {text[:80]!r}") from None


def object_of(data: bytes | str, what: str) -> Mapping[str, Any]:
    """Read JSON that is an object."""
    found = json_of(data, what)
    if not isinstance(found, dict):
        raise CannotTell(f"{what}: is no JSON object")
    return found


def field(document: Any, name: str, kind: type, what: str, *, default: Any = ...) -> Any:
    """Give a field of its kind. An absent one is `default`, where there is one."""
    if not isinstance(document, dict):
        raise CannotTell(f"{what}: is no object")
    value = document.get(name, default)
    if value is ... or (
        value is not default
        and (not isinstance(value, kind) or (kind is int and isinstance(value, bool)))
    ):
        raise CannotTell(f"{what}: {name} is {'missing' if value is ... else 'not understood'}")
    return value


def listed(document: Any, name: str, what: str) -> list[Any]:
    """Give a field that is a list."""
    found: list[Any] = field(document, name, list, what)
    return found


def xml_of(data: bytes | str, what: str, *roots: str) -> Element:
    """Read XML with one of these roots. Entities and document types are refused, not followed."""
    text = re.sub(r"^<\?xml[^>]*\?>", "", text_of(data, what).lstrip())
    try:
        root: Element = fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, RecursionError) as error:
        raise CannotTell(f"{what}: is no well-formed XML: {str(error)[:120]}") from None
    if roots and root.tag not in roots:
        raise CannotTell(f"{what}: the root is <{root.tag[:40]}>, not <{'> or <'.join(roots)}>")
    return root


def properties_of(data: bytes | str, what: str) -> dict[str, str]:
    """Read a Java properties file. A key with two values is CannotTell."""
    found: dict[str, str] = {}
    for line in _logical(text_of(data, what)):
        match = _PAIR.fullmatch(line)
        if not match:
            raise CannotTell(f"{what}: not understood: {line[:80]!r}")
        key, value = _plain(match[1]), _plain(match[2]).strip()
        if found.get(key, value) != value:
            raise CannotTell(f"{what}: {key[:80]} stands twice with two values")
        found[key] = value
    return found


def _logical(text: str) -> list[str]:
    """Join lines that end with a backslash; leave out comments and empty ones."""
    found, kept = list[str](), ""
    for line in text.splitlines():
        bare = line.lstrip()
        if not kept and (not bare or bare[0] in "#!"):
            continue
        kept += bare
        if (len(kept) - len(kept.rstrip("\\"))) % 2:
            kept = kept[:-1]
            continue
        found.append(kept.rstrip())
        kept = ""
    return [*found, kept] if kept else found


def _plain(text: str) -> str:
    def letter(found: re.Match[str]) -> str:
        one = found[1]
        return chr(int(one[1:], 16)) if len(one) == 5 else _LETTERS.get(one, one)

    return _ESCAPE.sub(letter, text)
