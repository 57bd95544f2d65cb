"""Cassandra: its upgrade before the gateway's, member by member; a snapshot before `apply`."""

import shlex
from collections.abc import Iterator

from findings.step import Step, Success, Truth
from inventory import Inventory, VersionHop
from inventory.stores import CassandraStore
from runner.plans import PlanError
from runner.plans.axway_steps import command, person

DAEMON = "CassandraDaemon"
# All of them are up before one of them goes down: "one node after the other" is told by the ring.
_ALL_UP = "awk '/^[UD?][NLJM] / {{n++; if ($1 != \"UN\") bad=1}} END {{exit !n || bad}}'"
_DRAIN = (
    "{tool} status | " + _ALL_UP + " || "
    "{{ {tool} status; echo not all are up: nothing was drained; exit 1; }}; "
    "runs=$({tool} version) && [ \"$runs\" = 'ReleaseVersion: {release}' ] || "
    '{{ echo "$runs, and not {release}: nothing was drained"; exit 1; }}; {tool} drain'
)
# A name that is taken is left alone, and the next one used: what lies there may be needed.
_SNAPSHOT = (
    "taken=$({tool} listsnapshots) || exit; t={tag}; i=1; "
    'while echo "$taken" | awk -v t="$t" \'$1 == t {{n=1}} END {{exit !n}}\'; do '
    "i=$((i+1)); t={tag}-$i; done; "
    '{tool} snapshot -t "$t" {keyspaces}'
)
# In a row of `nodetool status` the first letter is up or down, the second normal, leaving ...
_WAIT = (
    "i=0; until {tool} status 2>/dev/null | " + _ALL_UP + "; do "
    "i=$((i+1)); [ $i -lt 60 ] || {{ {tool} status; exit 1; }}; sleep 5; done; {tool} version"
)
# Data that is there is never written over: it may be newer than what would be copied. A copy that
# was cut off is known by its mark, and begun again.
_COPY = (
    "sums() { (cd \"$1\" && find commitlog data saved_caches -type f -printf '%P %s\\n' | sort | "
    'cksum); }; same() { a=$(sums "$1") && b=$(sums "$2") && [ "$a" = "$b" ]; }; '
    'if [ ! -e "$2/.copying" ] && [ -n "$(find -H "$2" -type f 2>/dev/null | head -1)" ]; then '
    'same "$1" "$2" || { echo "$2 holds other data: nothing was copied"; exit 1; }; else '
    'mkdir -p "$2" && : >"$2/.copying" && chown --reference="$1" "$2" && '
    'cp -a "$1/commitlog" "$1/data" "$1/saved_caches" "$2/" && same "$1" "$2" && '
    'rm "$2/.copying" || exit; fi; echo copied whole'
)
_CARRIED = (
    "in cassandra.yaml rpc_address, listen_address, seeds, server and client encryption, the "
    "native port and the data directories; JAVA_HOME in bin/cassandra.in.sh; "
    "cassandra-rackdc.properties, cassandra-topology.properties, cassandra-env.sh"
)


def stores(inventory: Inventory) -> dict[str, CassandraStore]:
    """Give the clusters."""
    return {n: s for n, s in inventory.stores.items() if isinstance(s, CassandraStore)}


def members(inventory: Inventory, store: CassandraStore) -> tuple[str, ...]:
    """Give the nodes of a cluster, in the order of the inventory."""
    return store.nodes or tuple(node.name for node in inventory.with_role("cassandra"))


def tag(inventory: Inventory) -> str:
    """Name the snapshot of this change."""
    return f"before-{inventory.change}"


def snapshots(inventory: Inventory) -> Iterator[Step]:
    """Take a snapshot of the groups' keyspaces; one of an earlier try is never replaced."""
    groups = inventory.axway.groups.values() if inventory.axway else ()
    for name, store in stores(inventory).items():
        keyspaces = sorted({g.keyspace for g in groups if g.store == name and g.keyspace})
        home = store.new_home if "cassandra" in inventory.versions else store.home
        for node in members(inventory, store) if keyspaces else ():
            yield command(
                f"cassandra.{node}.snapshot",
                f"Take a snapshot of {', '.join(keyspaces)} on {node}",
                "AXW-PRE-023a",
                node=node,
                argv=(
                    "sh",
                    "-c",
                    _SNAPSHOT.format(
                        tool=shlex.join(_tool(store, home)),
                        tag=tag(inventory),
                        keyspaces=shlex.join(keyspaces),
                    ),
                ),
                success=Success(says=("Snapshot directory: ",)),
                seconds=600,
                owner="dba",
            )


def upgraded(inventory: Inventory) -> Iterator[Step]:
    """Upgrade each cluster before the gateway, where the inventory says so."""
    hop = inventory.versions.get("cassandra")
    if hop is None:
        return
    for name, store in stores(inventory).items():
        if not store.home or not store.new_home:
            raise PlanError(
                f"stores.{name} names no home and new_home, and its Cassandra is to be upgraded",
                "Write both, or upgrade it beforehand and leave it out of versions.",
            )
        yield _quiet(name)
        for node in members(inventory, store):
            one = _Member(store, node, store.home, store.new_home, hop)
            yield from one.emptied()
            yield from one.filled()
            yield from one.started()
        for node in members(inventory, store):
            yield command(f"cassandra.{node}.repair", f"Repair Cassandra on {node}, alone",
                          "AXW-STEP-009", **_long(node, 10.0),
                          argv=_tool(store, store.new_home, "repair"))  # fmt: skip


class _Member:
    """The steps of one member of a cluster."""

    def __init__(
        self, store: CassandraStore, node: str, old: str, new: str, hop: VersionHop
    ) -> None:
        self._store, self._node, self._old, self._new = store, node, old, new
        self._from, self._to = hop.from_, hop.to
        self._person = {"component": "cassandra", "node": node, "owner": "dba"}

    def emptied(self) -> Iterator[Step]:
        """Put the new release beside the old one, drain that and stop it."""
        new, node = self._new, self._node
        yield person(self._key("installed"), f"Install Cassandra {self._to} on {node}",
                     "AXW-STEP-002", **self._person, minutes=3.0,
                     truth=Truth(by="file", path=f"{new}/bin/cassandra"),
                     text=f"Install it at {new} on {node}; from Axway's installer with "
                     "--startCassandra 0. It must not be started: the old one goes on running.",
                     )  # fmt: skip
        told = Truth(by="says", argv=_tool(self._store, self._old, "netstats"),
                     done=("Mode: DRAINED",), undone=("Mode: NORMAL",))  # fmt: skip
        tool = shlex.join(_tool(self._store, self._old))
        line = _DRAIN.format(tool=tool, release=self._from)
        yield command(self._key("drain"), f"Drain Cassandra on {node}: it takes no more calls",
                      "AXW-STEP-003", **{**_long(node, 2.0), "long": False}, truth=told,
                      argv=("sh", "-c", line), undo_minutes=3.0)  # fmt: skip
        yield person(self._key("stop"), f"Stop Cassandra on {node}", "AXW-STEP-003",
                     **self._person, truth=Truth(by="stopped", words=(DAEMON,)),
                     text=f"Stop the drained Cassandra of {self._old} on {node}.")  # fmt: skip

    def filled(self) -> Iterator[Step]:
        """Copy its data and carry its configuration over."""
        old, new, node = self._old, self._new, self._node
        source = self._store.data or f"{old}/data"
        yield command(self._key("copy"), f"Copy commit log, data and caches on {node}",
                      "AXW-STEP-004", **_long(node, 5.0), success=Success(says=("copied whole",)),
                      argv=("sh", "-c", _COPY, "sh", source, f"{new}/data"))  # fmt: skip
        if self._store.tls:
            keys = (f"{old}/conf/.keystore", f"{old}/conf/.truststore")
            yield command(self._key("keystores"), f"Copy the stores of keys and trust on {node}",
                          "AXW-STEP-005", **_long(node, 0.5),
                          argv=("cp", "-p", "--", *keys, f"{new}/conf/"))  # fmt: skip
        yield person(self._key("configure"), f"Carry the configuration over on {node}",
                     "AXW-STEP-006", **self._person, minutes=5.0,
                     text=f"Compare {old}/conf with {new}/conf on {node} and carry over: "
                     f"{_CARRIED}.")  # fmt: skip

    def started(self) -> Iterator[Step]:
        """Start it, wait until the ring is whole, rewrite its tables."""
        new, node = self._new, self._node
        line = _WAIT.format(tool=shlex.join(_tool(self._store, new)))
        yield person(self._key("start"), f"Start Cassandra {self._to} on {node}", "AXW-STEP-007",
                     **self._person, truth=Truth(by="running", words=(DAEMON, new)), minutes=2.0,
                     text=f"Start Cassandra of {new} on {node}, as its own user.")  # fmt: skip
        yield command(self._key("up"), f"Wait until all are up and {node} runs {self._to}",
                      "AXW-STEP-007", **_long(node, 2.0), argv=("sh", "-c", line),
                      success=Success(says=(f"ReleaseVersion: {self._to}\n",)))  # fmt: skip
        yield command(self._key("rewrite"), f"Rewrite the tables on {node}", "AXW-STEP-008",
                      **_long(node, 5.0),
                      argv=_tool(self._store, new, "upgradesstables"))  # fmt: skip

    def _key(self, action: str) -> str:
        return f"cassandra.{self._node}.{action}"


def _quiet(name: str) -> Step:
    return person(
        f"cassandra.{name}.begin", f"Begin the upgrade of the Cassandra {name} in a quiet time",
        "AXW-STEP-001", component="cassandra", owner="dba", minutes=2.0,
        text="See that no schema change, repair or backup is under way. One member goes after the "
        "other, and one datacenter is ended before the next is begun: the order of the inventory "
        "has to be that order. Stop as soon as another member is down.",
    )  # fmt: skip


def _long(node: str, minutes: float) -> dict[str, object]:
    return {"component": "cassandra", "node": node, "long": True, "seconds": 14400,
            "owner": "dba", "minutes": minutes}  # fmt: skip


def _tool(store: CassandraStore, home: str | None, *words: str) -> tuple[str, ...]:
    """Give the argv of nodetool, of the release in `home`."""
    return (f"{home}/bin/nodetool" if home else "nodetool", "-p", str(store.jmx_port), *words)
