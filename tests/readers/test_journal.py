"""What journalctl says, and when it says nothing."""

import json
from datetime import UTC, datetime

import pytest

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from readers.journal import entries, unit_script

LINE = {
    "__REALTIME_TIMESTAMP": "1795227849791786",
    "PRIORITY": "6",
    "_PID": "111",
    "_SYSTEMD_UNIT": "tyk-gateway.service",
    "MESSAGE": "Started",
}
HINT = (
    "Hint: You are currently not seeing messages from other users and the system.\n"
    "      Users in groups 'adm', 'systemd-journal' can see all messages.\n"
)


def answer(*rows, err="", rc=0):
    """What journalctl gave."""
    text = "".join(json.dumps({**LINE, **row}) + "\n" for row in rows)
    return CommandAnswer(rc, text.encode(), err.encode())


def test_entries():
    """Time, message, unit; systemd's own words about a unit belong to it."""
    own = {"_PID": "1", "_SYSTEMD_UNIT": "init.scope", "UNIT": "tyk-gateway.service"}
    found = entries(answer({}, own, {"_PID": None, "MESSAGE": None}))

    assert found[0].time == datetime(2026, 11, 21, 2, 24, 9, 791786, tzinfo=UTC)
    assert [(one.unit, one.pid) for one in found[:2]] == [
        ("tyk-gateway.service", 111),
        ("tyk-gateway.service", 1),
    ]
    assert (found[2].pid, found[2].message) == (None, "")


def test_messages_that_are_bytes():
    """A message with a control character comes as a list of numbers."""
    found = entries(answer({"MESSAGE": [27, 91, 109, 255]}, {"MESSAGE": ["a", "b"]}))

    assert [one.message for one in found] == ["\x1b[m\ufffd", "a\nb"]


@pytest.mark.parametrize(
    "bad",
    [
        CommandAnswer(0, b"", b""),
        CommandAnswer(0, b"-- No entries --\n", b""),
        CommandAnswer(0, b"", b"No journal files were found.\n"),
        CommandAnswer(1, b"", b"No journal files were opened due to insufficient permissions.\n"),
        CommandAnswer(1, b"", b"sudo: a password is required\n"),
        CommandAnswer(127, b"", b"sh: 1: journalctl: not found\n"),
        CommandAnswer(124, b"", b""),
        CommandAnswer(0, b"Nov 21 02:24:09 gw1 tyk[1]: hello\n", b""),
        CommandAnswer(0, b"\x00\xff\n", b""),
        CommandAnswer(0, b"[]\n", b""),
        CommandAnswer(0, b"null\n", b""),
        CommandAnswer(0, json.dumps(LINE).encode(), b""),
        CommandAnswer(0, json.dumps(LINE).encode()[:40] + b"\n", b""),
        answer({}, err=HINT),
        answer({"__REALTIME_TIMESTAMP": "soon"}),
        answer({"__REALTIME_TIMESTAMP": "9" * 40}),
        answer({"PRIORITY": "high"}),
        answer({"MESSAGE": {"a": 1}}),
        answer({"MESSAGE": [300]}),
    ],
)
def test_cannot_tell(bad):
    """A journal that shows nothing is not a journal without errors."""
    with pytest.raises(CannotTell):
        entries(bad)


def test_script():
    """From a moment on, or of this boot."""
    assert unit_script("tyk-gateway").endswith(" -b")
    since = datetime(2026, 11, 21, tzinfo=UTC)
    assert unit_script("tyk-gateway", since).endswith("--since @1795219200")
