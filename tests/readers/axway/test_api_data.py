"""What API Manager and the OAuth registry tell: losses, old REST versions, secrets."""

import pytest

from inventory.secrets import SecretRef
from probes.errors import CannotTell, NotApplicable
from readers.axway import access_log
from readers.axway.api_manager_rest import losses
from readers.axway.domain import Domain, Group
from readers.axway.instance import Instance
from tests.readers.axway.hosts import http
from tests.readers.fakes import Engine, gone, said

ONE = {"pay1": {"users": {"u1": {"loginName": "ann", "role": "user"}}}}


def test_nothing_is_lost():
    more = {"pay1": {"users": {**ONE["pay1"]["users"], "u2": {"loginName": "ben"}}}}

    assert losses(ONE, ONE) == []
    assert losses(ONE, more) == []
    assert losses(ONE, {"pay1": {"users": {"u1": {**ONE["pay1"]["users"]["u1"], "x": "y"}}}}) == []


@pytest.mark.parametrize(
    ("now", "says"),
    [
        ({}, "pay1: users: ann (u1) is gone: 1 before, 0 now"),
        ({"pay1": {"users": {}}}, "pay1: users: ann (u1) is gone: 1 before, 0 now"),
        (
            {"pay1": {"users": {"u1": {"loginName": "ann", "role": "admin"}}}},
            "pay1: users: ann (u1): role was 'user', is 'admin'",
        ),
    ],
)
def test_what_is_lost_has_a_name(now, says):
    assert losses(ONE, now) == [says]


def test_nothing_before_proves_nothing():
    with pytest.raises(CannotTell, match="there was none before"):
        losses({"pay1": {"users": {}}}, ONE)


def test_calls_by_version():
    answer = said("     12 /api/portal/v1.2/\n      3 /api/portal/v1.3/\n")

    assert access_log.versions(answer, "x") == {"1.2": 12, "1.3": 3}


@pytest.mark.parametrize(
    "answer",
    [said(""), gone("x"), said("", "find: '/x': No such file or directory\n"), said("hello\n"),
     said("", "find: '/x': Permission denied\n")],
)  # fmt: skip
def test_a_log_that_tells_nothing_is_no_proof(answer):
    with pytest.raises(CannotTell):
        access_log.versions(answer, "x")


REGISTRY = "GET oauth:pay1 /api/kps/ClientApplicationRegistry"


def _declaring(inventory, **accounts):
    axway = inventory.axway
    instances = dict(axway.instances)
    ports = {**instances["pay1"].ports, "env.PORT.OAUTH2.SERVICES": 8089}
    instances["pay1"] = instances["pay1"].model_copy(update={"ports": ports})
    more = {"instances": instances, "accounts": axway.accounts.model_copy(update=accounts)}
    return inventory.model_copy(update={"axway": axway.model_copy(update=more)})


def test_clients_of_the_registry_without_their_secrets(inventory):
    body = '[{"clientID": "c1", "appName": "Shop", "clientSecret": "Geheim-12345"}]'
    engine = Engine({REGISTRY: http(body)})

    assert Instance(engine, _declaring(inventory), "pay1").oauth.clients == {"c1": "Shop"}
    assert engine.hidden == ["Geheim-12345"]


@pytest.mark.parametrize(
    "answer",
    [http("", 401), http("", 500), http("<html>"), http('{"a": 1}'), http('[{"name": "x"}]'),
     http("[1]")],
)  # fmt: skip
def test_a_registry_of_another_shape(inventory, answer):
    instance = Instance(Engine({REGISTRY: answer}), _declaring(inventory), "pay1")
    with pytest.raises(CannotTell):
        _ = instance.oauth.clients


def test_the_registry_is_asked_by_the_account_that_is_declared(inventory):
    account = inventory.axway.accounts.admin.model_copy(
        update={"username": "regadmin", "password": SecretRef("env:X")}
    )
    engine = Engine({f"{REGISTRY} [Authorization: <secret> of regadmin]": http("[]")})

    declared = _declaring(inventory, oauth_registry=account)
    assert Instance(engine, declared, "pay1").oauth.clients == {}


def test_without_api_manager_there_is_nothing_to_ask(inventory):
    axway = inventory.axway
    groups = {name: one.model_copy(update={"api_manager": False})
              for name, one in axway.groups.items()}  # fmt: skip
    bare = inventory.model_copy(update={"axway": axway.model_copy(update={"groups": groups})})
    with pytest.raises(NotApplicable):
        _ = Domain(Engine({}), bare).api_managers
    with pytest.raises(NotApplicable):
        _ = Group(Engine({}), bare, "payments").api_managers


def test_of_each_group_one_api_manager_is_asked_much(inventory):
    domain = Domain(Engine({}), inventory)

    assert [one.name for one in domain.api_managers] == ["pay1", "pay2"]
    assert [one.name for one in domain.data_keepers] == ["pay1"]
    assert [one.name for one in domain.nodes_with_api_manager] == ["gwa", "gwb"]


def test_a_part_is_not_taken_for_the_whole(inventory):
    who = '{"loginName": "ben", "role": "oadmin", "enabled": true}'
    engine = Engine({"GET api-manager:pay1 /api/portal/v1.3/currentuser": http(who)})
    with pytest.raises(CannotTell, match="no administrator"):
        Domain(engine, inventory).api_managers[0].seen("users")


def test_of_two_lists_what_one_alone_has_is_told():
    rule = {"api": "*", "type": "throttle", "config": {"messages": "1000", "per": "1"}}
    lowered = {**rule, "config": {"messages": "10", "per": "1"}}
    before = {"pay1": {"/quotas": {"q1": {"name": "System", "restrictions": [rule, {"a": 1}]}}}}
    now = {"pay1": {"/quotas": {"q1": {"name": "System", "restrictions": [lowered, {"a": 1}]}}}}

    (said_,) = losses(before, now)
    assert said_.endswith(
        "restrictions had api=* messages=1000 per=1 type=throttle,"
        " has api=* messages=10 per=1 type=throttle"
    )
