"""What people do at their steps of a change: after `apply`, around Cassandra, on the way back."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from findings.step import Step
from tests.lab.axway import analytics, redoing, ring, rolling, start_scripts
from tests.lab.axway.places import HOSTS, INSTANCES, NEW, OLD, keyspace
from tests.lab.axway.rows import TABLES
from tests.lab.hosts import Host

if TYPE_CHECKING:
    from tests.lab.axway.domain import DomainEstate

UNIT = "/etc/systemd/system/cassandra.service"
SNAPSHOT = """cd {home}/data/data
for held in $(find {space}/{table}-*/snapshots -maxdepth 1 -name 'before-*' | sort | tail -1); do
  cp -p $held/*-* $held/../../
done
{home}/bin/nodetool refresh {space} {table}"""


def does(estate: "DomainEstate", step: Step) -> None:
    """Do what a step of a person tells; most of them are nobody's work in a lab."""
    if step.key.startswith("analytics."):
        analytics.does(estate, step)
    elif act := ACTS.get(step.key.rpartition(".")[2]):
        act(estate, step)


def acts(step: Step) -> bool:
    """Whether there is anything to do at a step."""
    return step.key.startswith("analytics.") or step.key.rpartition(".")[2] in ACTS


def redact(estate: "DomainEstate", key: str) -> None:
    """Carry the redaction of an instance over, where it has one."""
    one = INSTANCES[key]
    conf = f"{one.folder}/conf"
    script = f"[ ! -e {OLD}/{conf}/redaction.xml ] || {{ "
    script += f"cp -p {OLD}/{conf}/redaction.xml {NEW}/{conf}/; "
    script += f"cp -p {OLD}/{conf}/service.xml {NEW}/{conf}/; }}"
    estate[one.host].run(script)


def point(estate: "DomainEstate", host: str, old: str, new: str) -> None:
    """Let the start scripts of a host start another installation."""
    estate[host].run(f"sed -i 's#{old}#{new}#' /etc/init.d/vshell-*")


def switch(host: Host, *, on: bool) -> None:
    """Let a host start at boot what its start scripts name, or not."""
    script = start_scripts.ON if on else start_scripts.OFF
    host.run(f"{script}; systemctl enable --quiet {start_scripts.BOOT}")


def _off(estate: "DomainEstate", _: Step) -> None:
    for host in estate.hosts.values():
        switch(host, on=False)


def _services(estate: "DomainEstate", step: Step) -> None:
    """Let a host start 7.7 by itself, and see that it does."""
    point(estate, step.node, OLD, NEW)
    switch(estate[step.node], on=True)
    estate.restart(estate[step.node])
    for host in estate.hosts.values():
        ring.speaks(host)


def _services_back(estate: "DomainEstate", step: Step) -> None:
    point(estate, step.node, NEW, OLD)
    switch(estate[step.node], on=True)


def _restore(estate: "DomainEstate", _: Step) -> None:
    """Give the KPS of all groups the rows of its newest snapshot, and no others."""
    tables = [(keyspace(group), table) for group, held in TABLES.items() for table in held]
    estate.cql(*(f"TRUNCATE {space}.{table}" for space, table in tables))
    for name in HOSTS:
        script = [SNAPSHOT.format(home=_home(estate, name), space=s, table=t) for s, t in tables]
        estate[name].run("\n".join(["set -e", *script]))


def _clean(estate: "DomainEstate", _: Step) -> None:
    """Make the new installation what it was, for another try."""
    for name in HOSTS:
        estate.sysupgrade(name, "clean")


def _home(estate: "DomainEstate", name: str) -> str:
    """Where the Cassandra lies that a host starts."""
    script = f"sed -n 's#^ExecStart=\\(.*\\)/bin/cassandra .*#\\1#p' {UNIT}"
    return estate[name].run(script).stdout.strip()


def _unpack(estate: "DomainEstate", step: Step) -> None:
    estate[step.node].run(f"tar -C {ring.home(ring.NEXT)} -xpf {ring.PACKED}")


def _stop(estate: "DomainEstate", step: Step) -> None:
    estate[step.node].run("systemctl stop cassandra")


def _configure(estate: "DomainEstate", step: Step) -> None:
    old, new = estate.cassandra_home, ring.home(ring.NEXT)
    estate[step.node].run(f"cp -p {old}/conf/cassandra.yaml {new}/conf/")


def _start(estate: "DomainEstate", step: Step) -> None:
    _runs(estate, step, estate.cassandra_home, ring.home(ring.NEXT))


def _back(estate: "DomainEstate", step: Step) -> None:
    _runs(estate, step, ring.home(ring.NEXT), estate.cassandra_home)


def _runs(estate: "DomainEstate", step: Step, old: str, new: str) -> None:
    """Let the service be another release, and wait until that answers."""
    script = f"sed -i 's#{old}/#{new}/#' {UNIT}; systemctl daemon-reload; "
    estate[step.node].run(f"{script}systemctl restart cassandra")
    ring.speaks(estate[step.node])


def _instance(step: Step) -> str:
    return step.key.split(".")[1]


ACTS: dict[str, Callable[["DomainEstate", Step], object]] = {
    "redaction": lambda estate, step: redact(estate, _instance(step)),
    "java": lambda estate, step: estate[step.node].run(redoing.SCRIPT),
    "services": _services,
    "services-off": _off,
    "services-back": _services_back,
    "restore": lambda estate, step: (
        _restore(estate, step) if step.key.startswith("cassandra.") else None
    ),
    "installed": _unpack,
    "stop": _stop,
    "configure": _configure,
    "start": _start,
    "back": _back,
    "clean": _clean,
    "metrics": lambda estate, _: analytics.elsewhere(estate),
    "zdupgrade": lambda estate, _: rolling.go(estate),
}
"""By the last word of a step's key."""
