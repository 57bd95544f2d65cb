"""Faults of the new installation, before the change."""

from tests.lab.axway.changing import jar, json_file, text_file
from tests.lab.axway.layout import FEATURES
from tests.lab.axway.places import NEW, OLD, OWNER
from tests.lab.axway_programs import licences
from tests.lab.planting import Fault, file, shell

DRIVER = f"{NEW}/upgrade/lib/mysql-connector-java-5.1.49.jar"
LICENCE = f"{NEW}/{licences.FOLDER}/gateway.lic"
FAULTS = [
    Fault(
        "jdbc-driver-missing",
        "On gw2 there is no JDBC driver in upgrade/lib.",
        *file("gw2", DRIVER, f"rm {DRIVER}"),
        red=("AXW-PRE-155",),
        when="pre",
    ),
    Fault(
        "jdbc-driver-hollow",
        "On gw3 the JAR in upgrade/lib does not hold the driver.",
        *jar("gw3", DRIVER, "com.mysql.Nothing"),
        red=("AXW-PRE-155",),
        when="pre",
    ),
    Fault(
        "licence-missing",
        "gw3 has no licence for 7.7.",
        *file("gw3", LICENCE, f"rm {LICENCE}"),
        red=("AXW-PRE-010", "AXW-PRE-014", "AXW-PRE-166"),
        when="pre",
    ),
    Fault(
        "licence-of-another-host",
        "gw2's licence for 7.7 is that of gw1.",
        *text_file("gw2", LICENCE, lambda _: licences.write("gw1", FEATURES)),
        red=("AXW-PRE-011",),
        when="pre",
    ),
    Fault(
        "licence-expired",
        "gw1's licence for 7.7 has ended.",
        *text_file("gw1", LICENCE, lambda _: licences.write("gw1", FEATURES, "2026-01-31")),
        red=("AXW-PRE-011",),
        when="pre",
    ),
    Fault(
        "licence-without-api-manager",
        "gw1's licence does not grant API Manager.",
        *text_file("gw1", LICENCE, lambda _: licences.write("gw1", FEATURES[:1])),
        red=("AXW-PRE-012",),
        when="pre",
    ),
    Fault(
        "update-level-differs",
        "gw3 has an older update of 7.7.",
        *json_file(
            ("gw3",),
            f"{NEW}/.standin/build.json",
            lambda tree: tree.update(version="7.7.20240530"),
        ),
        red=("AXW-PRE-157", "AXW-PRE-159"),
        when="pre",
    ),
    Fault(
        "new-already-begun",
        "On gw2 somebody made a domain in the new installation.",
        *shell(
            "gw2",
            f"install -d -o {OWNER} {NEW}/groups; cp -p {OLD}/groups/topology.json {NEW}/groups/",
            f"rm -rf {NEW}/groups",
        ),
        red=("AXW-PRE-162",),
        when="pre",
    ),
    Fault(
        "sysupgrade-not-executable",
        "gw1's sysupgrade can not be run.",
        *file("gw1", f"{NEW}/upgrade/bin/sysupgrade", f"chmod 644 {NEW}/upgrade/bin/sysupgrade"),
        red=("AXW-PRE-164",),
        when="pre",
    ),
]
