"""API keys, and what belongs to them, live in Redis alone."""

import pytest

from readers.tyk.keys import hashing, identity, key_names, lost


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.rollback
@pytest.mark.requirement("TYK-POST-024")
def test_keys_survive(redis, baseline):
    """Every API key, certificate and OAuth client of before is there, but for what ends by itself.

    New ones are named.
    """
    names = key_names(redis)

    assert lost(baseline("keys", names), names, redis) == []


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.rollback
@pytest.mark.requirement("TYK-POST-024")
def test_redis_is_the_one_of_before(redis, baseline):
    """It is the Redis of before, and the same services use the same databases of it."""
    found = identity(redis)

    assert found == baseline("redis", found)


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.rollback
@pytest.mark.requirement("TYK-POST-024")
def test_keys_are_hashed_as_before(gateway, baseline):
    """Keys are hashed as before: otherwise no existing key is found any more."""
    hashed = hashing(gateway.config)

    assert hashed == baseline("key_hashing", hashed)
