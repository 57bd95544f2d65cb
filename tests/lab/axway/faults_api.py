"""Faults of what API Manager and OAuth show after the upgrade, and of databases before it."""

from tests.lab.axway import files
from tests.lab.axway.changing import cql, long_ago, text_file
from tests.lab.axway.faults_kps import row, without
from tests.lab.axway.places import DEPLOYED, OLD
from tests.lab.axway_programs import kps
from tests.lab.planting import Act, Fault

LOWERED = {
    "api": "*",
    "method": "*",
    "type": "throttle",
    "config": {"messages": "10", "period": "second", "per": "1"},
}

STORE = f"{OLD}/conf/fed/PrimaryStore.xml"
OF_GROUP = f"{OLD}/groups/group-2/conf/{DEPLOYED['group-2']}/PrimaryStore.xml"


def connected(host: str, path: str, url: str) -> tuple[Act, Act]:
    """Add a connection to an entity store, long before the backups."""
    changed = text_file(host, path, lambda text: files.connected(text, url))
    return long_ago(host, path, changed)


FAULTS = [
    Fault(
        "api-unpublished",
        "An API is no longer published.",
        *cql((row(kps.PROXIES, 1, state="unpublished"),), (row(kps.PROXIES, 1),)),
        red=("AXW-POST-018",),
        when="post",
    ),
    Fault(
        "quota-lowered",
        "The quota of all applications was lowered for the night, and not put back.",
        *cql(
            (row(kps.QUOTAS, 1, restrictions=[LOWERED]),),
            (row(kps.QUOTAS, 1),),
        ),
        red=("AXW-POST-068",),
        when="post",
    ),
    Fault(
        "oauth-client-lost",
        "A client application is gone from the registry.",
        *cql(
            without(kps.CLIENTS, "c-0002", group="partners"),
            (row(kps.CLIENTS, 1, group="partners"),),
        ),
        red=("AXW-POST-010", "AXW-POST-014", "AXW-RB-006"),
        when="post",
    ),
    Fault(
        "metrics-undeclared",
        "The Node Manager on gw2 writes metrics into a database that nobody named.",
        *connected("gw2", STORE, "jdbc:mysql://db.lab.invalid:3306/metrics"),
        red=("AXW-PRE-113", "AXW-PRE-167"),
        when="pre",
    ),
    Fault(
        "database-undeclared",
        "On gw1 the group's configuration is connected to a database that nobody named.",
        *connected("gw1", OF_GROUP, "jdbc:oracle:thin:@//db.lab.invalid:1521/kps"),
        red=("AXW-PRE-103",),
        when="pre",
    ),
]
