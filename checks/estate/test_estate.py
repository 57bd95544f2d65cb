"""What people declare about the change as a whole."""

import pytest


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.rollback
@pytest.mark.requirement("EST-006")
def test_no_signature_is_rotten(estate, signatures):
    """No waiver and no attestation is expired, unknown, or matches nothing."""
    assert signatures.rotten == []


@pytest.mark.post
@pytest.mark.gate
@pytest.mark.requirement("EST-008")
def test_it_is_inside_the_window(estate, now):
    """It is now inside the change window."""
    window = estate.upgrade.window

    assert window.start <= now <= window.end


@pytest.mark.pre
@pytest.mark.requirement("EST-015")
def test_support_is_ready(estate):
    """Contract and case number of the vendor's support are in the inventory."""
    assert estate.unsupported == []
