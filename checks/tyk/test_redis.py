"""Tyk keeps its keys, quotas and sessions in Redis."""

import pytest
from readers.tyk.matrix import supported_redis


@pytest.mark.pre
@pytest.mark.reaches("redis")
@pytest.mark.requirement("TYK-PRE-045")
def test_redis_answers(redis):
    """Redis answers with the address and the password that Tyk uses."""
    assert redis.refusal == ""


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-046")
def test_redis_version_is_supported(redis, upgrade):
    """Redis runs a version that the target release supports."""
    assert redis.version in supported_redis(upgrade["gateway"].to)
