"""The demo of Axway: a domain of three hosts beside a real Cassandra, from 7.5.3 to 7.7."""

from tests.lab import cassandra_jars, packages
from tests.lab.axway import domain
from tests.lab.axway.faults import FAULTS
from tests.lab.demo_story import Problem, Story

PARTS = ("hosts", "cassandra")
PROBLEMS = (
    Problem(
        "group-inconsistent",
        "AXW-PRE-040",
        "axway/groups",
        "test_instances_run_one_deployment",
    ),
    Problem(
        "class-in-two-jars",
        "AXW-PRE-071",
        "axway/jars",
        "test_added_jars_are_not_shipped",
    ),
    Problem(
        "licence-of-another-host",
        "AXW-PRE-011",
        "axway/licences",
        "test_licence_is_good",
    ),
    Problem(
        "jdbc-driver-missing",
        "AXW-PRE-155",
        "axway/databases",
        "test_upgrade_has_the_drivers",
    ),
    Problem(
        "too-few-replicas",
        "AXW-PRE-133",
        "axway/cassandra",
        "test_keyspaces_have_their_replicas",
    ),
)


def _set_up() -> None:
    packages.install(*PARTS)
    cassandra_jars.jars(domain.CASSANDRA)


STORY = Story(
    product="axway",
    about=(
        "Demo: a domain of API Gateway is upgraded from 7.5.3 to 7.7.20240830 on three hosts on",
        "this machine, through the runner and its gates g1 to g3; then an apply breaks, and all",
        "is taken back.",
    ),
    boots="""Three hosts with systemd and sshd start on this machine, in a network of their own; on
        them a real Cassandra of three members that holds the KPS, two Admin Node Managers, a
        plain Node Manager, and two groups of two instances. Axway's programs are stand-ins that
        behave as its documents say; the rest is real.""",
    problems=PROBLEMS,
    upgrades="""Export and upgrade while the old system serves, each with its gate; then the old
        system down everywhere, apply on one host after the other, the work by hand, the whole
        of post. Where a person has to act the runner stops; here the demo acts, and signs what
        is nobody's work in a lab.""",
    worse="""The domain is 7.5.3 again, and a second change begins. This time the database of the
        OAuth tokens loses its JDBC driver on one host, after the last gate that could see it.""",
    bad="jdbc-driver-missing",
    bad_at="drain",
    second=lambda inventory: inventory,
    stops="apply ends well on the first host, and breaks on the second.",
    stopped_by="host.gw2.apply",
    back="""Going back is a person's decision, and 7.7 had the data already: the snapshot is given
        back. 7.7 goes down everywhere, the untouched old installation starts, and the domain is
        compared with what pre remembered.""",
    back_words=("--restore", "cassandra", "--accept-data-loss", "lab"),
    faults=FAULTS,
    estate=domain.DomainEstate,
    set_up=_set_up,
    absent=lambda: packages.absent(*PARTS),
    missing=domain.missing,
)
