"""That we look at the right machines, with the right to look, and that they can take the change."""

from collections import defaultdict

import pytest

CLOCKS_APART = 2.0  # seconds; machines that follow time servers differ by thousandths
ROOM = {"/opt": 500, "/var/cache": 500, "/var/lib": 200, "/var/log": 200, "/tmp": 100}  # noqa: S108  MiB
INODES = 5000  # a package has some hundred files; both versions lie there for a moment


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.rollback
@pytest.mark.gate
@pytest.mark.reaches("node")
@pytest.mark.requirement("EST-001")
def test_node_lets_us_in(node):
    """The node is reachable and gives us a shell."""
    assert node.refusal == ""


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.rollback
@pytest.mark.gate
@pytest.mark.reaches("privilege")
@pytest.mark.requirement("EST-004")
def test_root_may_read(node):
    """We may read as root on the node, without being asked for a password."""
    assert node.privilege_refusal == ""


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.rollback
@pytest.mark.requirement("EST-002")
def test_node_is_the_machine_of_before(node, baseline):
    """The node is the same machine as before: host name and machine id are."""
    identity = list(node.identity)

    assert identity == baseline("identity", identity)


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.rollback
@pytest.mark.requirement("EST-002")
def test_no_machine_is_named_twice(estate):
    """Each node of the inventory is a machine of its own."""
    assert estate.doubles == []


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.rollback
@pytest.mark.requirement("EST-003")
def test_clocks_agree(node):
    """The node's clock and that of this machine are at most two seconds apart."""
    assert abs(node.skew) <= CLOCKS_APART


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("EST-011")
def test_there_is_room(node):
    """Each file system has the room that packages, backups and logs need on it."""
    needed = defaultdict(int)
    for room in node.rooms:
        needed[room.mount] += ROOM[room.folder]
    short = {
        f"{room.mount}: {room.free_mib} MiB and {room.inodes} inodes are free,"
        f" {needed[room.mount]} MiB and {INODES} are needed"
        for room in node.rooms
        if room.free_mib < needed[room.mount] or (room.inodes or INODES) < INODES
    }

    assert sorted(short) == []


@pytest.mark.pre
@pytest.mark.requirement("EST-012")
def test_package_manager_is_free(node):
    """No package change is running or was cut off, and the list of packages can be read."""
    assert list(node.package_work) == []
