"""The table of faults: what is planted in the domain to see whether the suite finds it."""

from tests.lab import faults_hosts
from tests.lab.axway import (
    faults_after,
    faults_api,
    faults_back,
    faults_backups,
    faults_cassandra,
    faults_custom,
    faults_domain,
    faults_gates,
    faults_jars,
    faults_kps,
    faults_new,
    faults_old,
    faults_system,
)
from tests.lab.planting import Fault

OF_HOSTS = ("node-silent", "sshd-hangs", "sudo-refused", "clock-skew")
"""Of any host, whatever runs on it."""

FAULTS: dict[str, Fault] = {
    fault.name: fault
    for fault in (
        *faults_old.FAULTS,
        *faults_domain.FAULTS,
        *faults_jars.FAULTS,
        *faults_custom.FAULTS,
        *faults_new.FAULTS,
        *faults_system.FAULTS,
        *faults_kps.FAULTS,
        *faults_api.FAULTS,
        *faults_gates.FAULTS,
        *faults_cassandra.FAULTS,
        *faults_after.FAULTS,
        *faults_backups.FAULTS,
        *faults_back.FAULTS,
        *(fault for fault in faults_hosts.FAULTS if fault.name in OF_HOSTS),
    )
}
