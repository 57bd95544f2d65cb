"""Faults of services in the middle of the change, and of the way back."""

from tests.lab.axway.changing import cql, process, text_file
from tests.lab.axway.faults_kps import SPACE, row, without
from tests.lab.axway.places import NEW, OLD
from tests.lab.axway.rows import TABLES, WHEN
from tests.lab.axway_programs import kps
from tests.lab.planting import Act, Fault, file, shell

BACK = "rollback"
PROGRAM = "Linux.x86_64/bin/vshell"
SCRIPT = "/etc/init.d/vshell-Node-Manager-on-gw3"
LINK = "/etc/rc3.d/S80vshell-Node-Manager-on-gw3"
KEPT = "/opt/Axway-7.7/sysupgrade-failed.tar"
CLIENTS = f"{SPACE}.{kps.QUOTAS}"
QUOTAS = range(len(TABLES["payments"][kps.QUOTAS]))
LONG_AGO = f" USING TIMESTAMP {WHEN * 1000}"


def stray(host: str, top: str) -> tuple[Act, Act]:
    """Let the program of an installation run, that nobody started by its tools."""
    words = f"systemd-run -q --unit=stray {top}/{PROGRAM} -c 'import time; time.sleep(9999)'"
    return shell(host, words, "systemctl stop stray")


FAULTS = [
    Fault(
        "old-instance-down",
        "The old Pay2 is down while export and upgrade run.",
        *process("gw2", OLD, "pay2", "-k"),
        red=("AXW-STEP-015",),
        when="gate",
    ),
    Fault(
        "services-still-on",
        "gw3 starts its old Node Manager at the next boot.",
        *shell("gw3", f"ln -s {SCRIPT} {LINK}", f"rm {LINK}"),
        red=("AXW-STEP-042",),
        when="gate",
    ),
    Fault(
        "watched-by-cron",
        "A job on gw1 starts the old Node Manager where it does not run.",
        *file("gw1", "/etc/cron.d/watch-gateway",
              f"echo '* * * * * axway {OLD}/posix/bin/nodemanager -d' > /etc/cron.d/watch-gateway"),
        red=("AXW-STEP-042",),
        when="gate",
    ),
    Fault(
        "new-started-early",
        "A program of 7.7 runs on gw2 before apply.",
        *stray("gw2", NEW),
        red=("AXW-STEP-044",),
        when="gate",
    ),
    Fault(
        "old-program-left",
        "A program of 7.5.3 still runs on gw1 after the upgrade.",
        *stray("gw1", OLD),
        red=("AXW-POST-003",),
        when="post",
    ),
    Fault(
        "not-restarted",
        "gw2 was not restarted after apply.",
        *file("gw2", f"{NEW}/upgrade/bin/out/logs/apply.log",
              f"touch {NEW}/upgrade/bin/out/logs/apply.log"),
        red=("AXW-POST-042",),
        when="post",
    ),
    Fault(
        "back-instance-down",
        "Par2 is not back.",
        *process("gw3", OLD, "par2", "-k"),
        red=("AXW-RB-003", "AXW-RB-013"),
        when=BACK,
    ),
    Fault(
        "back-new-left",
        "A program of 7.7 runs on gw2 beside the old domain.",
        *stray("gw2", NEW),
        red=("AXW-RB-002",),
        when=BACK,
    ),
    Fault(
        "back-script-of-the-new",
        "gw3's start script still starts 7.7.",
        *text_file("gw3", SCRIPT, lambda text: text.replace(OLD, NEW)),
        red=("AXW-RB-010",),
        when=BACK,
    ),
    Fault(
        "back-rows-lost",
        "Two applications did not come back.",
        *cql(
            without(kps.APPLICATIONS, "a-0003", "a-0004"),
            (row(kps.APPLICATIONS, 2), row(kps.APPLICATIONS, 3)),
        ),
        red=("AXW-RB-006", "AXW-RB-012", "AXW-RB-013"),
        when=BACK,
    ),
    Fault(
        "back-made-since",
        "An application was made in 7.7.",
        *cql(
            (row(kps.APPLICATIONS, 0, id="a-0099", name="Made since"),),
            without(kps.APPLICATIONS, "a-0099"),
        ),
        red=("AXW-RB-012",),
        when=BACK,
    ),
    Fault(
        "back-encrypted-anew",
        "The quotas were written again since the baseline, as reencrypt does.",
        *cql(
            tuple(row(kps.QUOTAS, at) for at in QUOTAS),
            (f"TRUNCATE {CLIENTS}", *(row(kps.QUOTAS, at) + LONG_AGO for at in QUOTAS)),
        ),
        red=("AXW-RB-007",),
        when=BACK,
    ),
    Fault(
        "back-schema-of-the-new",
        "7.7 gave a table another column.",
        *cql((f"ALTER TABLE {CLIENTS} ADD more text",), (f"ALTER TABLE {CLIENTS} DROP more",)),
        red=("AXW-RB-007",),
        when=BACK,
    ),
    Fault(
        "back-old-changed",
        "A file of gw1's old installation was changed.",
        *file("gw1", f"{OLD}/conf/managedomain.props",
              f"echo x=y >> {OLD}/conf/managedomain.props"),
        red=("AXW-RB-001",),
        when=BACK,
    ),
    Fault(
        "back-half-cleaned",
        "clean ran on gw2 alone.",
        *shell("gw2", f"mkdir {NEW}/upgrade_backup", f"rmdir {NEW}/upgrade_backup"),
        red=("AXW-RB-015",),
        when=BACK,
    ),
    Fault(
        "back-logs-lost",
        "Nobody kept what sysupgrade wrote on gw1.",
        *file("gw1", KEPT, f"rm {KEPT}"),
        red=("AXW-RB-019",),
        when=BACK,
    ),
]  # fmt: skip
