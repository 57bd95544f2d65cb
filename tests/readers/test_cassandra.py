"""A Cassandra's view of itself: forms of 2.2 and 3.0, half known peers, members that are away."""

import json
from pathlib import Path

import pytest

from inventory import load
from probes.errors import CannotTell, NoAnswer, Refused
from readers import cassandra_schema
from readers.cassandra import QUORUM, Cassandra
from readers.cassandra_schema import COUNT, LOCAL, OLD_TABLES, PEERS, Replication
from tests.readers.fakes import Engine

EXAMPLE = Path(__file__).resolve().parents[1] / "inventory" / "axway.yaml"
ADDRESSES = ("10.213.78.21", "10.213.78.22", "10.213.78.23")
KS = "x2f1c9a70_group_2"


def row(number, **changes):
    address = ADDRESSES[number]
    return {
        "cluster_name": "lab", "release_version": "2.2.12", "schema_version": "s1",
        "host_id": f"id{number}", "data_center": "DC1", "rack": "r1", "rpc_address": address,
        "broadcast_address": address, "bootstrapped": "COMPLETED", **changes,
    }  # fmt: skip


def peer(number, **changes):
    found = row(number, peer=ADDRESSES[number], **changes)
    del found["broadcast_address"]
    return found


def old_keyspace(name, options, strategy="org.apache.cassandra.locator.NetworkTopologyStrategy"):
    options = json.dumps(options)
    return {"keyspace_name": name, "strategy_class": strategy, "strategy_options": options}


def answers(**changes):
    """Give a healthy ring of three, by the beginning of the question's key."""
    found = {
        f"cassandra:kps {LOCAL}": [row(0)],
        f"cassandra:kps {PEERS}": [peer(1), peer(2)],
        f"cassandra:kps {cassandra_schema.OLD_KEYSPACES}": [
            old_keyspace("system", {}, "org.apache.cassandra.locator.LocalStrategy"),
            old_keyspace(KS, {"DC1": "3"}),
        ],
        f"cassandra:kps {OLD_TABLES.format(KS)}": [
            {"columnfamily_name": "b"}, {"columnfamily_name": "a"},
        ],
        f"cassandra:kps {COUNT.format(KS, 'a')}": [{"count": 7}],
        f"cassandra:kps {COUNT.format(KS, 'b')}": [{"count": 0}],
    }  # fmt: skip
    for number, address in enumerate(ADDRESSES):
        found[f"cassandra:kps/{address}:9042 {LOCAL}"] = [row(number)]
        found[f"cassandra:kps/{address}:9042 {COUNT.format(KS, 'a')}"] = [{"count": 7}]
    return found | changes


def store(**changes):
    return Cassandra(Engine(answers(**changes)), load(EXAMPLE), "kps")


def of(number, statement=LOCAL):
    return f"cassandra:kps/{ADDRESSES[number]}:9042 {statement}"


def test_a_healthy_ring():
    one = store()

    assert (one.refusal, one.refusals) == ("", [])
    assert [member.address for member in one.members] == [f"{at}:9042" for at in ADDRESSES]
    assert list(one.schemas) == ["s1"]
    assert one.rows(KS) == {"a": 7, "b": 0}
    assert one.keyspaces[KS] == Replication("NetworkTopologyStrategy", {"DC1": 3})
    assert one.short_of_replicas(KS) == []


def test_a_member_that_nobody_declared_is_one_too():
    away = peer(2, rpc_address="10.9.9.9")
    one = store(**{f"cassandra:kps {PEERS}": [peer(1), away]})

    assert "10.9.9.9:9042" in [member.address for member in one.members]


def test_each_member_speaks_for_its_own_schema():
    one = store(**{of(2): [row(2, schema_version="s2")]})

    assert one.schemas == {
        "s1": ("10.213.78.21:9042", "10.213.78.22:9042"),
        "s2": ("10.213.78.23:9042",),
    }


def test_a_member_that_refuses_is_named_and_one_that_is_silent_is_unknown():
    subject = f"cassandra:kps/{ADDRESSES[1]}:9042"
    refused = store(**{of(1): Refused(subject, "refuses connections", "Start it.")})
    assert refused.refusals == ["10.213.78.22:9042: refuses connections. Start it."]

    silent = store(**{of(1): NoAnswer(subject, "no answer within 5 s")})
    for read in (lambda: silent.refusals, lambda: silent.schemas, lambda: silent.releases):
        with pytest.raises(NoAnswer, match="within 5 s"):
            read()


def test_who_is_short_of_replicas_is_named_and_any_other_trouble_is_unknown():
    key = of(1, COUNT.format(KS, "a"))
    assert store(**{key: CannotTell(f"x: {QUORUM}, says y: 1 of 2")}).short_of_replicas(KS) == [
        f"x: {QUORUM}, says y: 1 of 2"
    ]
    with pytest.raises(CannotTell, match="may not"):
        store(**{key: CannotTell("x may not run SELECT")}).short_of_replicas(KS)


def test_the_probe_says_it_in_the_words_that_the_reader_looks_for():
    from probes import cassandra_errors  # noqa: PLC0415 (imports the driver)

    assert cassandra_errors.QUORUM == QUORUM


def test_tables_from_3_0_on():
    keyspace = {"keyspace_name": KS, "replication": {"class": "a.b.SimpleStrategy",
                "replication_factor": "3/1"}}  # fmt: skip
    one = store(**{
        f"cassandra:kps {LOCAL}": [row(0, release_version="3.11.19")],
        f"cassandra:kps {cassandra_schema.KEYSPACES}": [
            {"keyspace_name": "system", "replication": {"class": "a.LocalStrategy"}}, keyspace,
        ],
        f"cassandra:kps {cassandra_schema.TABLES.format(KS)}": [{"table_name": "a"}],
    })  # fmt: skip

    assert one.keyspaces[KS] == Replication("SimpleStrategy", {"replication_factor": 3})
    assert one.tables(KS) == ("a",)


@pytest.mark.parametrize(
    ("key", "odd"),
    [
        (f"cassandra:kps {LOCAL}", []),
        (f"cassandra:kps {LOCAL}", [row(0), row(1)]),
        (f"cassandra:kps {LOCAL}", "garbage"),
        (f"cassandra:kps {PEERS}", "garbage"),
        (f"cassandra:kps {PEERS}", [peer(1), peer(2, schema_version=None)]),
        (f"cassandra:kps {PEERS}", [{"peer": "10.0.0.1"}]),
        (f"cassandra:kps {cassandra_schema.OLD_KEYSPACES}", []),
        (f"cassandra:kps {cassandra_schema.OLD_KEYSPACES}", [old_keyspace(KS, {"DC1": "3"})]),
        (f"cassandra:kps {cassandra_schema.OLD_KEYSPACES}", [old_keyspace(KS, {"DC1": "many"})]),
        (f"cassandra:kps {OLD_TABLES.format(KS)}", []),
        (f"cassandra:kps {OLD_TABLES.format(KS)}", [{"name": "a"}]),
        (f"cassandra:kps {COUNT.format(KS, 'a')}", []),
        (f"cassandra:kps {COUNT.format(KS, 'a')}", [{"count": "7"}]),
        (f"cassandra:kps {COUNT.format(KS, 'a')}", [{"count": -1}]),
    ],
)
def test_what_is_not_understood_is_no_answer(key, odd):
    one = store(**{key: odd})

    with pytest.raises(CannotTell):
        _ = (one.members, one.rows(KS))


def test_an_address_that_stands_for_all_is_the_peers_own():
    found = cassandra_schema.entry(peer(1, rpc_address="0.0.0.0"), "x")

    assert found.address == ADDRESSES[1]
