"""Log lines in the forms of all versions, and which of them stop an upgrade."""

from datetime import UTC, datetime, timedelta

import pytest

from probes.errors import CannotTell
from readers.journal import Entry
from readers.tyk import log_lines
from readers.versions import parse

START = datetime(2026, 11, 21, 2, 36, 57, tzinfo=UTC)
OLD = 'time="Nov 21 02:36:57" level=info msg="Tyk API Gateway 5.3.9" prefix=main'
NEW = 'time="2026-11-21T02:33:51Z" level=info message="Tyk API Gateway 5.14.0" prefix=main'
JSON = '{"level":"info","message":"Tyk API Gateway 5.14.0","prefix":"main","time":"..."}'
REDIS = 'time="Nov 21 02:36:57" level=error msg="Connection to Redis failed, reconnect in 10s"'


def entries(*messages, after=1.0):
    """Make journal lines, all at one moment after the start."""
    when = START + timedelta(seconds=after)
    return tuple(Entry(when, message, 6, "tyk-gateway.service", 1) for message in messages)


@pytest.mark.parametrize("raw", [OLD, NEW, JSON])
def test_forms(raw):
    """`msg` and `message`, text and JSON."""
    found = log_lines.log_line(raw)

    assert (found.level, found.text[:15]) == ("info", "Tyk API Gateway")
    assert dict(found.fields)["prefix"] == "main"


@pytest.mark.parametrize(
    "raw", ["panic: runtime error", "", "{", '{"a": 1}', "[1]", "\x1b[0m", "redis: 2026/11/21 x=1"]
)
def test_other_lines(raw):
    """What is in no known form is the line itself."""
    assert log_lines.log_line(raw).text == raw.strip()


def test_quotes_in_a_message():
    """Escaped quotes and line ends are undone."""
    found = log_lines.log_line('level=info msg="a \\"b\\"\\n\\tc" error="x=y"')

    assert (found.text, dict(found.fields)) == ('a "b"\n\tc', {"error": "x=y"})


FATAL = [
    "panic: html/template: pattern matches no files",
    'level=fatal msg="Error initialising system: couldn\'t unmarshal config"',
    '{"level":"error","message":"Can\'t start listener","error":"bind: address already in use"}',
    'level=error msg="Pump load error (skipping): foo Not found"',
    'level=warning msg="No API Definitions found, not reloading"',
    'level=error msg=x error="plugin was built with a different version of package y"',
]
DROPPED = [
    'level=error msg="Skipping loading spec because it failed validation" spec="Petstore OAS"',
    'level=error message="Listen path collision, changed to /orders/-orders-api-2"',
    'level=error msg="Couldn\'t unmarshal read file: unexpected end of JSON input"',
    'level=error msg="Problem inserting to mongo collection"',
]


def test_a_failed_load_is_over_when_apis_were_loaded():
    failed = 'level=error msg="Error during syncing apis"'
    some, none = 'level=info msg="Detected 3 APIs"', 'level=info msg="Detected 0 APIs"'
    done = 'level=info msg="API reload complete"'

    assert log_lines.fatal(entries(failed, some, done)) == ()
    assert others(failed, some, done) == ("Error during syncing apis",)
    for lines in ((failed, some), (failed, none, done), (some, done, failed), (some, done, none)):
        assert len(log_lines.fatal(entries(*lines))) >= 1


def test_one_that_logs_no_more_than_warnings_says_nothing_by_its_silence():
    assert not log_lines.talks(entries('level=warning msg="Starting HTTP server"'))
    assert log_lines.talks(entries('level=info msg="API reload complete"'))


def others(*lines, version="5.14.0", after=1.0, component="gateway"):
    """What is lost or dropped in some lines."""
    return log_lines.others(entries(*lines, after=after), parse(version), START, component)


@pytest.mark.parametrize("line", FATAL)
def test_fatal(line):
    """Each is found once, and is no lesser thing."""
    assert len(log_lines.fatal(entries(OLD, line, line))) == 1
    assert others(line) == ()


@pytest.mark.parametrize("line", DROPPED)
@pytest.mark.parametrize("version", ["5.3.9", "5.14.0"])
def test_dropped(line, version):
    """Each is found once in each version, and does not end the service."""
    assert len(others(OLD, line, line, version=version)) == 1
    assert log_lines.fatal(entries(OLD, line)) == ()


def test_healthy():
    """Warnings of a healthy start are none of them."""
    lines = (OLD, 'level=warning msg="Starting HTTP server on:[::]:8080"', "terminated")

    assert log_lines.fatal(entries(*lines)) == ()
    assert others(*lines) == ()


@pytest.mark.parametrize(
    ("version", "after", "component", "count"),
    [
        ("5.3.9", 1, "gateway", 0),
        ("5.3.9", 16, "gateway", 1),
        ("5.14.0", 1, "gateway", 1),
        ("1.12.0", 1, "pump", 1),
    ],
)
def test_redis_noise(version, after, component, count):
    """A healthy start of 5.3.9 complains of Redis: there only later lines count."""
    assert len(others(REDIS, version=version, after=after, component=component)) == count


def test_nothing_since_the_start():
    """Lines of the process before say nothing of this one, nor do those of another process."""
    for seen in ((), entries(FATAL[0], after=-5), entries(FATAL[0])):
        with pytest.raises(CannotTell):
            log_lines.own(seen, START, 7)


def test_the_process_before():
    """It may have spoken in the second in which this one was started."""
    before = Entry(START, FATAL[0], 3, "tyk-gateway.service", 7)
    mine = entries(NEW)

    assert log_lines.own((before, *mine), START, 1) == mine


REGISTERED = 'level=info msg="Node Registered" id=1 prefix=dashboard'
REFUSED = 'level=error msg="Response failed with code 403; retrying in 5s"'


@pytest.mark.parametrize(
    ("lines", "taken", "refused"),
    [
        ((REFUSED, REGISTERED), True, 0),
        ((REGISTERED, REFUSED, REFUSED), True, 1),
        ((REFUSED,), False, 1),
        ((REGISTERED, 'level=error msg="Response failed with code 409; retrying"'), True, 0),
        ((REGISTERED, 'level=error msg="Nonce empty"'), True, 1),
    ],
)
def test_registration(lines, taken, refused):
    """A refusal counts when the Dashboard did not take the gateway after it."""
    seen = entries(*lines)

    assert log_lines.registered(seen) is taken
    assert len(log_lines.refusals(seen)) == refused


LOST = (
    'level=error msg="Problem inserting to mongo collection" prefix=mongo-pump',
    'level=info msg="Completed purging the records" prefix=mongo-pump',
    'level=error msg="Error Writing to: MongoDB Pump - Error: down" prefix=main',
)
FETCH = 'level=error msg="Error on Purge Loop. Is Temporal Storage down?: refused" prefix=main'


def purged(pump):
    """A success of one pump."""
    return f'level=info msg="Purged 3 records..." prefix={pump}'


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        (LOST, 2),
        ((*LOST, purged("csv-pump")), 2),
        ((*LOST, purged("mongo-pump")), 0),
        ((purged("mongo-pump"), *LOST), 2),
        ((FETCH, FETCH), 1),
        ((FETCH, purged("csv-pump")), 0),
        ((LOST[2], purged("csv-pump")), 1),
    ],
)
def test_unwritten(lines, count):
    """A failure is over when the same pump has written again."""
    assert len(log_lines.unwritten(entries(*lines), START)) == count


def test_unwritten_long_ago():
    """Only what is not long ago."""
    assert log_lines.unwritten(entries(*LOST), START + timedelta(seconds=2)) == ()


def test_version_of():
    """The last start counts."""
    assert log_lines.version_of(entries(OLD, NEW)) == parse("5.14.0")
    assert log_lines.version_of(entries(REDIS)) is None


def test_named_in_the_log():
    """Versions and pumps."""
    pump = 'level=info msg="## Tyk Pump, 1.12.0 ##"'
    init = 'level=info msg="Init Pump: CSV"'

    assert log_lines.started_versions(entries(OLD, NEW, pump)) == ("5.3.9", "5.14.0", "1.12.0")
    assert log_lines.initialised_pumps(entries(init, init, OLD)) == ("CSV",)
