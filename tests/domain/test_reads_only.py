"""A run changes nothing of a domain: told by Cassandra, the programs and the disks."""

import re

import pytest

from tests.lab import audit
from tests.lab.axway.places import HOSTS

READS = {"GET", "HEAD"}
# Written by the product whenever its tools and listeners are asked, by Cassandra itself, and by its
# nodetool, which remembers each call of it for whoever makes it.
OWN = re.compile(
    r"/opt/Axway-[\d.]+/apigateway/(trace|logs|groups/[^/]+/[^/]+/(trace|logs))/"
    r"|/opt/[^/]*cassandra[^/]*/(data|logs)/|/tmp/|/var/tmp/|.*/\.cassandra/nodetool\.history$"
)


@pytest.fixture(scope="module")
def audited(site):
    """A run of pre, and what the domain says of it."""
    site.at("pre")
    known = audit.begin(site.estate.hosts)
    tool = f"{site.estate.cassandra_home}/bin/nodetool"
    for name in HOSTS:
        site.estate[name].run(f"{tool} settraceprobability 1")
    try:
        ran = site.check("pre")
    finally:
        for name in HOSTS:
            site.estate[name].run(f"{tool} settraceprobability 0")
    (sessions,) = site.estate.cql("SELECT parameters FROM system_traces.sessions")
    return ran, known, [row[0] for row in sessions]


def test_the_run_is_a_whole_one(audited):
    assert audited[0].result.verdict == "GO"


def test_cassandra_is_only_read(audited):
    queries = [
        found for text in audited[2] if (found := re.search(r"'query': (['\"])(.*?)\1", text))
    ]
    said = {found[2] for found in queries}

    assert any(
        "system_schema" in one or "system.schema" in one or "COUNT(" in one.upper() for one in said
    )
    assert [
        one for one in said if not one.lstrip().upper().startswith(("SELECT", "USE", "LIST"))
    ] == []


def test_programs_are_only_asked(audited):
    said = audited[1].requests()

    assert all(said[name] for name in HOSTS)
    assert [line for lines in said.values() for line in lines if line.split()[0] not in READS] == []


def test_disks_are_as_before(audited):
    assert audited[1].touched(lambda path: bool(OWN.match(path))) == []
