"""API keys, and what belongs to them, live in Redis alone."""

import pytest

from readers.tyk.keys import hashing, key_names, lost


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.rollback
@pytest.mark.requirement("TYK-POST-024")
def test_keys_survive(redis, baseline):
    """Every API key, certificate and OAuth client of before is still there. New ones are named."""
    names = key_names(redis)

    assert lost(baseline("keys", names), names, redis) == []


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.rollback
@pytest.mark.requirement("TYK-POST-024")
def test_keys_are_hashed_as_before(gateway, baseline):
    """Keys are hashed as before: otherwise no existing key is found any more."""
    hashed = hashing(gateway.config)

    assert hashed == baseline("key_hashing", hashed)
