"""BSON, as far as the stand-ins need it: documents to bytes and back."""

import dataclasses
import datetime as dt
import os
import struct
from typing import Any


@dataclasses.dataclass(frozen=True)
class ObjectId:
    """A document's id."""

    raw: bytes

    @classmethod
    def new(cls) -> "ObjectId":
        """Make one that nobody else has."""
        return cls(os.urandom(12))

    def __str__(self) -> str:
        """24 hexadecimal digits."""
        return self.raw.hex()


def encode(document: dict[str, Any]) -> bytes:
    """Pack a document."""
    body = b"".join(_element(name, value) for name, value in document.items())
    return struct.pack("<i", len(body) + 5) + body + b"\0"


def _element(name: str, value: Any) -> bytes:
    kind, packed = _value(value)
    return bytes([kind]) + name.encode() + b"\0" + packed


def _value(value: Any) -> tuple[int, bytes]:  # noqa: PLR0911
    if value is None:
        return 0x0A, b""
    if isinstance(value, bool):
        return 0x08, bytes([value])
    if isinstance(value, int):
        small = -(1 << 31) <= value < 1 << 31
        return (0x10, struct.pack("<i", value)) if small else (0x12, struct.pack("<q", value))
    if isinstance(value, float):
        return 0x01, struct.pack("<d", value)
    if isinstance(value, str):
        text = value.encode() + b"\0"
        return 0x02, struct.pack("<i", len(text)) + text
    if isinstance(value, bytes):
        return 0x05, struct.pack("<iB", len(value), 0) + value
    if isinstance(value, ObjectId):
        return 0x07, value.raw
    if isinstance(value, dt.datetime):
        return 0x09, struct.pack("<q", int(value.timestamp() * 1000))
    if isinstance(value, dict):
        return 0x03, encode(value)
    if isinstance(value, list):
        return 0x04, encode({str(at): item for at, item in enumerate(value)})
    raise TypeError(f"no BSON for {type(value).__name__}")


def decode(data: bytes) -> dict[str, Any]:
    """Unpack one document."""
    (length,) = struct.unpack_from("<i", data)
    at, found = 4, {}
    while at < length - 1:
        kind = data[at]
        end = data.index(b"\0", at + 1)
        name = data[at + 1 : end].decode()
        found[name], at = _read(kind, data, end + 1)
    return found


def _read(kind: int, data: bytes, at: int) -> tuple[Any, int]:
    if kind in _FIXED:
        form, make = _FIXED[kind]
        (value,) = struct.unpack_from(form, data, at)
        return make(value), at + struct.calcsize(form)
    if kind in (0x06, 0x0A, 0xFF, 0x7F):
        return None, at
    (length,) = struct.unpack_from("<i", data, at)
    if kind in (0x02, 0x0D, 0x0E):
        return data[at + 4 : at + 3 + length].decode("utf-8", "replace"), at + 4 + length
    if kind == 0x03:
        return decode(data[at : at + length]), at + length
    if kind == 0x04:
        return list(decode(data[at : at + length]).values()), at + length
    if kind == 0x05:
        return data[at + 5 : at + 5 + length], at + 5 + length
    raise ValueError(f"BSON type {kind:#x} is not known here")


def _date(milliseconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC)


_FIXED: dict[int, tuple[str, Any]] = {
    0x01: ("<d", float),
    0x07: ("12s", ObjectId),
    0x08: ("<B", bool),
    0x09: ("<q", _date),
    0x10: ("<i", int),
    0x11: ("<Q", int),
    0x12: ("<q", int),
}
