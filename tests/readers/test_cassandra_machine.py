"""A machine of Cassandra: its process, its files, its clock."""

import pytest

from probes.errors import CannotTell
from readers import clocks
from readers.cassandra_files import CassandraFiles, formats
from readers.cassandra_host import CassandraHost
from readers.cassandra_process import CassandraProcess, java, python
from readers.node import NodeReader
from readers.versions import parse
from tests.readers.fakes import gone, said
from tests.readers.test_cassandra import store

MAIN = "org.apache.cassandra.service.CassandraDaemon"
PS = "cas1 # ps -e"
LIMITS = """Limit                     Soft Limit           Hard Limit           Units
Max processes             {nproc:<20} 96365                processes
Max open files            {nofile:<20} 1048576              files
Max locked memory         unlimited            unlimited            bytes
Max address space         unlimited            unlimited            bytes
"""
TRACKING = """Reference ID    : 0A0A0A0A (ntp1)
System time     : {seconds} seconds {side} of NTP time
Leap status     : {leap}
"""
REPAIR = "cas1 # cat -- /opt/cassandra/logs/last_repair.log"
BEGUN = "[2026-11-21 17:12:12,871] Starting repair command #{0}, repairing keyspace k{0} with x\n"
WELL = "[2026-11-21 17:12:13,652] Repair completed successfully\n"


def host(**answers):
    table = {
        PS: said(f"1 init\n66 java -cp x {MAIN}\n"),
        "cas1 # stat -L -c": said("regular file|10|1700000000|600|cassandra|cassandra\n"),
        "cas1 # readlink -e -- /opt/cassandra/data": said("/var/lib/cassandra\n"),
    }
    ring = store(**table | answers)
    return CassandraHost(ring.engine, ring.inventory, "kps", "cas1")


def test_the_process_is_known_by_its_main_class():
    assert CassandraProcess(host()).pid == 66
    for rows in ("1 init\n", f"1 init\n6 java {MAIN}\n7 java {MAIN}\n", f"1 sh -c grep {MAIN} x\n"):
        with pytest.raises(CannotTell, match="processes run"):
            _ = CassandraProcess(host(**{PS: said(rows)})).pid


def test_limits_below_those_advised():
    def low(**values):
        text = LIMITS.format(**{"nproc": 32768, "nofile": 100000} | values)
        return CassandraProcess(host(**{"cas1 # cat -- /proc/66/limits": said(text)}))

    assert low().low_limits == low(nproc="unlimited").low_limits == []
    assert low(nofile=4096).low_limits == ["Max open files: 4096, wanted 100000"]
    with pytest.raises(CannotTell, match="tells no"):
        _ = CassandraProcess(host(**{"cas1 # cat -- /proc/66/limits": said("Limit\n")})).limits


@pytest.mark.parametrize(
    ("err", "told"),
    [
        (
            'java version "1.8.0_202"\nJava HotSpot(TM) 64-Bit Server VM (build 25)\n',
            "1.8.0_202 64-Bit",
        ),
        ('openjdk version "17.0.9" 2023\nOpenJDK Server VM (build 17)\n', "17.0.9 32-Bit"),
    ],
)
def test_java_by_what_it_says_of_itself(err, told):
    assert java(said(err=err), "x") == told


def test_python_on_either_stream():
    assert python(said(err="Python 2.7.5\n"), "x") == python(said("Python 2.7.5\n"), "x") == "2.7.5"
    for odd in (said("Python\n"), said(""), said("Python 2.7.5\n", err="x: not found\n")):
        with pytest.raises(CannotTell):
            python(odd, "x")


@pytest.mark.parametrize(
    ("release", "names"),
    [("2.2.5", ("la",)), ("2.2.12", ("lb",)), ("3.11.11", ("mc", "md", "me")), ("4.1.10", ("nb",))],
)
def test_formats_of_tables(release, names):
    assert formats(parse(release)) == names


def test_a_release_whose_format_is_not_known_is_no_answer():
    with pytest.raises(CannotTell, match="not known"):
        formats(parse("6.0"))


def test_a_repair_that_did_not_end_or_failed_is_told():
    def trouble(text):
        return CassandraFiles(host(**{REPAIR: said(text)})).repair.trouble

    assert trouble(BEGUN.format(1) + WELL) == ()
    assert trouble(BEGUN.format(1) + BEGUN.format(2) + WELL) == ("1 of 2 repairs did not end",)
    assert "Some repair failed" in trouble(BEGUN.format(1) + "Some repair failed\n")[0]
    with pytest.raises(CannotTell, match="no repair"):
        trouble("WARN  Only 6027 MB free\n")
    path = "/opt/cassandra/logs/last_repair.log"
    with pytest.raises(CannotTell, match="there is no"):
        _ = CassandraFiles(
            host(**{f"cas1 # stat -L -c '%F|%s|%Y|%a|%U|%G' -- {path}": gone(path)})
        ).repair


@pytest.mark.parametrize(
    ("path", "inside"),
    [
        ("/opt/Axway-7.5.3/cassandra", True),
        ("/opt/Axway-7.5.3", True),
        ("/opt/Axway-7.5.30/c", False),
    ],
)
def test_inside_of_a_folder(path, inside):
    one = CassandraFiles(host(**{"cas1 # readlink -m": said("/opt/Axway-7.5.3\n/opt/Axway-7.7\n")}))

    assert one.inside(path, ("/opt/Axway-7.5.3", "/opt/Axway-7.7")) == inside


@pytest.mark.parametrize(
    ("values", "within"),
    [
        ({}, True),
        ({"seconds": "0.001500000"}, False),
        ({"seconds": "0.001500000", "side": "fast"}, False),
        ({"leap": "Not synchronised"}, False),
    ],
)
def test_a_clock_by_chrony(values, within):
    text = TRACKING.format(**{"seconds": "0.000021043", "side": "slow", "leap": "Normal"} | values)

    assert clocks.chrony(text).within(1.0) == within


@pytest.mark.parametrize(("row", "offset"), [("*10.0.0.1", -7.31), (" 10.0.0.1", None)])
def test_a_clock_by_ntpd(row, offset):
    text = (
        "     remote           refid      st t when poll reach   delay   offset  jitter\n"
        "=============\n"
        f"{row}        10.0.0.9         2 u   12   64  377    0.412   -7.310   0.051\n"
    )

    assert clocks.ntp(text).milliseconds == offset


@pytest.mark.parametrize("text", ["", "506 Cannot talk to daemon\n", "Leap status     : Normal\n"])
def test_a_clock_that_is_not_told_is_no_answer(text):
    for read in (clocks.chrony, clocks.ntp):
        with pytest.raises(CannotTell):
            read(text)


def test_a_machine_with_neither_tool_is_no_answer():
    ring = store(**{"cas1 $ command -v": said(rc=127)})

    with pytest.raises(CannotTell, match="neither"):
        clocks.offset(NodeReader(ring.engine, ring.inventory, "cas1"))
