"""Faults of the hosts under the domain, and of how 7.7 was installed on them."""

import json
from typing import TYPE_CHECKING

from tests.lab.axway.changing import OWNED
from tests.lab.axway.places import NEW, OLD, OWNER, topology
from tests.lab.axway_programs.instance import OPEN
from tests.lab.planting import Fault, shell

if TYPE_CHECKING:
    from tests.lab.axway.domain import DomainEstate

BIN = f"{NEW}/upgrade/bin"
SMALL = f"""mountpoint -q {BIN} && exit 0
cp -a {BIN} /srv/bin && mount -t tmpfs -o mode=755,size=8m small {BIN} && cp -a /srv/bin/. {BIN}/
chown {OWNED} {BIN}"""
VSHELL = f"{OLD}/Linux.x86_64/bin/vshell"
CASSANDRA = "/opt/Axway-7.7/cassandra"
LIBRARY = f"{NEW}/system/lib/patched.jar"
QUICKSTART = {
    **topology(),
    "groups": [
        {
            "id": "group-2",
            "name": "QuickStart Group",
            "services": [
                {"id": "instance-1", "name": "QuickStart Server", "type": "gateway",
                 "hostID": "host-1", "managementPort": 8085},
            ],
        }
    ],
}  # fmt: skip


def _quickstart(estate: "DomainEstate") -> None:
    estate["gw1"].run(f"install -d -o {OWNER} -g {OWNER} {NEW}/groups")
    estate["gw1"].put(f"{NEW}/groups/topology.json", json.dumps(QUICKSTART), 0o644, OWNED)


FAULTS = [
    Fault(
        "disk-too-small-for-export",
        "On gw3 sysupgrade has 8 MB for its output.",
        *shell("gw3", SMALL, f"! mountpoint -q {BIN} || umount -l {BIN}; rm -rf /srv/bin"),
        red=("AXW-PRE-007",),
        when="pre",
    ),
    Fault(
        "tmp-noexec",
        "On gw2 no program may run in /tmp.",
        *shell("gw2", "mount -o remount,noexec /tmp", "mount -o remount,exec /tmp"),
        red=("AXW-PRE-009",),
        when="pre",
    ),
    Fault(
        "libnsl-missing",
        "gw3 has no package libnsl.",
        *shell(
            "gw3",
            "cp -a /var/lib/rpm /srv/rpm; rpm -e --justdb --nodeps libnsl",
            "rm -rf /var/lib/rpm; mv /srv/rpm /var/lib/rpm",
        ),
        red=("AXW-PRE-005",),
        when="pre",
    ),
    Fault(
        "capability-left",
        "gw1's old vshell may bind low ports.",
        *shell("gw1", f"setcap cap_net_bind_service=+ep {VSHELL}", f"setcap -r {VSHELL}"),
        red=("AXW-PRE-104",),
        when="pre",
    ),
    Fault(
        "update-made-as-root",
        "On gw2 a file of the update belongs to root.",
        *shell("gw2", f"install -D -m 644 /dev/null {LIBRARY}", f"rm -f {LIBRARY}"),
        red=("AXW-PRE-158",),
        when="pre",
    ),
    Fault(
        "cassandra-installed",
        "On gw3 the installer of 7.7 set up a Cassandra of its own.",
        *shell(
            "gw3",
            f"install -D -m 644 /dev/null {CASSANDRA}/conf/cassandra.yaml",
            f"rm -rf {CASSANDRA}",
        ),
        red=("AXW-PRE-154",),
        when="pre",
    ),
    Fault(
        "quickstart-installed",
        "On gw1 the QuickStart tutorial made a domain in the new installation.",
        _quickstart,
        lambda estate: estate["gw1"].run(f"rm -rf {NEW}/groups"),
        red=("AXW-PRE-153", "AXW-PRE-162"),
        when="pre",
    ),
    Fault(
        "api-opened",
        "The new Pay2 lets everybody in.",
        *shell("gw2", f"touch {NEW}/{OPEN}", f"rm -f {NEW}/{OPEN}"),
        red=("EST-009",),
        when="post",
    ),
]
