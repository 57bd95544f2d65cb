"""That we look at the right machines, and with the right to look."""

import pytest


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.rollback
@pytest.mark.reaches("node")
@pytest.mark.requirement("EST-001")
def test_node_lets_us_in(node):
    """The node is reachable and gives us a shell."""
    assert node.refusal == ""


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.rollback
@pytest.mark.reaches("privilege")
@pytest.mark.requirement("EST-004")
def test_root_may_read(node):
    """We may read as root on the node, without being asked for a password."""
    assert node.privilege_refusal == ""
