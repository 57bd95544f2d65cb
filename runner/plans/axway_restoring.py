"""The parts of an Axway way back that are people's: data, services, the load balancer, evidence."""

import shlex
from collections.abc import Iterator, Mapping, Sequence

from findings.step import Step
from inventory import Inventory
from runner.plans.axway_cassandra import members, stores, tag
from runner.plans.axway_hosts import Host, settings_of
from runner.plans.axway_steps import command, person

DATA = ("cassandra", "databases")
LOST = "what was written to {} since is lost"


def restored(
    inventory: Inventory, begun: Mapping[str, Step], restore: set[str], *, applied: bool
) -> Iterator[Step]:
    """Give the data back that a step changed, or that the operator asks for."""
    axway = settings_of(inventory)
    yield from _half_done(inventory, begun)
    if any(key.endswith(".client-port") for key in begun):
        yield person("cassandra-port", "Put Cassandra's client port back", "AXW-RB-008",
                     text="On each Cassandra host put the old cassandra.yaml back and restart it, "
                     "one after the other.", owner="dba", minutes=10.0)  # fmt: skip
    encrypted = any(key.startswith("kps.") and key.endswith(".reencrypt") for key in begun)
    if "cassandra" in restore or encrypted:
        yield from _snapshots(inventory)
    touched = [name for name, one in axway.databases.items() if {"oauth", "kps"} & set(one.holds)]
    migrated = applied and not axway.skip_db_upgrade
    for name in touched if migrated or "databases" in restore else ():
        place = inventory.backups.databases.get(name)
        where = f"Restore it from {inventory.backups.node}:{place}." if place else "By its DBA."
        yield person(f"database.{name}.restore", f"Restore the database {name} from its dump",
                     "AXW-RB-011", text=where,
                     owner="dba", minutes=15.0, data_loss=LOST.format(name))  # fmt: skip
    for key, step in begun.items():
        if key.startswith("analytics.") and key.endswith(".switch"):
            yield person(f"analytics.{step.node}.back", f"Start the old Analytics on {step.node}",
                         "AXW-RB-005", text="Stop that of 7.7, then start the old one.",
                         component="analytics", node=step.node, minutes=5.0)  # fmt: skip
    if applied and inventory.backups.activemq:
        yield person("activemq", "Restore the message store of ActiveMQ", "AXW-RB-009",
                     text=f"On each host whose instances use it put {inventory.backups.activemq} "
                     "back, before the old instances are started.", minutes=10.0)  # fmt: skip


def _snapshots(inventory: Inventory) -> Iterator[Step]:
    """Restore the keyspaces of the groups; the tool for it is the vendor's, or people's own."""
    groups = settings_of(inventory).groups.values()
    for name, store in stores(inventory).items():
        held = sorted({g.keyspace for g in groups if g.store == name and g.keyspace})
        if held:
            yield person(
                f"cassandra.{name}.restore", f"Restore the KPS in {name} from its snapshot",
                "AXW-RB-006", "AXW-RB-007",
                text=f"On {', '.join(members(inventory, store))} restore {', '.join(held)} from "
                f"the newest snapshot of the name {tag(inventory)} (a second one ends with -2), "
                "as the page of apigw-backup-tool says (restore -k KEYSPACE -s SNAPSHOT): nothing "
                "of the gateway may run meanwhile.",
                owner="dba", minutes=20.0, data_loss=LOST.format(", ".join(held)),
            )  # fmt: skip


def _half_done(inventory: Inventory, begun: Mapping[str, Step]) -> Iterator[Step]:
    """Bring a member of Cassandra up that was left in the middle of its own upgrade."""
    for name, store in stores(inventory).items():
        for node in members(inventory, store):
            if f"cassandra.{node}.drain" in begun and f"cassandra.{node}.rewrite" not in begun:
                yield person(
                    f"cassandra.{node}.back", f"Bring Cassandra of {name} up again on {node}",
                    "AXW-RB-006",
                    text=f"If its new release never ran, start that of {store.home} again: its "
                    "data was copied and not touched. Else mend the new one. Wait until `nodetool "
                    "status` says UN of all.",
                    owner="dba", minutes=10.0, node=node,
                )  # fmt: skip


def balanced(hosts: tuple[Host, ...], begun: Mapping[str, Step]) -> Iterator[Step]:
    """Keep calls away again, where they had been let in."""
    if "return" in begun or "zdupgrade" in begun:
        names = ", ".join(host.node for host in hosts)
        yield person("drain", "Let the load balancer send nothing more", "AXW-STEP-052",
                     text=f"Take {names} out of the load balancer's pool.",
                     owner="network", minutes=3.0)  # fmt: skip


def again(hosts: tuple[Host, ...]) -> Step:
    """Let the old instances take calls."""
    return person("return", "Let the load balancer send calls to the old instances",
                  "AXW-RB-014a", "AXW-RB-014b", owner="network", minutes=3.0,
                  text=f"Put {', '.join(h.node for h in hosts)} back into the load balancer's "
                  "pool, and watch calls come.")  # fmt: skip


def services_back(hosts: tuple[Host, ...], begun: Mapping[str, Step]) -> Iterator[Step]:
    """Let the system start the old installation again."""
    for host in hosts:
        if "services-off" in begun or host.key("services") in begun:
            yield person(
                host.key("services-back"), f"Let {host.node} start the old installation by itself",
                "AXW-RB-010",
                text=f"On {host.node} set VDISTDIR and VINSTDIR in /etc/init.d/vshell-* back to "
                f"{host.old}, or restore these scripts from their copy, and switch on again what "
                "was switched off. Nothing may be left that starts 7.7.",
                minutes=3.0, node=host.node,
            )  # fmt: skip


def saved(hosts: Sequence[Host]) -> Iterator[Step]:
    """Keep what the failed try wrote; then let a person decide about another one."""
    for host in hosts:
        place = f"{host.new}/../sysupgrade-failed.tar"
        line = "set -- $(ls -d upgrade/bin/out/logs trace groups/*/*/trace 2>/dev/null); "
        line += f'[ $# = 0 ] || exec {shlex.join(("tar", "-cf", place))} "$@"'
        yield command(
            host.key("keep"),
            f"Keep what sysupgrade wrote on {host.node}, for Axway's support",
            "AXW-RB-019",
            node=host.node,
            argv=("sh", "-c", f"cd {shlex.quote(host.new)} && {line}"),
            seconds=600,
        )
    if hosts:
        places = "; ".join(f"{one.node}: {shlex.join(_clean(one))}" for one in hosts)
        yield person("clean", "Decide about the new installation", "AXW-RB-015", "AXW-RB-016",
                     text="Leave it as it is while Axway's support looks at it. Before another try "
                     f"it is cleaned on every host, while the old system runs: {places}. That of "
                     "the first host takes the new topology and its CA with it.",
                     minutes=2.0)  # fmt: skip


def _clean(host: Host) -> tuple[str, ...]:
    return host.run(f"{host.new}/upgrade/bin", "./sysupgrade clean")
