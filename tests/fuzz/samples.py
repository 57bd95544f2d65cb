"""What the parsers are given: what real estates answered, and what spoils it."""

import json
import random
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

CHECKS = Path(__file__).resolve().parents[2] / "checks"
LONGEST = 20_000  # bytes: a longer answer adds nothing, and takes time
MEGABYTES = 10 << 20


@cache
def recorded() -> tuple[bytes, ...]:
    """Give each answer of the healthy recordings once."""
    found = dict.fromkeys(
        answer
        for file in sorted(CHECKS.glob("*/cases/healthy/*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
        for answer in _texts(json.loads(line).get("value"))
        if answer
    )
    return tuple(found)


def _texts(value: object) -> Iterator[bytes]:
    """Give the texts in a recorded value: standard outputs, bodies, strings."""
    if isinstance(value, str):
        yield value.encode("utf-8", "surrogateescape")[:LONGEST]
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def _cut(data: bytes, luck: random.Random) -> bytes:
    return data[: luck.randrange(len(data) + 1)]


def _binary(data: bytes, luck: random.Random) -> bytes:
    at = luck.randrange(len(data) + 1)
    return data[:at] + luck.randbytes(luck.randrange(1, 40)) + data[at:]


def _twice(data: bytes, luck: random.Random) -> bytes:
    at = luck.randrange(len(data) + 1)
    return data[:at] + data


def _lost(data: bytes, luck: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    if lines:
        del lines[luck.randrange(len(lines))]
    return b"".join(lines)


def _number(data: bytes, luck: random.Random) -> bytes:
    digits = [at for at, byte in enumerate(data) if 48 <= byte <= 57]
    if not digits:
        return data
    at = luck.choice(digits)
    other = luck.choice([b"-1", b"9" * 400, b"1e999", b"NaN", b"0x1f", "\u0663".encode(), b""])
    return data[:at] + other + data[at + 1 :]


SPOILING: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _cut,
    _binary,
    _twice,
    _lost,
    _number,
    lambda data, _: b"\xef\xbb\xbf" + data,
    lambda data, _: data.replace(b"\n", b"\r\n"),
    lambda data, _: data.replace(b" ", b"\0"),
    lambda data, _: b"\x1b[31m" + data.replace(b"\n", b"\x1b[0m\n"),
    lambda data, _: data.replace(b"e", b"\xff\xfe"),
    lambda data, _: data.replace(b'"', b"'"),
    lambda data, _: data.replace(b":", b"="),
    lambda data, _: b"[" * 3000 + data,
    lambda data, _: b'{"a":' * 3000 + data + b"}" * 3000,
    lambda data, _: b"Last login: Sat Nov 21 on pts/0\n" + data,
    lambda data, _: data.upper(),
)


def spoiled(seed: int) -> bytes:
    """Give one recorded answer, spoiled up to three times; a seed always gives the same."""
    luck = random.Random(seed)
    data = luck.choice(recorded())
    for _ in range(luck.randrange(4)):
        data = luck.choice(SPOILING)(data, luck)[: 4 * LONGEST]
    return data


def huge() -> Iterator[tuple[str, bytes]]:
    """Give ten megabytes in the forms that make a careless parser slow or deep."""
    for name, piece in {
        "one line": b"x",
        "spaces": b" ",
        "lines": b"a b: c = d | e\n",
        "brackets": b"[",
        "objects": b'{"a":',
        "tags": b"<a>",
        "quotes": b'"\\',
        "numbers": b"1 ",
    }.items():
        yield name, piece * (MEGABYTES // len(piece))
