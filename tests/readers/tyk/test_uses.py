"""Which stores the services use, by their own configurations."""

import json

import pytest

from probes.errors import CannotTell
from readers.mongo import Mongo
from readers.redis import Redis
from readers.tyk.config import parse_config
from readers.tyk.documents import lasting
from readers.tyk.redis_settings import redises
from readers.tyk.uses import (
    database_uses,
    own_uses,
    redis_uses,
    sqlite_settings,
    strict_problems,
    unlike,
    unreached,
)
from tests.readers.fakes import Engine, inventory, said

GATEWAY = {"storage": {"host": "10.0.0.11", "port": 6379, "password": "one-for-all"}}
DASHBOARD = {
    "redis_host": "10.0.0.11",
    "redis_password": "one-for-all",
    "mongo_url": "mongodb://tyk:word@10.0.0.21/tyk_analytics?authSource=admin",
}
PUMP = {
    "analytics_storage_config": {"host": "10.0.0.11", "password": "one-for-all"},
    "pumps": {"mongo": {"meta": {"mongo_url": "mongodb://m.example:27017/tyk_traffic"}}},
}


@pytest.fixture(autouse=True)
def configurations(monkeypatch):
    """What each service has configured, without files and units between."""
    held = {"gateway": dict(GATEWAY), "dashboard": dict(DASHBOARD), "pump": dict(PUMP)}

    def config(service):
        return parse_config(service.role, json.dumps(held[service.role]), {})

    monkeypatch.setattr("readers.tyk.services.TykService.config", property(config))
    return held


def redis(tmp_path, answers=None):
    return Redis(Engine(answers or {}), inventory(tmp_path), "main")


def mongo(tmp_path, answers=None):
    hello = {'mongo:documents admin {"hello"': {"isWritablePrimary": True}}
    return Mongo(Engine(hello | (answers or {})), inventory(tmp_path), "documents")


def test_all_services_use_the_declared_redis(tmp_path):
    uses = own_uses(redis(tmp_path))

    assert [str(use) for use in uses] == [
        "gw1: storage of the gateway",
        "dash1: redis_* of the dashboard",
        "dash1: analytics_storage_config of the pump",
    ]
    assert unlike(uses, redis(tmp_path).settings) == []


def test_another_password_database_or_topology_is_named(tmp_path, configurations):
    configurations["gateway"]["storage"] = {**GATEWAY["storage"], "enable_cluster": True}
    configurations["dashboard"] |= {"redis_password": "of-last-year", "redis_database": 3}
    found = redis(tmp_path)

    assert unlike(own_uses(found), found.settings) == [
        (
            "dash1: redis_* of the dashboard has another user or password than"
            " gw1: storage of the gateway"
        ),
        "gw1: storage of the gateway has topology cluster, the inventory single",
        "dash1: redis_* of the dashboard has database 3, the inventory 0",
    ]


def test_a_redis_split_off_is_found_and_is_no_store(tmp_path, configurations):
    configurations["gateway"] |= {
        "enable_separate_cache_store": True,
        "cache_storage": {"host": "10.9.9.9", "port": 6380},
    }
    strange = [use for use in redis_uses(redis(tmp_path)) if not use.store]

    assert [(use.where, use.redis.addresses) for use in strange] == [
        ("cache_storage", ("10.9.9.9:6380",))
    ]


def test_a_redis_split_off_by_the_environment_has_its_own_variables():
    environment = {
        "TYK_GW_ENABLESEPERATEANALYTICSSTORE": "true",
        "TYK_GW_ANALYTICSSTORAGE_HOST": "10.9.9.8",
        "TYK_GW_STORAGE_HOST": "10.0.0.11",
    }
    found = dict(redises(parse_config("gateway", json.dumps(GATEWAY), environment)))

    assert found["analytics_storage"].addresses == ("10.9.9.8:6379",)
    assert found["storage"].addresses == ("10.0.0.11:6379",)


def test_nothing_that_uses_the_store_is_no_answer(tmp_path, configurations):
    for name, where in (("gateway", "storage"), ("pump", "analytics_storage_config")):
        configurations[name][where] = {"host": "10.9.9.9"}
    configurations["dashboard"]["redis_host"] = "10.9.9.9"
    with pytest.raises(CannotTell, match="names it"):
        own_uses(redis(tmp_path))


def test_a_name_is_the_address_that_the_node_resolves_it_to(tmp_path, configurations):
    configurations["gateway"]["storage"] = {"host": "redis.example"}
    found = redis(tmp_path, {"gw1 $ getent ahosts redis.example": said("10.0.0.11 STREAM r\n")})
    assert redis_uses(found)[0].store == "main"
    unknown = redis(tmp_path, {"gw1 $ getent ahosts redis.example": said(rc=2)})
    assert not redis_uses(unknown)[0].store


def test_a_host_without_a_way_to_redis_is_named(tmp_path):
    answers = {
        "gw1 $ timeout 5 bash": said(rc=124),
        "dash1 $ timeout 5 bash": said(
            err="bash: connect: No route to host\n"
            "bash: line 1: /dev/tcp/10.0.0.11/6379: No route to host\n",
            rc=1,
        ),
    }
    assert [text.rpartition(": ")[2] for text in unreached(own_uses(redis(tmp_path, answers)))] == [
        "no answer within 5 s", "No route to host", "No route to host",
    ]  # fmt: skip
    answers["gw1 $ timeout 5 bash"] = said(err="timeout: failed to run command 'bash'\n", rc=127)
    with pytest.raises(CannotTell):
        unreached(own_uses(redis(tmp_path, answers)))


def test_databases_and_the_stores_they_are_in(tmp_path):
    found = mongo(tmp_path, {"dash1 $ getent ahosts m.example": said("10.0.0.99 STREAM m\n")})

    assert [(str(use), use.main, use.store) for use in database_uses(found)] == [
        ("dash1: mongo_url of the dashboard", True, "documents"),
        ("dash1: pumps.MONGO of the pump", False, ""),
    ]


def test_sqlite_is_named():
    dashboard = parse_config("dashboard", '{"storage": {"main": {"type": "sqlite"}}}', {})
    assert sqlite_settings(dashboard) == ["storage.main.type"]
    text = '{"pumps": {"sql": {"meta": {"type": "sqlite"}}, "csv": {"meta": {}}}}'
    assert sqlite_settings(parse_config("pump", text, {})) == ["pumps.SQL is sqlite"]


def test_an_address_that_is_not_encoded_matters_to_the_new_driver_only():
    url = "mongodb://tyk:p@ss@10.0.0.21/tyk_analytics"
    for more, problems in (({}, 1), ({"mongo_driver": "mgo"}, 0)):
        config = parse_config("dashboard", json.dumps({"mongo_url": url, **more}), {})
        assert len(strict_problems(config)) == problems


def test_traffic_is_not_what_people_made():
    names = ["z_tyk_analyticz_0f", "tyk_apis", "tyk_analytics", "tyk_analytics_users"]
    assert lasting(names) == ["tyk_analytics_users", "tyk_apis"]
