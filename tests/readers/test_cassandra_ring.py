"""A ring in the eyes of its members: one that is down, one whose tool fails, one nobody knows."""

import pytest

from probes.errors import CannotTell, NoAnswer, Refused
from readers.cassandra_host import CassandraHost
from readers.cassandra_ring import away, divided
from readers.cassandra_schema import LOCAL
from tests.readers.fakes import said
from tests.readers.test_cassandra import ADDRESSES, of, row, store

NODETOOL = "/opt/cassandra/bin/nodetool -p 7199"
FAILED = said(err="nodetool: Failed to connect to '127.0.0.1:7199' - Connection refused\n", rc=1)

INFO = """ID                     : 4966800a-9707-4843-a50a-756d08492c5a
Gossip active          : true
Thrift active          : false
Native Transport active: {}
Uptime (seconds)       : 43
Data Center            : dc1
Rack                   : r1
Exceptions             : 0
"""


def status(*down, members=ADDRESSES):
    rows = [
        f"{'DN' if at in down else 'UN'}  {at}  1.2 MB  1  100.0%"
        "  6fb50025-28cc-493d-bc08-a98ba310be28  r1"
        for at in members
    ]
    head = "--  Address  Load  Tokens  Owns (effective)  Host ID  Rack"
    return said("\n".join(["Datacenter: DC1", "===============", head, *rows, ""]))


def ring(**changes):
    tools = {}
    for number in (1, 2, 3):
        tools[f"cas{number} $ {NODETOOL} info"] = said(INFO.format("true"))
        tools[f"cas{number} $ {NODETOOL} status"] = status()
    return store(**tools | changes)


def test_a_ring_that_is_well():
    assert (away(ring()), divided(ring())) == ([], [])


def test_who_is_down_is_named_with_those_who_say_so():
    key = f"cas1 $ {NODETOOL} status"

    assert away(ring(**{key: status(ADDRESSES[2])})) == [
        f"{ADDRESSES[2]}: down and normal, says nodetool on cas1"
    ]


def test_a_tool_that_fails_hides_nothing_that_another_one_saw_and_is_no_word_of_its_own():
    failed = {f"cas3 $ {NODETOOL} status": FAILED}

    with pytest.raises(CannotTell, match="says nothing of the node"):
        away(ring(**failed))
    found = away(ring(**failed, **{f"cas1 $ {NODETOOL} status": status(ADDRESSES[2])}))
    assert found == [f"{ADDRESSES[2]}: down and normal, says nodetool on cas1"]


def test_a_member_that_is_away_is_one_finding_under_its_nodes_name():
    subject = f"cassandra:kps/{ADDRESSES[2]}:9042"
    gone = {
        f"cas3 $ {NODETOOL} info": FAILED,
        of(2): Refused(subject, "refuses connections"),
    }
    one = ring(**gone)
    host = CassandraHost(one.engine, one.inventory, "kps", "cas3")

    with pytest.raises(Refused) as refused:
        _ = host.speaks_cql
    assert refused.value.subject == "cassandra_node:cas3"
    assert host.refusal == "refuses connections"


def test_a_member_that_refuses_us_may_still_be_asked_by_its_tool():
    subject = f"cassandra:kps/{ADDRESSES[2]}:9042"
    off = {
        f"cas3 $ {NODETOOL} info": said(INFO.format("false")),
        of(2): Refused(subject, "refuses connections"),
    }
    one = ring(**off)

    assert not CassandraHost(one.engine, one.inventory, "kps", "cas3").speaks_cql


def test_the_tool_of_a_frozen_member_is_not_asked_at_all():
    silent = {of(2): NoAnswer(f"cassandra:kps/{ADDRESSES[2]}:9042", "gave no answer within 5 s")}
    one = ring(**silent)
    host = CassandraHost(one.engine, one.inventory, "kps", "cas3")

    for read in (lambda: host.status, lambda: host.version, lambda: away(one)):
        with pytest.raises(NoAnswer, match="within 5 s") as error:
            read()
        assert error.value.subject == "cassandra_node:cas3"
    assert not [key for key in one.engine.asked if key.startswith("cas3 $")]


def test_a_declared_member_that_the_ring_does_not_know_is_missing():
    one = ring(**{
        f"cassandra:kps/10.9.9.9:9042 {LOCAL}": Refused("cassandra:kps/10.9.9.9:9042", "refuses"),
    })  # fmt: skip
    listed = (*one.settings.addresses, "10.9.9.9:9042")
    one.settings = one.settings.model_copy(update={"addresses": listed})

    assert away(one) == ["10.9.9.9:9042: in the inventory, and not in the ring"]


def test_a_ring_that_is_smaller_than_the_inventory():
    few = {f"cas{n} $ {NODETOOL} status": status(members=ADDRESSES[:2]) for n in (1, 2, 3)}

    assert away(ring(**few))[0] == "cas1: its ring has 2 members, the inventory 3 nodes"


def test_two_versions_of_the_schema_are_named_with_their_members():
    assert divided(ring(**{of(2): [row(2, schema_version="s2")]})) == [
        f"schema s1: {ADDRESSES[0]}:9042, {ADDRESSES[1]}:9042",
        f"schema s2: {ADDRESSES[2]}:9042",
    ]


def test_the_default_login_is_refused_by_its_own_words_alone():
    subjects = [f"cassandra:kps/{address}:9042@default" for address in ADDRESSES]
    keys = [f"{subject} {LOCAL}" for subject in subjects]
    locked = Refused(subjects[1], "10.0.0.2:9042 does not let us in: Bad credentials")
    away_ = Refused(subjects[0], "refuses connections")

    assert not ring(**{keys[0]: away_, keys[1]: locked}).default_login
    assert ring(**{keys[0]: [row(0)]}).default_login
    with pytest.raises(Refused, match="refuses connections"):
        _ = ring(**dict.fromkeys(keys, away_)).default_login
