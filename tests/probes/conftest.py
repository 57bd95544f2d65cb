"""What more than one file of tests needs running: it is started once."""

import os

import pytest

from tests.lab import cassandra, cassandra_jars

RELEASE = os.environ.get("LAB_CASSANDRA", "2.2.12")


@pytest.fixture(scope="session")
def ring(tmp_path_factory):
    """Three nodes: the first two take clients with and without TLS, the third one only with."""
    if missing := cassandra_jars.missing(RELEASE):
        pytest.skip("; ".join(missing))
    from tests.lab import cassandra_kps  # noqa: PLC0415 (it imports the driver)

    folder = tmp_path_factory.mktemp("ring")
    tls = ("optional", "optional", "required")
    with cassandra.Ring(folder, RELEASE, cassandra.loopback(3), tls) as made:
        made.start()
        cassandra_kps.fill_ring(made)
        yield made
    assert cassandra.sweep(folder) == []
