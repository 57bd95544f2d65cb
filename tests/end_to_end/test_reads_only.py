"""A run changes nothing: told by the stores, the programs and the disks, not by the run."""

import contextlib
import json
import re
import subprocess

import pytest

from tests.lab import audit, stores
from tests.lab.credentials import REDIS
from tests.lab.process import in_lab
from tests.lab.redis_forms import PORT

READS = {"GET", "HEAD"}
# To ask whether a repository answers is to ask it anew, and yum keeps what it was told. Its history
# and rpm's packages are databases, which leave a trace when they are opened for reading, too.
FETCHED = (
    "/var/cache/dnf/",
    "/var/cache/yum/",
    "/var/lib/dnf/history.sqlite",
    "/var/lib/rpm/rpmdb.sqlite-",
)
APP = "upgrade-checks"  # how our client calls itself to MongoDB
LINE = re.compile(r'^[\d.]+ \[\d+ (?P<client>\S+)\] "(?P<verb>\w+)"(?P<more>.*)$')
VERBS = {
    "ACL", "AUTH", "CLIENT", "CLUSTER", "CONFIG", "DBSIZE", "EXISTS", "GET", "HELLO", "INFO",
    "LASTSAVE", "LLEN", "MGET", "PING", "PTTL", "ROLE", "SCAN", "SELECT", "STRLEN", "TIME", "TTL",
    "TYPE",
}  # fmt: skip
WRITES = {"insert", "update", "remove", "delete", "findandmodify", "create", "drop"}


@contextlib.contextmanager
def monitored(host):
    """Give the lines of Redis MONITOR, complete when the block ends."""
    line = in_lab("env", f"REDISCLI_AUTH={REDIS}", "redis-cli", "-h", host.address, "-p", str(PORT))
    lines = []
    with subprocess.Popen([*line, "MONITOR"], stdout=subprocess.PIPE, text=True) as watching:
        assert watching.stdout.readline().strip() == "OK"
        try:
            yield lines
        finally:
            stores.redis_cli(host, "ECHO", "the-end")
            for said in iter(watching.stdout.readline, ""):
                if "the-end" in said:
                    break
                lines.append(said.strip())
            watching.terminate()


@pytest.fixture(scope="module")
def audited(before):
    """A run of pre, and what the estate says of it."""
    data = before.estate["data1"]
    known = audit.begin(before.estate.hosts)
    stores.seed(data, "profile", "2")
    try:
        with monitored(data) as commands:
            ran = before.check("-m", "pre")
        operations = [json.loads(line) for line in stores.seed(data, "profiled").splitlines()]
    finally:
        stores.seed(data, "profile", "0")
    return ran, known, commands, operations


def ours(commands):
    """Give the commands of the connections that began meanwhile: the programs' are older."""
    said = [found for line in commands if (found := LINE.match(line))]
    first = {}
    for one in said:
        first.setdefault(one["client"], one["verb"].upper())
    new = {client for client, verb in first.items() if verb in {"AUTH", "HELLO"}}
    return [one for one in said if one["client"] in new]


def test_redis_is_only_read(audited):
    found = ours(audited[2])
    verbs = {one["verb"].upper() for one in found}

    assert {"INFO", "SCAN"} <= verbs
    assert verbs <= VERBS, verbs - VERBS
    settings = [one for one in found if one["verb"].upper() == "CONFIG"]
    assert [one.string for one in settings if '"GET"' not in one["more"].upper()] == []


def test_mongodb_is_only_read(audited):
    found = [one for one in audited[3] if one["appName"].startswith(APP)]

    assert found
    assert [one for one in found if one["op"] in WRITES] == []
    assert [one for one in found if any(f"'{word}'" in one["command"] for word in WRITES)] == []


def test_programs_are_only_asked(audited):
    said = audited[1].requests()

    assert said["gw1"]
    assert said["dash1"]
    assert [line for lines in said.values() for line in lines if line.split()[0] not in READS] == []


def test_disks_are_as_before(audited):
    assert audited[1].touched(lambda path: path.startswith(FETCHED)) == []
