"""Snapshots, INFO and listening sockets."""

import base64
from datetime import UTC, datetime

import pytest

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from readers import listening, rdb, redis_info

# Written by Redis 7.0.15: four keys, one of them with an end.
SNAPSHOT = base64.b64decode(
    "UkVESVMwMDEw+glyZWRpcy12ZXIGNy4wLjE1+gpyZWRpcy1iaXRzwED6BWN0aW1lwnN7AWv6CHVzZWQtbWVtwigXDwD6"
    "CGFvZi1iYXNlwAD+APsEAQABYsAC/H48yv2hAQAAAAF0wAEAAWPAAwABYcAB/z+Fqo3w2BH9"
)
GOOD = (
    "[offset 0] Checking RDB file dump.rdb\n[offset 53] AUX FIELD ctime = '1795259251'\n"
    "[offset 123] Checksum OK\n[offset 123] \\o/ RDB looks OK! \\o/\n"
    "[info] 4 keys read\n[info] 1 expires\n[info] 1 already expired\n"
)
CUT = (
    "[offset 0] Checking RDB file dump.rdb\n--- RDB ERROR DETECTED ---\n"
    "[offset 110] Unexpected EOF reading RDB file\n[additional info] While doing: read-key\n"
    "[info] 3 keys read\n[info] 1 expires\n[info] 1 already expired\n"
)


def answer(stdout="", stderr="", rc=0):
    """What a command gave."""
    raw = stdout if isinstance(stdout, bytes) else stdout.encode()
    return CommandAnswer(rc, raw, stderr.encode())


def test_header():
    """Which Redis wrote it, and when."""
    found = rdb.header(SNAPSHOT[:100])

    assert (found.version, found.redis_version) == (10, "7.0.15")
    assert found.created == datetime(2026, 11, 21, 11, 7, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"REDIS",
        b"<html>",
        b"\x00" * 50,
        SNAPSHOT[:9],
        SNAPSHOT[:30],
        SNAPSHOT[:45],
        b"REDIS0010\xff",
    ],
)
def test_header_cannot_tell(bad):
    """No time, no answer."""
    with pytest.raises(CannotTell):
        rdb.header(bad)


def test_checker():
    """Whole, or damaged and where."""
    good, cut = rdb.checked(answer(GOOD)), rdb.checked(answer(CUT, rc=1))

    assert (good.ok, good.keys, good.expired) == (True, 4, 1)
    assert (cut.ok, cut.keys) == (False, 3)
    assert "Unexpected EOF" in cut.problem


@pytest.mark.parametrize(
    "bad",
    [
        answer(""),
        answer("[offset 0] Checking RDB file /nosuch\n", rc=1),
        answer("Cannot open file /x: Permission denied\n", rc=1),
        answer("", "sh: 1: redis-check-rdb: not found\n", 127),
        answer(GOOD, rc=1),
        answer(CUT, rc=0),
        answer(GOOD[:90]),
        answer(GOOD, rc=124),
        answer("", "sudo: a password is required\n", 1),
        answer(b"\x00"),
    ],
)
def test_checker_cannot_tell(bad):
    """A file that is absent is neither whole nor damaged."""
    with pytest.raises(CannotTell):
        rdb.checked(bad)


def test_info():
    """Fields, and sums over databases."""
    text = "# Keyspace\r\ndb0:keys=4,expires=1,avg_ttl=0\r\ndb3:keys=2,expires=0,subexpiry=0\r\n"

    assert redis_info.keys(text) == 6
    assert redis_info.databases(text)[3] == (2, 0)
    assert redis_info.keys("# Keyspace\r\n") == 0
    assert redis_info.info("# Server\r\nredis_version:7.0.15\r\n", "redis_version") == {
        "redis_version": "7.0.15"
    }


@pytest.mark.parametrize(
    "bad", ["", "OK", "# Server\r\n", "NOAUTH Authentication required.", None, 5]
)
def test_info_cannot_tell(bad):
    """Another text has no figures."""
    with pytest.raises(CannotTell):
        redis_info.info(bad)
    with pytest.raises(CannotTell):
        redis_info.keys(bad)


def test_info_lacks_a_field():
    """A field that is needed and not there."""
    with pytest.raises(CannotTell):
        redis_info.info("# Server\r\nos:Linux\r\n", "redis_version")
    with pytest.raises(CannotTell):
        redis_info.keys("# Keyspace\r\ndb0:many\r\n")


def test_sockets_by_ss():
    """Addresses of both families, with their process where it is told."""
    text = (
        "ss\n"
        'LISTEN 0      4096       0.0.0.0:8080      0.0.0.0:*    users:(("tyk",pid=111,fd=7))\n'
        "LISTEN 0      128           [::]:22           [::]:*          \n"
        "LISTEN 0      511    127.0.0.1%lo:6379     0.0.0.0:*\n"
        "LISTEN 0      511              *:3000            *:*\n"
    )
    found = listening.sockets(answer(text))

    assert [(one.port, one.address) for one in found] == [
        (22, "::"),
        (3000, "0.0.0.0"),
        (6379, "127.0.0.1"),
        (8080, "0.0.0.0"),
    ]
    assert found[3].processes == (("tyk", 111),)


def test_sockets_by_the_kernel():
    """Hex, in the machine's byte order; only those that listen."""
    text = (
        "proc\n"
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when\n"
        "   0: 0100007F:18EB 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 1076\n"
        "   1: 0100007F:18EB 0100007F:D431 01 00000000:00000000 00:00000000 00000000 0 0 1077\n"
        "   0: 00000000000000000000000001000000:1F90 00000000000000000000000000000000:0000 0A 0 0\n"
    )

    assert [(one.port, one.address) for one in listening.sockets(answer(text))] == [
        (6379, "127.0.0.1"),
        (8080, "::1"),
    ]


@pytest.mark.parametrize(
    "bad",
    [
        answer(""),
        answer("ss\n"),
        answer("ss\nLISTEN 0 128 0.0.0.0:22"),
        answer("ss\nhello\n"),
        answer("proc\nhello\n"),
        answer("hello\n"),
        answer("ss\n", "Cannot open netlink socket: Permission denied\n", 1),
        answer("proc\n", "cat: /proc/net/tcp: Permission denied\n", 1),
        answer("", "", 124),
        answer(b"ss\n\x00\n"),
    ],
)
def test_sockets_cannot_tell(bad):
    """A node without any listener does not exist."""
    with pytest.raises(CannotTell):
        listening.sockets(bad)
