"""Faults of the JARs that were added to the old installation."""

from typing import TYPE_CHECKING

from tests.lab.axway.changing import OWNED, jar
from tests.lab.axway.places import NEW, OLD
from tests.lab.planting import Act, Fault, file, give_back, keep

if TYPE_CHECKING:
    from tests.lab.axway.domain import DomainEstate

EXT = f"{OLD}/ext/lib"
PATCH = f"{EXT}/RDAPI-9999.jar"
NAMED = f"{OLD}/META-INF/RDAPI-9999_abc.id"
SCRIPT = f"{OLD}/ext/posix/bin/purge.sh"


def _corrupt() -> tuple[Act, Act]:
    path = f"{EXT}/acme-filters-1.2.jar"

    def plant(estate: "DomainEstate") -> None:
        keep(estate["gw1"], path)
        estate["gw1"].run(f"truncate -s 200 {path}")

    return plant, lambda estate: give_back(estate["gw1"], path)


def _patch() -> tuple[Act, Act]:
    plant, mend = jar("gw3", PATCH, "patched.Main")
    name = f"install -o {OWNED.partition(':')[0]} /dev/null {NAMED}; "

    def both(estate: "DomainEstate") -> None:
        plant(estate)
        estate["gw3"].run(f"{name}echo 'ext/lib/RDAPI-9999.jar 5a5a' > {NAMED}")

    def undo(estate: "DomainEstate") -> None:
        mend(estate)
        estate["gw3"].run(f"rm -f {NAMED}")

    return both, undo


FAULTS = [
    Fault(
        "class-in-two-jars",
        "Two JARs of gw1 hold the same class.",
        *jar("gw1", f"{EXT}/acme-old.jar", "acme.Filter", version="1.1"),
        red=("AXW-PRE-020", "AXW-PRE-071"),
        when="pre",
    ),
    Fault(
        "jar-shipped",
        "gw2 has a JAR that 7.7 ships in another version.",
        *jar(
            "gw2",
            f"{EXT}/commons-lang3-3.4.jar",
            "org.shipped.commons_lang3.Main",
            title="commons-lang3",
            version="3.4",
        ),
        red=("AXW-PRE-020", "AXW-PRE-071"),
        when="pre",
    ),
    Fault(
        "jar-corrupt",
        "A JAR of gw1 is cut off.",
        *_corrupt(),
        red=("AXW-PRE-020", "AXW-PRE-072"),
        when="pre",
    ),
    Fault(
        "jar-unpacked-into-another",
        "A JAR of gw3 has a class of 7.7 in it, under a name of its own.",
        *jar("gw3", f"{EXT}/all-in-one.jar", "acme.Main", "org.shipped.httpclient.Main"),
        red=("AXW-PRE-020", "AXW-PRE-071"),
        when="pre",
    ),
    Fault(
        "jar-for-newer-java",
        "A JAR of gw2 is built for Java 11.",
        *jar("gw2", f"{EXT}/acme-new.jar", "acme.New", major=55),
        red=("AXW-PRE-020", "AXW-PRE-073b"),
        when="pre",
    ),
    Fault(
        "jar-of-a-patch",
        "gw3 has a JAR in ext/lib that came with a patch.",
        *_patch(),
        red=("AXW-PRE-020", "AXW-PRE-075"),
        when="pre",
    ),
    Fault(
        "script-unknown",
        "gw2 has a script of its own that nobody wrote down.",
        *file("gw2", SCRIPT, f"echo '#!/bin/sh' > {SCRIPT}; chmod 755 {SCRIPT}"),
        red=("AXW-PRE-020", "AXW-PRE-076"),
        when="pre",
    ),
    Fault(
        "jar-not-carried-over",
        "On gw2 the customer's filters are not in the new installation.",
        *file(
            "gw2", f"{NEW}/ext/lib/acme-filters-1.2.jar", f"rm {NEW}/ext/lib/acme-filters-1.2.jar"
        ),
        red=("AXW-POST-054",),
        when="post",
    ),
    Fault(
        "driver-doubled",
        "gw1's 7.7 has the old JDBC driver and a newer one.",
        *jar("gw1", f"{NEW}/ext/lib/mysql-connector-j-8.4.0.jar", "com.mysql.jdbc.Driver"),
        red=("AXW-PRE-071",),
    ),
]
