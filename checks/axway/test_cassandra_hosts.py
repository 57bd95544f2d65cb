"""The machines of the cluster: clocks, limits, owners, logs."""

from datetime import timedelta

import pytest

from readers.axway.cassandra_use import installations
from readers.cassandra_files import CassandraFiles
from readers.cassandra_process import CassandraProcess
from readers.clocks import offset

WEEK = timedelta(days=7)


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-125")
def test_tables_have_the_format_of_the_release(cassandra_node):
    """No table is left in the format of an older release."""
    assert CassandraFiles(cassandra_node).old_tables == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-126")
def test_last_repair_is_fresh(cassandra_node, now):
    """The last repair is not older than a week."""
    repair = CassandraFiles(cassandra_node).repair

    assert now - repair.ended <= WEEK, f"{cassandra_node}: repaired on {repair.ended:%Y-%m-%d}"


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-126")
def test_last_repair_ended_well(cassandra_node):
    """The last repair tells of no failure, and each keyspace that it began it ended."""
    assert CassandraFiles(cassandra_node).repair.trouble == ()


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-137")
def test_clock_follows_its_servers(node):
    """The clock is within a millisecond of its time servers, so all clocks agree."""
    found = offset(node)

    assert found.within(1.0), f"{node.name}: {found}"


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-138")
def test_cassandra_has_the_advised_limits(cassandra_node):
    """Swap is off, jemalloc is loaded, and the limits of the process are those advised."""
    process = CassandraProcess(cassandra_node)
    wrong = [f"swap is on: {name}" for name in process.swaps] + process.low_limits
    if not process.has_jemalloc:
        wrong.append("jemalloc is not loaded")

    assert wrong == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-139")
def test_cassandra_has_a_user_of_its_own(cassandra_node):
    """A user that is not root runs Cassandra, and owns all its data."""
    user = CassandraProcess(cassandra_node).user
    owners = CassandraFiles(cassandra_node).owners
    wrong = ["root runs it"] if user == "root" else []
    wrong += [f"{user} runs it, its data is of {one}" for one in owners if one != user]

    assert wrong == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-140")
def test_host_has_java_8_and_python_2(cassandra_node):
    """Java 8 in 64 bit is there, and the Python 2.7 that cqlsh runs on."""
    process = CassandraProcess(cassandra_node)
    java, python = process.java, process.python
    wrong = []
    if not java.startswith("1.8.") or "64-Bit" not in java:
        wrong.append(f"Java is {java}")
    if not python.startswith("2.7."):
        wrong.append(f"Python is {python or 'not there'}")

    assert wrong == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-141")
def test_log_is_clean(cassandra_node):
    """Since the last start the log has no warning and no error but those that were accepted."""
    assert CassandraFiles(cassandra_node).complaints == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-142")
def test_cassandra_lies_outside_of_the_gateway(cassandra_node):
    """Neither Cassandra nor its data lies inside of an installation of API Gateway."""
    files, gateways = CassandraFiles(cassandra_node), installations(cassandra_node)

    assert [one for one in (files.home, files.data) if files.inside(one, gateways)] == []
