"""Health endpoints, in the shapes measured on 5.3.9, 5.8.9 and 5.14.0."""

import json

import pytest

from probes.answers import HttpAnswer
from probes.errors import CannotTell, NotApplicable
from readers.tyk import hello
from readers.versions import parse

EARLY = '{"status":"pass","version":"5.14.0","description":"Tyk GW"}\n'
REDIS = '"redis":{"status":"pass","componentType":"datastore","time":"2026-11-21T02:34:01Z"}'
HEALTHY = EARLY[:-2] + ',"details":{' + REDIS + "}}\n"
DOWN = (
    '{"status":"fail","version":"v5.8.9","description":"Tyk GW","details":{"redis":{'
    '"status":"fail","output":"storage: Redis is either down or was not configured",'
    '"componentType":"datastore",'
    '"time":"2026-11-21T02:34:01Z"}}}\n'
)
WARN = (
    '{"status":"warn","version":"5.3.9","description":"Tyk GW","details":{"dashboard":{"status":'
    '"fail","output":"dashboard is down? Heartbeat is failing","componentType":"system",'
    '"time":"2026-11-21T02:34:01+01:00"},' + REDIS + "}}\n"
)
READY = HEALTHY.replace("Tyk GW", "Tyk GW Ready")


def http(body, status=200):
    """What an endpoint gave."""
    return HttpAnswer(status, (), body if isinstance(body, bytes) else body.encode())


def test_healthy():
    """The details are there, with the time of the last look."""
    found = hello.hello(http(HEALTHY))

    assert (found.status, str(found.version), found.looked) == ("pass", "5.14.0", True)
    assert found.detail("redis").status == "pass"
    assert found.detail("redis").time.isoformat() == "2026-11-21T02:34:01+00:00"
    assert found.detail("dashboard") is None


def test_the_first_seconds():
    """`pass` without details: the gateway has not looked yet."""
    found = hello.hello(http(EARLY))

    assert (found.status, found.looked, found.detail("redis")) == ("pass", False, None)


@pytest.mark.parametrize("code", [200, 503])
def test_redis_down(code):
    """The same document with 200 in most versions, with 503 in three ranges."""
    found = hello.hello(http(DOWN, code))

    assert (found.status, found.code, str(found.version)) == ("fail", code, "5.8.9")
    assert "Redis is either down" in found.detail("redis").output


def test_dashboard_away():
    """`warn`, and who is down."""
    found = hello.hello(http(WARN))

    assert (found.status, found.detail("dashboard").status) == ("warn", "fail")


BROKEN = [
    http(""),
    http(HEALTHY, 404),
    http("Not Found", 404),
    http('{"status":"error","message":"Method Not Allowed"}', 405),
    http(HEALTHY, 302),
    http(HEALTHY[:60]),
    http("[]"),
    http("null"),
    http("<html>It works!</html>"),
    http(b"\x00\xff\xfe"),
    http('{"status":"ok"}'),
    http("[" * 100_000),
    http(HEALTHY.replace('"pass","version"', '"fine","version"')),
    http(HEALTHY.replace("5.14.0", "latest")),
    http(HEALTHY.replace("Tyk GW", "Some other thing")),
    http(HEALTHY.replace("2026-11-21T02:34:01Z", "yesterday")),
    http(HEALTHY.replace("2026-11-21T02:34:01Z", "2026-11-21T02:34:01")),
    http(HEALTHY.replace('"version":"5.14.0"', '"version":5')),
    http(EARLY[:-2] + ',"details":[]}'),
    http(EARLY[:-2] + ',"details":{"redis":"pass"}}'),
]


@pytest.mark.parametrize("bad", BROKEN)
def test_hello_cannot_tell(bad):
    """Another program on that port is not a healthy gateway."""
    with pytest.raises(CannotTell):
        hello.hello(bad)


def test_ready():
    """Ready, or the gateway's own reason."""
    version = parse("5.14.0")

    assert hello.ready(http(READY), version).ready
    for message in ("Redis connection not available", "A successful API reload did not happen"):
        found = hello.ready(http(json.dumps({"status": "error", "message": message}), 503), version)
        assert (found.ready, found.message) == (False, message)


def test_no_ready_in_old_versions():
    """404 before 5.8.3 is no failure; after it, it is a riddle."""
    with pytest.raises(NotApplicable):
        hello.ready(http("Not Found", 404), parse("5.3.9"))
    with pytest.raises(CannotTell):
        hello.ready(http("Not Found", 404), parse("5.8.9"))


@pytest.mark.parametrize(
    "bad", [*BROKEN[:1], *BROKEN[3:], http(HEALTHY), http("{}", 503), http(READY, 503)]
)
def test_ready_cannot_tell(bad):
    """Nothing else means ready."""
    with pytest.raises(CannotTell):
        hello.ready(bad, parse("5.14.0"))


def test_dashboard_and_pump():
    """Their own small answers."""
    assert hello.dashboard_hello(http('{"status":"ok","version":"5.8.9"}')) == "ok"
    assert hello.dashboard_hello(http('{"status":"error"}')) == "error"
    assert hello.dashboard_hello(http("", 503)) == "HTTP 503"
    assert hello.pump_health(http('{"status": "ok"}')) == "ok"
    assert hello.pump_health(http("", 503)) == "HTTP 503"


@pytest.mark.parametrize(
    "bad", [http(""), http("{}"), http('{"status": 1}'), http('{"status":"ok"}', 404), http("[]")]
)
def test_dashboard_and_pump_cannot_tell(bad):
    """A listening port is not enough."""
    with pytest.raises(CannotTell):
        hello.dashboard_hello(bad)
    with pytest.raises(CannotTell):
        hello.pump_health(bad)
