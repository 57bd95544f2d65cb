"""What no probe can see: a person states it, by name."""

import pytest


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.rollback
def test_statement_is_signed(attestation):
    """Somebody signed that the requirement holds, and the signature is in time."""
    assert attestation.signature
