"""Faults in the middle of the change, and after it."""

from typing import TYPE_CHECKING

from tests.lab.axway.changing import OWNED, process, text_file, tool
from tests.lab.axway.expired import certificate
from tests.lab.axway.places import INSTANCES, NEW, OLD
from tests.lab.planting import Act, Fault, give_back, keep, shell

if TYPE_CHECKING:
    from tests.lab.axway.domain import DomainEstate

CERTS = f"{OLD}/conf/certs.xml"
SQUAT = "systemd-run -q --unit=squatter /usr/bin/python3 -m http.server 8089"
MANAGER = "nodemanager"
SCRIPT = "/etc/init.d/vshell-Node-Manager-on-gw3"
REDACTION = f"{NEW}/{INSTANCES['pay1'].folder}/conf/redaction.xml"


def _expired() -> tuple[Act, Act]:
    def restart(estate: "DomainEstate") -> None:
        tool(estate, "gw2", f"{OLD}/posix/bin/{MANAGER} -k", check=False)
        tool(estate, "gw2", f"{OLD}/posix/bin/{MANAGER} -d")

    def plant(estate: "DomainEstate") -> None:
        keep(estate["gw2"], CERTS)
        estate["gw2"].put(CERTS, certificate("gw2"), 0o600, OWNED)
        estate["gw2"].run(f"touch -d 2026-01-31 {CERTS}")
        restart(estate)

    def mend(estate: "DomainEstate") -> None:
        give_back(estate["gw2"], CERTS)
        restart(estate)

    return plant, mend


FAULTS = [
    Fault(
        "anm-certificate-expired",
        "The certificate of gw2's port 8090 has ended.",
        *_expired(),
        red=("AXW-PRE-042", "AXW-PRE-093", "EST-013"),
        when="pre",
    ),
    Fault(
        "old-process-left",
        "The old Par2 runs, where all old processes should be down.",
        *process("gw3", OLD, "par2", "-d"),
        red=("AXW-STEP-041a", "AXW-STEP-053", "AXW-PRE-163"),
        when="gate",
    ),
    Fault(
        "port-taken",
        "Another program has gw3's port 8089, where the old processes are down.",
        *shell("gw3", SQUAT, "systemctl stop squatter"),
        red=("AXW-PRE-163",),
        when="gate",
    ),
    Fault(
        "first-manager-down",
        "gw1's new Admin Node Manager is down, where gw2 should be applied.",
        *process("gw1", NEW, "manager", "-k"),
        red=("AXW-STEP-050", "AXW-STEP-051", "EST-007"),
        when="gate",
    ),
    Fault(
        "new-instance-stopped",
        "The new Pay2 is stopped.",
        *process("gw2", NEW, "pay2", "-k"),
        red=("AXW-POST-002", "AXW-POST-042", "EST-013", "EST-014"),
        when="post",
    ),
    Fault(
        "script-of-the-old",
        "gw3's start script starts the old Node Manager.",
        *text_file("gw3", SCRIPT, lambda text: text.replace(NEW, OLD)),
        red=("AXW-POST-041",),
        when="post",
    ),
    Fault(
        "redaction-lost",
        "Pay1 has no redaction.xml.",
        *shell("gw1", f"mv {REDACTION} /srv/", f"mv /srv/redaction.xml {REDACTION}"),
        red=("AXW-POST-040",),
        when="post",
    ),
]
