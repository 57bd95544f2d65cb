"""The Axway lab itself: both installations, `sysupgrade` as documented, Node Managers, KPS."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lab.axway import credentials, domain
from tests.lab.axway.line import PREFIX, lab, owner, said, status, sysupgrade, titles
from tests.lab.axway.places import NEW, OLD, keyspace

LOGIN = "--anm_host gw1 --username admin --password {password}"
CASSANDRA = "--cass_host 10.213.77.10 --cass_username {0} --cass_password {1}"

LACKING = domain.missing()
pytestmark = [
    pytest.mark.skipif(bool(LACKING), reason=f"no lab here: {'; '.join(LACKING)}"),
    pytest.mark.usefixtures("running"),
]


@pytest.fixture(scope="module")
def running() -> Iterator[None]:
    """A domain that is up, and gone afterwards."""
    lab("sweep")
    lab("up")
    yield
    lab("sweep")


def test_processes_have_the_documented_titles_and_programs():
    assert titles("gw2") == {
        "Node Manager on gw2 (Node Manager Group) (7.5.3) (vshell)",
        "Pay2 (Payments) (7.5.3) (vshell)",
        "Par1 (Partner APIs) (7.5.3) (vshell)",
    }
    programs = lab("exec", "gw3", "sudo find /proc -maxdepth 2 -name exe -printf '%l\\n'")
    assert programs.count(f"{OLD}/Linux.x86_64/bin/vshell") == 2


def test_the_owner_is_told_what_runs_and_a_bare_startinstance_starts_nothing_where_two_are():
    tool = f"{OLD}/posix/bin/startinstance"

    there = lab("exec", "gw2", f"sudo -n -u axway {tool} -s -n Pay2 -g Payments; echo $?")
    absent = lab("exec", "gw2", f"sudo -n -u axway {NEW}/posix/bin/nodemanager -s; echo $?")
    bare = owner("gw2", tool)

    assert (there, absent) == ("0\n", "1\n")
    assert bare.splitlines() == [
        'startinstance -n "Pay2" -g "Payments"',
        'startinstance -n "Par1" -g "Partner APIs"',
    ]


def test_node_managers_speak_as_documented_and_only_the_administrator_is_let_in():
    topology = said("https://gw1:8090/api/topology")["result"]
    deployed = said("https://gw2:8090/api/deployment/domain/deployments")["result"]
    here = said("https://gw2:8090/api/router/service/instance-4/api/configuration/archiveId")

    assert [host["name"] for host in topology["hosts"]] == ["gw1", "gw2", "gw3"]
    assert topology["services"][0]["tags"] == {"internal_admin_nm": "true"}
    assert {one["status"] for group in deployed.values() for one in group.values()} == {"Loaded"}
    assert here["result"] == deployed["group-3"]["instance-4"]["rootProperties"]["Id"]
    refused = "curl -sk -o /dev/null -w '%{http_code}' -u admin:wrong https://gw1:8090/api/topology"
    assert lab("exec", "gw3", refused) == "401"


def test_instances_answer_on_each_of_their_ports():
    asked = "curl -s gw1:8080/healthcheck; curl -s gw2:8081/healthcheck; curl -s gw3:8080/hello"

    assert lab("exec", "gw3", asked).count("<status>ok</status>") == 2
    people = said("https://gw1:8075/api/portal/v1.3/users", credentials.API_ADMIN)
    assert [one["loginName"] for one in people] == ["apiadmin", "ann", "ben"]
    assert "password" not in people[0]
    mine = said("https://gw2:8075/api/portal/v1.3/currentuser", credentials.API_USER)
    assert (mine["role"], mine["authAttrs"]["changePassword"]) == ("user", False)
    without = lab(
        "exec", "gw1", "curl -sk https://127.0.0.1:8085/api/configuration/archiveId; true"
    )
    assert without == ""  # mutual TLS: the local Node Manager alone is let in


def test_kpsadmin_names_the_cassandra_of_a_group():
    login = f"-u admin -p {credentials.ADMIN[1]} -g Payments -n Pay1"

    told = owner("gw1", f"{OLD}/posix/bin/kpsadmin {login} cassandra_configuration")

    assert "Pay1: OK" in told
    assert f"keyspace: {keyspace('payments')}" in told
    assert "10.213.77.10:9042,10.213.77.11:9042,10.213.77.12:9042" in told


def test_inventory_is_read_by_the_suite(tmp_path):
    from inventory import load  # noqa: PLC0415

    found = load(Path(lab("inventory", str(tmp_path)).strip()))

    assert found.axway is not None
    assert sorted(found.axway.instances) == ["par1", "par2", "pay1", "pay2"]


def test_faults_are_undone_by_their_mends():
    watched = (
        "cd /opt; sudo find Axway* -type f -not -path '*/trace/*' | sort | xargs sudo sha256sum"
    )
    names = ("group-inconsistent", "jdbc-driver-missing", "acl-edited", "apiadmin-twice")
    before = lab("exec", "gw2", watched)

    lab("plant", *names)
    told = said("https://gw1:8090/api/deployment/domain/deployments")["result"]["group-2"]
    people = said("https://gw1:8075/api/portal/v1.3/users", credentials.API_ADMIN)
    planted = lab("exec", "gw2", watched)
    lab("mend", *names)

    assert len({one["rootProperties"]["Id"] for one in told.values()}) == 2
    assert [one["loginName"] for one in people].count("apiadmin") == 2
    assert planted != before
    assert lab("exec", "gw2", watched) == before


def test_sysupgrade_keeps_its_order_and_wants_force_and_a_clean_upgrade():
    login = LOGIN.format(password=credentials.ADMIN[1])
    export = f"export --old_install_dir {OLD} {login}"
    good = CASSANDRA.format(*credentials.CASSANDRA)

    assert status("gw3") == "not started"
    assert "rc=100" in sysupgrade("gw3", "upgrade")
    assert "rc=0" in sysupgrade("gw3", export)
    assert "--force" in sysupgrade("gw3", export)
    refused = sysupgrade("gw3", "upgrade --cass_host localhost")
    assert "ERROR: You cannot have a multi-node upgrade and a localhost Cassandra" in refused
    assert status("gw3") == "export complete"
    early = sysupgrade("gw3", f"apply {login} --domain_passphrase x")
    assert "upgrade has not been completed" in early
    assert "rc=0" in sysupgrade("gw3", f"upgrade {good}")
    assert status("gw3") == "export and upgrade complete"
    wrong = sysupgrade("gw3", f"apply {login} --domain_passphrase x")
    assert "Failed to sign CSR for service" in wrong  # no 7.7 on the first host yet
    assert "rc=0" in sysupgrade("gw3", "clean")
    assert status("gw3") == "not started"


def test_export_stops_at_a_node_manager_that_is_down():
    manager = f"{OLD}/posix/bin/nodemanager"
    export = f"export --old_install_dir {OLD} {LOGIN.format(password=credentials.ADMIN[1])}"

    owner("gw3", f"{manager} -k")
    told = sysupgrade("gw1", export)
    owner("gw3", f"{manager} -d")

    assert "Upgrade requires all groups to be consistent" in told
    assert status("gw1") == "not started"


def test_upgrade_and_rollback_by_the_vendors_commands_keep_every_row():
    before = said("https://gw1:8075/api/portal/v1.3/applications", credentials.API_ADMIN)

    lab("upgrade")

    assert {status(host) for host in ("gw1", "gw2", "gw3")} == {"system upgrade complete"}
    assert titles("gw3") == {
        "Node Manager on gw3 (Node Manager Group) (7.7.20240830) (vshell)",
        "Par2 (Partner APIs) (7.7.20240830) (vshell)",
    }
    first, second = (said(f"https://{host}:8090/api/topology") for host in ("gw1", "gw2"))
    assert first == second
    assert (first["result"]["productVersion"], len(first["result"]["hosts"])) == ("7.7.0", 3)
    after = said("https://gw2:8075/api/portal/v1.3/applications", credentials.API_ADMIN)
    assert (len(after), after) == (12, before)
    log = lab("exec", "gw3", f"cat {NEW}/upgrade/bin/out/logs/upgrade.log")
    assert "[WARNING] messages from [Database] :\nWARN: OAuth/KPS tables must be" in log

    lab("rollback")

    assert "Par2 (Partner APIs) (7.5.3) (vshell)" in titles("gw3")
    assert said("https://gw1:8075/api/portal/v1.3/applications", credentials.API_ADMIN) == before


def test_sweep_leaves_nothing():
    lab("sweep")

    assert PREFIX not in Path("/proc/mounts").read_text()
    assert not list(Path("/run/netns").glob(f"{PREFIX}*"))
    assert not Path("/run", PREFIX).exists()
