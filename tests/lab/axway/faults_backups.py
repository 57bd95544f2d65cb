"""Faults of backups: missing, empty, old, cut off, incomplete, open to everybody."""

from typing import TYPE_CHECKING

from tests.lab.axway.places import HOSTS
from tests.lab.planting import Act, Fault, file, shell

if TYPE_CHECKING:
    from tests.lab.axway.domain import DomainEstate

BACKUPS = "/var/backups/axway"
ARCHIVE = f"{BACKUPS}/apigateway.tar"
SNAPSHOT = "pre_upgrade"


def _archive(name: str, about: str, host: str, script: str) -> Fault:
    return Fault(name, about, *file(host, ARCHIVE, script), red=("AXW-PRE-020",), when="pre")


def _snapshots() -> tuple[Act, Act]:
    """Take all snapshots away, and take new ones; their copies stay."""

    def tool(words: str) -> Act:
        def run(estate: "DomainEstate") -> None:
            for name in HOSTS:
                estate[name].run(f"{estate.cassandra_home}/bin/nodetool {words}")

        return run

    return tool(f"clearsnapshot -t {SNAPSHOT}"), tool(f"snapshot -t {SNAPSHOT}")


FAULTS = [
    _archive("backup-missing", "gw3's old installation was not backed up.", "gw3",
             f"rm {ARCHIVE}"),
    _archive("backup-empty", "gw2's archive of the old installation is empty.", "gw2",
             f": > {ARCHIVE}"),
    _archive("backup-old", "gw1's archive is of last year.", "gw1",
             f"touch -d 2025-11-21 {ARCHIVE}"),
    _archive("backup-cut-off", "gw2's archive was cut off: the disk was full.", "gw2",
             f"truncate -s -2M {ARCHIVE}"),
    _archive("backup-incomplete", "gw1's archive does not hold the folder of Pay1.", "gw1",
             f"tar --delete -f {ARCHIVE} apigateway/groups/group-2/instance-1"),
    Fault(
        "dump-cut-off",
        "The dump of the OAuth database was cut off.",
        *file("gw1", f"{BACKUPS}/tokens.sql", f"sed -i '$d' {BACKUPS}/tokens.sql"),
        red=("AXW-PRE-021a",),
        when="pre",
    ),
    Fault(
        "dump-of-another",
        "The dump is one of another database.",
        *file("gw1", f"{BACKUPS}/tokens.sql",
              f"sed -i 's/Database: oauth/Database: test/' {BACKUPS}/tokens.sql"),
        red=("AXW-PRE-021a",),
        when="pre",
    ),
    Fault(
        "snapshots-gone",
        "The snapshots of Cassandra were cleared.",
        *_snapshots(),
        red=("AXW-PRE-023a",),
        when="pre",
    ),
    Fault(
        "schema-unsaved",
        "The saved schema of gw2 lacks a table.",
        *file("gw2", f"{BACKUPS}/cassandra/schema.cql",
              f"sed -i /oauth_clientapplicationregistry/d {BACKUPS}/cassandra/schema.cql"),
        red=("AXW-PRE-024",),
        when="pre",
    ),
    Fault(
        "ca-copy-open",
        "Everybody may read the copy of the CA's keys.",
        *shell("gw1", f"chmod -R o+rX {BACKUPS}/ca",
               f"chmod -R go= {BACKUPS}/ca"),
        red=("AXW-PRE-025",),
        when="pre",
    ),
    Fault(
        "ca-copy-old",
        "The copy of the CA is one of before it signed again.",
        *file("gw1", f"{BACKUPS}/ca/serial", f"echo 0000 > {BACKUPS}/ca/serial"),
        red=("AXW-PRE-025",),
        when="pre",
    ),
    Fault(
        "script-unsaved",
        "gw3's start script was edited after it was saved.",
        *file("gw3", "/etc/init.d/vshell-Node-Manager-on-gw3",
              "echo '# edited' >> /etc/init.d/vshell-Node-Manager-on-gw3"),
        red=("AXW-PRE-026",),
        when="pre",
    ),
    Fault(
        "script-of-nobody",
        "A start script of gw2 starts an installation that is gone.",
        *file("gw2", "/etc/init.d/vshell-Payments-Old",
              "sed 's#Axway-7.5.3#Axway-7.4.1#' /etc/init.d/vshell-Payments-Pay2 "
              "> /etc/init.d/vshell-Payments-Old"),
        red=("AXW-PRE-026", "AXW-PRE-084"),
        when="pre",
    ),
]  # fmt: skip
