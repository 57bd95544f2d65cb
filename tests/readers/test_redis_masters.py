"""Each master of a Redis, where its files lie, and which of them have a copy."""

import struct
from datetime import UTC, datetime

import pytest

from probes.errors import CannotTell, Refused
from readers.redis import Redis
from readers.snapshots import uncopied
from tests.readers.fakes import Engine, gone, inventory, said

CLUSTER = 'topology: cluster, addresses: ["10.0.0.11:6379"]'
SENTINEL = 'topology: sentinel, service_name: gw, addresses: ["10.0.0.1:26379", "10.0.0.2:26379"]'
FOLDER = {"redis:main CONFIG GET dir": ["dir", "/var/lib/redis"]}
PLACE = {**FOLDER, "redis:main CONFIG GET dbfilename": ["dbfilename", "dump.rdb"]}


def head(when):
    """The start of a snapshot that was made at that time."""
    aux = b"\xfa\x09redis-ver\x067.0.15\xfa\x05ctime\xc2" + struct.pack("<i", when)
    return said(b"REDIS0010" + aux + b"\xfe\x00")


def files(**held):
    """A node's answers about files: path to (sha256, when it was made)."""
    answers = {}
    for place, (digest, when) in held.items():
        node, path = place.split("__")
        path = {"dump": "/var/lib/redis/dump.rdb"}.get(path, f"/b/redis/{path}.rdb")
        for tool, answer in {
            "stat -L -c '%F|%s|%Y|%a|%U|%G' --": said(f"regular file|9|{when}|640|redis|redis\n"),
            "head -c 64 --": head(when),
            "sha256sum --": said(f"{digest * 64}  {path}\n"),
        }.items():
            answers[f"{node} # {tool} {path}"] = answer
    return answers


def redis(tmp_path, answers, how='addresses: ["10.0.0.11:6379"]'):
    return Redis(Engine(answers), inventory(tmp_path, how), "main")


def test_a_single_redis_is_its_own_master(tmp_path):
    found = redis(tmp_path, PLACE)

    assert [(str(one), one.dump_path) for one in found.masters] == [
        ("10.0.0.11:6379", "/var/lib/redis/dump.rdb")
    ]
    assert str(found.dumps[0]) == "r1:/var/lib/redis/dump.rdb"


def test_each_master_of_a_cluster_is_asked_and_found_on_its_node(tmp_path):
    answers = {"redis:main MASTERS": ["10.0.0.11:6379", "10.0.0.12:6379"]}
    for member, keys in (("10.0.0.11:6379", 5), ("10.0.0.12:6379", 7)):
        answers[f"redis:main {member} CONFIG GET dir"] = ["dir", "/data"]
        answers[f"redis:main {member} CONFIG GET dbfilename"] = ["dbfilename", "x.rdb"]
        answers[f"redis:main {member} INFO keyspace"] = (
            f"# Keyspace\r\ndb0:keys={keys},expires=2,avg_ttl=0\r\n"
        )
    found = redis(tmp_path, answers, CLUSTER)

    assert [str(dump) for dump in found.dumps] == ["r1:/data/x.rdb", "r2:/data/x.rdb"]
    assert found.lasting_keys == 8


def test_a_master_on_no_node_of_the_inventory_is_no_answer(tmp_path):
    answers = {"redis:main MASTERS": ["10.0.0.99:6379"],
               "redis:main 10.0.0.99:6379 CONFIG GET dir": ["dir", "/data"],
               "redis:main 10.0.0.99:6379 CONFIG GET dbfilename": ["dbfilename", "x"]}  # fmt: skip
    with pytest.raises(CannotTell, match=r"on which node 10\.0\.0\.99:6379"):
        _ = redis(tmp_path, answers, SENTINEL).dumps


@pytest.mark.parametrize("odd", [[], ["nowhere"], "10.0.0.11:6379", None, [7]])
def test_masters_that_are_none_are_no_answer(tmp_path, odd):
    with pytest.raises(CannotTell):
        _ = redis(tmp_path, {"redis:main MASTERS": odd}, CLUSTER).masters


def test_members_of_a_cluster_belong_to_it(tmp_path):
    slots = [[0, 16383, ["10.0.0.11", 6379, "id"], ["10.0.0.12", 6380, "id"]]]
    found = redis(tmp_path, {"redis:main CLUSTER SLOTS": slots}, CLUSTER)

    assert found.addresses == {"10.0.0.11:6379", "10.0.0.12:6380"}


def test_valkey_has_its_own_version(tmp_path):
    text = "# Server\r\nredis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.0.1\r\n"
    master = redis(tmp_path, {"redis:main INFO server": text}).masters[0]

    assert (master.flavour, str(master.version)) == ("valkey", "8.0.1")


def test_what_may_not_be_read_is_named_and_silence_is_not(tmp_path):
    answers = {
        "redis:main CONFIG GET dir": CannotTell("the user check may not run CONFIG GET: NOPERM"),
        "redis:main INFO persistence": (
            "# Persistence\r\nrdb_bgsave_in_progress:0\r\nrdb_last_bgsave_status:ok\r\n"
        ),
        "redis:main LASTSAVE": 1795260000,
    }
    assert redis(tmp_path, answers).forbidden == [
        "10.0.0.11:6379: CONFIG GET: the user check may not run CONFIG GET: NOPERM"
    ]
    answers["redis:main LASTSAVE"] = CannotTell("redis:main: 10.0.0.11:6379 is still loading")
    with pytest.raises(CannotTell):
        _ = redis(tmp_path, answers).forbidden


def test_refusal_is_an_answer_and_another_word_than_pong_is_none(tmp_path):
    refused = Refused("redis:main", "WRONGPASS")
    assert redis(tmp_path, {"redis:main PING": refused}).refusal == "WRONGPASS"
    assert not redis(tmp_path, {"redis:main PING": "PONG"}).refusal
    with pytest.raises(CannotTell):
        _ = redis(tmp_path, {"redis:main PING": "LOADING"}).refusal


@pytest.mark.parametrize(
    ("dump", "copies", "missing"),
    [
        (("a", 9), {"one": ("a", 9)}, 0),  # equal
        (("a", 9), {"one": ("b", 5)}, 0),  # Redis has saved since
        (("a", 9), {"one": ("b", 9)}, 1),  # of the same time, and another: not this one
        (("a", 9), {"one": ("b", 12)}, 1),  # newer than what it should be a copy of
        (("a", 9), {}, 1),
    ],
)
def test_a_copy_is_equal_or_older(tmp_path, dump, copies, missing):
    answers = {**PLACE, **files(r1__dump=dump, **{f"m1__{k}": v for k, v in copies.items()})}
    answers["m1 # stat -L -c '%F|%s|%Y|%a|%U|%G' -- /b/redis"] = said(
        "directory|9|9|750|root|root\n"
    )
    answers["m1 # ls -1A -- /b/redis"] = said("".join(f"{name}.rdb\n" for name in copies))
    answers["m1 # sha256sum -- /b/redis/dump.rdb"] = gone("/b/redis/dump.rdb")
    found = redis(tmp_path, answers)

    assert len(uncopied(found.dumps, found.copies)) == missing


def test_one_older_copy_counts_for_one_master_only(tmp_path):
    members = ["10.0.0.11:6379", "10.0.0.12:6379"]
    answers = {"redis:main MASTERS": members}
    for member in members:
        answers[f"redis:main {member} CONFIG GET dir"] = ["dir", "/var/lib/redis"]
        answers[f"redis:main {member} CONFIG GET dbfilename"] = ["dbfilename", "dump.rdb"]
    answers |= files(r1__dump=("a", 9), r2__dump=("b", 9), m1__one=("c", 5))
    answers["m1 # stat -L -c '%F|%s|%Y|%a|%U|%G' -- /b/redis"] = said("directory|9|9|750|r|r\n")
    answers["m1 # ls -1A -- /b/redis"] = said("one.rdb\n")
    found = redis(tmp_path, answers, CLUSTER)

    assert [str(one) for one in uncopied(found.dumps, found.copies)] == [
        "r2:/var/lib/redis/dump.rdb"
    ]


def test_time_of_a_snapshot_is_that_of_its_header(tmp_path):
    found = redis(tmp_path, {**PLACE, **files(r1__dump=("a", 1795260000))}).dumps[0]

    assert found.made == datetime.fromtimestamp(1795260000, UTC)
