"""Faults between the steps of sysupgrade: what its gates are there for. `when` names the gate."""

import functools
import json
import time
from typing import TYPE_CHECKING, Any

from tests.lab.axway import files, ring
from tests.lab.axway.changing import OWNED, cql, json_file, text_file, tool
from tests.lab.axway.faults_domain import OTHER
from tests.lab.axway.faults_kps import SPACE
from tests.lab.axway.faults_old import CONF, TOPOLOGY
from tests.lab.axway.places import ADMIN_HOSTS, GROUPS, HOSTS, INSTANCES, NEW, OLD
from tests.lab.axway.rows import TABLES
from tests.lab.axway_programs import kps, licences
from tests.lab.axway_programs.cql import quoted
from tests.lab.planting import Act, Fault, give_back, keep

if TYPE_CHECKING:
    from tests.lab.axway.domain import DomainEstate

PAY = [INSTANCES[name] for name in ("pay1", "pay2")]
LOGS = f"{NEW}/upgrade/bin/out/logs"
LICENCE = f"{NEW}/{licences.FOLDER}/gateway.lic"
JVM = f"{OLD}/{PAY[0].folder}/conf/jvm.xml"
AUDITED = {"message": "Deployed an archive", "eventId": 1036, "metadata": {"userID": "ann"}}
BEGUN = ("AXW-STEP-010",)
UPGRADE_FAILED = (*BEGUN, "AXW-STEP-020", "AXW-STEP-023", "AXW-STEP-040")
APPLY_FAILED = ("EST-007", *BEGUN, "AXW-STEP-049", "AXW-STEP-050", "AXW-STEP-051")


def _now() -> int:
    return time.time_ns() // 1_000_000


def _restart(estate: "DomainEstate") -> None:
    for one in PAY:
        start = f"{OLD}/posix/bin/startinstance -n {one.name} -g {GROUPS[one.group][1]}"
        tool(estate, one.host, f"{start} -k", check=False)
        tool(estate, one.host, f"{start} -d")


def _deploy(estate: "DomainEstate") -> None:
    """Deploy to both instances of Payments, as a person who was not told of the freeze."""
    for one in PAY:
        host, connection = estate[one.host], f"{OLD}/{one.folder}/conf/esconnection.xml"
        keep(host, connection)
        said = json.loads(files.deployment("payments", OTHER, "v4")) | {
            "deploymentTimestamp": _now()
        }
        host.run(f"cp -a {CONF}/[0-9a-f]*-* {CONF}/{OTHER}")
        host.put(f"{CONF}/{OTHER}/deployment.json", json.dumps(said), 0o644, OWNED)
        host.put(connection, files.connection(OTHER), 0o644, OWNED)
    _restart(estate)


def _take_back(estate: "DomainEstate") -> None:
    for one in PAY:
        give_back(estate[one.host], f"{OLD}/{one.folder}/conf/esconnection.xml")
        estate[one.host].run(f"rm -rf {CONF}/{OTHER}")
    _restart(estate)


def _restart_member(estate: "DomainEstate") -> None:
    estate["gw3"].run("systemctl stop cassandra")
    ring.start([estate[name] for name in estate.hosts], estate.cassandra)


def _again(host: str, *steps: str) -> Act:
    """Repeat steps on a host, whatever comes of them."""

    def act(estate: "DomainEstate") -> None:
        for step in steps:
            estate.sysupgrade(host, step, "--force", check=False)

    return act


def _then(one: Act, *others: Act) -> Act:
    def act(estate: "DomainEstate") -> None:
        for each in (one, *others):
            each(estate)

    return act


def _touched(tree: dict[str, Any]) -> None:
    tree.update(version=tree["version"] + 1, timestamp=_now())


def _application() -> tuple[Act, Act]:
    row = TABLES["payments"][kps.APPLICATIONS][0] | {"id": "a-0099", "name": "Late"}
    table = f"{SPACE}.{kps.APPLICATIONS}"
    values = f"({quoted(row['id'])}, {quoted(json.dumps(row))})"
    return cql(
        (f"INSERT INTO {table} (key, value) VALUES {values}",),
        (f"DELETE FROM {table} WHERE key = {quoted(row['id'])}",),
    )


def _unlicensed() -> tuple[Act, Act]:
    def plant(estate: "DomainEstate") -> None:
        keep(estate["gw3"], LICENCE)
        estate["gw3"].run(f"rm {LICENCE}")

    return (
        _then(plant, _again("gw3", "upgrade")),
        _then(lambda estate: give_back(estate["gw3"], LICENCE), _again("gw3", "upgrade")),
    )


def _carried() -> tuple[Act, Act]:
    plant, mend = text_file("gw1", JVM, lambda _: files.INCLUDED_JVM)
    return _then(plant, _again("gw1", "export")), _then(mend, _again("gw1", "export"))


def _forgotten(estate: "DomainEstate", host: str) -> None:
    """Take away what an apply that failed has left; the next one begins anew."""
    estate[host].run(f"rm -rf {LOGS}/apply.log {NEW}/upgrade/bin/out/apply")


FAULTS = [
    Fault(
        "deployed-after-export",
        "Somebody deployed to Payments after the export.",
        _deploy,
        _take_back,
        red=("AXW-PRE-061", "AXW-STEP-031"),
        when="g2",
    ),
    Fault(
        "topology-changed-after-export",
        "Somebody changed the topology after the export.",
        *json_file(HOSTS, TOPOLOGY, _touched),
        red=("AXW-PRE-060", "AXW-STEP-031"),
        when="g2",
    ),
    Fault(
        "administrators-changed-after-export",
        "Somebody changed gw1's administrators after the export.",
        *json_file(ADMIN_HOSTS[:1], f"{OLD}/conf/adminUsers.json", _touched),
        red=("AXW-PRE-062", "AXW-STEP-031"),
        when="g2",
    ),
    Fault(
        "application-after-export",
        "An application was made in API Manager after the export.",
        *_application(),
        red=("AXW-PRE-063",),
        when="g2",
    ),
    Fault(
        "change-in-the-audit-log",
        "gw1's audit log tells of a deployment after the export.",
        *text_file(
            "gw1",
            f"{OLD}/logs/audit.log",
            lambda text: text + json.dumps({"timestamp": _now(), **AUDITED}) + "\n",
        ),
        red=("AXW-PRE-064",),
        when="g2",
    ),
    Fault(
        "cassandra-restarted",
        "gw3's Cassandra was restarted after the export.",
        _restart_member,
        lambda _: None,
        red=("AXW-STEP-067",),
        when="g2",
    ),
    Fault(
        "jvm-carried-over",
        "Pay1 has a jvm.xml of its own, and gw1 was exported with it.",
        *_carried(),
        red=("AXW-STEP-013", "AXW-STEP-025"),
        when="g1",
    ),
    Fault(
        "upgrade-with-errors",
        "gw3 was upgraded without a licence: apply would be refused.",
        *_unlicensed(),
        red=(*UPGRADE_FAILED, "AXW-STEP-024a"),
        when="g2",
    ),
    Fault(
        "upgrade-told-localhost",
        "gw2's upgrade was told that Cassandra is on localhost.",
        lambda estate: estate.sysupgrade(
            "gw2", "upgrade", "--force", "--cass_host", "localhost", check=False
        ),
        _again("gw2", "upgrade"),
        red=(*UPGRADE_FAILED, "AXW-STEP-021"),
        when="g2",
    ),
    Fault(
        "apply-on-the-wrong-host",
        "apply was begun on gw2, while gw1 is not applied.",
        lambda estate: estate.sysupgrade("gw2", "apply", check=False),
        functools.partial(_forgotten, host="gw2"),
        red=APPLY_FAILED,
        when="g3",
    ),
    Fault(
        "passphrase-wrong",
        "gw1 is applied, and gw2's apply was given another passphrase of the domain.",
        lambda estate: estate.sysupgrade(
            "gw2", "apply", "--force", "--domain_passphrase", "not-the-one-9Ux2", check=False
        ),
        functools.partial(_forgotten, host="gw2"),
        red=APPLY_FAILED,
        when="g3",
    ),
]
