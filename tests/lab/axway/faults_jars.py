"""Faults of the JARs that were added to the old installation."""

from typing import TYPE_CHECKING

from tests.lab.axway.changing import jar
from tests.lab.axway.places import OLD
from tests.lab.planting import Act, Fault, give_back, keep

if TYPE_CHECKING:
    from tests.lab.axway.domain import DomainEstate

EXT = f"{OLD}/ext/lib"


def _corrupt() -> tuple[Act, Act]:
    path = f"{EXT}/acme-filters-1.2.jar"

    def plant(estate: "DomainEstate") -> None:
        keep(estate["gw1"], path)
        estate["gw1"].run(f"truncate -s 200 {path}")

    return plant, lambda estate: give_back(estate["gw1"], path)


FAULTS = [
    Fault(
        "class-in-two-jars",
        "Two JARs of gw1 hold the same class.",
        *jar("gw1", f"{EXT}/acme-old.jar", "acme.Filter", version="1.1"),
        red=("AXW-PRE-071",),
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
        red=("AXW-PRE-071",),
        when="pre",
    ),
    Fault(
        "jar-corrupt",
        "A JAR of gw1 is cut off.",
        *_corrupt(),
        red=("AXW-PRE-072",),
        when="pre",
    ),
]
