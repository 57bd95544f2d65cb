"""What people changed in the old installation, and what may start it by itself."""

import pytest

from probes.answers import HttpAnswer
from probes.errors import CannotTell, NotApplicable
from readers.axway.domain import Domain
from readers.axway.instance import Instance
from readers.axway.node import AxwayNode
from tests.readers.axway import samples
from tests.readers.axway.hosts import NEW, OLD, listing
from tests.readers.fakes import Engine, gone, said

ROW = "<ConfigurationFragment>{}</ConfigurationFragment>"
FLAG = '<VMArg name="-D{}"/>'
GREP = "gwa # grep -r -l -F"
KEYS = "Your keystore contains {} entries\n\n"
SECRET_KEY = "Alias name: {}\nEntry type: SecretKeyEntry\n\n"


def host(inventory, answers):
    return AxwayNode(Engine(answers), inventory, "gwa")


def jvm(*names):
    return said(ROW.format("".join(FLAG.format(name) for name in names)))


def test_a_setting_that_stands_in_the_old_system_file_alone_is_lost(inventory):
    answers = {
        f"gwa # cat -- {OLD}/system/conf/jvm.xml": jvm("shipped", "moved", "instance", "mine"),
        f"gwa # cat -- {NEW}/system/conf/jvm.xml": jvm("shipped", "new"),
        f"gwa # cat -- {OLD}/conf/jvm.xml": jvm("moved"),
        f"gwa # cat -- {OLD}/groups/x/conf/jvm.xml": jvm("instance"),
    }
    found = host(inventory, answers).jvm

    assert found.lost("groups/x/conf/jvm.xml") == ("-Dmine",)
    answers[f"gwa # cat -- {OLD}/conf/jvm.xml"] = gone("x")
    assert found.lost("groups/x/conf/jvm.xml") == ("-Dmine", "-Dmoved")
    answers[f"gwa # cat -- {NEW}/system/conf/jvm.xml"] = gone("x")
    with pytest.raises(CannotTell):
        found.lost()


def test_lines_of_java_security(inventory):
    name = "Linux.x86_64/jre/lib/security/java.security"
    answers = {
        f"gwa # cat -- {OLD}/{name}": said("# c\nsame=1\nmine=2\n"),
        f"gwa # cat -- {NEW}/{name}": said("same=1\nnew=3\n"),
    }

    assert host(inventory, answers).customised.security_lines == ("mine=2",)


def test_a_trust_store_that_does_not_show_all_can_not_be_compared(inventory):
    answers = {"gwa # /opt": said(KEYS.format(2) + SECRET_KEY.format("a"))}
    with pytest.raises(CannotTell):
        _ = host(inventory, answers).customised.added_trust


def test_what_may_start_the_old_processes(inventory):
    missing = "grep: /etc/monit.d: No such file or directory\n"
    found = said("/etc/init.d/vshell-GW1\n", missing, 2)
    node = host(inventory, {GREP: found})

    assert node.customised.starters(node.old) == ("/etc/init.d/vshell-GW1",)


@pytest.mark.parametrize(
    ("err", "rc", "tells"),
    [
        ("grep: /etc/monit.d: No such file or directory\n", 2, True),
        ("", 1, True),
        ("grep: /etc/cron.d: Permission denied\n", 2, False),
        ("sudo: a password is required\n", 1, False),
    ],
)
def test_nothing_found_counts_only_where_we_could_look(inventory, err, rc, tells):
    node = host(inventory, {GREP: said("", err, rc)})
    if tells:
        assert node.customised.starters(node.old) == ()
        return
    with pytest.raises(CannotTell):
        node.customised.starters(node.old)


def test_scripts_of_a_run_level(inventory):
    answers = {
        "gwa # ls -1A -- /etc/rc.d/rc3.d": said("S99vshell-GW1\nS10network\n"),
        "gwa # ls -1A -- /etc/rc.d/rc5.d": gone("x"),
        "gwa # ls -1A -- /etc/rc5.d": gone("x"),
    }

    assert host(inventory, answers).customised.linked == ("rc3.d/S99vshell-GW1",)


def test_a_service_xml_that_is_not_the_one_of_skel(inventory):
    folder = f"{OLD}/groups/group-2/instance-1"
    answers = {
        f"gwa # cat -- {OLD}/groups/topology.json": said(samples.TOPOLOGY),
        f"gwa # sha256sum -- {folder}/conf/service.xml": said(f"{'a' * 64}  x\n"),
        f"gwa # sha256sum -- {OLD}/skel/service.xml": said(f"{'b' * 64}  x\n"),
    }
    one = Instance(Engine(answers), inventory, "pay1")
    assert one.service_changed(one.old)

    answers[f"gwa # sha256sum -- {OLD}/skel/service.xml"] = gone("x")
    with pytest.raises(CannotTell):
        one.service_changed(one.old)


def test_sample_calls_go_to_each_instance_of_their_group(inventory):
    key = "GET api-traffic:pay2 /orders/1 [Authorization: <secret>]"
    found = Instance(Engine({key: HttpAnswer(503, (), b"")}), inventory, "pay2").calls

    assert [one.wrong for one in found] == [("orders: HTTP 503 instead of 200",)]
    with pytest.raises(NotApplicable):
        _ = Instance(Engine({}), inventory, "par1").calls


def test_the_load_balancer_is_asked_from_a_node(inventory):
    found = Domain(Engine({"gwa $ curl": said("403\n")}), inventory)

    assert found.site("load_balancer", "/healthcheck") == 403
    with pytest.raises(CannotTell, match=r"axway\.portal"):
        found.site("portal", "/")


def test_the_size_of_a_group(inventory):
    node = host(inventory, {"gwa # du": said(f"2048\t{OLD}/groups/group-2/conf\n")})

    assert node.old.size("groups/group-2/conf") == 2 << 20


def test_processes_left_on_any_host_are_named(inventory):
    answers = listing((20, f"{OLD}/bin/vshell", "GW1 (Payments) (7.5.3) (vshell)"))
    for name in ("gwb", "gwc"):
        idle = {key.replace("gwa", name): value for key, value in listing().items()}
        answers |= idle | {f"{name} # readlink": said(f"{OLD}\n")}

    assert Domain(Engine(answers), inventory).running("old") == [
        f"gwa: GW1 of Payments (7.5.3), pid 20, {OLD}/bin/vshell"
    ]
