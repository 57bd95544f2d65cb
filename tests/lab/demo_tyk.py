"""The demo of Tyk: two gateways, a Dashboard and a pump, from 5.3.9 to 5.8.9."""

from tests.lab import packages, rpms
from tests.lab.demo_story import Problem, Story
from tests.lab.estate import Estate
from tests.lab.faults import FAULTS

PARTS = ("hosts", "packages", "stores")
PROBLEMS = (
    Problem(
        "old-version-gone",
        "TYK-PRE-026",
        "tyk/packages",
        "test_installed_version_can_still_be_had",
    ),
    Problem(
        "package-file-edited",
        "TYK-PRE-030",
        "tyk/packages",
        "test_no_used_package_file_was_edited",
    ),
    Problem(
        "dump-older-than-freeze",
        "TYK-PRE-047",
        "tyk/redis",
        "test_snapshot_is_not_older_than_the_freeze",
    ),
    Problem(
        "licence-expired",
        "TYK-PRE-070",
        "tyk/licence",
        "test_licence_outlasts_the_window",
    ),
    Problem(
        "disk-full",
        "EST-011",
        "estate/nodes",
        "test_there_is_room",
    ),
)


def _set_up() -> None:
    packages.install(*PARTS)
    packages.mongod()
    rpms.built()


def _gateways_first(inventory: str) -> str:
    """Let the bad gateway be met before the Dashboard is touched."""
    return inventory.replace("[dashboard, gateway, pump]", "[gateway, dashboard, pump]")


STORY = Story(
    product="tyk",
    about=(
        "Demo: a Tyk estate is upgraded from 5.3.9 to 5.8.9 on four real hosts on this machine,",
        "through the runner; then a bad release is stopped by a gate, and taken back.",
    ),
    boots="""Four hosts with systemd, sshd, rpm and yum start on this machine, in a network of
        their own; on them Redis, MongoDB and a Tyk 5.3.9 estate: two gateways, a Dashboard
        and a pump. The Tyk programs are stand-ins, from RPMs built here; the rest is real.""",
    problems=PROBLEMS,
    upgrades="""Dashboard, gateways, pump; each is proven well before the next is touched, then the
        whole of post. Where a person has to act the runner stops; here the demo acts.""",
    worse="""The estate is 5.3.9 again, and a second change begins. This time the repository's
        new gateway starts, says that it is well, and serves one API less.""",
    bad="bad-release",
    bad_at="",
    second=_gateways_first,
    stops="Pre sees nothing wrong; the gate behind the gateways must.",
    stopped_by="TYK-POST-022",
    back="""Going back is a person's decision. Each service that was touched is taken back by its
        own transaction, and the estate is compared with what pre remembered.""",
    back_words=(),
    faults=FAULTS,
    estate=Estate,
    set_up=_set_up,
    absent=lambda: packages.absent(*PARTS),
    missing=packages.missing,
)
