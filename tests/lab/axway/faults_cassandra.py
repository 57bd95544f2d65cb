"""Faults of Cassandra's members and their machines: frozen, divided, of another time, neglected."""

from typing import TYPE_CHECKING

from tests.lab.axway import ring
from tests.lab.axway.changing import nodetool
from tests.lab.axway.domain import CASSANDRA
from tests.lab.axway.places import INSTANCES, NEW, OLD
from tests.lab.axway.seed import TOPOLOGY
from tests.lab.planting import Act, Fault, file, shell
from tests.lab.process import wait_until

if TYPE_CHECKING:
    from tests.lab.axway.domain import DomainEstate

HOME = ring.home(CASSANDRA)
YAML, LOG, REPAIRED = (f"{HOME}/{name}" for name in (
    "conf/cassandra.yaml", "logs/system.log", "logs/last_repair.log"))  # fmt: skip
FAST = "sed -i 's/0.000021043 .* of/0.251004200 seconds fast of/'"
OTHER = "lab_of_another_schema"
OLD_TABLE = f"{HOME}/data/data/system/local-7ad54392bcdd35a684174e047860b377/la-9-big-Data.db"
ERROR = (
    "ERROR [CompactionExecutor:4] 2026-01-31 22:10:42,937 CassandraDaemon.java:185 - "
    "Exception in thread Thread[CompactionExecutor:4,1,main]"
)
KPS = f"{INSTANCES['pay1'].folder}/conf/kps"
STORE = "groups/group-2/conf/*/PrimaryStore.xml"


def _seen(estate: "DomainEstate", state: str) -> None:
    """Wait until gw1 sees gw3 as DN or UN."""
    script = f"{HOME}/bin/nodetool status | grep -q '^{state} *{estate['gw3'].address} '"
    wait_until(
        lambda: not estate["gw1"].run(script, check=False).returncode,
        90,
        f"gw1 does not see gw3 as {state}",
        0.5,
    )


def _frozen() -> tuple[Act, Act]:
    def plant(estate: "DomainEstate") -> None:
        estate["gw3"].run("systemctl kill -s STOP cassandra")
        _seen(estate, "DN")

    def mend(estate: "DomainEstate") -> None:
        estate["gw3"].run("systemctl kill -s CONT cassandra")
        _seen(estate, "UN")

    return plant, mend


def _divided() -> tuple[Act, Act]:
    """A member that hears nothing of the others keeps the schema that it had."""
    off, on = nodetool(("gw3",), "disablegossip", "enablegossip")

    def plant(estate: "DomainEstate") -> None:
        off(estate)
        _seen(estate, "DN")
        estate.cql(f"CREATE KEYSPACE {OTHER} WITH replication = {TOPOLOGY}")

    def mend(estate: "DomainEstate") -> None:
        on(estate)
        _seen(estate, "UN")
        estate.cql(f"DROP KEYSPACE {OTHER}")

    return plant, mend


FAULTS = [
    Fault(
        "cassandra-frozen",
        "gw3's Cassandra hangs: it accepts connections, and answers nobody.",
        *_frozen(),
        red=("AXW-PRE-123", "AXW-STEP-043", "AXW-POST-028"),
    ),
    Fault(
        "schema-disagreement",
        "gw3's Cassandra did not hear of a new keyspace.",
        *_divided(),
        red=("AXW-PRE-123", "AXW-PRE-124", "AXW-STEP-043", "AXW-POST-028"),
    ),
    Fault(
        "cassandra-clock-skew",
        "The clock of gw2 is 251 ms ahead of the others.",
        *file(
            "gw2",
            "/usr/bin/chronyc",
            f"{FAST} /usr/bin/chronyc",
        ),
        red=("AXW-PRE-137",),
        when="pre",
    ),
    Fault(
        "cassandra-error-logged",
        "gw2's Cassandra wrote an error since its start.",
        *file("gw2", LOG, f"echo '{ERROR}' >> {LOG}"),
        red=("AXW-PRE-141",),
        when="pre",
    ),
    Fault(
        "cassandra-not-repaired",
        "gw1's Cassandra was repaired ten days ago.",
        *file("gw1", REPAIRED, f"touch -d '10 days ago' {REPAIRED}"),
        red=("AXW-PRE-126",),
        when="pre",
    ),
    Fault(
        "cassandra-old-tables",
        "gw3 has a table in the format of before 2.2.7.",
        *shell("gw3", f"touch {OLD_TABLE}", f"rm -f {OLD_TABLE}"),
        red=("AXW-PRE-125",),
        when="pre",
    ),
    Fault(
        "cassandra-port-differs",
        "gw2's cassandra.yaml has another client port than the inventory.",
        *file(
            "gw2",
            YAML,
            f"sed -i '/^native_transport_port/s/9042/9043/' {YAML}",
        ),
        red=("AXW-PRE-130",),
        when="pre",
    ),
    Fault(
        "kps-in-files",
        "Pay1 keeps a KPS table in a file.",
        *shell(
            "gw1",
            f"install -D /dev/null {OLD}/{KPS}/file/Customers_Customer.json",
            f"rm -rf {OLD}/{KPS}/file",
        ),
        red=("AXW-PRE-101",),
        when="pre",
    ),
    Fault(
        "kps-reads-from-one",
        "Payments reads its KPS from one replica.",
        *shell(
            "gw1",
            f"sed -i 's/\\(readConsistencyLevel\"><value>\\)QUORUM/\\1ONE/' {OLD}/{STORE}",
            f"sed -i 's/\\(readConsistencyLevel\"><value>\\)ONE/\\1QUORUM/' {OLD}/{STORE}",
        ),
        red=("AXW-PRE-134a",),
        when="pre",
    ),
    Fault(
        "kps-not-saved",
        "The backup of the KPS of Payments is gone.",
        *shell(
            "gw1",
            f"mv {NEW}/{KPS}/backup {NEW}/{KPS}/elsewhere",
            f"mv {NEW}/{KPS}/elsewhere {NEW}/{KPS}/backup",
        ),
        red=("AXW-POST-032",),
        when="post",
    ),
]
