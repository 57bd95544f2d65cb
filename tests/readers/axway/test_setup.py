"""How 7.7 was installed and updated; what of a host the system requirements look at."""

import pytest

from probes import guard
from probes.errors import CannotTell, NotApplicable
from readers.axway import scanners
from readers.axway.backends import hosts
from readers.axway.domain import Domain
from readers.axway.licence import licence
from readers.axway.managedomain import installed
from readers.axway.node import AxwayNode
from readers.axway.setup import Update
from readers.axway.systems import supported
from readers.os_release import os_release
from readers.versions import parse
from tests.readers.axway.hosts import FILE, NEW, OLD, http, listing
from tests.readers.fakes import Engine, gone, said

FIND = "gwa # find"
ROOT = f"{FIND} / -maxdepth"


def node(inventory, answers):
    return AxwayNode(Engine(answers), inventory, "gwa")


def system(name, version):
    return os_release(f'ID="{name}"\nVERSION_ID="{version}"\nPRETTY_NAME="{name} {version}"\n')


def test_an_installation_apart_and_one_behind_a_link(inventory):
    there = {f"gwa # stat -L -c '%F|%s|%Y|%a|%U|%G' -- {NEW}": said("directory|1|1|755|a|a\n")}
    links = listing()
    astray = {**links, f"gwa # readlink -e -- {NEW}": said(f"{OLD}/x\n")}

    assert node(inventory, {**there, **links}).setup.overlaps == ()
    assert "one lies in the other" in node(inventory, {**there, **astray}).setup.overlaps[0]


def test_no_installation_at_all(inventory):
    missing = {f"gwa # stat -L -c '%F|%s|%Y|%a|%U|%G' -- {NEW}": gone(NEW)}

    assert node(inventory, missing).setup.overlaps == (f"gwa: there is no {NEW}",)


def test_api_manager_is_there_or_not_and_never_half(inventory):
    stat = f"gwa # stat -L -c '%F|%s|%Y|%a|%U|%G' -- {NEW}"
    both = {f"{stat}/webapps/apiportal": FILE, f"{stat}/system/conf/apiportal": FILE}
    half = {**both, f"{stat}/webapps/apiportal": gone("x")}
    host = node(inventory, both)

    assert host.setup.has_api_manager(host.new)
    with pytest.raises(CannotTell, match="only one of"):
        host.setup.has_api_manager(node(inventory, half).new)


def test_a_cassandra_beside_the_gateway(inventory):
    answer = said("/opt/Axway-7.7\n/opt/Axway-7.7/cassandra/conf/cassandra.yaml\n")
    found = node(inventory, {FIND: answer}).setup.cassandras

    assert found == ("/opt/Axway-7.7/cassandra/conf/cassandra.yaml",)


@pytest.mark.parametrize("text", ["", "garbage\n", "/opt/Axway-7.7/x\n"])
def test_a_search_that_did_not_begin_where_it_should(inventory, text):
    with pytest.raises(CannotTell):
        _ = node(inventory, {FIND: said(text)}).setup.cassandras


def test_a_file_that_went_away_while_it_was_searched(inventory):
    answer = said("root\t/\n", err="find: '/tmp/x': No such file or directory\n", rc=1)

    assert node(inventory, {ROOT: answer}).setup.updates == ()


def test_a_folder_that_could_not_be_searched(inventory):
    answer = said("root\t/\n", err="find: '/srv/x': Permission denied\n", rc=1)

    with pytest.raises(CannotTell):
        _ = node(inventory, {ROOT: answer}).setup.updates


def test_what_updates_left(inventory):
    rows = ["root\t/", "apigw\t/srv/a/update-output", "apigw\t/srv/a/update-output/trace/x.trc",
            "apigw\t/srv/a/update-output/backups/y.tar", "root\t/srv/b/update-output"]  # fmt: skip
    engine = Engine({ROOT: said("\n".join([*rows, ""]))})
    found = AxwayNode(engine, inventory, "gwa").setup.updates

    assert found == (
        Update("/srv/a/update-output", "apigw", whole=True),
        Update("/srv/b/update-output", "root", whole=False),
    )
    guard.command(engine.asked[0].partition(" # ")[2])


@pytest.mark.parametrize(
    ("name", "version", "update", "held"),
    [
        ("rhel", "7.9", "7.7.20200130", True),
        ("rhel", "8.1", "7.7.20200130", False),
        ("rhel", "8.1", "7.7.20200530", True),
        ("ol", "8.1", "7.7.20200530", False),
        ("sles", "12.5", "7.7.20200130", True),
        ("debian", "12", "7.7.20240830", False),
        ("rhel", "9.1", "7.7.20200530", False),
    ],
)
def test_systems_by_update(name, version, update, held):
    assert supported(system(name, version), parse(update)) is held


def test_a_system_that_the_list_can_not_know():
    with pytest.raises(CannotTell, match="no page"):
        supported(system("rhel", "9.4"), parse("7.7.20240830"))


@pytest.mark.parametrize(
    ("host", "name", "held"),
    [
        ("gwa", "gwa", True),
        ("GWA.example", "gwa", True),
        ("gwa.example", "gwa.other", False),
        ("gwb", "gwa", False),
        ("*", "gwa", True),
        ("gwb, gwa", "gwa", True),
    ],
)
def test_the_hosts_of_a_licence(host, name, held):
    assert licence(f"hostname={host}\n").is_for(name) is held


def test_a_licence_for_a_number():
    with pytest.raises(CannotTell, match="number"):
        licence("hostid=007f0101\n").is_for("gwa")


def test_scanners_of_a_configuration(inventory):
    grep = "gwa # grep -r -h -o -E"
    text = 'type="HTTPFilter"\ntype="SophosFilter"\n'
    found = scanners.types(node(inventory, {grep: said(text)}), "/conf")

    assert scanners.called(found) == {"sophos": ("sophos",)}
    assert scanners.called(found | {"ICAPFilter"}) == {}
    with pytest.raises(CannotTell):
        scanners.types(node(inventory, {grep: said("")}), "/conf")


def test_scratch_folders_of_each_java(inventory):
    jvm = "<ConfigurationFragment>{}</ConfigurationFragment>"
    own = jvm.format('<VMArg name="-Djava.io.tmpdir=/srv/tmp"/>')
    answers = {
        f"gwa # cat -- {NEW}/conf/jvm.xml": gone("x"),
        f"gwa # cat -- {NEW}/system/conf/jvm.xml": said(own),
    }

    assert node(inventory, answers).platform.temporary == {f"{NEW}/conf/jvm.xml": "/srv/tmp"}


def test_privileged_ports_are_told_of_hosts_that_have_one(inventory):
    with pytest.raises(NotApplicable):
        _ = node(inventory, {}).privileged_ports


def test_a_release_before_the_dates_wants_none():
    assert installed("Version: 7.5.3\n").reaches("7.5.3")
    with pytest.raises(CannotTell):
        installed("Version: 7.7.0\n").reaches("7.7.20240830")


def test_a_back_end_of_one_instance_hides_none_of_another(inventory):
    rows = '[{{"id": "b", "name": "Orders", "basePath": "https://{}:8443"}}]'
    path = "/api/portal/v1.3/apirepo"
    engine = Engine({
        f"GET api-manager:pay1 {path}": http(rows.format("a_b.example")),
        f"GET api-manager:pay2 {path}": http(rows.format("ab.example")),
    })  # fmt: skip
    found = hosts(Domain(engine, inventory).api_managers)

    assert found == (("Orders (b)", "a_b.example"), ("Orders (b)", "ab.example"))
    with pytest.raises(NotApplicable):
        hosts([])
