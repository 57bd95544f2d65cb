"""Names of keys: what is compared, and what must never be shown."""

import pytest

from probes.errors import CannotTell
from readers.redis import Redis
from readers.tyk import uses
from readers.tyk.config import parse_config
from readers.tyk.keys import LASTING, hashing, key_names, lost
from tests.readers.fakes import Engine, inventory

HASHED = "apikey-0123456789abcdef"
RAW = "5e9d9544a1dcd60001d0ed20aaaabbbbccccddddeeeeffff00001111"


@pytest.fixture(autouse=True)
def users(monkeypatch):
    """Nobody's configuration is read: who uses which Redis is `test_uses`."""
    monkeypatch.setattr(uses, "redis_uses", lambda _: ())


def redis(tmp_path, names, size=9, sign=1, **more):
    answers = {
        "redis:main DBSIZE": size,
        "redis:main SCAN-ALL": [],
        "redis:main SCAN-ALL apikey-": names,
        "redis:main SCAN-LASTING apikey-": names,
        "redis:main EXISTS": sign,
        **more,
    }
    return Redis(Engine(answers), inventory(tmp_path), "main")


def test_counters_beside_the_keys_are_left_out(tmp_path):
    names = [HASHED, "apikey-quota-0f", "apikey-rate-limit-0f"]
    assert key_names(redis(tmp_path, names))["api keys"] == [HASHED]


def test_a_key_that_is_not_hashed_is_hidden_and_can_be_compared(tmp_path):
    found = redis(tmp_path, [f"apikey-{RAW}", "apikey-cust0mer"])
    shown = key_names(found)["api keys"]

    assert set(found.engine.hidden) == {RAW, "cust0mer"}
    assert RAW not in str(shown)
    assert len(shown) == 2
    assert lost({"api keys": shown}, {"api keys": shown[:1]}, found) == [f"api keys: {shown[1]}"]


def test_only_a_key_without_a_near_end_is_missed(tmp_path):
    found = redis(tmp_path, [])
    before = {"api keys": ["apikey-1", "apikey-2"], LASTING: ["apikey-2"]}

    assert lost(before, {"api keys": ["apikey-2"], LASTING: []}, found) == []
    assert lost(before, {"api keys": ["apikey-1"]}, found) == [f"{LASTING}: apikey-2"]
    assert len(lost(before, {"api keys": []}, found)) == 3


def test_no_key_at_all_needs_a_sign_of_tyk(tmp_path):
    assert key_names(redis(tmp_path, []))["api keys"] == []
    with pytest.raises(CannotTell, match="no sign of Tyk"):
        key_names(redis(tmp_path, [], sign=0))


def test_of_too_many_keys_a_share_is_read_and_compared(tmp_path):
    found = redis(tmp_path, ["apikey-0aaaaaaaaaaaaaaa"], size=1_000_000)
    names = key_names(found)
    before = {"api keys": ["apikey-0aaaaaaaaaaaaaaa", "apikey-0bbbbbbbbbbbbbbb", "apikey-1c"]}

    assert "redis:main SCAN-ALL apikey-0* 100000" in found.engine.asked
    assert lost(before, names, found) == ["api keys: apikey-0bbbbbbbbbbbbbbb"]
    with pytest.raises(CannotTell, match="none of them is hashed"):
        key_names(redis(tmp_path, [], size=1_000_000))


@pytest.mark.parametrize("odd", [None, "apikey-x", [7], 0])
def test_names_that_are_none_are_no_answer(tmp_path, odd):
    with pytest.raises(CannotTell):
        key_names(redis(tmp_path, odd))


def test_hashing_is_that_in_effect():
    text = '{"hash_keys": false, "hash_key_function": "murmur64"}'
    config = parse_config("gateway", text, {"TYK_GW_HASHKEYS": "true"})
    assert hashing(config) == {"hash_keys": True, "hash_key_function": "murmur64"}
