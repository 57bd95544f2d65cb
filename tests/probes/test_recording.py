"""Recording: every kind of answer comes back as it was, and no secret is in the file."""

import json
import stat
from datetime import UTC, datetime, timedelta

import pytest

from probes.answers import CommandAnswer, HttpAnswer
from probes.errors import CannotTell, NoAnswer, NotApplicable, NotReadOnly, Refused
from probes.recording import Recorder, decode, encode, kept
from probes.redaction import Redactor

AT = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)
ANSWERS = [
    CommandAnswer(0, b"", b""),
    CommandAnswer(127, "gr\u00fcn\n".encode(), b"\xff\x00\x1b[1m"),
    HttpAnswer(200, (("A", "1"), ("A", "2")), b"\x1f\x8b\x00"),
    HttpAnswer(302, (), b""),
    AT,
    (1, 2),
    (CommandAnswer(0, b"a", b""), CommandAnswer(0, b"b", b"")),
    None,
    0,
    "text \udcff with odd bytes",
    ["a", 1, None, ["b"]],
    {"type": "command", "ok": 1.0, "list": [{"$oid": "65"}]},
]


@pytest.mark.parametrize("answer", ANSWERS, ids=range(len(ANSWERS)))
def test_an_answer_comes_back_as_it_was(answer):
    kept = json.loads(json.dumps(encode(answer)))

    assert decode(kept) == answer
    assert type(decode(kept)) is type(answer)


def recorded(path, answers, redactor=None):
    recorder = Recorder(path, redactor or Redactor())
    for key, answer in answers:
        recorder.write(key, "command", AT, 0.01234, answer)
    recorder.close()
    return path


@pytest.mark.parametrize("answer", ANSWERS, ids=range(len(ANSWERS)))
def test_a_file_gives_them_back_too(tmp_path, answer):
    assert [line.value for line in kept(recorded(tmp_path / "r", [("k", answer)]))] == [answer]


@pytest.mark.parametrize(
    "error",
    [
        Refused("redis:main", "wrong password", "mend it"),
        NoAnswer("node:gw1", "timeout"),
        CannotTell("odd", "look"),
        NotApplicable("no pump"),
        NotReadOnly("rm"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_comes_back_too(tmp_path, error):
    (line,) = kept(recorded(tmp_path / "r", [("k", error)]))

    assert type(line.error) is type(error)
    assert vars(line.error) == vars(error)


def test_answers_come_in_their_order(tmp_path):
    lines = list(kept(recorded(tmp_path / "r", [("k", 1), ("other", 9), ("k", 2)])))

    assert [(line.key, line.value) for line in lines] == [("k", 1), ("other", 9), ("k", 2)]
    assert (lines[0].asked_at, lines[0].seconds) == (AT, 0.012)


def test_a_line_says_what_was_asked_and_when(tmp_path):
    path = recorded(tmp_path / "r", [("gw1 $ id", CommandAnswer(0, b"x", b""))])
    line = json.loads(path.read_text())

    assert {k: line[k] for k in ("key", "kind", "asked_at", "seconds")} == {
        "key": "gw1 $ id",
        "kind": "command",
        "asked_at": "2026-11-21T22:00:00+00:00",
        "seconds": 0.012,
    }
    assert len(line["sha256"]) == 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_no_secret_is_written(tmp_path):
    redactor = Redactor()
    redactor.register("hunter2hunter2")
    path = recorded(
        tmp_path / "r",
        [
            ("redis:main GET apikey-hunter2hunter2", "hunter2hunter2"),
            ("a", CommandAnswer(0, b'{"secret": "planted1"}', b"\xff hunter2hunter2")),
            ("b", HttpAnswer(200, (("Set-Cookie", "planted2"),), b"password=planted3")),
            ("c", (["requirepass", "planted4"], {"hunter2hunter2": 1})),
            ("d", Refused("redis:main", "said hunter2hunter2", "try hunter2hunter2")),
        ],
        redactor,
    )

    assert "hunter2" not in path.read_text()
    assert "planted" not in path.read_text()
    found = {line.key: line.value for line in kept(path)}
    assert found["redis:main GET apikey-<secret:1>"] == "<secret:1>"
    assert found["a"].stderr == b"\xff <secret:1>"


def test_a_torn_last_line_is_left_out(tmp_path):
    path = recorded(tmp_path / "r", [("a", 1), ("b", 2)])
    path.write_bytes(path.read_bytes()[:-20])

    assert [line.key for line in kept(path)] == ["a"]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace('"value": 1', '"value": 3'),
        lambda text: "garbage\n" + text,
        lambda text: text.replace('"json"', '"odd"'),
        lambda text: text.replace('"sha256"', '"sha"'),
    ],
    ids=["value", "line", "type", "hash"],
)
def test_a_changed_recording_is_refused(tmp_path, change):
    path = recorded(tmp_path / "r", [("a", 1), ("b", 2)])
    path.write_text(change(path.read_text()))

    with pytest.raises(CannotTell, match="line 1"):
        list(kept(path))


def test_a_recording_goes_on(tmp_path):
    path = recorded(tmp_path / "r", [("now", AT)])
    recorded(path, [("now", AT + timedelta(1))])

    assert [line.value for line in kept(path)] == [AT, AT + timedelta(1)]


def test_a_recording_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CannotTell, match="No such file"):
        list(kept(tmp_path / "none"))
