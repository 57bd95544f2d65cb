"""The table of faults: what is planted in the estate to see whether the suite finds it."""

from tests.lab import faults_hosts, faults_packages, faults_services, faults_stores
from tests.lab.estate import Estate
from tests.lab.planting import Fault

FAULTS: dict[str, Fault] = {
    fault.name: fault
    for part in (faults_packages, faults_services, faults_stores, faults_hosts)
    for fault in part.FAULTS
}


def plant(estate: Estate, *names: str) -> None:
    """Break the estate in these ways."""
    for name in names:
        FAULTS[name].plant(estate)


def mend(estate: Estate, *names: str) -> None:
    """Undo it, in the opposite order."""
    for name in reversed(names):
        FAULTS[name].mend(estate)
