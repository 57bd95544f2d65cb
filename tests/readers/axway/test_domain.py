"""Admin Node Managers, groups, the domain and API Manager, asked over REST from a table."""

import json

import pytest

from probes.errors import CannotTell, Refused
from readers.axway.api_manager import ApiManager
from readers.axway.domain import Domain, Group
from readers.axway.manager import AdminNodeManager
from tests.readers.axway import samples
from tests.readers.axway.hosts import (
    DEPLOYMENTS,
    OLD,
    TOPOLOGY,
    domain,
    http,
    listing,
)
from tests.readers.fakes import Engine

MANAGING = listing(
    (20, f"{OLD}/Linux.x86_64/bin/vshell", "NM on b (Node Manager Group) (7.5.3) (vshell)")
)


def test_the_manager_is_asked_with_an_account_whose_password_is_not_in_the_question(inventory):
    engine = Engine({TOPOLOGY: http(samples.TOPOLOGY)})
    manager = AdminNodeManager(engine, inventory, "gwa")

    assert manager.topology.product == "7.5.3"
    assert engine.asked == [f"{TOPOLOGY} [Authorization: <secret> of admin]"]


@pytest.mark.parametrize("status", [401, 403, 404, 500, 302])
def test_a_manager_that_refuses_tells_nothing(inventory, status):
    manager = AdminNodeManager(Engine({TOPOLOGY: http("<html/>", status)}), inventory, "gwa")
    with pytest.raises(Refused if status == 401 else CannotTell, match=f"HTTP {status}"):
        _ = manager.topology


def test_a_login_is_an_answer_either_way(inventory):
    key = "GET admin-node-manager:gwa /api/rbac/currentuser"
    good = AdminNodeManager(Engine({key: http('{"result": "admin"}')}), inventory, "gwa")
    bad = AdminNodeManager(Engine({key: http("Access Denied", 403)}), inventory, "gwa")

    assert (good.login(), bad.login()) == ("admin", "HTTP 403")


def test_reachability_of_a_manager(inventory):
    down = Refused("admin-node-manager:gwa", "refuses connections")
    engine = Engine({"GET admin-node-manager:gwa /login/": down})

    assert "refuses" in AdminNodeManager(engine, inventory, "gwa").refusal


def test_headers_that_differ_each_time_are_left_out(inventory):
    headers = (("Date", "x"), ("X-Frame-Options", "DENY"), ("Set-Cookie", "y"))
    engine = Engine({"GET admin-node-manager:gwa /login/": http("", 200, headers)})

    assert AdminNodeManager(engine, inventory, "gwa").headers == {"x-frame-options": "DENY"}


def test_a_group_that_is_alike_and_one_that_is_not(inventory):
    assert Group(domain(), inventory, "payments").unlike == []
    other = domain(rootProperties={"Id": "b", "Timestamp": "1699999999000"})

    assert Group(other, inventory, "payments").unlike == ["id: pay1 aaaa1111-0000, pay2 b"]


def test_a_group_of_which_an_instance_is_not_told_is_not_alike(inventory):
    engine = domain()
    one = {"result": {"group-2": {"instance-1": samples.deployed()}}}
    engine.answers[DEPLOYMENTS] = http(json.dumps(one))
    engine.answers |= {key.replace("gwa", "gwb"): said for key, said in MANAGING.items()}
    engine.answers["GET traffic:pay2 /healthcheck"] = http("<status>ok</status>")
    with pytest.raises(CannotTell, match="no deployment of pay2"):
        _ = Group(engine, inventory, "payments").unlike


def test_a_group_stands_on_its_instances_and_their_node_managers(inventory):
    engine = domain()
    one = {"result": {"group-2": {"instance-1": samples.deployed()}}}
    engine.answers[DEPLOYMENTS] = http(json.dumps(one))
    engine.answers |= {key.replace("gwa", "gwb"): said for key, said in listing().items()}
    with pytest.raises(Refused) as no_manager:
        _ = Group(engine, inventory, "payments").unlike
    engine.answers |= {key.replace("gwa", "gwb"): said for key, said in MANAGING.items()}
    engine.answers["GET traffic:pay2 /healthcheck"] = Refused("traffic:pay2", "refuses")
    with pytest.raises(Refused) as no_instance:
        _ = Group(engine, inventory, "payments").unlike

    assert [one.value.subject for one in (no_manager, no_instance)] == [
        "node-manager:gwb",
        "traffic:pay2",
    ]


def test_the_first_manager_gives_anm_host_and_sees_what_others_see(inventory):
    found = Domain(domain(), inventory)

    assert found.anm_host == "nodea.example"
    assert found.seen["gwa"] == found.seen["gwb"]
    assert found.foreign_hosts == ["nodec.example: not in the topology"]


def test_default_keyspace(inventory):
    group = Group(domain(), inventory, "payments")

    assert group.default_keyspace == "x2f1c9a70_0000_4000_8000_5a5a5a5a5a5a_group_2"


def test_api_manager_names_doubles_and_refuses_an_empty_baseline(inventory):
    root = "GET api-manager:pay1 /api/portal/v1.3"
    answers = {f"{root}/{kind}": http("[]") for kind in
               ("organizations", "users", "applications", "proxies", "apirepo")}  # fmt: skip
    found = ApiManager(Engine(answers), inventory, "pay1")
    with pytest.raises(CannotTell, match="no organization"):
        _ = found.content
    users = [{"id": str(n), "loginName": "apiadmin", "name": "Admin"} for n in (1, 2)]
    answers[f"{root}/users"] = http(json.dumps(users))

    assert found.doubles == ["2 users apiadmin"]


def test_two_accounts_are_two_questions(inventory):
    root = "GET api-manager:pay1 /api/portal/v1.3/applications"
    engine = Engine({root: http("[]")})
    found = ApiManager(engine, inventory, "pay1")
    found.things("applications")
    found.things("applications", "api_user")

    assert engine.asked == [
        f"{root} [Authorization: <secret> of {who}]" for who in ("apiadmin", "ann")
    ]
