"""KPS: rows before and after, backups by their files, replicas that are too few."""

import pytest

from probes.errors import CannotTell, NotApplicable
from readers import cassandra_schema
from readers.axway import kps
from readers.axway.cassandra_use import named, short_keyspaces
from readers.axway.group_data import port_problems
from readers.versions import parse
from tests.readers.test_cassandra import KS, old_keyspace, store

KEY = "0a1b2c3d_0000_4000_8000_5a5a5a5a5a5a"
FILES = f"1700000100.5 20 {KEY}_Portal_Users_json\n1700000050.5 0 {KEY}_portal_quotas_json\n"
KEYSPACES = f"cassandra:kps {cassandra_schema.OLD_KEYSPACES}"
SIMPLE = "org.apache.cassandra.locator.SimpleStrategy"


def test_fewer_rows_are_a_loss_and_more_are_none():
    before = {"users": 3, "oauth_accesstokens": 9, "gone": 1}

    assert kps.lost(before, {"users": 4, "oauth_accesstokens": 2, "gone": 1, "new": 5}) == []
    assert kps.lost(before, {"users": 2, "oauth_accesstokens": 9}) == [
        "users: 3 rows before, now 2",
        "gone: 1 rows before, now there is no such table",
    ]


def test_a_table_of_tokens_that_is_gone_is_a_loss():
    assert kps.lost({"oauth_accesstokens": 0}, {}) != []


def test_a_backup_is_as_old_as_its_oldest_file():
    (found,) = kps.backups(FILES + "1700000000.0 5 sysexport_users_json\n", "x")

    assert found.made.timestamp() == 1700000050.5
    assert (found.tables, found.empty) == ({"portal_users", "portal_quotas"}, ("portal_quotas",))


@pytest.mark.parametrize("text", ["x\n", "1700000100.5 20\n", "1700000100.5 20 a"])
def test_a_list_of_files_that_is_not_understood_is_no_answer(text):
    with pytest.raises(CannotTell):
        kps.backups(text, "x")


@pytest.mark.parametrize(
    ("accounts", "short"),
    [
        (old_keyspace("system_auth", {"DC1": "3"}), []),
        (old_keyspace("system_auth", {"replication_factor": "3"}, SIMPLE), []),
        (
            old_keyspace("system_auth", {"replication_factor": "1"}, SIMPLE),
            ["system_auth: replicas replication_factor 1, wanted DC1 3"],
        ),
    ],
)
def test_the_accounts_have_replicas_in_either_strategy(accounts, short):
    other = old_keyspace("x2f1c9a70_group_3", {"DC1": "3"})
    one = store(**{KEYSPACES: [old_keyspace(KS, {"DC1": "3"}), other, accounts]})

    assert short_keyspaces(one) == short


def test_a_group_in_another_strategy_has_not_what_is_wanted():
    rows = [
        old_keyspace(KS, {"replication_factor": "3"}, SIMPLE),
        old_keyspace("x2f1c9a70_group_3", {"DC1": "2"}),
        old_keyspace("system_auth", {"DC1": "3"}),
    ]

    assert short_keyspaces(store(**{KEYSPACES: rows})) == [
        f"{KS}: replicas replication_factor 3, wanted DC1 3",
        "x2f1c9a70_group_3: replicas DC1 2, wanted DC1 3",
    ]


def test_the_inventory_may_accept_other_releases():
    settings = store().settings

    assert parse("2.2.19") in named(settings)
    chosen = settings.model_copy(update={"releases": ("4.1.10",)})
    assert named(chosen) == {parse("4.1.10")}


def test_the_usual_port_needs_no_second_look():
    with pytest.raises(NotApplicable, match="9042"):
        port_problems(store())
