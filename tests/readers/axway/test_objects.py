"""Hosts and instances, on an engine that answers from a table."""

import pytest

from probes.errors import CannotTell, NotApplicable
from readers.axway.instance import Instance
from readers.axway.node import AxwayNode
from readers.axway.upgrade_log import upgrade_log
from tests.readers.axway import samples
from tests.readers.axway.hosts import FILE, NEW, OLD, OWNER, PROC, Shell, http, listing
from tests.readers.fakes import Engine, gone, said


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


@pytest.mark.parametrize("end", ["\n", "x"])
def test_of_a_long_log_what_matters_is_read_on_its_host(inventory, tmp_path, end):
    path = tmp_path / "upgrade.log"
    path.write_text(samples.LOG + "noise of no level\n" * 60_000 + "[Last] : OK" + end)
    log = f"{NEW}/upgrade/bin/out/logs/upgrade.log"
    here = Shell(path, log)
    engine = Engine(
        {"gwa # stat": said(f"regular file|{path.stat().st_size}|1700000000|600|a|a\n")}
    )
    engine.ask = lambda question: here(question) or Engine.ask(engine, question)
    tool = AxwayNode(engine, inventory, "gwa").upgrade
    if end != "\n":
        with pytest.raises(CannotTell, match="cut off"):
            tool.log("upgrade")
        return
    whole = upgrade_log(samples.LOG, "x")
    found = tool.log("upgrade")

    assert [line.known for line in found.lines if line.known] == [
        line.known for line in whole.lines if line.known
    ]
    assert (len(found.errors), len(found.unknown)) == (2, 1)
    assert found.parts == (*whole.parts, ("Last", "OK"))
