"""Two changes of one domain: the first one ends in a broken `apply` and is taken back.

The second one, of the same ticket, is killed on its way and ends well.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from findings.change import Change
from tests.changes.axway.person import Operator, answers, releases, rows, titles
from tests.changes.changing import Ended
from tests.lab.axway.faults import FAULTS
from tests.lab.axway.places import keyspace
from tests.lab.axway.rows import TABLES
from tests.lab.operating import WHO
from tests.lab.process import Done

FAULT = FAULTS["jdbc-driver-missing"]  # found by pre and g2, so it happens behind them
LOST = "DELETE FROM {}.{} WHERE key = 'a-0001'"

OLD, NEW = "(7.5.3)", "(7.7.20240830)"  # in the titles of processes


def states(change: Change) -> dict[str, str]:
    """How far each step is, of the way back, too."""
    return {line.step.key: line.state for line in (*change.steps, *change.back)}


def versions(titles: Mapping[str, Sequence[str]]) -> set[str]:
    """The versions that run, by the titles of each host's processes."""
    return {
        word for lines in titles.values() for line in lines for word in (OLD, NEW) if word in line
    }


@dataclass
class Course:
    """What was seen on the way, by the name of the moment."""

    operator: Operator
    ended: dict[str, Ended] = field(default_factory=dict)
    changes: dict[str, Change] = field(default_factory=dict)
    directories: dict[str, Path] = field(default_factory=dict)
    rows: dict[str, dict[str, list[list[str]]]] = field(default_factory=dict)
    titles: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    answers: dict[str, list[str]] = field(default_factory=dict)
    releases: dict[str, set[str]] = field(default_factory=dict)
    script: Done | None = None
    """How the vendor's own script ended, where there is one."""

    def look(self, name: str, ended: Ended | None = None) -> None:
        """Keep what is now."""
        domain = self.operator.domain
        self.rows[name], self.titles[name] = rows(domain), titles(domain)
        self.answers[name], self.releases[name] = answers(domain), releases(domain)
        if ended:
            self.ended[name], self.changes[name] = ended, self.operator.change
            self.directories[name] = self.operator.directory


def everything(course: Course) -> None:
    """Take both changes."""
    course.look("before")
    _broken(course)
    _again(course)


def _broken(course: Course) -> None:
    """Upgrade Cassandra, killed meanwhile; then the `apply` on gw2 fails, and all goes back."""
    operator, domain = course.operator, course.operator.domain
    operator.killed("cassandra.gw2.copy")
    course.look("waits", operator.upgrade(until="drain"))
    FAULT.plant(domain)
    course.look("broken", operator.upgrade())
    table = next(name for name in TABLES["payments"] if "application" in name)
    domain.cql(LOST.format(keyspace("payments"), table))  # 7.7 was at the data already
    refused = operator.types("rollback", "--yes", "--name", WHO)
    course.ended["refused"] = refused
    words = ("--yes", "--name", WHO, "--restore", "cassandra", "--accept-data-loss", "lab")
    course.look("back", operator.leads("rollback", *words))
    FAULT.mend(domain)


def _again(course: Course) -> None:
    """Try again, killed in an export and in an `apply`, to the end."""
    operator = course.operator
    operator.without_cassandra()
    operator.killed("host.gw1.export")
    operator.hold("gw2")
    operator.killed("host.gw2.apply", held="gw2")
    operator.let_go("gw2")
    course.look("end", operator.upgrade())
