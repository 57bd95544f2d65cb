"""Hosts, instances, groups and the domain, on an engine that answers from a table."""

import json
from pathlib import Path

import pytest

from inventory import load
from probes.answers import HttpAnswer
from probes.errors import CannotTell, NotApplicable, Refused
from readers.axway.api_manager import ApiManager
from readers.axway.domain import Domain, Group
from readers.axway.instance import Instance
from readers.axway.manager import AdminNodeManager
from readers.axway.node import AxwayNode
from tests.readers.axway import samples
from tests.readers.fakes import Engine, gone, said

INVENTORY = Path(__file__).parents[2] / "inventory" / "axway.yaml"
OLD, NEW = "/opt/Axway-7.5.3/apigateway", "/opt/Axway-7.7/apigateway"
OWNER = "runuser -u apigw --"
PS = "ps -e"
PROC = "find /proc"
TOPOLOGY = "GET admin-node-manager:gwa /api/topology"
DEPLOYMENTS = "GET admin-node-manager:gwa /api/deployment/domain/deployments"


@pytest.fixture(scope="module")
def inventory():
    return load(INVENTORY)


def http(body="", status=200, headers=()):
    return HttpAnswer(status, headers, body.encode() if isinstance(body, str) else body)


def listing(*rows):
    """Give the two answers that tell of processes: pid, program, title."""
    rows = [(1, "/usr/lib/systemd/systemd", "/sbin/init"), *rows]
    return {
        f"gwa # {PS}": said("".join(f"{pid} {title}\n" for pid, _, title in rows)),
        f"gwa # {PROC}": said("".join(f"/proc/{pid}\t{exe}\n" for pid, exe, _ in rows)),
        f"gwa # readlink -e -- {OLD}": said(f"{OLD}\n"),
        f"gwa # readlink -e -- {NEW}": said(f"{NEW}\n"),
    }


FILE = said("regular file|10|1700000000|600|apigw|apigw\n")


def test_the_version_is_asked_as_the_owner(inventory):
    command = f"gwa # {OWNER} {OLD}/posix/bin/managedomain --version </dev/null"
    node = AxwayNode(Engine({command: said(samples.VERSION)}), inventory, "gwa")

    assert node.old.version.level == "7.5.3 SP1"


@pytest.mark.parametrize(
    "answer",
    [
        said("", "sudo: a password is required\n", 1),
        said("", f"runuser: failed to execute {OLD}: No such file or directory\n", 127),
        said("", "Killed\n", 137),
        said(samples.VERSION, "", 3),
    ],
)
def test_a_version_that_could_not_be_asked_can_not_be_told(inventory, answer):
    node = AxwayNode(Engine({f"gwa # {OWNER}": answer}), inventory, "gwa")
    with pytest.raises(CannotTell):
        _ = node.old.version


def test_processes_are_told_apart_by_their_program(inventory):
    answers = listing(
        (20, f"{OLD}/Linux.x86_64/bin/vshell", "GW1 (Payments) (7.5.3) (vshell)"),
        (21, f"{NEW}/Linux.x86_64/bin/vshell", "GW1 (Payments) (7.7 SP1) (vshell)"),
        (22, f"{NEW}-other/bin/vshell", "X (Y) (7.7) (vshell)"),
        (23, "/usr/bin/vim", "vim GW1 (Payments) (7.7) (vshell) notes"),
    )
    instance = Instance(Engine(answers), inventory, "pay1")

    assert [one.pid for one in instance.running(instance.old)] == [20]
    assert [one.pid for one in instance.running(instance.new)] == [21]
    assert [one.pid for one in instance.node.running] == [20, 21, 22]


def test_a_node_manager_is_none_of_the_instances(inventory):
    title = "Node Manager on nodea.example (Node Manager Group) (7.7) (vshell)"
    node = AxwayNode(Engine(listing((9, f"{NEW}/bin/vshell", title))), inventory, "gwa")

    assert [one.manager for one in node.new.running] == [True]
    assert node.old.running == ()


def test_processes_that_are_hidden_are_not_absent(inventory):
    hidden = said("", "find: '/proc/20/exe': Permission denied\n", 1)
    node = AxwayNode(Engine(listing() | {f"gwa # {PROC}": hidden}), inventory, "gwa")
    with pytest.raises(CannotTell, match="not all were shown"):
        _ = node.old.running


@pytest.mark.parametrize(("code", "runs"), [(0, True), (1, False)])
def test_status_of_an_instance(inventory, code, runs):
    command = f"gwa # {OWNER} {OLD}/posix/bin/startinstance -s -n GW1 -g Payments </dev/null"
    instance = Instance(Engine({command: said("", "", code)}), inventory, "pay1")

    assert instance.says_it_runs(instance.old) is runs


def test_startinstance_is_never_called_without_a_name(inventory):
    node = AxwayNode(Engine({}), inventory, "gwa")
    with pytest.raises(ValueError, match="starts"):
        node.old.status("startinstance")


def test_what_a_clean_new_installation_has_not(inventory):
    answers = {
        f"gwa # ls -1A -- {NEW}/groups": gone(f"{NEW}/groups"),
        "gwa # stat": gone("x"),
    }
    assert AxwayNode(Engine(answers), inventory, "gwa").new.begun == ()

    answers |= {
        f"gwa # ls -1A -- {NEW}/groups": said("certs\ngroup-2\ntopology.json\n"),
        f"gwa # stat -L -c '%F|%s|%Y|%a|%U|%G' -- {NEW}/groups/topology.json": FILE,
    }
    assert AxwayNode(Engine(answers), inventory, "gwa").new.begun == (
        "groups/group-2",
        "groups/topology.json",
    )


def test_hashes_of_passwords_and_signatures_are_kept_out_of_what_is_written(inventory):
    engine = Engine({
        f"gwa # cat -- {OLD}/conf/adminUsers.json": said(samples.USERS),
        f"gwa # ls -1A -- {OLD}/conf/licenses": said("a.lic\nreadme.txt\n"),
        f"gwa # cat -- {OLD}/conf/licenses/a.lic": said(samples.LICENCE),
    })  # fmt: skip
    old = AxwayNode(engine, inventory, "gwa").old

    assert old.admin_users.users == {"ops": ("API Server Administrator",)}
    assert [one.grants("apiportal") for one in old.licences] == [True]
    assert engine.hidden == ["$AAGQ..$salt$digest", "0123456789abcdef0123456789abcdef"]


def test_no_licence_is_an_answer_and_a_folder_we_may_not_see_is_none(inventory):
    folder = f"gwa # ls -1A -- {NEW}/conf/licenses"
    assert AxwayNode(Engine({folder: gone("x")}), inventory, "gwa").new.licences == ()
    refused = said("", f"ls: cannot open directory '{NEW}': Permission denied\n", 2)
    with pytest.raises(CannotTell):
        _ = AxwayNode(Engine({folder: refused}), inventory, "gwa").new.licences


def test_the_log_of_a_step_and_what_the_inventory_accepts_of_it(inventory):
    text = '[X] : OK\nWARN: feature "mcafee" not licensed\nWARN: another\n'
    path = f"{NEW}/upgrade/bin/out/logs/upgrade.log"
    engine = Engine({"gwa # stat": FILE, f"gwa # cat -- {path}": said(text)})
    tool = AxwayNode(engine, inventory, "gwa").upgrade

    assert [line.text for line in tool.unaccepted("upgrade")] == ["WARN: another"]


def test_a_log_that_is_nowhere_is_not_a_clean_one(inventory):
    tool = AxwayNode(Engine({"gwa # stat": gone("x")}), inventory, "gwa").upgrade
    with pytest.raises(CannotTell, match=r"there is no upgrade/bin/out/logs/apply\.log"):
        tool.log("apply")


def test_the_status_of_sysupgrade(inventory):
    command = f"gwa # {OWNER} {NEW}/upgrade/bin/sysupgrade status </dev/null"
    tool = AxwayNode(Engine({command: said(samples.STATUS)}), inventory, "gwa").upgrade

    assert (tool.status.text, tool.status.next) == ("export complete", "sysupgrade upgrade")


def test_the_manager_is_asked_with_an_account_whose_password_is_not_in_the_question(inventory):
    engine = Engine({TOPOLOGY: http(samples.TOPOLOGY)})
    manager = AdminNodeManager(engine, inventory, "gwa")

    assert manager.topology.product == "7.5.3"
    assert engine.asked == [f"{TOPOLOGY} [Authorization: admin:<secret>]"]


@pytest.mark.parametrize("status", [401, 403, 404, 500, 302])
def test_a_manager_that_refuses_tells_nothing(inventory, status):
    manager = AdminNodeManager(Engine({TOPOLOGY: http("<html/>", status)}), inventory, "gwa")
    with pytest.raises(CannotTell, match=f"HTTP {status}"):
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


def domain(**changes):
    said_ = {"instance-1": samples.deployed(), "instance-2": samples.deployed(**changes)}
    return Engine({
        TOPOLOGY: http(samples.TOPOLOGY),
        TOPOLOGY.replace("gwa", "gwb"): http(samples.TOPOLOGY),
        DEPLOYMENTS: http(json.dumps({"result": {"group-2": said_}})),
    })  # fmt: skip


def test_a_group_that_is_alike_and_one_that_is_not(inventory):
    assert Group(domain(), inventory, "payments").unlike == []
    other = domain(rootProperties={"Id": "b", "Timestamp": "1699999999000"})

    assert Group(other, inventory, "payments").unlike == ["id: pay1 aaaa1111-0000, pay2 b"]


def test_a_group_of_which_an_instance_is_not_told_is_not_alike(inventory):
    engine = domain()
    one = {"result": {"group-2": {"instance-1": samples.deployed()}}}
    engine.answers[DEPLOYMENTS] = http(json.dumps(one))
    with pytest.raises(CannotTell, match="no deployment of pay2"):
        _ = Group(engine, inventory, "payments").unlike


def test_the_first_manager_gives_anm_host_and_sees_what_others_see(inventory):
    found = Domain(domain(), inventory)

    assert found.anm_host == "nodea.example"
    assert found.seen["gwa"] == found.seen["gwb"]
    assert found.foreign_hosts == ["nodec.example: not in the topology"]


def test_default_keyspace(inventory):
    group = Group(domain(), inventory, "payments")

    assert group.default_keyspace == "x2f1c9a70_0000_4000_8000_5a5a5a5a5a5a_group_2"


def test_health_of_an_instance_and_of_one_without_api_manager(inventory):
    engine = Engine({"GET traffic:par1 /healthcheck": http("<status>ok</status>")})
    instance = Instance(engine, inventory, "par1")

    assert instance.health == "ok"
    for name in ("api_manager", "health_for_balancer"):
        with pytest.raises(NotApplicable):
            getattr(instance, name)


def test_redaction_counts_where_service_xml_includes_it(inventory):
    folder = f"{OLD}/groups/group-2/instance-1/conf"
    answers = {
        f"gwa # cat -- {OLD}/groups/topology.json": said(samples.TOPOLOGY),
        f"gwa # cat -- {folder}/service.xml": said(samples.SERVICE),
        f"gwa # cat -- {folder}/redaction.xml": said(samples.REDACTION),
        "gwa # stat": FILE,
    }
    instance = Instance(Engine(answers), inventory, "pay1")
    assert instance.redacts(instance.old)

    answers[f"gwa # cat -- {folder}/service.xml"] = said(
        "<NetService><include file='a'/></NetService>"
    )
    instance = Instance(Engine(answers), inventory, "pay1")
    assert not instance.redacts(instance.old)


def test_errors_of_a_trace_are_told_once_its_head_shows_that_it_is_one(inventory):
    folder = f"{OLD}/groups/group-2/instance-1/trace"
    answers = {
        f"gwa # cat -- {OLD}/groups/topology.json": said(samples.TOPOLOGY),
        f"gwa # ls -1A -- {folder}": said("GW1_20261121220000.trc\n"),
        "gwa # head": said(samples.TRACE),
        "gwa # grep": said("", "", 1),
    }
    instance = Instance(Engine(answers), inventory, "pay1")
    assert instance.trace_errors(instance.old) == ()

    answers["gwa # head"] = said("")
    with pytest.raises(CannotTell, match="ProductName"):
        instance.trace_errors(instance.old)


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
        f"{root} [Authorization: {who}:<secret>]" for who in ("apiadmin", "ann")
    ]


def test_a_tool_that_tells_its_options_is_usable(inventory):
    command = f"gwa # {OWNER} {NEW}/upgrade/bin/sysupgrade --help </dev/null"
    good = Engine({command: said("Usage: sysupgrade export|upgrade|apply|status|clean\n")})
    bad = Engine({command: said("", "ImportError\n", 1)})

    assert AxwayNode(good, inventory, "gwa").upgrade.usable
    assert not AxwayNode(bad, inventory, "gwa").upgrade.usable


def test_the_groups_of_an_upgraded_output(inventory):
    folder = f"{NEW}/upgrade/bin/out/upgrade/esgroups/groups"
    engine = Engine({
        f"gwa # ls -1A -- {folder}": said("group-2\ngroup-3\ngroup-4\n"),
        f"gwa # ls -1A -- {folder}/group-2": said("a.fed\n"),
        f"gwa # ls -1A -- {folder}/group-3": said("a.pol\n"),
        f"gwa # ls -1A -- {folder}/group-4": said("a.pol\na.env\n"),
    })  # fmt: skip

    assert AxwayNode(engine, inventory, "gwa").upgrade.groups_left == ("group-2", "group-4")


def test_what_an_export_lacks(inventory):
    folder = f"gwa # ls -1A -- {NEW}/upgrade/bin/out/export"
    engine = Engine({folder: said("adminusers\nappregistry\ncassandra\ndb\nds\nesgroups\nesnm\n")})

    assert AxwayNode(engine, inventory, "gwa").upgrade.not_exported == (
        "extlib", "kps", "sysconfig", "topology",
    )  # fmt: skip


@pytest.mark.parametrize("which", ["domaincert", "cacerts"])
def test_certificates_that_are_not_there_can_not_be_told(inventory, which):
    engine = Engine({"gwa # sed": gone("x"), "gwa # /opt": said("", "keytool: not found\n", 127)})
    old = AxwayNode(engine, inventory, "gwa").old
    with pytest.raises(CannotTell):
        _ = old.domain_certificate if which == "domaincert" else old.keystore()
