"""Somebody who takes a change of the domain through the runner, and does a person's steps."""

import contextlib
import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.changes import changing
from tests.lab.attesting import sign_all
from tests.lab.axway import domain
from tests.lab.axway.domain import DomainEstate
from tests.lab.axway.places import HOSTS, NEW, keyspace
from tests.lab.axway.rows import TABLES
from tests.lab.process import run as lab_run
from tests.lab.process import wait_until

TICKET = "CHG0123457"
HOLD = "/srv/lab/hold"
TOOL = f"{NEW}/upgrade/bin/sysupgrade"
WAITS = f'while [ "$1" = apply ] \\&\\& [ -e {HOLD} ]; do sleep 0.1; done'
AT_WORK = "systemctl list-units -q --plain --state=active 'gateway-upgrade-*' | grep -q ."


@contextlib.contextmanager
def at_work(folder: Path, cassandra: str = "") -> Iterator["Operator"]:
    """Boot a domain with this release of Cassandra, for somebody who changes it; sweep it after."""
    releases = (cassandra,) if cassandra else ()
    if lacking := [why for one in (*releases, domain.CASSANDRA) for why in domain.missing(one)]:
        pytest.skip(f"no lab here: {'; '.join(lacking)}")
    estate = domain.DomainEstate(cassandra)
    estate.sweep()
    try:
        estate.up()
        estate.inventory(folder / "env")
        sign_all(folder / "env", "axway")
        yield Operator(estate, folder / "env", folder / "runs")
    finally:
        estate.sweep()


class Operator(changing.Operator):
    """Says beforehand that the steps are done which are nobody's work in a lab."""

    def __init__(self, estate: DomainEstate, env: Path, runs: Path) -> None:
        """Take a change of the domain's ticket."""
        super().__init__(estate, env, runs, TICKET)  # type: ignore[arg-type]
        self.domain = estate

    def upgrade(self, *words: str, until: str = "") -> changing.Ended:
        """Go on with the upgrade to its end, to a stop, or to that step of a person."""
        said = self.early(until)
        ended = self.types("upgrade", *words, *said)
        while (line := self.asked_for(ended.status)) is not None and line.step.key != until:
            done = self.does(line)[:2]
            ended = self.types("upgrade", *done, *said)
        return ended

    def killed(self, step: str, *, held: str = "") -> None:
        """Begin or go on, and be killed in the middle of a step; `held`: the host it waits on."""
        early = self.early()
        while True:
            watched = self.begins("upgrade", *early)
            watched.reaches(f"{step}  ")
            if f"{step}  " in "".join(watched.lines):
                break
            line = self.asked_for(watched.ended().status)
            assert line is not None, watched.ended()
            early = [*self.does(line)[:2], *early]
        if held:
            host = self.domain[held]
            wait_until(
                lambda: host.run(AT_WORK, check=False).returncode == 0, 300, f"{step} at work", 0.2
            )
        os.kill(watched.process.pid, signal.SIGKILL)
        watched.ended()
        self.lock.unlink(missing_ok=True)  # as the runner tells it, see test_not_begun

    def hold(self, host: str) -> None:
        """Let `apply` on a host wait until it is let go."""
        self.domain[host].run(f"mkdir -p /srv/lab; touch {HOLD}; sed -i '2i {WAITS}' {TOOL}")

    def let_go(self, host: str) -> None:
        """Let it go on."""
        self.domain[host].run(f"rm -f {HOLD}; sed -i 2d {TOOL}")

    def without_cassandra(self) -> None:
        """Write into the inventory that Cassandra was upgraded already: it never goes back."""
        path = self.env / "inventory.yaml"
        text = path.read_text().replace("[cassandra, gateway]", "[gateway]")
        text = re.sub(r"\n  cassandra: \{from.*", "", text)
        path.write_text(re.sub(r"\n    home: .*\n    new_home:", "\n    home:", text))


def rows(estate: DomainEstate) -> dict[str, list[list[str]]]:
    """All that the key property stores hold."""
    names = [f"{keyspace(group)}.{table}" for group, held in TABLES.items() for table in held]
    said = estate.cql(*(f"SELECT key, value FROM {name}" for name in names))
    return {name: sorted(found) for name, found in zip(names, said, strict=True)}


def titles(estate: DomainEstate) -> dict[str, list[str]]:
    """The product's processes on each host."""
    script = "ps -eo args | grep '(vshell)$' | sort"
    return {name: estate[name].run(script, check=False).stdout.splitlines() for name in HOSTS}


def answers(estate: DomainEstate) -> list[str]:
    """What an instance of each group says of its health, and API Manager of its people."""
    login = "-u apiadmin:axway-Apiadmin-8Wq3"
    asked = (
        "http://gw1:8080/healthcheck",
        "http://gw2:8081/healthcheck",
        "http://gw3:8080/hello",
        f"{login} https://gw2:8075/api/portal/v1.3/users",
    )
    return [estate["gw1"].run(f"curl -sk {one}", check=False).stdout for one in asked]


def releases(estate: DomainEstate) -> set[str]:
    """The releases of Cassandra that the members run, as each tells of all."""
    query = ("SELECT release_version FROM system.local", "SELECT release_version FROM system.peers")
    return {row[0] for found in estate.cql(*query) for row in found}


def secrets_in(folder: Path, env: Path) -> list[str]:
    """The files of a change in which one of the environment's secrets stands."""
    words = [path.read_text().strip() for path in (env / "secrets").iterdir()]
    line = ["grep", "-rlF", *(word for one in words for word in ("-e", one)), folder]
    return lab_run(*line, check=False).stdout.split()
